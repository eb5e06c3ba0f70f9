//! Which commands `diff` says change winner: names are looked up only where they can, and none is lost by that.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Value, json};

/// The commands that differ between two shells of a machine with these profiles and this PATH.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn differing(path: &str, bashrc: &str, zshrc: &str) -> Vec<String> {
    let program = || json!({"mode": "0755"});
    let mut files = json!({
        "/home/me/.bashrc": {"text": bashrc},
        "/home/me/.zshrc": {"text": zshrc},
        "/a/plain": {"mode": "0644"},
        "/c/link": {"symlink": "/a/one"},
    });
    for place in ["/a/one", "/b/one", "/a/only-a", "/b/only-b", "/b/plain", "/a/echo", "/c/one"] {
        files[place] = program();
    }
    for place in ["/home/me/here", "/a/here", "/home/me/bin/tilde", "/a/tilde"] {
        files[place] = program();
    }
    let scenario = json!({
        "schema": "envsim-scenario/1",
        "platform": "linux",
        "shells": {"bash": {"path": "/bin/bash"}, "zsh": {"path": "/bin/zsh"}},
        "env": {"PATH": path},
        "files": files,
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("scenario.json");
    std::fs::write(&file, scenario.to_string()).expect("it can be written");
    let place = folder.path().to_string_lossy().into_owned();
    let ran = envsim(&["diff", "bash", "zsh", "--scenario", &place, "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
    let commands = answer["commands"].as_array().cloned().unwrap_or_default();
    commands.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

#[test]
fn only_names_that_change_winner_are_told() {
    let swapped = "PATH=/b:/a";
    for (path, bashrc, zshrc, expected) in [
        ("/a:/b", "", "", &[] as &[&str]),
        ("/a:/b", "", swapped, &["one"]),
        ("/a", "", "PATH=/a:/b", &["only-b", "plain"]),
        ("/a:/c", "", "PATH=/c:/a", &["one"]),
        ("/a:/b", "alias one=x", "", &["one"]),
        ("/a:/b", "only-b() { :; }", "", &["only-b"]),
        ("/a:/b", "hash -p /b/one one", "", &["one"]),
        // Only bash takes a tilde in PATH for the home, and only zsh reads past a missing directory of that name.
        ("~/bin:/a", "", "", &["tilde"]),
        (".:/a", "", "cd /", &["here"]),
        ("/a:/b", "echo x > /a/only-b", "", &[]),
        ("/b", "echo x > /a/only-b; PATH=/a:/b", "", &["here", "one", "only-a", "tilde"]),
    ] {
        let told = differing(path, bashrc, zshrc);
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(told, expected, "{path} | {bashrc} | {zshrc}");
    }
}

#[test]
fn what_is_not_known_is_not_taken_for_the_same() {
    // What is likely the same is no difference; that it is not certain is said once, for each side.
    let told = differing("/a", "PATH=$PATH:$(one):/b", "PATH=$PATH:$(one):/b");
    assert_eq!(told, Vec::<String>::new());
    let told = differing("/a", "PATH=$PATH:$(one):/b", "PATH=$PATH");
    assert_eq!(told, ["only-b", "plain"]);
}
