//! Tools that are really here, beside their models: what a line of a profile does with each, as the tool does it.
//!
//! Every row begins in a fresh home. The real shell runs it twice: what differs from run to run must be unknown.
//! The program itself is asked about this machine in the same home; what it says is known must be so, variables,
//! functions and aliases. A tool that is not installed is skipped with a notice.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/skip.rs"]
mod skip;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

const ROWS: &str = include_str!("data/programs-live.txt");

/// One tool's rows.
#[derive(Default)]
struct Tool {
    name: &'static str,
    setup: String,
    rows: Vec<&'static str>,
}

fn tools() -> Vec<Tool> {
    let mut all: Vec<Tool> = Vec::new();
    for line in ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match (line.split_once(' '), all.last_mut()) {
            (Some(("=", name)), _) => all.push(Tool { name, ..Tool::default() }),
            (Some(("+", line)), Some(tool)) => tool.setup.push_str(&format!("{line}\n")),
            (_, Some(tool)) => tool.rows.push(line),
            _ => panic!("no tool before {line}"),
        }
    }
    all
}

/// What tells that a tool is here.
fn is_here(tool: &str) -> bool {
    let file = match tool {
        "virtualenvwrapper" => "/usr/share/virtualenvwrapper/virtualenvwrapper_lazy.sh".to_owned(),
        "argcomplete" => "/usr/bin/register-python-argcomplete".to_owned(),
        // npm puts them there.
        "pnpm" | "yarn" => format!("/usr/local/bin/{tool}"),
        other => format!("/usr/bin/{other}"),
    };
    Path::new(&file).exists()
}

/// The shell of a row, the session that reads a file first, that file, and the line.
fn parts(row: &str) -> (&str, &'static str, &'static str, &str) {
    match row.split_once(": ") {
        Some(("zsh", line)) => ("zsh", "zsh:script", ".zshenv", line),
        Some(("sh", line)) => ("sh", "sh:login", ".profile", line),
        _ => ("bash", "bash:script", ".line", row),
    }
}

/// What a session has at its end.
#[derive(Default)]
struct State {
    variables: BTreeMap<String, String>,
    functions: BTreeSet<String>,
    aliases: BTreeSet<String>,
}

struct Home(tempfile::TempDir);

impl Home {
    fn path(&self) -> String {
        format!("{}/me", self.0.path().display())
    }

    /// Makes it anew.
    fn fresh(&self, tool: &Tool, file: &str, line: &str) {
        let home = self.path();
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir(&home).expect("a home");
        let mut setup = self.command("/bin/sh");
        let ran = setup.args(["-ec", &tool.setup]).status().expect("sh runs");
        assert!(ran.success(), "{}", tool.setup);
        // Scripts of bash that the line calls would read it as well, and so without end.
        let before = if file == ".line" { "unset BASH_ENV\n" } else { "" };
        std::fs::write(format!("{home}/{file}"), format!("{before}{line}\n")).expect("a file");
    }

    fn command(&self, program: &str) -> Command {
        let home = self.path();
        let mut command = Command::new(program);
        command.env_clear().current_dir(&home).stdin(Stdio::null()).stderr(Stdio::null());
        command.envs([("HOME", home.as_str()), ("PATH", "/usr/local/bin:/usr/bin:/bin")]);
        command.envs([("SHELL", "/bin/bash"), ("TERM", "xterm-256color"), ("USER", "root")]);
        command.env("LC_ALL", "C.UTF-8").env("BASH_ENV", format!("{home}/.line"));
        command
    }

    /// What the real shell ends with.
    fn really(&self, tool: &Tool, row: &str) -> State {
        let (shell, _, file, line) = parts(row);
        self.fresh(tool, file, line);
        let out = format!("{}/out", self.0.path().display());
        let dump = match shell {
            "zsh" => "print -l ${(k)functions} > OUT.f; print -l ${(k)aliases} > OUT.a",
            "bash" => "compgen -A function > OUT.f; compgen -A alias > OUT.a",
            _ => ": > OUT.f; : > OUT.a",
        };
        let text = format!("/usr/bin/env -0 > OUT.v; {dump}").replace("OUT", &out);
        let _ = std::fs::write(format!("{out}.v"), "");
        let mut command = self.command("timeout");
        command.args(["60", &format!("/bin/{shell}")]).args((shell == "sh").then_some("-l"));
        command.args(["-c", &text]).stdout(Stdio::null());
        let ran = command.status().expect("a shell runs");
        assert_ne!(ran.code(), Some(124), "{row} does not end");
        let read = |end: &str| std::fs::read_to_string(format!("{out}.{end}")).unwrap_or_default();
        let pairs = read("v");
        let pairs = pairs.split('\0').filter_map(|pair| pair.split_once('='));
        let state = State {
            variables: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            functions: read("f").lines().map(str::to_owned).collect(),
            aliases: read("a").lines().map(str::to_owned).collect(),
        };
        if let Some(agent) = state.variables.get("SSH_AGENT_PID") {
            let _ = Command::new("kill").arg(agent).status();
        }
        state
    }

