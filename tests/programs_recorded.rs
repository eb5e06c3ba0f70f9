//! Recorded answers of real programs: what profiles get from them, file changes, filters and shims.
//!
//! `tools`: the effect of a profile's line beside the same start without it; `unstable` names differ
//! from run to run, so that only unknown is right. `texts` and `writers`: a line of bash or zsh over a
//! tree of files. `shims`: where a name must end. Nothing may be wrong; what is unknown is counted.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test writes its own input"
)]

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Map, Value, json};

const RECORDED: &str = include_str!("data/programs.json");
const RELEASE: &str = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n";
const ACCOUNTS: &str = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nu:x:1000:1000:U Ser,,,:/home/u:/bin/bash\n";

#[derive(Debug, Default)]
struct Count {
    right: usize,
    unknown: Vec<String>,
    wrong: Vec<String>,
}

impl Count {
    fn judged(&mut self, case: &str, verdict: Result<bool, String>) {
        match verdict {
            Ok(true) => self.right += 1,
            Ok(false) => self.unknown.push(case.to_owned()),
            Err(what) => self.wrong.push(format!("{case}: {what}")),
        }
    }

    /// No wrong answer, and no more unknown ones than that share in a hundred.
    fn check(&self, what: &str, share: usize) {
        let all = self.right + self.unknown.len() + self.wrong.len();
        println!(
            "{what}: {} right, {} unknown of {all}: {:?}",
            self.right,
            self.unknown.len(),
            self.unknown
        );
        assert!(self.wrong.is_empty(), "{what}: {:#?}", self.wrong);
        assert!(self.unknown.len() * 100 <= all * share, "{what}: {:?}", self.unknown);
    }
}

fn node(value: &Value) -> Value {
    if value.is_string() { json!({ "text": value }) } else { value.clone() }
}

fn scenario(files: Map<String, Value>, env: &Map<String, Value>) -> Value {
    let mut all = Map::new();
    all.insert("/bin".into(), json!({ "symlink": "usr/bin" }));
    for shell in ["bash", "dash", "zsh"] {
        all.insert(format!("/usr/bin/{shell}"), json!({ "mode": "0755" }));
    }
    all.insert("/usr/bin/sh".into(), json!({ "symlink": "dash" }));
    all.insert("/etc/passwd".into(), json!({ "text": ACCOUNTS }));
    all.insert("/etc/os-release".into(), json!({ "text": RELEASE }));
    all.extend(files);
    let mut block = json!({
        "PATH": "/home/u/bin:/usr/local/bin:/usr/bin:/bin", "HOME": "/home/u", "USER": "u",
        "SHELL": "/bin/bash", "TERM": "xterm-256color", "LANG": null,
    });
    block.as_object_mut().expect("an object").extend(env.clone());
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "linux", "version": "debian 12",
        "host": "box", "user": { "name": "u", "home": "/home/u", "shell": "/bin/bash" },
        "cwd": "/home/u", "env": block, "files": all,
        "shells": {
            "bash": { "path": "/bin/bash", "version": "5.2.15" },
            "zsh": { "path": "/usr/bin/zsh", "version": "5.9" },
            "sh": { "path": "/bin/sh", "version": "0.5.12", "variant": "dash" },
        },
    })
}

