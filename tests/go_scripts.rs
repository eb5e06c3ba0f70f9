//! Go's own script tests about settings, read from the trees in `target/go` (see `.ci/install-go`) and asked of envsim.
//!
//! Only what is about `go env` is played; a script ends for us at the first command that builds or downloads.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod go_env;
#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use envsim::environment::{Environment, Variables};
use envsim::machine::overlay::Change;
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Machine, Platform};
use envsim::toolchains::{Asked, ToolChain, go::Go};
use envsim::value::{Origin, Value};
use go_env::pattern;

/// The scripts, and how many of their assertions are played at least.
const SCRIPTS: [(&str, usize); 18] = [
    ("goflags", 0),
    ("modfile_flag", 0),
    ("mod_outside", 0),
    ("mod_sumdb_golang", 0),
    ("env_write", 1),
    ("env_changed", 25),
    ("mod_enabled", 30),
    ("autocgo", 0),
    ("cache_unix", 8),
    ("mod_gomodcache", 0),
    ("work_env", 4),
    ("env_unset", 10),
    ("env_exp", 0),
    ("env_sanitize", 0),
    ("env_issue46807", 0),
    ("env_gomod_issue61455", 0),
    ("gotoolchain_local", 70),
    ("env_gobin", 0),
];

/// A script being played on a machine that exists only as data.
struct Play<'t> {
    machine: Recorded,
    variables: BTreeMap<String, String>,
    cwd: String,
    tree: &'t str,
    /// Go 1.19 and older expand variables within quotes too.
    expands_all: bool,
    /// The last command was none of ours, so what is said of its output is not played.
    passing: bool,
    stdout: String,
    stderr: String,
    checked: usize,
    wrong: Vec<String>,
}

