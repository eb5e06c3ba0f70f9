//! `check --diff`: the patch is taken by `git apply`, loses findings, and nothing is written by envsim itself.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test runs git in folders of its own"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::Command;

use program::envsim;
use serde_json::{Value, json};

fn folder(bashrc: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = json!({
        "schema": "envsim-scenario/1",
        "platform": "linux",
        "user": { "name": "me", "home": "/home/me", "shell": "/bin/bash" },
        "shells": { "bash": { "path": "/bin/bash", "version": "5.2" } },
        "files": {
            "/home/me/.bashrc": { "from": "my bashrc" },
            "/home/me/tools": { "dir": true }, "/home/me/bin/x": {},
            "/usr/local/bin": { "dir": true },
            "/usr/local/games": { "dir": true }, "/usr/games": { "dir": true }
        }
    });
    fs::write(folder.path().join("scenario.json"), scenario.to_string()).expect("written");
    fs::write(folder.path().join("my bashrc"), bashrc).expect("written");
    folder
}

fn codes(folder: &Path) -> Vec<String> {
    let named = folder.to_string_lossy();
    let ran = envsim(&["check", "--format", "json", "--scenario", &named]);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    let all = result["findings"].as_array().expect("findings").iter();
    all.filter_map(|one| one["code"].as_str()).map(str::to_owned).collect()
}

fn patch(folder: &Path) -> String {
    let named = folder.to_string_lossy();
    let ran = envsim(&["check", "--diff", "--scenario", &named]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // The names in the patch are those of the command line; a folder of its own stands for the repository.
    ran.out.replace(&*format!("/{}/", named.trim_start_matches('/')), "/")
}

fn apply(folder: &Path, patch: &str) -> bool {
    fs::write(folder.join("p.patch"), patch).expect("written");
    let ran = Command::new("git").args(["apply", "p.patch"]).current_dir(folder).output();
    let Ok(ran) = ran else {
        eprintln!("skipped: no git");
        return false;
    };
    assert!(ran.status.success(), "{}\n{patch}", String::from_utf8_lossy(&ran.stderr));
    true
}

#[test]
fn a_patch_is_taken_and_loses_just_its_findings() {
    let rows = [
        (
            "export PATH=\"/gone:$HOME/tools:$PATH\"\n",
            "P002",
            "export PATH=\"$HOME/tools:$PATH\"\n",
        ),
        ("export PATH=\"$PATH:.\"", "P003", "export PATH=\"$PATH\""),
        ("A=é\nPATH=\"~/tools:$PATH\"\n", "P006", "A=é\nPATH=\"$HOME/tools:$PATH\"\n"),
        ("PATH=$PATH:$HOME/tools:$HOME/tools\n", "P001", "PATH=$PATH:$HOME/tools\n"),
        ("A=1\r\nexport A\r\n", "S006", "A=1\nexport A\n"),
        ("[ -n $X ] && A=1\n", "Q005", "[ -n \"$X\" ] && A=1\n"),
    ];
    for (before, code, after) in rows {
        let folder = folder(before);
        let had = codes(folder.path());
        assert!(had.iter().any(|one| one == code), "{before:?}: {had:?}");
        let patch = patch(folder.path());
        let kept = fs::read_to_string(folder.path().join("my bashrc")).expect("it is there");
        assert_eq!(kept, before, "envsim wrote it");
        if apply(folder.path(), &patch) {
            let now = fs::read_to_string(folder.path().join("my bashrc")).expect("it is there");
            assert_eq!(now, after, "{patch}");
            let has = codes(folder.path());
            assert!(!has.iter().any(|one| one == code), "{before:?}: {has:?}");
            assert!(has.iter().all(|one| had.contains(one)), "{before:?}: {has:?}");
        }
    }
}

#[test]
fn what_cannot_be_mended_alone_is_left() {
    // Without the entry the variable would be empty, and another finding would come.
    for text in ["PATH=/gone\n", "export PATH=\"${X:-/gone:}$PATH\"\n"] {
        let folder = folder(text);
        assert_eq!(patch(folder.path()), "", "{text}");
    }
}

#[test]
fn a_value_of_the_registry_has_a_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenario = json!({
        "schema": "envsim-scenario/1",
        "platform": "windows",
        "registry": { "HKCU\\Environment": {
            "Path": { "type": "REG_EXPAND_SZ", "data": "%USERPROFILE%\\bin;C:\\it's gone;C:\\tools" }
        } },
        "files": { "C:\\tools": { "dir": true } }
    });
    fs::write(folder.path().join("scenario.json"), scenario.to_string()).expect("written");
    let named = folder.path().to_string_lossy().into_owned();
    let ran = envsim(&["check", "--diff", "--scenario", &named]);
    let wanted = "  Set-ItemProperty 'HKCU:\\Environment' Path '%USERPROFILE%\\bin;C:\\tools' -Type ExpandString\n";
    assert!(ran.out.is_empty() && ran.err.contains(wanted), "{}", ran.err);
}
