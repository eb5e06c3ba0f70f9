//! Launchers by their rules: what has no recording (desktop, launchd, Windows, editors), and what is typed in place of one.
//!
//! `tests/data/launchers` has the machines and, for every session, what the started process must have.

#[path = "common/program.rs"]
mod program;
#[path = "common/schema.rs"]
mod schema;

use program::envsim;
use serde_json::Value;

const MACHINES: &[(&str, &str)] = &[
    ("plain", include_str!("data/launchers/plain.json")),
    ("configured", include_str!("data/launchers/configured.json")),
    ("macos", include_str!("data/launchers/macos.json")),
    ("windows", include_str!("data/launchers/windows.json")),
    ("msys", include_str!("data/launchers/msys.json")),
    ("msys-ucrt", include_str!("data/launchers/msys-ucrt.json")),
    ("msys-windows-home", include_str!("data/launchers/msys-windows-home.json")),
    ("cygwin", include_str!("data/launchers/cygwin.json")),
    ("cygwin-mnt", include_str!("data/launchers/cygwin-mnt.json")),
    ("git-bash", include_str!("data/launchers/git-bash.json")),
    ("git-wrapper", include_str!("data/launchers/git-wrapper.json")),
    ("git-bash-home", include_str!("data/launchers/git-bash-home.json")),
    ("wsl", include_str!("data/launchers/wsl.json")),
    ("wsl-alone", include_str!("data/launchers/wsl-alone.json")),
    ("wsl-recorded", include_str!("data/launchers/wsl-recorded.json")),
    ("macos-configured", include_str!("data/launchers/macos-configured.json")),
    ("macos-path", include_str!("data/launchers/macos-path.json")),
    ("vscode", include_str!("data/launchers/vscode.json")),
    ("vscode-login", include_str!("data/launchers/vscode-login.json")),
    ("vscode-broken", include_str!("data/launchers/vscode-broken.json")),
    ("windows-configured", include_str!("data/launchers/windows-configured.json")),
    ("windows-elevated", include_str!("data/launchers/windows-elevated.json")),
    ("wsl-env", include_str!("data/launchers/wsl-env.json")),
    ("sshd-match", include_str!("data/launchers/sshd-match.json")),
    ("booted", include_str!("data/launchers/booted.json")),
    ("jetbrains", include_str!("data/launchers/jetbrains.json")),
    ("jetbrains-alone", include_str!("data/launchers/jetbrains-alone.json")),
    ("pam-debian-12", include_str!("data/launchers/pam-debian-12.json")),
    ("pam-debian-13", include_str!("data/launchers/pam-debian-13.json")),
    ("pam-fedora", include_str!("data/launchers/pam-fedora.json")),
];

/// What the started process must have, launcher by launcher.
const EXPECTED: &[&str] =
    &[include_str!("data/launchers/expected.txt"), include_str!("data/launchers/more.txt")];

/// The machines as folders.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn folders() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in MACHINES {
        let folder = root.path().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("scenario.json"), text).expect("it can be written");
    }
    root
}

/// The environment of a session, or what was said instead.
fn ask(root: &tempfile::TempDir, head: &str) -> Result<Value, String> {
    let parts: Vec<&str> = head.split('|').map(str::trim).collect();
    let [machine, session, by] = parts.as_slice() else { panic!("three columns: {head}") };
    let scenario = root.path().join(machine).to_string_lossy().into_owned();
    let mut words = vec!["env", "--format", "json", "--scenario", &scenario];
    if !session.is_empty() {
        words.push(session);
    }
    if !by.is_empty() {
        words.extend(["--by", by]);
    }
    let ran = envsim(&words);
    serde_json::from_str(&ran.out).map_err(|_| ran.err)
}