impl Play<'_> {
    /// Words of a script line: quotes keep blanks and `$`, doubled quotes within them stand for one; in patterns
    /// expanded text is taken literally.
    fn words_of(&self, line: &str, patterns: bool) -> Vec<String> {
        let mut words = Vec::new();
        let mut letters = line.chars().peekable();
        loop {
            while letters.next_if(|c| c.is_whitespace()).is_some() {}
            if letters.peek().is_none_or(|first| *first == '#') {
                return words;
            }
            let (mut word, mut quoted) = (String::new(), false);
            while let Some(letter) = letters.next_if(|c| quoted || !c.is_whitespace()) {
                match letter {
                    '\'' if quoted && letters.next_if_eq(&'\'').is_some() => word.push('\''),
                    '\'' => quoted = !quoted,
                    '$' if !quoted || self.expands_all => {
                        word.push_str(&self.variable(&mut letters, patterns))
                    }
                    _ => word.push(letter),
                }
            }
            words.push(word);
        }
    }

    fn variable(
        &self,
        letters: &mut std::iter::Peekable<std::str::Chars>,
        literally: bool,
    ) -> String {
        let mut name = String::new();
        if letters.next_if_eq(&'{').is_some() {
            while let Some(letter) = letters.next_if(|c| *c != '}') {
                name.push(letter);
            }
            letters.next();
        } else {
            while let Some(letter) = letters.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                name.push(letter);
            }
        }
        let value = match name.as_str() {
            "/" => "/",
            ":" => ":",
            "" => "$",
            _ => self.variables.get(&name).map_or("", String::as_str),
        };
        if !literally || name.is_empty() {
            return value.to_owned();
        }
        let escaped =
            |letter: char| match letter.is_ascii_punctuation() && letter != '/' && letter != '_' {
                true => format!("\\{letter}"),
                false => letter.to_string(),
            };
        value.chars().map(escaped).collect()
    }

    fn path(&self, word: &str) -> String {
        Platform::Linux.normalize(&Platform::Linux.join(&self.cwd, word))
    }

    /// Runs `go …`; `None` where it is nothing about settings.
    fn go(&mut self, words: &[String]) -> Option<i32> {
        let origin = || Origin::Parent("the script".into());
        let mut environment =
            Environment { variables: Variables::new(false), ..Environment::default() };
        for (name, value) in &self.variables {
            environment.variables.export(name, Value::known(value.as_str(), origin()), origin());
        }
        environment.variables.export("PWD", Value::known(self.cwd.as_str(), origin()), origin());
        environment.cwd = Value::known(self.cwd.as_str(), origin());
        let program = format!("{}/bin/go", self.tree);
        let version = self.variables.get("TESTGO_VERSION").cloned();
        let mut asked = Asked::new(&self.machine, &environment, Some(&program));
        asked.version = version.as_deref().filter(|text| !text.is_empty());
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        match arguments.as_slice() {
            ["env", rest @ ..] if matches!(rest.first(), Some(&"-w" | &"-u")) => {
                let persisted = Go.persist(&asked, rest);
                for change in persisted.changes {
                    if let Change::File { path, bytes } = change {
                        self.machine.put(&path, Node::File(Some(bytes)), None);
                    }
                }
                self.stdout.clear();
                self.stderr = persisted.printed.stderr;
                Some(persisted.printed.status)
            }
            ["env", rest @ ..] => {
                let printed = Go.print(&asked, rest);
                if printed.unknown.iter().any(|(name, _)| name == "toolchain") {
                    return None;
                }
                self.stdout = String::from_utf8_lossy(&printed.stdout).into_owned();
                self.stderr = printed.stderr;
                Some(printed.status)
            }
            ["version"] => {
                // The test binary plays every toolchain it is switched to.
                let chain = Go.chain(&asked);
                let fatal = chain.said.iter().find_map(|said| match said.weight {
                    envsim::toolchains::Weight::Fatal(status) => Some((said.text.clone(), status)),
                    _ => None,
                });
                let own = chain.program.map_or(String::new(), |program| program.version);
                self.stdout =
                    format!("go version {}\n", chain.handed_over.map_or(own, |(name, _)| name));
                self.stderr.clear();
                if let Some((text, status)) = fatal
                    .filter(|(text, _)| text.contains("GOTOOLCHAIN") || text.contains("toolchain"))
                {
                    self.stderr = format!("{text}\n");
                    self.stdout.clear();
                    return Some(status);
                }
                Some(0)
            }
            ["telemetry", mode] => {
                let path = format!("{}/.config/go/telemetry/mode", self.variables.get("HOME")?);
                self.machine.put(
                    &path,
                    Node::File(Some(format!("{mode} 2024-01-01").into_bytes().into())),
                    None,
                );
                Some(0)
            }
            _ => None,
        }
    }

    /// Plays `go mod init`, `go mod edit` and their kin for workspaces, as far as they set go and toolchain lines.
    fn edits(&mut self, words: &[String]) -> bool {
        let (Some(kind @ ("mod" | "work")), Some(what @ ("init" | "edit"))) =
            (words.first().map(String::as_str), words.get(1).map(String::as_str))
        else {
            return false;
        };
        let path = self.path(&format!("go.{kind}"));
        let old =
            self.machine.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let mut lines: Vec<String> = old.unwrap_or_default().lines().map(str::to_owned).collect();
        if what == "init" {
            lines = vec![if kind == "mod" { "module m".to_owned() } else { String::new() }];
        }
        for flag in &words[2..] {
            for key in ["go", "toolchain"] {
                if let Some(value) = flag.strip_prefix(&format!("-{key}=")) {
                    lines.retain(|line| !line.starts_with(&format!("{key} ")));
                    if value != "none" {
                        lines.push(format!("{key} {value}"));
                    }
                }
            }
        }
        self.machine.put(&path, Node::File(Some(lines.join("\n").into_bytes().into())), None);
        self.passing = true;
        true
    }

    /// Plays a line; `false` ends the script for us.
    fn line(&mut self, line: &str, number: usize) -> bool {
        let mut words = self.words_of(line, false);
        let mut negated = false;
        let mut any = false;
        while let Some(word) = words.first().cloned() {
            match word.as_str() {
                "!" => negated = true,
                "?" => any = true,
                text if text.starts_with('[') && text.ends_with(']') => {
                    match condition(&text[1..text.len() - 1]) {
                        Some(true) => {}
                        Some(false) => return true,
                        None => return false,
                    }
                }
                _ => break,
            }
            words.remove(0);
        }
        let Some(command) = words.first().cloned() else { return true };
        let mut expanded = words[1..].to_vec();
        if ["stdout", "stderr", "grep"].contains(&command.as_str()) {
            let patterns = self.words_of(line, true);
            let own = patterns[patterns.len() - expanded.len()..].to_vec();
            let last = expanded.pop();
            expanded = own;
            if let (Some(last), "grep") = (last, command.as_str()) {
                expanded.pop();
                expanded.push(last);
            }
        }
        match command.as_str() {
            "env" => {
                for pair in &expanded {
                    let Some((name, value)) = pair.split_once('=') else { return false };
                    self.variables.insert(name.to_owned(), value.to_owned());
                }
            }
            "cd" => self.cwd = self.path(&expanded[0]),
            "mkdir" => expanded
                .iter()
                .for_each(|path| self.machine.put(&self.path(path), Node::Directory, None)),
            "rm" => expanded.iter().for_each(|path| self.machine.remove(&self.path(path))),
            "cp" => {
                let from = self.path(&expanded[0]);
                let Ok(bytes) = self.machine.read(&from) else { return false };
                let mut to = self.path(&expanded[1]);
                if self.machine.is_directory(&to) {
                    to = format!("{to}/{}", Platform::Linux.file_name(&from));
                }
                self.machine.put(&to, Node::File(Some(bytes)), Some(0o755));
            }
            "symlink" => {
                let link = self.path(&expanded[0]);
                self.machine.put(&link, Node::Symlink(expanded[2].clone()), None);
            }
            "go" => {
                if self.edits(&expanded) {
                    return true;
                }
                let Some(status) = self.go(&expanded) else {
                    self.passing = true;
                    let harmless = [
                        "build", "list", "install", "run", "vet", "test", "env", "version", "help",
                        "mod",
                    ];
                    return expanded
                        .first()
                        .is_some_and(|first| harmless.contains(&first.as_str()));
                };
                self.passing = false;
                self.checked += 1;
                if !any && (status != 0) != negated {
                    self.wrong.push(format!("{number}: {line}: status {status}, {}", self.stderr));
                }
            }
            "stdout" | "stderr" if self.passing => {}
            "stdout" | "stderr" => {
                let text = if command == "stdout" { &self.stdout } else { &self.stderr };
                let wanted = expanded
                    .iter()
                    .find(|word| !word.starts_with("-count"))
                    .cloned()
                    .unwrap_or_default();
                self.checked += 1;
                if pattern::found(&wanted, text) == negated {
                    self.wrong.push(format!("{number}: {line}: {text:?}"));
                }
            }
            "exists" | "grep" | "cmp" => {
                let target = expanded.last().cloned().unwrap_or_default();
                if command != "grep" {
                    return true;
                }
                let Ok(text) = self.machine.read(&self.path(&target)) else { return true };
                self.checked += 1;
                if pattern::found(&expanded[0], &String::from_utf8_lossy(&text)) == negated {
                    self.wrong
                        .push(format!("{number}: {line}: {:?}", String::from_utf8_lossy(&text)));
                }
            }
            "skip" | "stop" => return false,
            _ => return false,
        }
        true
    }
}

