//! Shells that profiles start, as the real ones answered; and homes as people have them.
//!
//! `programs-below.json`: lines that start bash, zsh, sh or a script, in every shell of the family.
//! `homes.json`: what a session of a home with its tools has at its end. Nothing may be wrong; what is
//! unknown, and which sessions stay uncertain, is counted.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test writes its own input"
)]

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Map, Value, json};

const BELOW: &str = include_str!("data/programs-below.json");
const HOMES: &str = include_str!("data/homes.json");
const PATH: &str = "/home/u/bin:/usr/local/bin:/usr/bin:/bin";

fn linux(files: &Map<String, Value>, env: &Value) -> Value {
    let mut all = Map::new();
    all.insert("/bin".into(), json!({ "symlink": "usr/bin" }));
    for shell in ["bash", "dash", "zsh"] {
        all.insert(format!("/usr/bin/{shell}"), json!({ "mode": "0755" }));
    }
    all.insert("/usr/bin/sh".into(), json!({ "symlink": "dash" }));
    all.extend(files.clone());
    let mut block =
        json!({ "PATH": PATH, "HOME": "/home/u", "USER": "u", "TERM": "xterm", "LANG": null });
    block.as_object_mut().expect("an object").extend(map(env));
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "linux", "version": "debian 12",
        "user": { "name": "u", "home": "/home/u", "shell": "/bin/bash" },
        "cwd": "/home/u", "env": block, "files": all,
        "shells": {
            "bash": { "path": "/bin/bash", "version": "5.2.15" },
            "zsh": { "path": "/usr/bin/zsh", "version": "5.9" },
            "sh": { "path": "/bin/sh", "version": "0.5.12", "variant": "dash" },
        },
    })
}

fn macos(files: &Map<String, Value>) -> Value {
    let mut all = files.clone();
    for shell in ["/bin/bash", "/bin/zsh"] {
        all.insert(shell.into(), json!({ "mode": "0755" }));
    }
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "macos", "version": "14.5",
        "user": { "name": "me", "home": "/Users/me", "shell": "/bin/zsh" }, "cwd": "/Users/me",
        "files": all,
        "shells": {
            "bash": { "path": "/bin/bash", "version": "3.2.57" },
            "zsh": { "path": "/bin/zsh", "version": "5.9" },
        },
    })
}

fn windows(files: &Map<String, Value>, registry: &Value) -> Value {
    let mut all = files.clone();
    let pwsh = "C:\\Program Files\\PowerShell\\7\\pwsh.exe";
    let cmd = "C:\\Windows\\System32\\cmd.exe";
    let bash = "C:\\Program Files\\Git\\usr\\bin\\bash.exe";
    for program in [pwsh, cmd, bash] {
        all.insert(program.into(), json!({}));
    }
    json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": "windows",
        "user": { "name": "me", "home": "C:\\Users\\me" }, "cwd": "C:\\Users\\me",
        "files": all, "registry": registry,
        "shells": {
            "cmd": { "path": cmd }, "pwsh": { "path": pwsh, "version": "7.5.0" },
            "bash": { "path": bash, "version": "5.2.26" },
        },
    })
}

