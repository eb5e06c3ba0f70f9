//! The edge of the process: what is opened and written on the host, and what reaches a terminal.
#![allow(clippy::disallowed_methods, reason = "a test writes its own input")]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::io::{self, Write};

use program::{Ran, envsim, envsim_into};
use tempfile::TempDir;

/// A folder with these files; directories between are made.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn linux(rest: &str) -> String {
    format!(r#"{{"schema":"envsim-scenario/1","platform":"linux","title":"t",{rest}}}"#)
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

#[cfg(unix)]
fn read(path: &std::path::Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs `test` on a folder of the host.
fn test(folder: &TempDir, name: &str, more: &[&str]) -> Ran {
    let named = at(folder, name);
    let words: Vec<&str> = ["test", &named].into_iter().chain(more.iter().copied()).collect();
    envsim(&words)
}

#[cfg(unix)]
#[test]
fn a_scenario_reads_nothing_outside_its_folder() {
    let all = folder(&[
        ("secret.sh", "export TOKEN=1\n"),
        ("s/in/rc", "export FINE=1\n"),
        ("s/scenario.json", &linux(r#""files":{"/home/me/.bashrc":{"from":"rc"}}"#)),
    ]);
    let link = all.path().join("s/rc");
    for (target, fine) in [("in/rc", true), ("../secret.sh", false), ("/etc/hostname", false)] {
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(target, &link).expect("a link");
        let ran = envsim(&["env", "bash", "--scenario", &at(&all, "s")]);
        assert_eq!(ran.code, if fine { 0 } else { 2 }, "{target}: {}", ran.err);
        let said = "from \"rc\": a link leads out of the folder";
        assert_eq!(ran.err.contains(said), !fine, "{target}: {}", ran.err);
        assert!(!ran.out.contains("TOKEN"));
    }
}

#[test]
fn a_tested_scenario_asks_about_its_own_files_only_and_each_question_by_itself() {
    let questions = r#""shells":{"bash":{}},"files":{"/home/me/x.sh":{"text":"ls\n"}},"ask":[
        ["parse","HOST","--shell","sh"],["explain","--script","HOST"],["check","--baseline","HOST"],
        ["env","bash:logn"],["explian"],["env","bash","--scenario","gobin"],["parse","/home/me/x.sh"]]"#;
    let all = folder(&[("host.sh", "export TOKEN=1\n")]);
    let json = linux(&questions.replace("HOST", &at(&all, "host.sh").replace('\\', "/")));
    fs::create_dir(all.path().join("s")).expect("a folder");
    fs::write(all.path().join("s/scenario.json"), json).expect("a scenario");
    let ran = test(&all, "s", &["--accept"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.out.starts_with("7 questions: 1 recorded now, 6 without an answer.\n"),
        "{}",
        ran.out
    );
    let said = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.matches("a scenario asks about its own files only").count(), 3, "{}", ran.out);
    assert!(ran.out.contains("\ns: env bash:logn\n"), "{}", ran.out);
    assert!(said.contains("did you mean: bash:login"), "{}", ran.out);
    assert!(said.contains("leave --scenario out"), "{}", ran.out);
    let json: serde_json::Value =
        serde_json::from_str(&test(&all, "s", &["--format", "json"]).out).expect("JSON");
    assert_eq!(json["questions"][4]["outcome"], "refused");
    assert_eq!(json["questions"][4]["message"], "unrecognized subcommand 'explian'");
    assert_eq!(json["questions"][6]["outcome"], "same");
}

#[test]
fn a_scenario_that_cannot_be_read_does_not_end_the_test_of_the_others() {
    let good = linux(r#""ask":[["startup","bash"]]"#);
    let all = folder(&[("a/scenario.json", "{"), ("b/scenario.json", &good)]);
    let ran = test(&all, ".", &["--accept"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.starts_with("2 questions: 1 recorded now, 1 without an answer.\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("scenario.json:1:1: the file ends here"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn accepted_answers_are_not_written_through_links() {
    use std::os::unix::fs::symlink;
    let scenario = linux(r#""ask":[["startup","bash"]]"#);
    let kept = "export MINE=1\n";
    let all = folder(&[("s/scenario.json", &scenario), ("victim/rc", kept)]);
    let snapshots = all.path().join("s/snapshots");
    symlink("../victim", &snapshots).expect("a link");
    let ran = test(&all, "s", &["--accept"]);
    assert_eq!((ran.code, fs::read_dir(all.path().join("victim")).expect("it").count()), (2, 1));
    let words = |ran: &Ran| ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&ran).contains("is a link or no directory"), "{}", ran.out);

    fs::remove_file(&snapshots).expect("the link");
    fs::create_dir(&snapshots).expect("a folder");
    symlink("../../victim/rc", snapshots.join("s__startup-bash.snap")).expect("a link");
    let ran = test(&all, "s", &["--accept"]);
    assert_eq!((ran.code, read(&all.path().join("victim/rc")).as_str()), (2, kept));
    assert!(words(&ran).contains("is not written through"), "{}", ran.out);

    fs::remove_file(snapshots.join("s__startup-bash.snap")).expect("the link");
    fs::hard_link(all.path().join("victim/rc"), snapshots.join("s__startup-bash.snap"))
        .expect("a second name");
    assert_eq!(test(&all, "s", &["--accept"]).code, 0);
    assert_eq!(read(&all.path().join("victim/rc")), kept);
    assert_eq!(test(&all, "s", &[]).code, 0);

    // A scenario that is itself a link below the folder that is named.
    let outer = folder(&[]);
    symlink(all.path().join("victim"), outer.path().join("v")).expect("a link");
    fs::write(all.path().join("victim/scenario.json"), scenario).expect("a scenario");
    let ran = test(&outer, ".", &["--accept"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(!all.path().join("victim/snapshots").exists());
}

#[test]
fn questions_that_look_alike_are_recorded_apart() {
    let asks = r#""ask":[["explain","a b"],["explain","a/b"],["explain","a_b"],["explain","A_b"]]"#;
    let all = folder(&[("s/scenario.json", &linux(asks))]);
    assert_eq!(test(&all, "s", &["--accept"]).code, 0);
    assert_eq!(fs::read_dir(all.path().join("s/snapshots")).expect("it").count(), 4);
    let ran = test(&all, "s", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "4 questions: 4 as recorded.\n"));
}

#[test]
fn nothing_that_steers_a_terminal_is_written_in_messages_or_text() {
    const HOSTILE: &str = "a\u{1b}]0;t\u{7}\u{9b}31m\u{202e}\u{200b}\u{7f}b";
    let key = serde_json::to_string(HOSTILE).expect("a text");
    let scenarios = [
        linux(&format!("{key}:1")),
        linux(&format!("\"shells\":{{{key}:{{}}}}")),
        linux(&format!("\"files\":{{{key}:{{}}}}")),
        linux(&format!("\"files\":{{\"/a\":{{\"from\":{key}}}}}")),
        linux(&format!("\"steps\":[{{\"session\":{key}}}]")),
        linux(&format!("\"steps\":[{{\"session\":\"bash\",\"run\":{key}}}]")),
        format!("{{\"schema\":{key},\"platform\":\"linux\"}}"),
        format!("{{\"schema\":\"envsim-scenario/1\",\"platform\":{key}}}"),
        linux(&format!("\"ask\":[[{key}],[\"env\",{key}],[\"explain\",{key}]]")),
        linux(&format!("\"env\":{{\"A\":{key}}},\"ask\":[[\"env\",\"bash\"]]")),
    ];
    let mut ran = Vec::new();
    for scenario in &scenarios {
        let all = folder(&[("s/scenario.json", scenario)]);
        for format in ["text", "json"] {
            let named = at(&all, "s");
            ran.push(envsim(&["env", "bash", "--scenario", &named, "--format", format]));
            ran.push(envsim(&["test", &named, "--accept", "--review", "--format", format]));
        }
    }
    for words in [
        &["env", HOSTILE][..],
        &[HOSTILE],
        &["env", "--width", HOSTILE],
        &["env", HOSTILE, "--nothing"],
        &["parse", HOSTILE],
        &["check", "--select", HOSTILE],
        &["rule", HOSTILE],
        &["explain", HOSTILE, "--color", "always"],
        &["explain", HOSTILE, "--format", "json"],
        &["test", HOSTILE],
        &["schema", HOSTILE],
        &["env", "--scenario", HOSTILE],
    ] {
        ran.push(envsim(words));
    }
    for one in ran {
        for bad in ["\u{1b}]", "\u{7}", "\u{9b}", "\u{202e}", "\u{200b}", "\u{7f}"] {
            assert!(!one.out.contains(bad), "{bad:?} in {:?}", one.out);
            assert!(!one.err.contains(bad), "{bad:?} in {:?}", one.err);
        }
    }
    let ran = envsim(&["env", "bash", "--set", &format!("A={HOSTILE}"), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(json["variables"]["A"]["value"], HOSTILE);
}

#[test]
fn problems_of_a_fragment_are_quoted_with_every_letter_visible() {
    let all = folder(&[("a.sh", "\u{9b}\u{202e}é ${é}\u{1b}]0;x\u{7} \u{200e}\n\tif \u{200b}\n")]);
    let ran = envsim(&["parse", &at(&all, "a.sh")]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for bad in ["\u{1b}]", "\u{7}", "\u{9b}", "\u{202e}", "\u{200b}", "\u{200e}"] {
        assert!(!ran.out.contains(bad), "{bad:?} in {:?}", ran.out);
    }
    assert!(ran.out.contains("\\u{9b}\\u{202e}é ${é}"), "{}", ran.out);
}

/// A stream on which nothing can be written.
struct Closed(io::ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure_unless_nobody_reads_it() {
    let questions = [
        &["env", "bash"][..],
        &["env", "bash", "--format", "json"],
        &["go-env", "--plain", "GOPATH", "--scenario", "gobin", "--session", "bash:login"],
        &["man"],
        &["--help"],
        &["--version"],
    ];
    for words in questions {
        let full = envsim_into(&mut Closed(io::ErrorKind::StorageFull), words);
        let said = "envsim: the answer cannot be written: no storage space\n";
        assert_eq!(full, (2, said.to_owned()), "{words:?}");
        let gone = envsim_into(&mut Closed(io::ErrorKind::BrokenPipe), words);
        assert_eq!(gone, (0, String::new()), "{words:?}");
    }
}

#[test]
fn plain_go_output_is_what_go_prints() {
    let words = ["go-env", "--plain", "GOFLAGS", "--scenario", "gobin", "--session", "bash:login"];
    let given = ["--set", "GOFLAGS=-tags=\u{1b}[31m"];
    let ran = envsim(&[&words[..], &given].concat());
    assert_eq!((ran.code, ran.out.as_str()), (0, "-tags=\u{1b}[31m\n"), "{}", ran.err);
}

#[test]
fn a_go_whose_release_cannot_be_told_is_not_called_missing() {
    let version = |keys: &str| {
        linux(&format!(
            r#""env":{{"PATH":"/go/bin"}},"files":{{"/go/pkg/tool":{{"dir":true}},"/go/bin/go":{{}}{keys}}}"#
        ))
    };
    for (keys, why) in [
        ("", "/go/VERSION is missing"),
        (r#","/go/VERSION":{"text":"\n"}"#, "/go/VERSION is empty"),
        (r#","/go/VERSION":{"dir":true}"#, "/go/VERSION is a directory"),
        (r#","/go/VERSION":{"text":"gone\n"}"#, "/go/VERSION names no release"),
        (r#","/go/VERSION":{}"#, "/go/VERSION cannot be read (its text is not recorded)"),
    ] {
        let all = folder(&[("s/scenario.json", &version(keys))]);
        let ran = envsim(&["go-env", "--plain", "GOPATH", "--scenario", &at(&all, "s")]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{why}");
        let said =
            format!("envsim: go is not known: the release of /go/bin/go is not known, for {why};");
        assert!(ran.err.starts_with(&said), "{}", ran.err);
        let ran = envsim(&["go-env", "--scenario", &at(&all, "s")]);
        assert!(ran.out.starts_with("a go of which the release is not known"), "{}", ran.out);
    }
    let none = folder(&[("s/scenario.json", &linux(r#""env":{"PATH":"/bin"}"#))]);
    let ran = envsim(&["go-env", "--plain", "GOPATH", "--scenario", &at(&none, "s")]);
    assert_eq!((ran.code, ran.err.as_str()), (127, "go: command not found\n"));
}

/// `go env -w` in a branch that may not run, or by a toolchain that would have to be downloaded first, leaves
/// the settings file open: it is neither written for certain nor left alone.
#[test]
fn settings_that_go_may_have_kept_are_not_known() {
    let tree = r#""/go/bin/go":{"mode":"0755"},"/go/VERSION":{"text":"go1.22.10\n"},"/go/go.env":{"text":"GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n"},"/go/pkg/tool/linux_amd64":{"dir":true},"/bin/mystery":{"mode":"0755"}"#;
    let asked = |profile: &str, module: &str| {
        let machine = linux(&format!(
            r#""user":{{"name":"me","home":"/h"}},"cwd":"/m","env":{{"PATH":"/go/bin:/bin"}},"shells":{{"bash":{{"path":"/bin/bash"}}}},"files":{{{tree},"/h/.bashrc":{{"text":"{profile}"}},"/m/go.mod":{{"text":"module m\ngo {module}\n"}}}}"#
        ));
        let all = folder(&[("s/scenario.json", &machine)]);
        let words = ["go-env", "--plain", "GOFLAGS", "--session", "bash", "--scenario"];
        let at = at(&all, "s");
        envsim(&[&words[..], &[at.as_str()]].concat())
    };
    let certain = asked(r"go env -w GOFLAGS=-mod=mod\n", "1.20");
    assert_eq!((certain.code, certain.out.as_str()), (0, "-mod=mod\n"), "{}", certain.err);
    let perhaps = asked(r"if mystery; then go env -w GOFLAGS=-mod=mod; fi\n", "1.20");
    assert_eq!(perhaps.code, 3, "{}{}", perhaps.out, perhaps.err);
    let later = asked(r"go env -w GOFLAGS=-mod=mod\ncd /\n", "1.26.9");
    assert_eq!(later.code, 3, "{}{}", later.out, later.err);
}

#[test]
fn a_shell_meets_loops_and_shut_directories_as_the_real_one_does() {
    let json = linux(
        r#""shells":{"bash":{},"zsh":{}},"files":{"/l":{"symlink":"/l"},"/d":{"dir":true,"mode":"0644"},"/d/f":{"text":"A=1\n"},
        "/home/me/.bashrc":{"text":"source /l\nsource /d/f\n"}}"#,
    );
    let all = folder(&[("s/scenario.json", &json)]);
    let ran = envsim(&["env", "bash", "--scenario", &at(&all, "s"), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let said = |number: usize| json["errors"][number]["message"].as_str().unwrap_or_default();
    assert!(said(0).ends_with("/l: Too many levels of symbolic links"), "{json:#}");
    assert!(said(1).ends_with("/d/f: Permission denied"), "{json:#}");
}
