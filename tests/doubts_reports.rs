//! Profiles of public bug reports: the right answer, or an honest doubt with its place and remedy.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::{Value, json};

/// A path and its text, where it has one.
type File<'t> = (&'t str, Option<&'t str>);

/// Asks a machine of that platform with these files, in JSON.
fn ask(platform: &str, files: &[File], words: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let mut tree = serde_json::Map::new();
    for (path, text) in files {
        tree.insert(
            (*path).to_owned(),
            text.map_or_else(|| nameless(path), |text| json!({ "text": text })),
        );
    }
    let scenario = json!({
        "schema": "envsim-scenario/1", "platform": platform, "title": "t",
        "shells": {"bash": {"path": "/bin/bash"}, "zsh": {"path": "/bin/zsh"}}, "files": tree,
    });
    let named = folder.path().join("s.json");
    #[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
    std::fs::write(&named, scenario.to_string()).expect("a file");
    let named = named.to_string_lossy().into_owned();
    let ran = envsim(&[words, &["--scenario", &named, "--format", "json"]].concat());
    serde_json::from_str(&ran.out)
        .unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err))
}

/// A program, or at home a file whose text is not recorded.
fn nameless(path: &str) -> Value {
    if path.starts_with("/home") { json!({}) } else { json!({ "mode": "0755" }) }
}

/// Asks bash on Linux with this `.bashrc`.
fn bashrc(text: &str, words: &[&str]) -> Value {
    let files = [
        ("/home/me/.bashrc", Some(text)),
        ("/usr/bin/uptime", None),
        ("/usr/bin/ls", None),
        ("/usr/bin/corp", None),
        ("/usr/bin/node", None),
    ];
    ask("linux", &files, words)
}

fn explained(text: &str, name: &str) -> Value {
    bashrc(text, &["explain", name, "--session", "bash:interactive"])["sessions"][0].clone()
}

const ID: File<'static> = ("/usr/bin/id", None);