fn ask(scenario: &Value, session: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&["env", session, "--scenario", &named, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|why| panic!("{why}: {}{}", ran.out, ran.err))
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// A variable: its text, null where it is not exported; `None` where that is not known.
fn variable(answer: &Value, name: &str) -> Option<Value> {
    match answer["variables"].get(name) {
        None if answer["complete"] == json!(true) => Some(Value::Null),
        None => None,
        Some(one) if one["known"] != json!(true) || one["maybe_unset"] == json!(true) => None,
        Some(one) if one["exported"] != json!(true) => Some(Value::Null),
        Some(one) => Some(one["value"].clone()),
    }
}

/// Whether the answer has such a value; `None` where that is not known.
fn has(answer: &Value, name: &str, want: &Value) -> Option<bool> {
    if name != "path+" {
        return variable(answer, name).map(|found| found == *want);
    }
    let entries = answer["path"].as_array().cloned().unwrap_or_default();
    let there = entries.iter().any(|entry| entry["entry"] == *want);
    (there || answer["complete"] == json!(true)).then_some(there)
}

#[test]
fn shells_below_a_shell_do_what_they_did() {
    let recorded: Value = serde_json::from_str(BELOW).expect("the recordings");
    let (mut all, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for case in recorded["cases"].as_array().expect("cases") {
        let line = case["line"].as_str().expect("a line");
        for (shell, file, session, before) in [
            ("bash", ".line", "bash:script", "unset BASH_ENV"),
            ("zsh", ".zshenv", "zsh:script", "export ZDOTDIR=/nonexistent"),
            ("sh", ".profile", "sh:login", ":"),
        ] {
            let Some(real) = case.get(shell) else { continue };
            let mut files: Map<String, Value> = Map::new();
            for (path, one) in map(&recorded["tree"]) {
                let one = if one.is_string() { json!({ "text": one }) } else { one };
                files.insert(format!("/home/u/{path}"), one);
            }
            let text = format!("{before}\n{line}\nexport V W X\n");
            files.insert(format!("/home/u/{file}"), json!({ "text": text }));
            let env = match shell {
                "bash" => json!({ "BASH_ENV": "/home/u/.line" }),
                _ => json!({}),
            };
            let answer = ask(&linux(&files, &env), session);
            for name in ["V", "W", "X"] {
                let want = real.get(name).cloned().unwrap_or(Value::Null);
                all += 1;
                match has(&answer, name, &want) {
                    Some(true) => {}
                    // dash exports a name that is not set as nothing at all.
                    Some(false) if want.is_null() => {}
                    Some(false) => wrong.push(format!("{shell}: {line}: {name}, really {want}")),
                    None => unknown.push(format!("{shell}: {line}")),
                }
            }
        }
    }
    println!("below: {} unknown of {all}: {unknown:#?}", unknown.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.len() * 20 <= all, "{unknown:#?}");
}

#[test]
fn homes_have_what_their_tools_make() {
    let homes: Value = serde_json::from_str(HOMES).expect("the homes");
    let (mut sessions, mut uncertain) = (0, Vec::new());
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for home in homes["homes"].as_array().expect("homes") {
        let files = map(&home["files"]);
        let scenario = match home["on"].as_str() {
            Some("linux") => linux(&files, &json!({})),
            Some("macos") => macos(&files),
            _ => windows(&files, &home["registry"]),
        };
        for asked in home["ask"].as_array().expect("questions") {
            let session = asked[0].as_str().expect("a session");
            let answer = ask(&scenario, session);
            sessions += 1;
            let named = format!("{} {session}", home["name"]);
            if answer["complete"] != json!(true) {
                let reasons = answer["incomplete_because"].as_array().cloned().unwrap_or_default();
                assert!(!reasons.is_empty(), "{named} is uncertain without a reason");
                uncertain.push(named.clone());
            }
            for (name, want) in map(&asked[1]) {
                match has(&answer, &name, &want) {
                    Some(true) => {}
                    Some(false) => wrong.push(format!("{named}: {name}, really {want}")),
                    None => unknown.push(format!("{named}: {name}")),
                }
            }
        }
    }
    println!("homes: {sessions} sessions, uncertain {uncertain:?}, unknown {unknown:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(uncertain.len() * 10 < sessions, "{uncertain:?}");
}

/// Filters of text that is known in parts, and what they make of it; `None` is unknown.
const PARTLY: &[(&str, &[Option<&str>])] = &[
    (r"printf 'one\n%s\nthree\nfour\n' $U | tail -n1", &[Some("four")]),
    (r"printf 'one\n%s\nthree\nfour\n' $U | head -n1", &[Some("one")]),
    (r"printf 'one\n%s\nthree\nfour\n' $U | grep -v one", &[None, Some("three\nfour")]),
    (r"printf 'k=v\n%s\np=/x\n' $U | sed -n 's/^p=//p'", &[None, Some("/x")]),
    (r"printf 'k=v\n%s\np=/x\n' $U | awk -F= '{print $2}'", &[Some("v\n"), None, Some("/x")]),
    (r"printf 'k=v\n%s\np=/x\n' $U | cut -d= -f1", &[Some("k\n"), None, Some("p")]),
    (r"printf 'k=v\n%s' $U | tr a-z A-Z", &[Some("K=V"), None]),
    (r"printf '/a:/b:/a:%s:/c' $U | tr : '\n' | awk '!s[$0]++'", &[Some("/a\n/b"), None]),
    (
        r"echo /a:$U:/b:/z | tr : '\n' | grep -v '^/b$' | paste -sd: -",
        &[Some("/a:"), None, Some("/z")],
    ),
    (r"printf 'b\na\n%s' $U | sort", &[None]),
    (r"printf 'a\n%s\n' $U | wc -l", &[None]),
];

#[test]
fn filters_keep_what_is_known_of_their_input() {
    for (line, want) in PARTLY {
        let text = format!("U=\"$(unheard-of)\"\nV=$({})\n", line.replace("$U", "\"$U\""));
        let text = text.replace("/a:\"$U\":/b:/z", "\"/a:$U:/b:/z\"");
        let files = json!({
            "/usr/bin/unheard-of": { "mode": "0755" }, "/home/u/.line": { "text": text },
        });
        let env = json!({ "BASH_ENV": "/home/u/.line" });
        let answer = ask(&linux(&map(&files), &env), "bash:script");
        let pieces = answer["variables"]["V"]["pieces"].as_array().cloned().unwrap_or_default();
        let found: Vec<Option<&str>> = pieces.iter().map(|piece| piece["text"].as_str()).collect();
        assert_eq!(found, *want, "{line}");
    }
}
