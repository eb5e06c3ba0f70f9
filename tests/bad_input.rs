//! Bad input gives a clear message and never a panic.

#[path = "common/program.rs"]
mod program;
#[path = "common/skip.rs"]
mod skip;

use std::path::Path;

use envsim::shells;
use program::{Ran, envsim};
use tempfile::TempDir;

/// Writes a scenario (and files beside it) and asks it.
fn ask(json: &str, words: &[&str]) -> Ran {
    let folder = folder_with("scenario.json", json.as_bytes());
    let path = folder.path().to_string_lossy().into_owned();
    let mut line = words.to_vec();
    line.extend(["--scenario", &path]);
    envsim(&line)
}

#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("a temporary file can be written");
}

fn folder_with(name: &str, bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder.path().join(name), bytes);
    folder
}

fn registered(shell: &str) -> bool {
    let there = shells::by_name(shell).is_some();
    if !there {
        skip::skipped(&format!("no {shell}"));
    }
    there
}

#[test]
fn an_unknown_key_is_named_with_its_place_and_the_nearest() {
    let ran = ask(
        "{\n  \"schema\": \"envsim-scenario/1\",\n  \"platform\": \"linux\",\n  \"flies\": {}\n}",
        &["explain", "git"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("scenario.json:4:9: unknown key \"flies\", nearest is \"files\""),
        "{}",
        ran.err
    );
}

#[test]
fn text_that_is_no_json_is_placed() {
    let ran = ask("{\n  \"schema\": nonsense\n}", &["explain", "git"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("scenario.json:2:"), "{}", ran.err);
}

#[test]
fn missing_files_are_named() {
    let ran = envsim(&["explain", "git", "--scenario", "no/such/folder"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "envsim: no/such/folder: no such file or directory\n")
    );
    let ran = envsim(&["explain", "git", "--scenario", "git-bat-hijak"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nearest is 'git-bat-hijack'"), "{}", ran.err);
    let ran = envsim(&["parse", "no-such-file.sh", "--shell", "bash"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "envsim: no-such-file.sh: no such file or directory\n")
    );
    let ran = ask(
        r#"{"schema":"envsim-scenario/1","platform":"linux","files":{"/home/me/.bashrc":{"from":"gone"}}}"#,
        &["env", "bash"],
    );
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("\"/home/me/.bashrc\": from \"gone\": no such file"), "{}", ran.err);
}

#[test]
fn a_session_that_is_none_says_what_would_be() {
    let ran = envsim(&["env", "fish"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.starts_with("envsim: 'fish' is no session: 'fish' is none of the shells "),
        "{}",
        ran.err
    );
}

#[test]
fn a_shell_the_machine_lacks_comes_with_the_same_question_elsewhere() {
    let ran = envsim(&["diff", "cmd", "pwsh"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("envsim: this machine has no cmd\n"), "{}", ran.err);
    assert!(ran.err.contains("envsim diff cmd pwsh --scenario git-bat-hijack\n"), "{}", ran.err);
}

#[test]
fn a_cyclic_symlink_is_reported_as_one() {
    if !registered("bash") {
        return;
    }
    let ran = ask(
        r#"{"schema":"envsim-scenario/1","platform":"linux","shells":{"bash":{}},
            "files":{"/home/me/.bashrc":{"symlink":".bashrc"}}}"#,
        &["startup", "bash:interactive"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("too many levels of symbolic links"), "{}", ran.out);
}

#[test]
fn a_profile_that_sources_itself_ends() {
    let profiles = [
        ("bash", "linux", r#""/home/me/.bashrc":{"text":"A=1\n. ~/.bashrc\nexport B=2\n"}"#),
        ("zsh", "linux", r#""/home/me/.zshrc":{"text":"A=1\n. ~/.zshrc\nexport B=2\n"}"#),
        (
            "pwsh",
            "linux",
            r#""/home/me/.config/powershell/profile.ps1":{"text":"$a=1\n. $PROFILE.CurrentUserAllHosts\n"}"#,
        ),
    ];
    for (shell, platform, file) in profiles {
        if !registered(shell) {
            continue;
        }
        let json = format!(
            r#"{{"schema":"envsim-scenario/1","platform":"{platform}","shells":{{"{shell}":{{}}}},"files":{{{file}}}}}"#
        );
        let ran = ask(&json, &["env", shell, "--format", "json"]);
        assert_eq!(ran.code, 0, "{shell}: {}", ran.err);
        assert!(ran.out.contains("\"complete\": "), "{shell}");
    }
}

#[test]
fn a_batch_file_that_calls_itself_ends() {
    let json = r#"{"schema":"envsim-scenario/1","platform":"windows",
        "registry":{"HKCU\\Software\\Microsoft\\Command Processor":{"AutoRun":{"type":"REG_SZ","data":"C:\\a.bat"}}},
        "files":{"C:\\a.bat":{"text":"set A=1\r\ncall C:\\a.bat\r\n"}}}"#;
    let ran = ask(json, &["env", "cmd", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn ten_megabytes_of_brackets_are_read_by_every_shell() {
    let folder = folder_with("deep", &vec![b'('; 10 << 20]);
    let file = folder.path().join("deep").to_string_lossy().into_owned();
    for shell in shells::ALL {
        let ran = envsim(&["parse", &file, "--shell", shell.name()]);
        assert!(ran.code < 2, "{}: {}", shell.name(), ran.err);
    }
}

#[test]
fn a_nul_byte_and_broken_utf8_are_read_by_every_shell() {
    let folder = folder_with("odd", b"A=1\nB=\0x\n\xff\xfe(\x00\n");
    let file = folder.path().join("odd").to_string_lossy().into_owned();
    for shell in shells::ALL {
        let ran = envsim(&["parse", &file, "--shell", shell.name()]);
        assert!(ran.code < 2, "{}: {}", shell.name(), ran.err);
        assert!(!ran.out.contains('\0'), "{} prints a NUL", shell.name());
    }
}

#[test]
fn a_utf16_profile_is_read_as_each_shell_reads_it() {
    // "A=1\n" in UTF-16, little endian, with its mark.
    let coded = "//5BAD0AMQAKAA==";
    for (shell, file) in
        [("bash", "/home/me/.bashrc"), ("zsh", "/home/me/.zshrc"), ("sh", "/home/me/.profile")]
    {
        if !registered(shell) {
            continue;
        }
        let json = format!(
            r#"{{"schema":"envsim-scenario/1","platform":"linux","shells":{{"{shell}":{{"path":"/bin/{shell}"}}}},
            "files":{{"{file}":{{"bytes":"{coded}"}}}}}}"#
        );
        let ran = ask(&json, &["env", shell, "--all"]);
        assert_eq!(ran.code, 0, "{shell}: {}", ran.err);
        assert!(!ran.out.contains('\0'), "{shell} prints a NUL");
    }
}