/// Stock login files, their logic in the fewest lines, and the PATH of an ordinary user.
#[test]
fn stock_login_files_give_an_ordinary_user_the_real_path() {
    let debian = "if [ \"$(id -u)\" -eq 0 ]; then\n  PATH=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\n\
        else\n  PATH=\"/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games\"\nfi\nexport PATH\n\
        if [ \"${PS1-}\" ]; then\n  if [ \"${BASH-}\" ] && [ \"$BASH\" != /bin/sh ]; then\n    [ -f /etc/bash.bashrc ] && . /etc/bash.bashrc\n  fi\nfi\n";
    let home = "if [ -n \"$BASH_VERSION\" ]; then\n  if [ -f \"$HOME/.bashrc\" ]; then\n    . \"$HOME/.bashrc\"\n  fi\nfi\n\
        if [ -d \"$HOME/bin\" ]; then\n  PATH=\"$HOME/bin:$PATH\"\nfi\n";
    let guarded = "case $- in\n  *i*) ;;\n  *) return ;;\nesac\nRC=1\n";
    let fedora = "munge() {\n  case \":${PATH}:\" in\n    *:\"$1\":*) ;;\n    *) if [ \"$2\" = after ]; then PATH=$PATH:$1; else PATH=$1:$PATH; fi ;;\n  esac\n}\n\
        if [ -x /usr/bin/id ]; then\n  if [ -z \"$EUID\" ]; then\n    EUID=$(id -u)\n    UID=$(id -ru)\n  fi\nfi\n\
        if [ \"$EUID\" = 0 ]; then\n  munge /usr/sbin\nelse\n  munge /usr/local/sbin after\nfi\nexport PATH\nunset -f munge\n";
    let arch = "add() {\n  case \":$PATH:\" in\n    *:\"$1\":*) ;;\n    *) PATH=\"${PATH:+$PATH:}$1\" ;;\n  esac\n}\n\
        PATH=\nadd /usr/local/sbin\nadd /usr/local/bin\nadd /usr/bin\nexport PATH\nunset -f add\n";
    let of_debian = "/home/me/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games";
    let rows: [(&str, &[File], &str); 4] = [
        (
            "debian",
            &[
                ("/etc/profile", Some(debian)),
                ("/home/me/.profile", Some(home)),
                ("/home/me/.bashrc", Some(guarded)),
                ("/home/me/bin/x", None),
                ID,
            ],
            of_debian,
        ),
        (
            "ubuntu",
            &[
                (
                    "/etc/profile",
                    Some(
                        "if [ -d /etc/profile.d ]; then\n  for i in /etc/profile.d/*.sh; do\n    if [ -r $i ]; then\n      . $i\n    fi\n  done\n  unset i\nfi\n",
                    ),
                ),
                (
                    "/etc/profile.d/snap.sh",
                    Some(
                        "snap=/snap/bin\nif [ -n \"${PATH##*${snap}}\" -a -n \"${PATH##*${snap}:*}\" ]; then\n  export PATH=\"$PATH:$snap\"\nfi\n",
                    ),
                ),
                ("/etc/environment", Some("PATH=\"/usr/local/sbin:/usr/bin:/bin\"\n")),
                ("/home/me/.profile", Some(home)),
                ("/home/me/bin/x", None),
                ID,
            ],
            "/home/me/bin:/usr/local/sbin:/usr/bin:/bin:/snap/bin",
        ),
        (
            "fedora",
            &[
                ("/etc/profile", Some(fedora)),
                ("/etc/environment", Some("PATH=/usr/local/bin:/usr/bin\n")),
                ID,
            ],
            "/usr/local/bin:/usr/bin:/usr/local/sbin",
        ),
        ("arch", &[("/etc/profile", Some(arch)), ID], "/usr/local/sbin:/usr/local/bin:/usr/bin"),
    ];
    for (name, files, path) in rows {
        for session in ["bash:login", "bash:login+interactive"] {
            let answer = ask("linux", files, &["env", session]);
            assert_eq!(
                answer["variables"]["PATH"]["value"], path,
                "{name} {session}: {:#}",
                answer["variables"]["PATH"]
            );
        }
    }
    let files = [
        (
            "/etc/zprofile",
            Some(
                "if [ -x /usr/libexec/path_helper ]; then\n  eval `/usr/libexec/path_helper -s`\nfi\n",
            ),
        ),
        ("/usr/libexec/path_helper", None),
        ("/etc/paths", Some("/usr/local/bin\n/usr/bin\n/bin\n")),
        ("/etc/paths.d/go", Some("/usr/local/go/bin\n")),
    ];
    for session in ["zsh:login", "zsh:login+interactive"] {
        let answer = ask("macos", &files, &["env", session]);
        let path = answer["variables"]["PATH"]["value"].as_str().unwrap_or_default().to_owned();
        assert!(
            path.starts_with("/usr/local/bin:/usr/bin:/bin:/usr/local/go/bin"),
            "{session}: {path}"
        );
    }
}

/// F1: what is not known and cannot be empty, or not root, decides; a choice of two PATHs is looked up in each.
#[test]
fn what_is_known_of_an_unknown_text_decides() {
    for (text, value) in [
        ("[ -n \"$BASH_VERSION\" ] && export A=1", "1"),
        ("[ -z \"$(uptime)x\" ] || export A=2", "2"),
        ("[ \"$EUID\" = 0 ] || export A=3", "3"),
        ("[ \"$UID\" -ne 0 ] && export A=4", "4"),
        ("[ \"${BASH_VERSINFO[0]}\" -ge 4 ] && export A=5", "5"),
    ] {
        let answer = bashrc(text, &["env", "bash:interactive"]);
        assert_eq!(answer["variables"]["A"]["value"], value, "{text}");
        assert_eq!(answer["variables"]["A"]["maybe_unset"], json!(false), "{text}");
    }
    let one = explained("[ \"$(uptime)\" = work ] && PATH=/opt/a:$PATH", "ls");
    assert_eq!((&one["kind"], &one["path"]), (&json!("application"), &json!("/usr/bin/ls")));
}