fn ask(scenario: &Value, words: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&[words, &["--scenario", &named, "--format", "json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// The file that a session of that kind reads.
fn profile(session: &str) -> &'static str {
    match session {
        "bash:interactive" => ".bashrc",
        "zsh:interactive" => ".zshrc",
        "sh:login" => ".profile",
        other => panic!("no file of {other}"),
    }
}

/// Runs a line: `bash:script` reads it through BASH_ENV.
fn run(
    files: &mut Map<String, Value>,
    env: &mut Map<String, Value>,
    session: &str,
    line: &str,
) -> Value {
    if session == "bash:script" {
        files.insert("/home/u/.line".into(), json!({ "text": line }));
        env.insert("BASH_ENV".into(), json!("/home/u/.line"));
    } else {
        files.insert(format!("/home/u/{}", profile(session)), json!({ "text": line }));
    }
    ask(&scenario(files.clone(), env), &["env", session])
}

/// A variable: its text, `None` where it is not known, null where it is not set.
fn variable(answer: &Value, name: &str) -> Option<Value> {
    match answer["variables"].get(name) {
        None if answer["complete"] == json!(true) => Some(Value::Null),
        None => None,
        Some(one) if one["known"] != json!(true) || one["maybe_unset"] == json!(true) => None,
        Some(one) if one["exported"] != json!(true) => Some(Value::Null),
        Some(one) => Some(one["value"].clone()),
    }
}

fn wanted(answer: &Value, want: &Map<String, Value>) -> Result<bool, String> {
    let mut known = true;
    for (name, value) in want {
        match variable(answer, name) {
            None => known = false,
            Some(found) if found == *value => {}
            Some(found) => return Err(format!("{name} is {found}, really {value}")),
        }
    }
    Ok(known)
}

fn doubtful(one: &Value) -> bool {
    one["perhaps"] == json!(true) || one["known"] == json!(false) || one.get("because").is_some()
}

/// Functions and aliases; what dash has cannot be told by the recordings.
fn commands(answer: &Value, real: &Value) -> Result<bool, String> {
    let functions = map(&answer["functions"]);
    let real_functions: Vec<String> =
        serde_json::from_value(real["functions"].clone()).unwrap_or_default();
    let mut known = true;
    for name in &real_functions {
        match functions.get(name) {
            Some(one) => known &= !doubtful(one),
            None if answer["complete"] == json!(true) => return Err(format!("no function {name}")),
            None => known = false,
        }
    }
    for (name, one) in &functions {
        if !real_functions.contains(name) && !doubtful(one) {
            return Err(format!("a function {name} that is not there"));
        }
    }
    for (name, value) in map(&real["aliases"]) {
        let one = &answer["aliases"][&name];
        match doubtful(one) || one.is_null() {
            true => known = false,
            false if one["value"] == value => {}
            false => return Err(format!("alias {name} is {}", one["value"])),
        }
    }
    Ok(known)
}

#[test]
fn tools_do_what_they_did() {
    let recorded: Value = serde_json::from_str(RECORDED).expect("the recordings");
    let tools = &recorded["tools"];
    let mut count = Count::default();
    for case in tools["cases"].as_array().expect("cases") {
        let machine = &tools["machines"][case["machine"].as_str().expect("a machine")];
        let mut files: Map<String, Value> = Map::new();
        for (path, one) in map(&machine["files"]).iter().chain(&map(&case["files"])) {
            files.insert(path.clone(), node(one));
        }
        for (path, one) in map(&machine["home"]) {
            files.insert(format!("/home/u/{path}"), node(&one));
        }
        let mut env = map(&machine["env"]);
        env.extend(map(&case["env"]));
        let session = case["session"].as_str().expect("a session");
        let path = env.get("PATH").cloned();
        let answer = run(&mut files, &mut env, session, case["line"].as_str().expect("a line"));
        let real = &case["real"];
        let mut want = map(&real["env"]);
        let unstable: Vec<String> =
            serde_json::from_value(real["unstable"].clone()).unwrap_or_default();
        if !unstable.iter().any(|name| name == "PATH") {
            let usual = json!("/home/u/bin:/usr/local/bin:/usr/bin:/bin");
            want.entry("PATH").or_insert(path.unwrap_or(usual));
        }
        let stated = unstable.iter().find(|name| variable(&answer, name).is_some());
        let verdict = match stated {
            Some(name) => Err(format!("{name} is told, and differs from run to run")),
            None => wanted(&answer, &want).and_then(|known| match session {
                "sh:login" => Ok(known),
                _ => Ok(commands(&answer, real)? && known),
            }),
        };
        count.judged(case["id"].as_str().expect("an id"), verdict);
    }
    count.check("tools", 5);
}

#[test]
fn filters_print_what_they_printed() {
    let recorded: Value = serde_json::from_str(RECORDED).expect("the recordings");
    count_lines(&recorded["texts"], "texts", 15);
}

#[test]
fn writers_leave_what_they_left() {
    let recorded: Value = serde_json::from_str(RECORDED).expect("the recordings");
    count_lines(&recorded["writers"], "writers", 5);
}

fn count_lines(part: &Value, what: &str, share: usize) {
    let mut count = Count::default();
    for case in part["cases"].as_array().expect("cases") {
        let mut files: Map<String, Value> = Map::new();
        for (path, one) in map(&part["tree"]) {
            files.insert(format!("/home/u/{path}"), node(&one));
        }
        let mut env = map(&part["env"]);
        let session = case["session"].as_str().unwrap_or("bash:script");
        let answer = run(&mut files, &mut env, session, case["line"].as_str().expect("a line"));
        let real = &case["real"];
        let want = if real["env"].is_object() { map(&real["env"]) } else { map(real) };
        count.judged(case["id"].as_str().expect("an id"), wanted(&answer, &want));
    }
    count.check(what, share);
}

#[test]
fn shims_end_where_they_ended() {
    let recorded: Value = serde_json::from_str(RECORDED).expect("the recordings");
    let mut count = Count::default();
    for case in recorded["shims"]["cases"].as_array().expect("cases") {
        for asked in case["ask"].as_array().expect("questions") {
            let text = |key: &str| asked[key].as_str().unwrap_or_default();
            let mut words = vec!["explain", text("name"), "--session", text("session")];
            if asked["cwd"].is_string() {
                words.extend(["--cwd", text("cwd")]);
            }
            if asked["set"].is_string() {
                words.extend(["--set", text("set")]);
            }
            let answer = ask(&case["scenario"], &words);
            let id = format!("{} {words:?}", case["id"]);
            count.judged(&id, shim(&answer, asked));
        }
    }
    count.check("shims", 5);
}

fn shim(answer: &Value, asked: &Value) -> Result<bool, String> {
    let one = &answer["sessions"][0];
    if one["path"] != asked["first"] {
        return Err(format!("begins at {}", one["path"]));
    }
    let said = answer.to_string().to_lowercase();
    if let Some(words) = asked["fails"].as_array() {
        return Ok(words
            .iter()
            .filter_map(Value::as_str)
            .all(|word| said.contains(&word.to_lowercase())));
    }
    let Some(last) = one["chain"].as_array().and_then(|chain| chain.last()) else {
        return Ok(false);
    };
    let ends = match &asked["end"] {
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    };
    if !ends.contains(&last["path"]) {
        return Err(format!("ends at {}", last["path"]));
    }
    let by = asked["decided_by"].as_str().unwrap_or_default();
    Ok(answer.to_string().contains(by))
}