/// What is wrong with a row; `None` where it holds.
fn judge(result: &Value, row: &str) -> Option<String> {
    let held = |name: &str| {
        let one = &result["variables"][name];
        (one["exported"] == true).then(|| one.clone())
    };
    let known = |one: &Value| one["known"] == true && one["maybe_unset"] != true;
    if let Some(name) = row.strip_prefix('!') {
        return held(name).map(|one| format!("{name} is {}", one["value"]));
    }
    if let Some(name) = row.strip_suffix('?') {
        let open = held(name).is_some_and(|one| !known(&one));
        return (!open).then(|| format!("{name} is not unknown"));
    }
    let (name, expected) = row.split_once('=').expect("a row");
    if name == "cwd" {
        let cwd = &result["cwd"];
        let text = cwd.as_str().or(cwd["value"].as_str());
        return (text != Some(expected)).then(|| format!("the directory is {cwd}"));
    }
    let value = held(name).filter(known).and_then(|one| one["value"].as_str().map(str::to_owned));
    (value.as_deref() != Some(expected)).then(|| format!("{name} is {value:?}, not {expected}"))
}

#[test]
fn every_launcher_gives_what_its_rule_says() {
    let root = folders();
    let (mut wrong, mut rows) = (Vec::new(), 0);
    let mut asked: Option<(&str, Result<Value, String>)> = None;
    for line in EXPECTED.iter().flat_map(|text| text.lines()) {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let Some(row) = line.strip_prefix("  ") else {
            asked = Some((line, ask(&root, line)));
            continue;
        };
        rows += 1;
        match &asked {
            Some((head, Ok(result))) => {
                wrong.extend(judge(result, row).map(|what| format!("{head}: {what}")));
            }
            Some((head, Err(said))) => wrong.push(format!("{head}: {said}")),
            None => panic!("a row without a session: {row}"),
        }
    }
    assert!(rows >= 1100, "{rows} rows");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn values_that_double_from_line_to_line_end() {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (file, line, session) in [
        ("/etc/security/pam_env.conf", "A DEFAULT=${A}${A}x\n", "@su"),
        ("/home/me/.config/environment.d/a.conf", "A=${A}${A}x\n", "@systemd-user"),
        ("/home/me/.tmux.conf", "A=\"${A}${A}x\"\n", "@tmux"),
    ] {
        let text = line.repeat(64);
        let scenario = serde_json::json!({
            "schema": "envsim-scenario/1",
            "platform": "linux",
            "files": { file: { "text": text } }
        });
        std::fs::write(root.path().join("scenario.json"), scenario.to_string()).expect("a file");
        let path = root.path().to_string_lossy().into_owned();
        let ran = envsim(&["env", session, "--format", "json", "--scenario", &path]);
        let result: Value = serde_json::from_str(&ran.out).expect(session);
        assert_eq!(result["variables"]["A"]["known"], false, "{session}");
    }
}

#[test]
fn what_would_not_start_says_why() {
    let root = folders();
    let rows = [
        ("configured | @service=nosuch | ", "there is no unit nosuch.service"),
        ("configured | @cron=/etc/crontab:1 | ", "no job of cron stands at /etc/crontab:1"),
        ("configured |  | su - nobody-here", "there is no account 'nobody-here' on this machine"),
        (
            "windows-configured |  | runas /user:bob",
            "it runs as bob, whose profile is not recorded",
        ),
        ("windows-configured |  | runas /user", "runas: /user:NAME is expected"),
        (
            "windows-configured | @task=other | ",
            "it runs as PC\\bob, whose profile is not recorded",
        ),
        ("windows-configured | @terminal=Nope | ", "has no profile Nope; it has PowerShell, Work"),
        ("macos-configured | @service=nosuch | ", "there is no job of launchd called nosuch"),
        ("vscode | @ide=vim | ", "vim is none of the editors"),
        ("configured | bash:script | sudo -Z", "sudo: the option -Z is not known"),
        ("configured | bash@cron | sudo -i", "stands in place of a launcher"),
        ("configured | @task | ", "linux has no @task"),
        ("windows | @service=nosuch | ", "there is no service nosuch"),
        ("macos | @systemd-user | ", "macos has no @systemd-user"),
    ];
    for (head, expected) in rows {
        let said = ask(&root, head).expect_err(head);
        assert!(said.contains(expected), "{head}: {said}");
    }
}

#[test]
fn what_people_type_leads_to_a_session() {
    let rows = [
        ("bash:ssh", "ssh is a launcher: bash@ssh"),
        ("bash:login,interactive", "flags are joined with +: bash:login+interactive"),
        ("@srvice", "did you mean: @service"),
    ];
    for (typed, expected) in rows {
        let ran = envsim(&["env", typed]);
        assert_eq!(ran.code, 2, "{typed}");
        assert!(ran.err.contains(expected), "{typed}: {}", ran.err);
    }
    for typed in
        ["cron", "@cron", "sudo", "ssh", "@vscode", "vscode", "@finder", "bash@systemd", "desktop"]
    {
        assert_eq!(envsim(&["env", typed]).code, 0, "{typed}");
    }
    for name in ["$HOME", "${HOME}", "%HOME%", "$env:HOME"] {
        let ran = envsim(&["explain", name, "--session", "bash"]);
        assert!(ran.out.starts_with("HOME is "), "{name}: {}", ran.out);
    }
}

#[test]
fn one_session_is_compared_with_every_other_way_to_start_it() {
    let root = folders();
    let scenario = root.path().join("configured").to_string_lossy().into_owned();
    let ask = |words: &[&str]| envsim(&[words, &["--scenario", &scenario]].concat());
    let page = ask(&["diff"]).out;
    assert!(page.starts_with("bash beside 11 other sessions.\n"), "{page}");
    assert!(page.lines().count() <= 45, "{page}");
    assert!(page.contains("not set by") && page.contains("See also: envsim diff "), "{page}");
    let json: Value = serde_json::from_str(&ask(&["diff", "--format", "json"]).out).expect("JSON");
    let schema: Value = serde_json::from_str(&envsim(&["schema", "diff"]).out).expect("a schema");
    assert_eq!(schema::check(&schema, &json), Vec::<String>::new());
    let labels: Vec<&str> = json["others"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["label"].as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "zsh",
            "sh",
            "login shell",
            "ssh",
            "ssh host CMD",
            "cron",
            "sudo",
            "desktop",
            "tmux",
            "systemd --user",
            "service"
        ]
    );
    for (words, left, right) in [
        (&["diff", "cron"][..], "bash:interactive", "sh:script@cron"),
        (&["diff", "terminal", "cron"], "bash:interactive", "sh:script@cron"),
        (&["diff", "bash", "@cron"], "bash:interactive", "sh:script@cron"),
        (&["diff", "shell", "desktop"], "bash:interactive", "@gui"),
        (&["diff", "bash", "--by", "sudo -E"], "bash:interactive", "bash:script --by 'sudo -E'"),
    ] {
        let ran = ask(&[words, &["--format", "json"]].concat());
        let json: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(
            (json["left"].as_str(), json["right"].as_str()),
            (Some(left), Some(right)),
            "{words:?}"
        );
    }
    let zsh: Value =
        serde_json::from_str(&ask(&["diff", "zsh", "--format", "json"]).out).expect("JSON");
    assert_eq!(zsh["left"], "zsh:interactive");
    assert!(
        zsh["others"].as_array().is_some_and(|all| all.iter().all(|one| one["label"] != "bash"))
    );
}

#[test]
fn programs_of_windows_are_handed_windows_paths_by_unix_likes() {
    let root = folders();
    let scenario = root.path().join("msys-ucrt").to_string_lossy().into_owned();
    let words =
        ["explain", "mytool", "--as", "createprocess", "--session", "bash", "--format", "json"];
    let ran = envsim(&[&words[..], &["--scenario", &scenario]].concat());
    let json: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(json["sessions"][0]["path"], "D:\\tools\\mytool.exe", "{}", ran.out);
}
