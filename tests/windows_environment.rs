//! Rows of what the registry gives a session (tests/data/windows/environment.txt), each with the grade of its evidence.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Map, Value, json};

const ROWS: &str = include_str!("data/windows/environment.txt");

fn key(hive: &str) -> &'static str {
    match hive {
        "M" => "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
        "U" => "HKCU\\Environment",
        _ => "HKCU\\Volatile Environment",
    }
}

/// `<N>` is N letters, `<semi>` a semicolon.
fn filled(text: &str) -> String {
    let mut text = text.replace("<semi>", ";");
    for count in [1024, 1100, 32767, 32768] {
        text = text.replace(&format!("<{count}>"), &"x".repeat(count));
    }
    text
}

fn registry(words: &str) -> Value {
    let mut keys: Map<String, Value> = Map::new();
    for one in words.split(';').filter(|one| !one.is_empty()) {
        let (hive, rest) = one.split_once(':').expect("HIVE:");
        let (name, rest) = rest.split_once('=').expect("NAME=");
        let (kind, data) = rest.split_once(':').expect("TYPE:");
        let kind = if kind == "X" { "REG_EXPAND_SZ" } else { "REG_SZ" };
        let values = keys.entry(key(hive)).or_insert_with(|| json!({}));
        values[name] = json!({ "type": kind, "data": filled(data) });
    }
    Value::Object(keys)
}

fn scenario(values: &str, typed: &str) -> Value {
    let lines: Vec<Value> = typed
        .split(" && ")
        .filter(|line| !line.is_empty())
        .map(|line| match line.strip_prefix("sudo ") {
            Some(line) => json!({ "session": "cmd@sudo", "type": filled(line) }),
            None => match line.strip_prefix("ps> ") {
                Some(line) => json!({ "session": "powershell", "type": line }),
                None => json!({ "session": "cmd", "type": filled(line) }),
            },
        })
        .collect();
    json!({
        "schema": "envsim-scenario/1",
        "platform": "windows",
        "user": { "name": "me" },
        "registry": registry(values),
        "files": {
            "C:\\x.reg": { "text": "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Environment]\r\n\"FROMFILE\"=\"bar\"\r\n" },
            "C:\\odd.reg": { "text": "[HKEY_CURRENT_USER\\Environment]\r\n\"FROMFILE\"=\"bar\"\r\n" }
        },
        "steps": lines
    })
}

#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn environment(values: &str, typed: &str, session: &str) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("scenario.json");
    std::fs::write(&path, scenario(values, typed).to_string()).expect("it can be written");
    let path = path.to_string_lossy().into_owned();
    let ran = envsim(&["env", session, "--scenario", &path, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{session} {typed}: {}", ran.err))
}

/// What is wrong about one expectation.
fn wrong(found: &Value, expected: &str) -> Option<String> {
    let at = expected.find(['=', '~', '!', '-', '?']).expect("a sign");
    let (name, sign, text) = (&expected[..at], &expected[at..=at], filled(&expected[at + 1..]));
    let all = found["variables"].as_object().expect("variables");
    let one = all.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, one)| one);
    let known = one.is_some_and(|one| one["known"] == true && one["maybe_unset"] != true);
    let value = one.and_then(|one| one["value"].as_str()).unwrap_or_default();
    // One that is not there may be there only where something is not certain.
    let doubted = one.map_or(found["certain"] == false, |_| !known);
    let right = match sign {
        "=" => known && value == text,
        "~" => known && value.contains(&text),
        "!" => known && !value.contains(&text),
        "-" => one.is_none(),
        _ => doubted,
    };
    (!right).then(|| {
        format!(
            "{name}{sign}{text:.60}: {:.200}",
            one.map_or("absent".to_owned(), Value::to_string)
        )
    })
}

#[test]
fn rows_of_the_registry() {
    let rows = ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut failures = Vec::new();
    let mut count = 0;
    for row in rows {
        let parts: Vec<&str> = row.split('|').collect();
        let [grade, title, values, typed, session, expected] = parts[..] else {
            panic!("six parts: {row}")
        };
        assert!(matches!(&grade[..1], "V" | "D" | "I" | "F" | "U"), "{row}");
        let found = environment(values, typed, session);
        count += 1;
        // A value may hold semicolons: the next expectation begins with a name and a sign.
        for one in expectations(expected) {
            failures.extend(wrong(&found, &one).map(|what| format!("{title}: {what}")));
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
}

fn expectations(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in text.split(';') {
        let name = part.find(['=', '~', '!', '-', '?']).map(|at| &part[..at]);
        let begins = name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|one| one.is_ascii_alphanumeric())
        });
        match all.last_mut() {
            Some(last) if !begins => last.push_str(&format!(";{part}")),
            _ => all.push(part.to_owned()),
        }
    }
    all
}

const TREE: &str = "one-tree-many-answers";

fn asked(words: &[&str]) -> Value {
    let mut line = words.to_vec();
    line.extend(["--scenario", TREE, "--format", "json"]);
    let ran = envsim(&line);
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{words:?}: {}", ran.err))
}

