//! Filters beside the real ones: seeded command lines in a folder of files, run by bash and by envsim.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real program"
)]

#[path = "common/program.rs"]
mod program;
#[path = "common/skip.rs"]
mod skip;

use std::process::Command;

use program::envsim;
use serde_json::{Map, Value, json};

/// The files both sides see.
const FILES: &[(&str, &str)] = &[
    (
        "conf",
        "# main\n[core]\nname = box one\npath=/opt/app/bin\n; old\n\nurl=https://example.org:8443/x\nempty=\n",
    ),
    ("list", "pear\napple\nfig\napple\nPear\n10\n9\n2\nfig\n"),
    ("table", "id  name   size\n1   alpha  10\n2   beta   200\n3   gamma  30\n"),
    ("csv", "a,b,c\n1,,3\n\"x y\",2,\n"),
    ("tabs", "one\ttwo\tthree\nfour\t\tsix\n"),
    ("raw", "no newline at end"),
    ("empty", ""),
    ("crlf", "a=1\r\nb=2\r\n"),
];

const PATTERNS: &[&str] = &[
    "a",
    "^#",
    "^$",
    "[0-9]",
    "[0-9]*",
    "^[a-z]*=",
    "[[:space:]]",
    "path",
    ".*",
    "\\.",
    "e$",
    "[^a-z]",
    "a.*e",
    "\\(a\\)\\(p\\)",
    "o\\{1,\\}",
    "\\<a",
    "pear\\|fig",
    "=.*$",
    "b?",
    "a+",
    "$",
    "*a",
];

/// Commands with `%P` for a pattern; each is given a file or the output of another.
const COMMANDS: &[&str] = &[
    "grep '%P'",
    "grep -n '%P'",
    "grep -c '%P'",
    "grep -v '%P'",
    "grep -o '%P'",
    "grep -w '%P'",
    "grep -x '%P'",
    "grep -i '%P'",
    "grep -q '%P'",
    "grep -l '%P'",
    "grep -A1 '%P'",
    "grep -B1 -n '%P'",
    "grep -F '%P'",
    "grep -m1 '%P'",
    "sed 's/%P/X/'",
    "sed 's/%P/<&>/g'",
    "sed '/%P/d'",
    "sed -n '/%P/p'",
    "sed '2d'",
    "sed '$d'",
    "sed -n '2,3p'",
    "sed '1~2d'",
    "sed '1!G;h;$!d'",
    "sed '$!N;s/\\n/,/'",
    "sed 's/a/b/2'",
    "sed 'y/abc/xyz/'",
    "sed -E 's/([a-z]+)=(.*)/\\2:\\1/'",
    "sed 2q",
    "sed '1i\\top'",
    "sed '$a end'",
    "sed '2c\\new'",
    "sed -n '$='",
    "sed 's/.*/\\U&/'",
    "sed 'n;d'",
    "sed 's/^[[:space:]]*//'",
    "awk '{print $1}'",
    "awk '{print $NF}'",
    "awk 'NR==2'",
    "awk 'END{print NR}'",
    "awk '{s+=$1}END{print s}'",
    "awk '/a/'",
    "awk -F= '{print $2}'",
    "awk -F, '{print $2}'",
    "awk '{print NF}'",
    "awk 'NF'",
    "awk '!s[$0]++'",
    "awk '{$1=\"X\";print}'",
    "awk '{gsub(/a/,\"A\");print}'",
    "awk '{print substr($0,2,3)}'",
    "awk '{print toupper($0)}'",
    "awk '{n=split($0,a,/[,:=]/);print n,a[1]}'",
    "awk 'match($0,/[0-9]+/){print RSTART,RLENGTH}'",
    "awk '{printf \"%s|%5s|%-5s\\n\",$1,$2,$3}'",
    "awk 'NR>1&&NR<4'",
    "awk '$1>2'",
    "awk -v x=3 '{print x+NR}'",
    "awk 'BEGIN{OFS=\"-\"}{$1=$1;print}'",
    "awk '{for(i=NF;i>0;i--)printf \"%s \",$i;print \"\"}'",
    "cut -d= -f2",
    "cut -d, -f1,3",
    "cut -c2-",
    "cut -c1-3",
    "cut -d: -f1 -s",
    "cut -f2",
    "sort",
    "sort -r",
    "sort -n",
    "sort -u",
    "sort -V",
    "sort -k2",
    "sort -t, -k2",
    "sort -f",
    "sort -nr",
    "sort -uf",
    "uniq",
    "uniq -c",
    "uniq -d",
    "uniq -u",
    "head -n2",
    "head -c5",
    "head -n-1",
    "tail -n1",
    "tail -n +2",
    "tail -c3",
    "wc -l",
    "wc -w",
    "wc -c",
    "paste -sd,",
    "paste - -",
    "tr a-z A-Z",
    "tr -d a",
    "tr -s ' '",
    "tr -cs a-zA-Z '\\n'",
    "tac",
    "rev",
    "nl",
    "nl -ba",
    "cat -n",
    "cat -A",
    "base64 -w0",
    "fold -w5",
    "xargs",
    "xargs -n1 echo x",
    "xargs -d '\\n' -n1 echo",
];

