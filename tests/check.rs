//! Every rule is silent on a sound machine and speaks on one that has its problem.

#[path = "common/program.rs"]
mod program;
#[path = "common/schema.rs"]
mod schema;

use program::envsim;
use serde_json::Value;

/// The findings of a Windows machine with this user Path: code and message.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn findings(path: &str, more: &[&str]) -> (u8, Vec<(String, String)>) {
    let scenario = serde_json::json!({
        "schema": "envsim-scenario/1",
        "platform": "windows",
        "shells": { "powershell": null },
        "registry": { "HKCU\\Environment": { "Path": { "type": "REG_SZ", "data": path } } },
        "files": {
            "C:\\tools": { "dir": true },
            "C:\\file": {},
            "C:\\Windows\\System32\\Wbem": { "dir": true },
            "C:\\Windows\\System32\\WindowsPowerShell\\v1.0": { "dir": true },
            "C:\\Windows\\System32\\OpenSSH": { "dir": true }
        }
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = scenario.to_string();
    std::fs::write(folder.path().join("scenario.json"), text).expect("it can be written");
    let named = folder.path().to_string_lossy().into_owned();
    let mut line = vec!["check", "--format", "json", "--scenario", &named];
    line.extend(more);
    let ran = envsim(&line);
    assert!(ran.code < 2, "{}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    let shipped = serde_json::from_str(&envsim(&["schema", "check"]).out).expect("JSON");
    assert_eq!(schema::check(&shipped, &result), Vec::<String>::new());
    let text = |one: &Value| one.as_str().unwrap_or_default().to_owned();
    let found = result["findings"].as_array().expect("findings");
    (ran.code, found.iter().map(|one| (text(&one["code"]), text(&one["message"]))).collect())
}

fn of(path: &str) -> Vec<(String, String)> {
    let stock = findings("C:\\tools", &[]).1;
    findings(path, &[]).1.into_iter().filter(|one| !stock.contains(one)).collect()
}

fn pair(code: &str, message: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), message.to_owned())]
}

#[test]
fn a_sound_path_gives_no_finding() {
    assert_eq!(findings("C:\\tools", &[]), (0, Vec::new()));
}

#[test]
fn duplicates_are_found_whatever_their_spelling() {
    assert_eq!(of("C:\\tools;c:/TOOLS/"), pair("P001", "C:\\tools stands on PATH 2 times"));
}

#[test]
fn missing_directories_and_files_are_found() {
    assert_eq!(of("C:\\gone"), pair("P002", "C:\\gone on PATH does not exist"));
    assert_eq!(of("C:\\file"), pair("P002", "C:\\file on PATH is a file"));
}

#[test]
fn relative_entries_are_errors() {
    assert_eq!(of("C:\\tools;."), pair("P003", "the current directory is on PATH"));
    assert_eq!(of("bin;C:\\tools"), pair("P003", "bin on PATH is relative"));
    assert_eq!(of("C:\\tools;;"), Vec::new());
}

#[test]
fn the_exit_code_follows_what_is_denied() {
    assert_eq!(findings("C:\\gone", &["--deny", "error"]).0, 0);
    assert_eq!(findings("C:\\gone", &["--deny", "note"]).0, 1);
    assert_eq!(findings(".", &["--deny", "error"]).0, 1);
    assert_eq!(findings(".", &["--deny", "error", "--ignore", "relative-path-entry"]).0, 0);
    assert_eq!(findings(".", &["--deny", "error", "--select", "P001,P002"]).0, 0);
}

#[test]
fn a_page_is_printed_by_code_or_name() {
    let by_code = envsim(&["rule", "P001"]);
    assert!(by_code.out.starts_with("P001 duplicate-path-entry (note)\n"), "{}", by_code.out);
    assert_eq!(by_code.out, envsim(&["rule", "duplicate-path-entry"]).out);
    assert_eq!(envsim(&["rule", "P999"]).code, 2);
}