    /// What the program says.
    fn modelled(&self, tool: &Tool, row: &str) -> Value {
        let (_, session, file, line) = parts(row);
        self.fresh(tool, file, line);
        let mut command = self.command(env!("CARGO_BIN_EXE_envsim"));
        let ran = command.args(["env", session, "--format", "json"]).output().expect("it runs");
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|why| panic!("{row}: {why}"))
    }
}

/// Names that are not the tool's business.
const LOOSE: &[&str] = &["_", "SHLVL", "PWD", "OLDPWD", "BASH_ENV", "LOGNAME"];

/// Whether all is known; what is false.
fn verdict(answer: &Value, first: &State, second: &State, dash: bool) -> Result<bool, String> {
    let complete = answer["complete"] == json!(true);
    let mut known = complete;
    let empty = serde_json::Map::new();
    let variables = answer["variables"].as_object().unwrap_or(&empty);
    let names = first.variables.keys().chain(variables.keys()).collect::<BTreeSet<_>>();
    for name in names.into_iter().filter(|name| !LOOSE.contains(&name.as_str())) {
        let real = first.variables.get(name);
        let stable = real == second.variables.get(name);
        let one = &answer["variables"][name];
        let told = one["known"] == json!(true) && one["maybe_unset"] != json!(true);
        let value = match one {
            Value::Null if complete => None,
            Value::Null => continue,
            one if one["exported"] != json!(true) => None,
            _ if !told => {
                known &= !stable;
                continue;
            }
            one => one["value"].as_str(),
        };
        if value != real.map(String::as_str) || value.is_some() && !stable {
            return Err(format!("{name} is {value:?}, really {real:?}, stable {stable}"));
        }
    }
    if dash {
        return Ok(known);
    }
    known &= kept("function", &answer["functions"], complete, &first.functions)?;
    known &= kept("alias", &answer["aliases"], complete, &first.aliases)?;
    Ok(known)
}

fn kept(what: &str, told: &Value, complete: bool, real: &BTreeSet<String>) -> Result<bool, String> {
    let empty = serde_json::Map::new();
    let told = told.as_object().unwrap_or(&empty);
    let doubtful = |one: &Value| one["perhaps"] == json!(true) || one["known"] == json!(false);
    let mut known = true;
    // zsh has two aliases of its own.
    let own = ["", "run-help", "which-command"];
    for name in real.iter().filter(|name| !own.contains(&name.as_str())) {
        match told.get(name) {
            Some(one) => known &= !doubtful(one),
            None if complete => return Err(format!("no {what} {name}")),
            None => known = false,
        }
    }
    for (name, one) in told {
        if !real.contains(name) && !doubtful(one) {
            return Err(format!("a {what} {name} that is not there"));
        }
    }
    Ok(known)
}

#[derive(Default)]
struct Tally {
    rows: usize,
    unknown: Vec<String>,
    wrong: Vec<String>,
}

fn judge(tool: &Tool, row: &str, tally: &Mutex<Tally>) {
    let home = Home(tempfile::tempdir().expect("a folder"));
    let (first, second) = (home.really(tool, row), home.really(tool, row));
    let found = verdict(&home.modelled(tool, row), &first, &second, row.starts_with("sh: "));
    let mut tally = tally.lock().expect("no panic before");
    tally.rows += 1;
    match found {
        Ok(true) => {}
        Ok(false) => tally.unknown.push(format!("{}: {row}", tool.name)),
        Err(what) => tally.wrong.push(format!("{}: {row}: {what}", tool.name)),
    }
}

#[test]
fn tools_that_are_here_do_what_their_models_say() {
    let only = std::env::var("ENVSIM_TOOL").ok();
    let (all, tally) = (tools(), Mutex::new(Tally::default()));
    let mut rows: Vec<(&Tool, &str)> = Vec::new();
    for tool in all.iter().filter(|tool| only.as_ref().is_none_or(|only| only == tool.name)) {
        match is_here(tool.name) {
            true => rows.extend(tool.rows.iter().map(|row| (tool, *row))),
            false => skip::skipped(&format!("no {}, its model is not judged", tool.name)),
        }
    }
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|(_, row)| !row.starts_with("zsh: ") || Path::new("/bin/zsh").exists())
        .collect();
    std::thread::scope(|scope| {
        for half in rows.chunks(rows.len().div_ceil(4).max(1)) {
            scope.spawn(|| half.iter().for_each(|(tool, row)| judge(tool, row, &tally)));
        }
    });
    let tally = tally.into_inner().expect("no panic");
    println!("{} rows, {} unknown: {:#?}", tally.rows, tally.unknown.len(), tally.unknown);
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    let few = tally.unknown.len() * 3 <= tally.rows;
    assert!(only.is_some() || few, "{} of {}", tally.unknown.len(), tally.rows);
}