fn condition(text: &str) -> Option<bool> {
    if let Some(rest) = text.strip_prefix('!') {
        return condition(rest).map(|holds| !holds);
    }
    match text.split_once(':') {
        Some(("GOEXPERIMENT" | "exec", _)) => return Some(false),
        Some(("GOOS", os)) => return Some(os == "linux"),
        Some(("GOARCH", arch)) => return Some(arch == "amd64"),
        _ => {}
    }
    match text {
        "short" | "root" | "net" | "link" | "exec" => Some(false),
        "symlink" | "cgo" | "go-builder" => Some(true),
        "linux" | "unix" | "amd64" => Some(true),
        "windows"
        | "darwin"
        | "plan9"
        | "mismatched-goroot"
        | "GOEXPERIMENT:fieldtrack"
        | "cross" => Some(false),
        _ => None,
    }
}

fn play(tree: &Path, script: &str) -> Option<(usize, Vec<String>)> {
    let text =
        fs::read_to_string(tree.join("src/cmd/go/testdata/script").join(format!("{script}.txt")))
            .ok()?;
    let root = tree.to_string_lossy().into_owned();
    let mut facts = Facts::new(Platform::Linux);
    facts.arch = Some("amd64".into());
    let mut machine = Recorded::new(facts);
    machine.put(&format!("{root}/bin/go"), Node::File(None), Some(0o755));
    machine.put(&format!("{root}/pkg/tool/linux_amd64"), Node::Directory, None);
    for file in ["VERSION", "go.env"] {
        if let Ok(bytes) = fs::read(tree.join(file)) {
            machine.put(&format!("{root}/{file}"), Node::File(Some(bytes.into())), None);
        }
    }
    let mut parts = text.split("\n-- ");
    let commands = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (name, body) = part.split_once(" --\n").unwrap_or((part.trim_end_matches(" --"), ""));
        let name = &name.trim().replace("$GOPATH", "/work/gopath");
        let path = Platform::Linux.join("/work/gopath/src", &name.replace("$WORK", "/work"));
        machine.put(&path, Node::File(Some(format!("{body}\n").into_bytes().into())), None);
    }
    for directory in ["/work/gopath/src", "/work/tmp", "/bin"] {
        machine.put(directory, Node::Directory, None);
    }
    machine.put("/bin/gcc", Node::File(None), Some(0o755));
    let minor = go_env::minor_of(tree);
    let mut variables = BTreeMap::new();
    for (name, value) in [
        ("WORK", "/work"),
        ("TMPDIR", "/work/tmp"),
        ("PATH", "/bin"),
        ("HOME", "/no-home"),
        ("GOARCH", "amd64"),
        ("GOOS", "linux"),
        ("GOEXE", ""),
        ("GOCACHE", "/work/cache"),
        ("GODEBUG", ""),
        ("GOPATH", "/work/gopath"),
        ("GOPROXY", "http://127.0.0.1:1/mod"),
        ("GOPRIVATE", ""),
        ("GOSUMDB", "localhost.localdev/sumdb"),
        ("GONOPROXY", ""),
        ("GONOSUMDB", ""),
        ("GOVCS", "*:all"),
        ("devnull", "/dev/null"),
        ("GOROOT", root.as_str()),
        ("goversion", &format!("1.{minor}")),
        ("GOTOOLCHAIN", "auto"),
        ("GOEXPERIMENT", ""),
    ] {
        variables.insert(name.to_owned(), value.to_owned());
    }
    let mut play = Play {
        machine,
        variables,
        cwd: "/work/gopath/src".into(),
        tree: &root,
        expands_all: minor < 20,
        passing: false,
        stdout: String::new(),
        stderr: String::new(),
        checked: 0,
        wrong: Vec::new(),
    };
    for (number, line) in commands.lines().enumerate() {
        if !play.line(line, number + 1) {
            break;
        }
    }
    Some((play.checked, play.wrong))
}

#[test]
fn the_scripts_of_the_go_tree_hold() {
    let trees = go_env::releases();
    let with_scripts: Vec<_> =
        trees.iter().filter(|tree| tree.join("src/cmd/go/testdata/script").is_dir()).collect();
    if with_scripts.is_empty() {
        skip::skipped(
            "no Go tree with its test data in target/go or ENVSIM_GO; .ci/install-go fetches some",
        );
        return;
    }
    let mut total = 0;
    let mut failures = Vec::new();
    for tree in with_scripts {
        for (script, least) in SCRIPTS {
            let Some((checked, wrong)) = play(tree, script) else { continue };
            total += checked;
            let name =
                format!("{script} of {}", tree.file_name().unwrap_or_default().to_string_lossy());
            println!("{name}: {checked} checked");
            if checked < least {
                failures.push(format!("{name}: only {checked} checked"));
            }
            failures.extend(wrong.into_iter().map(|wrong| format!("{name}:{wrong}")));
        }
    }
    println!("{total} commands and assertions checked");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