/// A row of numbers that is the same on every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }

    fn line(&mut self) -> String {
        let (file, _) = FILES[self.below(FILES.len())];
        let mut line = match self.below(4) {
            0 => format!("printf '%s\\n' b a 'c d' a 10 9 2 x=1 | {}", self.command()),
            _ => format!("cat {file} | {}", self.command()),
        };
        if self.below(4) == 0 {
            line = format!("{line} | {}", self.command());
        }
        line
    }

    fn command(&mut self) -> String {
        let pattern = self.of(PATTERNS);
        self.of(COMMANDS).replace("%P", pattern)
    }
}

fn is_gnu(name: &str) -> bool {
    let ran = Command::new(name).arg("--version").output();
    ran.is_ok_and(|ran| String::from_utf8_lossy(&ran.stdout).contains("GNU"))
}

fn real(folder: &std::path::Path, script: &str) -> Map<String, Value> {
    let ran = Command::new("bash")
        .args(["-c", &format!("{script}\nenv -0\n")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    text.split('\0')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

fn modelled(script: &str) -> Value {
    let mut files = Map::new();
    for (name, text) in FILES {
        files.insert(format!("/w/{name}"), json!({ "text": text }));
    }
    files.insert("/tmp/line".into(), json!({ "text": script }));
    let scenario = json!({
        "schema": "envsim-scenario/1", "platform": "linux", "version": "debian 12", "title": "t", "cwd": "/w",
        "env": { "PATH": "/usr/bin:/bin", "BASH_ENV": "/tmp/line", "LANG": null }, "files": files,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&["env", "bash:script", "--scenario", &named, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}

#[test]
fn filters_print_what_the_real_ones_print() {
    let tools = ["bash", "sed", "grep", "sort"];
    if let Some(missing) = tools.iter().find(|tool| !is_gnu(tool)) {
        return skip::skipped(&format!("no GNU {missing}"));
    }
    if Command::new("awk").arg("1").stdin(std::process::Stdio::null()).output().is_err() {
        return skip::skipped("no awk");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let mut seeded = Seeded(number("ENVSIM_SEED").unwrap_or(13));
    let (mut right, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for _ in 0..number("ENVSIM_ROUNDS").unwrap_or(20) {
        let lines: Vec<String> = (0..30).map(|_| seeded.line()).collect();
        let script: String = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                format!("V{at}=$({line} 2>/dev/null); S{at}=$?\nexport V{at} S{at}\n")
            })
            .collect();
        let (real, answer) = (real(folder.path(), &script), modelled(&script));
        for (at, line) in lines.iter().enumerate() {
            let names = [format!("V{at}"), format!("S{at}")];
            let known = names.iter().all(|name| answer["variables"][name]["known"] == json!(true));
            let same = |name: &String| answer["variables"][name]["value"] == real[name];
            match (known, names.iter().all(same)) {
                (true, true) => right += 1,
                (false, _) => unknown.push(line.clone()),
                (true, false) => wrong.push(format!(
                    "{line}: {} {}",
                    answer["variables"][&names[0]]["value"], real[&names[0]]
                )),
            }
        }
    }
    println!("{right} right, {} unknown: {unknown:?}", unknown.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.len() * 10 < right, "{unknown:?}");
}

/// Several readers of one input: what the first one read is gone.
const READERS: &[&str] = &[
    "printf 'a\\nb\\nc\\n' | { cat; cat; }",
    "printf 'a\\nb\\nc\\n' | { head -c2; cat; }",
    "printf 'a\\nb\\n' | { echo hi; cat; }",
    "printf 'a\\nb\\n' | { ls list; cat; }",
    "printf 'a\\nb\\n' | { wc -l; wc -l; }",
    "printf 'a\\nb\\n' | { cat | tr a z; cat; }",
    "printf 'a\\nb\\n' | { (read x; echo $x); read y; echo $y; }",
    "printf 'a\\nb\\n' | { x=$(cat); cat; echo \"=$x\"; }",
    "printf 'a\\nb\\n' | { sh -c 'read x; echo $x'; cat; }",
    "printf 'a\\nb\\n' | { sh -c 'echo q'; cat; }",
    "printf 'a\\nb\\n' | { env cat; cat; }",
    "printf 'a\\nb\\n' | { true & cat; }",
    "printf 'a\\nb\\n' | { awk 'BEGIN{print 1}'; cat; }",
    "printf 'a\\nb\\n' | { dirname /a/b; cat; }",
    "printf 'a b\\n' | { xargs echo; cat; }",
    "printf '%s\\n' 1 2 3 | (read a; read b; echo $b$a; cat)",
    "printf 'a\\nb\\n' | while read -r l; do echo $l; tr a-z A-Z; done",
    "{ head -n1; cat; } < list",
    "{ sort; cat; } < list",
    "while read -r l; do x=$(cat); echo \"$l:$x;\"; done < list",
    "n=0; while read -r l; do n=$((n+1)); done < list; echo $n",
    "cat list | tail +2",
    "tail +3 list",
    "sort -o /dev/stdout list",
];

#[test]
fn what_a_program_reads_is_gone() {
    if !is_gnu("bash") || !is_gnu("sort") {
        return skip::skipped("no GNU bash and sort");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let row = |(at, line): (usize, &&str)| format!("V{at}=$({line})\nexport V{at}\n");
    let script: String = READERS.iter().enumerate().map(row).collect();
    let (real, answer) = (real(folder.path(), &script), modelled(&script));
    for (at, line) in READERS.iter().enumerate() {
        let one = &answer["variables"][format!("V{at}")];
        let known = one["known"] == json!(true);
        assert!(!known || one["value"] == real[&format!("V{at}")], "{line}: {one}");
        assert!(known || line.contains("/dev/"), "{line}: {one}");
    }
}

/// The user's settings, what they have read, and a repository's.
const SETTINGS: &[(&str, &str)] = &[
    (
        ".gitconfig",
        "[user]\n\tname = Ann Lee\n\temail = ann@x.org # c\n[core]\n\teditor = vim\n\tautocrlf = input\n\tpager\n[alias]\n\tst = status -sb\n\tlg = \"log --oneline; x\"\n[remote \"Origin\"]\n\turl = git@h:x.git\n\tfetch = +a\n\tfetch = +b\n[http]\n\tpostBuffer = 512k\n[include]\n\tpath = ~/.extra\n[includeIf \"gitdir:~/work/\"]\n\tpath = .workcfg\n[x]\n\tyes = yes\n\tzero = 0\n\tp = ~/bin\n",
    ),
    (".extra", "[user]\n\tsigningkey = K1\n[init]\n\tdefaultBranch = main\n"),
    (".workcfg", "[user]\n\temail = ann@work.org\n"),
];
const OF_REPOSITORY: &str = "[core]\n\tbare = false\n[user]\n\tname = Local\n";

/// Behind `git config`.
const CONFIGS: &[&str] = &[
    "user.name",
    "--get user.name",
    "--global user.name",
    "--local user.name",
    "--global --get user.email",
    "user.email",
    "core.editor",
    "core.pager",
    "--get nope.key",
    "--default d nope.key",
    "--get-all remote.Origin.fetch",
    "remote.Origin.fetch",
    "remote.origin.url",
    "remote.Origin.url",
    "--bool x.yes",
    "--bool x.zero",
    "--type=bool core.pager",
    "--int http.postbuffer",
    "--path x.p",
    "--type=path x.p",
    "user.signingkey",
    "--global user.signingkey",
    "--global --includes user.signingkey",
    "init.defaultbranch",
    "INIT.DefaultBranch",
    "--global --list",
    "--list",
    "-l --name-only",
    "--get-regexp ^user",
    "--get-regexp ^alias\\.",
    "--name-only --get-regexp ^alias",
    "-f nofile a.b",
    "alias.lg",
    "get user.name",
    "get --all remote.Origin.fetch",
    "list --global",
    "--get user",
    "--bool user.name",
    "--get-regexp core",
    "--type=int x.zero",
    "--get --default '' a.b",
    "get --default z a.b",
    "--get-all nope.x",
    "--local --list",
    "--global user.name Bob && git config user.name",
    "--global new.key v && git config new.key",
    "--global core.Editor nano && cat ~/.gitconfig",
    "--global --add remote.Origin.fetch +c && git config --get-all remote.Origin.fetch",
    "--global --unset core.editor; git config core.editor",
    "--global a.b.c v && cat ~/.gitconfig",
    "--global --unset nope.x; echo $?",
    "--global remote.Origin.fetch z; echo $?",
    "user.name New && git config user.name && cat .git/config",
    "-f new.cfg s.k 'a b ; c' && cat new.cfg && git config -f new.cfg s.k",
    "-f new.cfg s.k 'say \"x\" \\ y' && cat new.cfg",
    "--global --unset-all remote.Origin.fetch && git config --get-all remote.Origin.fetch; echo $?",
    "set --global q.r s && git config get q.r",
    "unset --global core.editor; git config core.editor; echo $?",
    "--global alias.co checkout && git config --get-regexp ^alias",
    "--global 'bad' v; echo $?",
    "--global init.defaultBranch trunk && git config init.defaultBranch",
    "--global --unset alias.st && cat ~/.gitconfig",
    "--local --unset user.name && cat .git/config",
    "--global core.pager less && cat ~/.gitconfig",
    "--global x.yes ' lead' && git config x.yes",
    "--global --add user.name Two && git config --get-all user.name",
    "--global url.ssh://h/.insteadOf https://h/ && git config url.ssh://h/.insteadof && cat ~/.gitconfig",
];

#[test]
fn git_tells_and_keeps_its_settings() {
    let told = Command::new("git").arg("--version").output();
    let told =
        told.map(|ran| String::from_utf8_lossy(&ran.stdout).into_owned()).unwrap_or_default();
    let minor = told.split(['.', ' ']).nth(3).and_then(|text| text.parse::<u32>().ok());
    // Its newest words come with 2.46.
    if !is_gnu("bash") || !told.contains(" 2.") || minor.is_none_or(|minor| minor < 46) {
        return skip::skipped("no git 2.46");
    }
    let which = Command::new("bash").args(["-c", "command -v git"]).output().expect("bash runs");
    let git = String::from_utf8_lossy(&which.stdout).trim().to_owned();
    let mut undecided = 0;
    for place in ["work/r", "other/r", ""] {
        let home = tempfile::tempdir().expect("a folder");
        let root = home.path().to_string_lossy().into_owned();
        let cwd = format!("{root}/{place}");
        std::fs::create_dir_all(&cwd).expect("a folder");
        let mut files = Map::new();
        files.insert(git.clone(), json!({ "mode": "0755" }));
        for (name, text) in SETTINGS {
            files.insert(format!("{root}/{name}"), json!({ "text": text }));
        }
        if !place.is_empty() {
            let _ = Command::new("git").args(["init", "-q", &cwd]).env("HOME", &root).output();
            files.insert(format!("{cwd}/.git/config"), json!({ "text": OF_REPOSITORY }));
        }
        // Each line begins with the same files.
        let reset = |(path, one): (&String, &Value)| {
            let text = one["text"].as_str()?;
            Some(format!("cat > '{path}' <<'END'\n{text}END\n"))
        };
        let reset: String = files.iter().filter_map(reset).collect();
        let row = |(at, line): (usize, &&str)| {
            format!("{reset}cd '{cwd}'\nV{at}=$(git config {line}); S{at}=$?\nexport V{at} S{at}\n")
        };
        let script: String = CONFIGS.iter().enumerate().map(row).collect();
        let real = git_real(&root, &git, &script);
        files.insert(format!("{root}/.line"), json!({ "text": script }));
        let answer = git_modelled(&root, &git, files);
        for (at, line) in CONFIGS.iter().enumerate() {
            for name in [format!("V{at}"), format!("S{at}")] {
                let one = &answer["variables"][&name];
                let known = one["known"] == json!(true);
                undecided += usize::from(!known);
                let same = one["value"] == real[&name];
                assert!(!known || same, "{place}: {line}: {one}, really {}", real[&name]);
            }
        }
    }
    assert!(undecided < 8, "{undecided} values of git are unknown");
}

fn git_path(git: &str) -> String {
    format!("{}:/usr/bin:/bin", git.strip_suffix("/git").unwrap_or_default())
}

fn git_real(home: &str, git: &str, script: &str) -> Map<String, Value> {
    let ran = Command::new("bash")
        .args(["-c", &format!("{script}\nenv -0\n")])
        .env_clear()
        .envs([("HOME", home), ("PATH", &git_path(git))])
        .stdin(std::process::Stdio::null())
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect()
}

fn git_modelled(home: &str, git: &str, files: Map<String, Value>) -> Value {
    let scenario = json!({
        "schema": "envsim-scenario/1", "platform": "linux", "title": "t", "cwd": home,
        "user": { "name": "u", "home": home },
        "env": { "PATH": git_path(git), "BASH_ENV": format!("{home}/.line"), "LANG": null },
        "files": files,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&["env", "bash:script", "--scenario", &named, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}