#[test]
fn one_tree_has_the_answers_of_its_page() {
    let page = include_str!("../docs/callers.md");
    let mut seen = std::collections::BTreeSet::new();
    let callers = [
        "createprocess",
        "dotnet@10",
        "python-subprocess@3.14",
        "rust",
        "java",
        "go@1.27",
        "go@1.18",
        "node-which",
        "cross-spawn",
        "python@3.14",
        "node@24",
        "ruby",
        "git",
        "createprocess-app",
    ];
    for caller in callers {
        let found = asked(&["explain", "tool", "--session", "cmd", "--as", caller]);
        let path = found["sessions"][0]["path"].as_str().map(str::to_lowercase);
        // The table of the tree is the last one of the page.
        let of = |line: &&str| line.starts_with("| ") && line.contains(&format!("`{caller}`"));
        let row = page.lines().rfind(of);
        let row = row.unwrap_or_else(|| panic!("{caller} has no row")).to_lowercase();
        let right =
            path.as_ref().map_or(row.contains("nothing"), |path| row.contains(path.as_str()));
        assert!(right, "{caller}: {path:?}, {row}");
        seen.insert(path);
    }
    for session in ["cmd", "pwsh", "bash"] {
        let found = asked(&["explain", "tool", "--session", session]);
        seen.insert(found["sessions"][0]["text"].as_str().map(str::to_lowercase));
    }
    assert!(seen.len() >= 6, "{seen:?}");
}

#[test]
fn programs_below_git_bash_get_paths_of_windows() {
    let found = asked(&["explain", "tool", "--as", "createprocess", "--session", "bash"]);
    assert_eq!(found["sessions"][0]["path"], "C:\\bin\\tool.exe");
}

#[test]
fn bytes_are_summed_up() {
    let found = asked(&["explain", "tool", "--session", "cmd", "--hash"]);
    let first = &found["sessions"][0]["candidates"][0]["identity"];
    assert_eq!((&first["size"], &first["version"]), (&json!(29), &Value::Null));
    assert_eq!(first["sha256"].as_str().map(str::len), Some(64));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn the_same_name_may_be_other_bytes() {
    let text = |text: &str| json!({ "text": text });
    let scenario = json!({
        "schema": "envsim-scenario/1",
        "platform": "windows",
        "user": { "name": "me" },
        "registry": registry("U:Path=S:C:\\a"),
        "files": {
            "C:\\a\\tool.exe": text("one"), "C:\\b\\tool.exe": text("two"),
            "C:\\a\\same.exe": text("one"), "C:\\b\\same.exe": text("one"),
        },
        "steps": [{ "open": "old", "session": "cmd" }, { "session": "cmd", "type": "setx PATH C:\\b" }]
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("scenario.json");
    std::fs::write(&path, scenario.to_string()).expect("it can be written");
    let ran =
        envsim(&["diff", "old", "cmd", "--scenario", &path.to_string_lossy(), "--width", "200"]);
    let told = |name: &str| {
        let line = ran.out.lines().find(|line| line.trim_start().starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {}", ran.out)).to_owned()
    };
    assert!(told("tool").ends_with("same name, other bytes"), "{}", ran.out);
    assert!(told("same").ends_with("same name, same bytes"), "{}", ran.out);
}

/// One path on two machines is two files.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn the_same_path_of_two_machines_may_be_other_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let machine = |name: &str, tool: &str| {
        let scenario = json!({
            "schema": "envsim-scenario/1",
            "platform": "windows",
            "user": { "name": "me" },
            "registry": registry("U:Path=S:C:\\a"),
            "files": {
                "C:\\a\\tool.exe": { "text": tool }, "C:\\a\\same.exe": { "text": "one" },
                "C:\\a\\unread.exe": {},
            },
        });
        let path = folder.path().join(name);
        std::fs::write(&path, scenario.to_string()).expect("it can be written");
        path.to_string_lossy().into_owned()
    };
    let (one, two) = (machine("one.json", "one"), machine("two.json", "two"));
    let asked = |words: &[&str]| {
        let common = ["diff", "cmd", "--scenario", &one, "--against", &two, "--width", "200"];
        envsim(&[&common, words].concat())
    };
    let ran = asked(&["--exit-code"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let line = |name: &str| ran.out.lines().find(|line| line.trim_start().starts_with(name));
    assert!(
        line("tool").is_some_and(|line| line.ends_with("same name, other bytes")),
        "{}",
        ran.out
    );
    assert_eq!((line("same.exe"), line("unread")), (None, None), "{}", ran.out);
    assert!(ran.out.contains("cmd of two"), "{}", ran.out);
    let alike = envsim(&["diff", "cmd", "--scenario", &one, "--against", &one, "--exit-code"]);
    assert_eq!(alike.code, 0, "{}", alike.out);
}

#[test]
fn registry_files_are_parsed() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/one-tree-many-answers/machine.reg");
    let ran = envsim(&["parse", file, "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    let kinds: Vec<&str> = found["statements"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["key", "REG_EXPAND_SZ", "key", "REG_SZ"]);
    assert_eq!((&found["shell"], &found["problems"]), (&json!("reg"), &json!([])));
}
