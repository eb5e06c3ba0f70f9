//! What `explain` says beside the winner: what comes nearest, and what it refuses to guess.

#[path = "common/program.rs"]
mod program;

use program::envsim;

const SCENARIO: &str = r#"{
  "schema": "envsim-scenario/1",
  "platform": "windows",
  "shells": { "powershell": null },
  "cwd": "C:\\work",
  "registry": {
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment": {
      "Path": { "type": "REG_SZ", "data": "C:\\tools" },
      "PATHEXT": { "type": "REG_SZ", "data": ".EXE" }
    }
  },
  "files": {
    "C:\\tools\\deploy.py": {},
    "C:\\tools\\kubectl.exe": {},
    "C:\\Users\\me\\go\\bin\\gopls.exe": {}
  }
}"#;

#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn ask(words: &[&str]) -> program::Ran {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("scenario.json"), SCENARIO).expect("it can be written");
    let path = folder.path().to_string_lossy().into_owned();
    let mut line = words.to_vec();
    line.extend(["--scenario", &path]);
    envsim(&line)
}

#[test]
fn a_program_beside_the_path_is_named() {
    let ran = ask(&["explain", "gopls"]);
    assert_eq!(
        ran.out,
        "gopls is not found anywhere, by any shell or launcher.\n  \
           nearest: ~\\go\\bin\\gopls.exe, its directory is not on PATH\n"
    );
}

#[test]
fn a_name_that_is_misspelled_is_named() {
    let ran = ask(&["explain", "kubeclt"]);
    assert_eq!(
        ran.out,
        "kubeclt is not found anywhere, by any shell or launcher.\n  nearest: kubectl (C:\\tools\\kubectl.exe), PATH entry 1\n"
    );
}

#[test]
fn what_if_variables_take_part() {
    let ran = ask(&["explain", "EDITOR", "--set", "EDITOR=vi", "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    let variable = &result["variables"][0]["variable"];
    assert_eq!(variable["value"], "vi");
    assert_eq!(variable["origins"][0]["key"], "--set EDITOR");
    let ran = ask(&["explain", "kubectl", "--unset", "Path", "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    assert_eq!(result["sessions"][0]["kind"], "not-found");
}

#[test]
fn several_names_are_a_list() {
    let ran = ask(&["explain", "kubectl", "gopls", "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    assert_eq!(result["schema"], "envsim-explain/1");
    assert_eq!(result["names"][0]["name"], "kubectl");
    assert_eq!(result["names"][1]["sessions"][0]["kind"], "not-found");
}

#[test]
fn callers_of_another_platform_are_refused_with_a_remedy() {
    let ran = envsim(&["explain", "git", "--as", "perl", "--scenario", "git-bat-hijack"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("envsim: --as perl: known are createprocess "), "{}", ran.err);
}

#[test]
fn colour_only_when_asked_for() {
    let plain = ask(&["explain", "kubectl"]);
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = ask(&["explain", "kubectl", "--color", "always"]);
    assert!(coloured.out.contains('\u{1b}'));
}

/// An alias is followed to what runs, and one that holds arguments is told to run nothing.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn an_alias_of_powershell_is_followed() {
    const ALIASES: &str = r#"{
      "schema": "envsim-scenario/1",
      "platform": "linux",
      "user": { "name": "u", "home": "/home/u" },
      "cwd": "/home/u",
      "env": { "PATH": "/usr/bin", "HOME": "/home/u" },
      "shells": { "pwsh": { "path": "/opt/microsoft/powershell/7/pwsh", "version": "7.6.5" } },
      "files": {
        "/opt/microsoft/powershell/7/pwsh": {},
        "/usr/bin/git": {},
        "/home/u/.config/powershell/profile.ps1": {
          "text": "Set-Alias g git; Set-Alias gg g; Set-Alias ll 'ls -la'; Set-Alias nn nosuch\n"
        }
      }
    }"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("aliases.json");
    std::fs::write(&file, ALIASES).expect("it can be written");
    let path = file.to_string_lossy().into_owned();
    for (name, told) in [
        ("g", "it leads to /usr/bin/git"),
        ("gg", "it leads to /usr/bin/git"),
        ("ll", "an alias cannot hold arguments"),
        ("nn", "`nosuch` is not found"),
    ] {
        let line = ["explain", name, "--session", "pwsh", "--scenario", &path, "--width", "200"];
        let ran = envsim(&line);
        assert!(ran.out.contains(told), "{name}: {}", ran.out);
    }
}