/// The codes found on one of the shipped scenarios.
fn codes(scenario: &str, more: &[&str]) -> Vec<String> {
    let mut line = vec!["check", "--format", "json", "--scenario", scenario];
    line.extend(more);
    let result: Value = serde_json::from_str(&envsim(&line).out).expect("a result is JSON");
    let findings = result["findings"].as_array().expect("findings");
    findings.iter().filter_map(|one| one["code"].as_str()).map(str::to_owned).collect()
}

#[test]
fn every_rule_speaks_on_its_problem_and_is_silent_without_it() {
    let rows: &[(&str, &str, &[&str], bool)] = &[
        ("C001", "git-bat-hijack", &[], true),
        ("C001", "git-bat-hijack", &["--set", "NoDefaultCurrentDirectoryInExePath=1"], false),
        ("C001", "app-paths", &[], false),
        ("C002", "go-root-with-spaces", &[], true),
        ("C002", "go-zip-setup", &[], false),
        ("G001", "go-root-with-spaces", &["--set", "GOROOT=D:\\工具\\go"], true),
        ("G001", "go-root-with-spaces", &[], false),
        ("G002", "proxy-only-in-zshrc", &[], true),
        ("G002", "proxy-only-in-zshrc", &["--set", "GOBIN=/usr/bin"], false),
        ("R001", "go-zip-setup", &[], true),
        ("R001", "go-root-with-spaces", &[], false),
        ("V001", "proxy-only-in-zshrc", &[], true),
        ("V001", "gobin", &[], false),
    ];
    for (code, scenario, more, expected) in rows {
        let found = codes(scenario, more).iter().any(|one| one == code);
        assert_eq!(found, *expected, "{code} on {scenario} {more:?}");
    }
}

#[test]
fn a_window_older_than_the_registry_is_told() {
    let scenario = |whole: bool, java: &str, path: &str| {
        serde_json::json!({
            "schema": "envsim-scenario/1",
            "platform": "windows",
            "env_is_whole": whole,
            "env": { "JAVA_HOME": java, "Path": path, "SystemRoot": "C:\\Windows" },
            "registry": {
                "HKCU\\Environment": {
                    "JAVA_HOME": { "type": "REG_SZ", "data": "C:\\jdk-21" },
                    "Path": { "type": "REG_EXPAND_SZ", "data": "%USERPROFILE%\\bin" }
                },
                "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment": {
                    "Path": { "type": "REG_EXPAND_SZ", "data": "%SystemRoot%\\system32" }
                }
            }
        })
    };
    let found = |scenario| codes_on(&scenario, "cmd", &["--select", "V002"]);
    let all = "c:\\windows\\System32\\;C:\\Users\\me\\bin;C:\\more";
    assert_eq!(found(scenario(true, "C:\\jdk-21", all)), [""; 0]);
    assert_eq!(found(scenario(true, "C:\\jdk-17", all)), ["V002"]);
    assert_eq!(found(scenario(true, "C:\\jdk-21", "C:\\Windows\\system32")), ["V002"]);
    assert_eq!(found(scenario(true, "C:\\jdk-17", "C:\\x")), ["V002", "V002"]);
    assert_eq!(found(scenario(false, "C:\\jdk-17", "C:\\x")), [""; 0]);
}

#[test]
fn quotes_inside_an_entry_are_found() {
    let found = of("\"C:\\tools\"");
    assert!(found.iter().any(|(code, _)| code == "P004"), "{found:?}");
}

/// The codes found on a machine with these shells, files and user Path, for one session.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn codes_on(scenario: &Value, session: &str, more: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("scenario.json"), scenario.to_string()).expect("written");
    let named = folder.path().to_string_lossy().into_owned();
    codes(&named, &[&["--session", session], more].concat())
}

fn windows(path: &str, cwd: &str, files: &[&str]) -> Value {
    let files: serde_json::Map<String, Value> =
        files.iter().map(|file| ((*file).to_owned(), serde_json::json!({}))).collect();
    serde_json::json!({
        "schema": "envsim-scenario/1",
        "platform": "windows",
        "cwd": cwd,
        "registry": { "HKCU\\Environment": { "Path": { "type": "REG_SZ", "data": path } } },
        "files": files
    })
}

