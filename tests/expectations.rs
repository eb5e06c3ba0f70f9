//! What `expect` of a scenario and `.envsim.json` say: it holds, it fails with its cause, or it cannot be told.
#![allow(clippy::disallowed_methods, reason = "a test writes its own input")]

#[path = "common/program.rs"]
mod program;
#[path = "common/schema.rs"]
mod schema;

use program::envsim;
use serde_json::{Value, json};

fn scenario(bashrc: &str, expect: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = json!({
        "schema": "envsim-scenario/1",
        "platform": "linux",
        "user": { "name": "me", "home": "/home/me", "shell": "/bin/bash" },
        "shells": { "bash": { "path": "/bin/bash", "version": "5.2" }, "sh": { "path": "/bin/sh" } },
        "files": {
            "/home/me/.bashrc": { "text": bashrc },
            "/home/me/bin/git": { "mode": "0755" }, "/usr/bin/git": { "mode": "0755" },
            "/usr/bin/vi": { "mode": "0755" }, "/usr/bin/vault": { "mode": "0755" },
            "/home/me/deploy.sh": { "text": "#!/bin/sh\nhelp() { :; }\nhelp\ngit pull\nrsync x\n" }
        },
        "expect": expect
    });
    let shipped: Value = serde_json::from_str(&envsim(&["schema"]).out).expect("JSON");
    assert_eq!(schema::check(&shipped, &scenario), Vec::<String>::new());
    std::fs::write(folder.path().join("scenario.json"), scenario.to_string()).expect("written");
    folder
}

/// Severity and message of what is not as expected.
fn failed(bashrc: &str, expect: Value) -> Vec<String> {
    let folder = scenario(bashrc, &json!([expect]));
    let named = folder.path().to_string_lossy().into_owned();
    let ran = envsim(&["check", "--format", "json", "--select", "E001", "--scenario", &named]);
    assert!(ran.code < 2, "{}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    let findings = result["findings"].as_array().expect("findings").iter();
    let said = findings.map(|one| {
        format!(
            "{} {}",
            one["severity"].as_str().unwrap_or(""),
            one["message"].as_str().unwrap_or("")
        )
    });
    said.collect()
}

#[test]
fn each_sort_of_expectation_holds_and_fails() {
    let own = "export PATH=\"$HOME/bin:$PATH\" EDITOR=vi\n";
    let rows: &[(Value, &str)] = &[
        (
            json!({"command": "git", "is": "/usr/bin/git", "in": "bash"}),
            "git runs /home/me/bin/git, and",
        ),
        (json!({"command": "git", "is": "~/bin/git", "in": "bash"}), ""),
        (json!({"command": "git", "is": "*/git"}), ""),
        (
            json!({"command": "git", "not": "/home/*", "in": "bash*"}),
            "git runs /home/me/bin/git, and not",
        ),
        (json!({"command": "git", "agrees": true}), "git does not agree: /home/me/bin/git in bash"),
        (json!({"command": "git", "kind": "function", "in": "bash"}), "git runs"),
        (json!({"command": "nosuch", "found": false}), ""),
        (
            json!({"command": "nosuch", "found": true, "in": ["bash", "@cron"]}),
            "nosuch runs nothing, and",
        ),
        (json!({"variable": "EDITOR", "is": "vi", "in": "bash"}), ""),
        (
            json!({"variable": "EDITOR", "is": "nano", "in": "bash"}),
            "EDITOR is vi, and nano is expected",
        ),
        (
            json!({"variable": "EDITOR", "set": true, "in": "@cron"}),
            "EDITOR is nothing, and a value",
        ),
        (json!({"variable": "HOME", "is": "~", "in": "bash"}), ""),
        (
            json!({"path": {"has": ["~/bin", "/usr/bin"], "lacks": ["."], "unique": true}, "in": "bash"}),
            "",
        ),
        (
            json!({"path": {"has": ["/usr/bin", "~/bin"]}, "in": "bash"}),
            "/usr/bin stands behind ~/bin",
        ),
        (json!({"path": {"lacks": ["~/bin"]}, "in": "bash"}), "~/bin is on PATH"),
        (json!({"path": {"has": ["/opt/x"]}, "in": "bash"}), "/opt/x is not on PATH"),
        (json!({"script": "deploy.sh", "in": "bash"}), "rsync of deploy.sh is not found"),
        (
            json!({"command": "git", "found": true, "in": "bahs"}),
            "git is expected in bahs, and no session",
        ),
    ];
    for (expect, said) in rows {
        let all = failed(own, expect.clone());
        match *said {
            "" => assert!(all.is_empty(), "{expect}: {all:?}"),
            said => {
                let hit = all.iter().any(|one| one.starts_with(&format!("error {said}")));
                assert!(hit, "{expect}: {all:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_told_is_a_warning() {
    let opaque = "eval \"$(vault env)\"\n";
    for expect in [
        json!({"command": "git", "is": "/usr/bin/git", "in": "bash"}),
        json!({"variable": "EDITOR", "is": "vi", "in": "bash"}),
        json!({"path": {"lacks": ["."]}, "in": "bash"}),
    ] {
        let all = failed(opaque, expect.clone());
        assert!(
            all.iter().any(|one| one.starts_with("warning ") && one.contains("not certain")),
            "{expect}: {all:?}"
        );
    }
}

#[test]
fn a_configuration_is_named_and_checked() {
    let folder = scenario("PATH=.:$PATH\n", &json!([]));
    let config = |text: &Value| {
        let file = folder.path().join("c.json");
        std::fs::write(&file, text.to_string()).expect("written");
        let file = file.to_string_lossy().into_owned();
        let ran = envsim(&["check", "--format", "json", "--config", &file]);
        let result: Value = serde_json::from_str(&ran.out).unwrap_or_default();
        let codes = result["findings"].as_array().cloned().unwrap_or_default();
        let codes: Vec<String> =
            codes.iter().filter_map(|one| one["code"].as_str()).map(str::to_owned).collect();
        (ran.code, codes, ran.err)
    };
    let shipped: Value = serde_json::from_str(&envsim(&["schema", "config"]).out).expect("JSON");
    let base = json!({"schema": "envsim-config/1", "scenario": "scenario.json", "select": ["P003", "A", "E"]});
    let with = |key: &str, value: Value| {
        let mut one = base.clone();
        one[key] = value;
        assert_eq!(schema::check(&shipped, &one), Vec::<String>::new());
        one
    };
    assert_eq!(config(&base).1, ["P003"]);
    let allow = json!([{"rule": "P003", "about": "current directory", "because": "a lab"}]);
    assert_eq!(config(&with("allow", allow)).1, [""; 0]);
    let other = json!([{"rule": "P003", "about": "elsewhere", "because": "a lab"}]);
    assert_eq!(config(&with("allow", other)).1, ["P003", "A001"]);
    let wrong = json!([{"rule": "P0033", "because": "a lab"}]);
    let (code, _, said) = config(&with("allow", wrong));
    assert_eq!(code, 2);
    assert!(said.contains("nearest is P003"), "{said}");
    let expect = json!([{"command": "git", "is": "/opt/git", "in": "bash"}]);
    assert_eq!(config(&with("expect", expect)).1, ["P003", "E001"]);
}