/// F2, B2: a line that is not followed reaches every answer.
#[test]
fn a_line_that_is_not_followed_reaches_every_answer() {
    for line in
        ["eval \"$(uptime)\"", "eval \"$(corp env)\"", "source <(corp env)", ". <(corp env)"]
    {
        let absent = explained(line, "nosuch");
        assert_eq!(
            (&absent["kind"], &absent["likely"]["kind"]),
            (&json!("uncertain"), &json!("not-found")),
            "{line}: {absent:#}"
        );
        let node = explained(line, "node");
        assert_eq!(
            (&node["kind"], &node["likely"]["path"]),
            (&json!("uncertain"), &json!("/usr/bin/node")),
            "{line}"
        );
        let answer = bashrc(line, &["explain", "node", "--session", "bash:interactive"]);
        assert_eq!(answer["certain"], json!(false), "{line}");
        let because = &answer["because"][0];
        assert_eq!(
            because["place"]["line"].as_u64().or(because["origin"]["line"].as_u64()),
            Some(1),
            "{line}: {because:#}"
        );
        assert!(because["remedy"].is_string(), "{line}: {because:#}");
        let env = bashrc(
            &format!("{line}\n[ -n \"$CORP_DIR\" ] && export HAVE=1\n"),
            &["env", "bash:interactive"],
        );
        assert_eq!(
            (&env["complete"], &env["variables"]["HAVE"]["maybe_unset"]),
            (&json!(false), &json!(true)),
            "{line}"
        );
    }
}

/// F3, F4: nvm's loops and conditions in braces are read, and end.
#[test]
fn conditions_in_braces_are_read_and_undecided_loops_end() {
    let answer = bashrc(
        "if { true; }; then export A=1; fi\nuntil { true; }; do :; done",
        &["env", "bash:interactive"],
    );
    assert_eq!(
        (&answer["variables"]["A"]["value"], &answer["complete"]),
        (&json!("1"), &json!(true))
    );
    let answer = bashrc(
        "while true; do if [ -z \"$(uptime)\" ]; then break; fi; S=$S:x; done\nexport A=1",
        &["env", "bash:interactive"],
    );
    assert_eq!(answer["variables"]["A"]["value"], "1", "{:#}", answer["incomplete_because"]);
}

/// B5: what stands under a condition is perhaps there.
#[test]
fn what_is_defined_under_a_condition_is_perhaps_there() {
    let text = "if uptime check; then alias ll=x; f() { :; }; fi";
    for name in ["ll", "f"] {
        let one = explained(text, name);
        assert_eq!(one["kind"], "uncertain", "{name}: {one:#}");
        assert_eq!(one["alternatives"].as_array().map(Vec::len), Some(2), "{name}");
    }
    assert_eq!(
        bashrc(text, &["env", "bash:interactive"])["functions"]["f"]["perhaps"],
        json!(true)
    );
}

/// safety B7 to B9.
#[test]
fn files_are_read_as_the_shells_read_them_or_doubted() {
    let files = [
        ("/home/me/.bashrc", Some("export A=$(<~/t)\n. ~/nul\n")),
        ("/home/me/t", Some("tok\n")),
        ("/home/me/nul", Some("export Q=1\0\n")),
    ];
    let answer = ask("linux", &files, &["env", "bash:interactive"]);
    assert_eq!(
        (&answer["variables"]["A"]["value"], &answer["variables"]["Q"]["value"]),
        (&json!("tok"), &json!("1"))
    );
    let answer = ask(
        "linux",
        &[("/home/me/.bashrc", None)],
        &["explain", "nosuch", "--session", "bash:interactive"],
    );
    assert_eq!(
        (&answer["sessions"][0]["kind"], &answer["certain"]),
        (&json!("uncertain"), &json!(false))
    );
}