#[test]
fn a_program_does_not_replace_itself() {
    let files = ["C:\\tools\\git.exe", "C:\\work\\git.bat"];
    let found = |path: &str, cwd: &str, files: &[&str]| {
        codes_on(&windows(path, cwd, files), "cmd", &["--select", "C001"])
    };
    assert_eq!(found("C:\\tools", "C:\\work", &files), ["C001"]);
    assert_eq!(found(".;C:\\tools", "C:\\work", &files), ["C001"]);
    assert_eq!(found(".", "C:\\work", &files), [""; 0]);
    assert_eq!(found("C:\\tools", "C:\\tools", &files), [""; 0]);
}

#[test]
fn only_endings_that_the_shell_takes_hide_a_command() {
    let files = [
        "C:\\a\\x.cmd",
        "C:\\b\\x.exe",
        "C:\\Program Files\\Git\\bin\\bash.exe",
        "C:\\Program Files\\Git\\usr\\bin\\bash.exe",
    ];
    let machine = windows("C:\\a;C:\\b", "C:\\work", &files);
    let found = |session: &str, more: &[&str]| {
        codes_on(&machine, session, &[&["--select", "C002"], more].concat())
    };
    assert_eq!(found("cmd", &[]), ["C002"]);
    assert_eq!(found("cmd", &["--set", "PATHEXT=.COM;.EXE"]), [""; 0]);
    assert_eq!(found("bash", &[]), [""; 0]);
}

/// A Linux machine with go, and this `.bashrc`.
fn linux(bashrc: &str) -> Value {
    serde_json::json!({
        "schema": "envsim-scenario/1",
        "platform": "linux",
        "user": { "name": "me", "home": "/home/me", "shell": "/bin/bash" },
        "cwd": "/home/me",
        "shells": { "bash": { "path": "/bin/bash", "version": "5.2.15" } },
        "files": {
            "/usr/local/go/bin/go": { "mode": "0755" },
            "/usr/local/go/VERSION": { "text": "go1.26.3\n" },
            "/usr/local/go/pkg/tool": { "dir": true },
            "/usr/bin/go": { "symlink": "/usr/local/go/bin/go" },
            "/home/me/go/bin": { "dir": true },
            "/usr/bin/sometool": { "mode": "0755" },
            "/opt/gobin": { "symlink": "/home/me/go/bin" },
            "/opt/a;b": { "dir": true },
            "/home/me/.bashrc": { "text": bashrc }
        }
    })
}

#[test]
fn the_directory_of_go_install_is_missed_only_where_path_is_known() {
    let found = |bashrc: &str| codes_on(&linux(bashrc), "bash", &["--select", "G002"]);
    assert_eq!(found(""), ["G002"]);
    assert_eq!(found("PATH=$PATH:/home/me/go/bin/\n"), [""; 0]);
    assert_eq!(found("PATH=$PATH:/opt/gobin\n"), [""; 0]);
    assert_eq!(found("PATH=$PATH:$(sometool --bindir)\n"), [""; 0]);
    assert_eq!(found("if sometool; then PATH=$PATH:/home/me/go/bin; fi\n"), [""; 0]);
}

#[test]
fn a_directory_may_have_a_semicolon_in_its_name() {
    let found = |bashrc: &str| codes_on(&linux(bashrc), "bash", &["--select", "P004"]);
    assert_eq!(found("PATH=\"$PATH:/opt;/usr/bin\"\n"), ["P004"]);
    assert_eq!(found("PATH=\"$PATH:/opt/a;b\"\n"), [""; 0]);
}

#[test]
fn lists_that_no_variable_can_hold_are_an_error() {
    let path = (0..1800).map(|number| format!("C:\\d{number}\\tools\\bin")).collect::<Vec<_>>();
    let scenario = |many: usize| {
        serde_json::json!({
            "schema": "envsim-scenario/1",
            "platform": "windows",
            "registry": { "HKCU\\Environment": {
                "Path": { "type": "REG_EXPAND_SZ", "data": path[..many].join(";") }
            } }
        })
    };
    let select = ["--select", "P011"];
    assert_eq!(codes_on(&scenario(1800), "cmd", &select), ["P011"]);
    assert_eq!(codes_on(&scenario(50), "cmd", &select), [""; 0]);
}
