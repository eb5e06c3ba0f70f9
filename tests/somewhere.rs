//! What is changed under a name that is not known, files above all: what may be another one from there on is not
//! known.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Map, Value, json};

const ROWS: &str = include_str!("data/somewhere.txt");

/// What every machine has: three files of the user's, and programs.
fn files(windows: bool) -> Map<String, Value> {
    let (home, separator) = if windows { ("C:\\Users\\me", "\\") } else { ("/home/me", "/") };
    let own = [("f1", "one"), ("f2", "two"), (if windows { "d\\f3" } else { "d/f3" }, "three")];
    let own = own.map(|(name, text)| (format!("{home}{separator}{name}"), json!({ "text": text })));
    let programs: &[&str] = if windows {
        &["C:\\Windows\\System32\\cmd.exe", "C:\\Windows\\System32\\opaque.exe"]
    } else {
        &[
            "bash", "zsh", "pwsh", "opaque", "tool", "cat", "cp", "find", "ls", "mkdir", "mv",
            "rm", "tee", "touch", "xargs", "echo",
        ]
    };
    let place = |name: &&str| if windows { (*name).to_owned() } else { format!("/usr/bin/{name}") };
    own.into_iter().chain(programs.iter().map(|name| (place(name), json!({})))).collect()
}

/// The variables after a session of that shell that ran the text.
fn variables(shell: &str, text: &str) -> Value {
    let windows = shell == "cmd";
    let mut files = files(windows);
    let home = if windows { "C:\\Users\\me" } else { "/home/me" };
    let profile = match shell {
        "bash" => format!("{home}/.bashrc"),
        "zsh" => format!("{home}/.zshrc"),
        "pwsh" => format!("{home}/.config/powershell/profile.ps1"),
        _ => format!("{home}\\auto.bat"),
    };
    let text = if windows {
        format!("@echo off\r\n{}\r\n", text.replace('\n', "\r\n"))
    } else {
        format!("{text}\n")
    };
    files.insert(profile.clone(), json!({ "text": text }));
    let run = json!({ "HKCU\\Software\\Microsoft\\Command Processor": { "AutoRun": { "type": "REG_SZ", "data": profile } } });
    let machine = json!({
        "schema": "envsim-scenario/1", "title": "t", "platform": if windows { "windows" } else { "linux" },
        "user": { "name": "me", "home": home }, "cwd": home, "files": files,
        "registry": if windows { run } else { json!({}) },
    });
    let folder = tempfile::tempdir().expect("a folder");
    let named = folder.path().join("s.json");
    #[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
    std::fs::write(&named, machine.to_string()).expect("a file");
    let ran = envsim(&["env", shell, "--format", "json", "--scenario", &named.to_string_lossy()]);
    let answer: Value = serde_json::from_str(&ran.out)
        .unwrap_or_else(|error| panic!("{error}: {text} {} {}", ran.out, ran.err));
    answer["variables"].clone()
}

fn shown(variables: &Value, name: &str) -> String {
    match &variables[name] {
        Value::Null => "-".to_owned(),
        one if one["known"] == false => "?".to_owned(),
        one => one["value"].as_str().unwrap_or_default().to_owned(),
    }
}

#[test]
fn a_file_that_may_have_been_changed_is_not_known_and_any_other_is() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for part in ROWS.split("\n## ").skip(1) {
        let (shells, blocks) = part.split_once('\n').expect("a line of shells");
        for block in blocks.trim_end().split("\n---\n") {
            let (expected, text): (Vec<&str>, Vec<&str>) =
                block.lines().partition(|line| line.starts_with("#= "));
            for shell in shells.split_whitespace() {
                let variables = variables(shell, &text.join("\n"));
                for line in &expected {
                    let (name, value) = line[3..].split_once('=').expect("NAME=VALUE");
                    let got = shown(&variables, name);
                    rows += 1;
                    if got != value {
                        wrong.push(format!(
                            "{shell}: {} : {name} is {got}, not {value}",
                            text.join("; ")
                        ));
                    }
                }
            }
        }
    }
    assert!(rows > 130, "{rows}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
