//! What steps persist is seen by sessions opened later, not by those that were open; a child has its parent's block.

#[path = "common/program.rs"]
mod program;

use program::envsim;

const SCENARIO: &str = r#"{
  "schema": "envsim-scenario/1",
  "platform": "windows",
  "registry": { "HKCU\\Environment": { "BEFORE": { "type": "REG_SZ", "data": "1" } } },
  "files": { "C:\\setup.bat": { "text": "setx LATER 2\r\nset HERE=3\r\n" } },
  "steps": [
    { "session": "cmd", "open": "old" },
    { "session": "cmd", "run": "C:\\setup.bat" },
    { "in": "old", "type": "set TYPED=4" },
    { "session": "cmd", "open": "child", "child_of": "old" }
  ]
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

/// `NAME=value` lines of a session, for the names that matter here.
fn values(session: &str) -> Vec<String> {
    let ran = ask(&["env", session, "--only", "BEFORE,LATER,HERE,TYPED"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out.lines().filter(|line| line.contains('=')).map(str::to_owned).collect()
}

#[test]
fn an_open_session_keeps_its_environment() {
    assert_eq!(values("cmd"), ["BEFORE=1", "LATER=2"]);
    assert_eq!(values("old"), ["BEFORE=1", "TYPED=4"]);
    assert_eq!(values("child"), ["BEFORE=1", "TYPED=4"]);
}

#[test]
fn open_sessions_are_asked_beside_the_shells() {
    let ran = ask(&["explain", "LATER"]);
    let rows: Vec<String> =
        ran.out.lines().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    // A service is no program of the user's, and knows nothing of HKCU.
    for row in
        ["cmd, powershell, desktop, 2 HKCU\\Environment LATER", "old, child, service not set"]
    {
        assert!(rows.iter().any(|one| one == row), "{}", ran.out);
    }
}
