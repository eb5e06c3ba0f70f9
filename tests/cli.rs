//! The command line itself: help, exit codes, schemas, completions, and what is said when there is no answer.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::Value;

#[test]
fn help_and_version_are_answers() {
    for words in [&["--help"][..], &["--version"], &["explain", "--help"]] {
        let ran = envsim(words);
        assert_eq!(ran.code, 0, "{words:?}");
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{words:?}");
    }
}

#[test]
fn mistakes_are_usage_errors_and_print_nothing_on_stdout() {
    let mistakes: &[&[&str]] = &[
        &[],
        &["explian", "git"],
        &["explain"],
        &["explain", "git", "--format", "yaml"],
        &["explain", "git", "--set", "novalue"],
        &["env", "bash:sideways"],
        &["env", "bash@nowhere"],
        &["schema", "nothing"],
        &["rule", "nothing"],
        &["test", "no/such/folder"],
    ];
    for words in mistakes {
        let ran = envsim(words);
        assert_eq!(ran.code, 2, "{words:?}");
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{words:?}");
    }
}

#[test]
fn every_command_with_a_json_result_has_a_schema() {
    for name in [
        "check", "diff", "env", "explain", "go-env", "parse", "programs", "rule", "scenario",
        "startup", "test",
    ] {
        let ran = envsim(&["schema", name]);
        let schema: Value = serde_json::from_str(&ran.out).expect("a schema is JSON");
        let places = [&schema["properties"], &schema["anyOf"][0]["properties"]];
        let wanted = format!("envsim-{name}/1");
        assert!(places.iter().any(|place| place["schema"]["const"] == wanted), "{name}");
    }
}

#[test]
fn every_shell_has_a_completion_and_there_is_a_manual_page() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = envsim(&["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("envsim"), "{shell}");
    }
    assert!(envsim(&["man"]).out.contains(".SH SYNOPSIS"));
}

#[test]
fn every_carried_scenario_is_listed_with_its_title() {
    let ran = envsim(&["scenarios"]);
    for name in envsim::scenario::library::names() {
        let line = ran.out.lines().find(|line| line.split_whitespace().next() == Some(name));
        assert!(line.is_some_and(|line| line.len() > 26), "{name}");
    }
}

#[test]
fn narrow_terminals_get_narrow_answers() {
    for width in ["60", "80", "120"] {
        let ran = envsim(&["explain", "git", "--scenario", "git-bat-hijack", "--width", width]);
        let limit: usize = width.parse().expect("a number");
        for line in ran.out.lines() {
            assert!(line.chars().count() <= limit, "{width}: {line}");
        }
    }
}

#[test]
fn a_session_is_no_misspelt_variable_of_go() {
    let ran = envsim(&["go-env", "bash:login", "--scenario", "gobin"]);
    assert!(ran.out.contains("did you mean --session bash:login?"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_mistake_comes_with_what_was_probably_meant() {
    for (words, tip) in [
        (&["git"][..], "did you mean: envsim explain git"),
        (&["which", "git"], "did you mean: envsim explain git"),
        (&["bash:ssh"], "did you mean: envsim env bash@ssh"),
        (&["bash:login,interactive"], "did you mean: envsim env bash:login+interactive"),
        (&["@vscode"], "did you mean: envsim env @vscode"),
        (&["cron"], "did you mean: envsim env @cron"),
        (&["ssh"], "did you mean: envsim explain ssh"),
        (&["doctor"], "did you mean: envsim check"),
        (&["explian", "git"], "a similar subcommand exists: 'explain'"),
        (&["explain", "git", "--shell", "zsh"], "did you mean: --session zsh"),
        (&["explain", "git", "--shell=zsh"], "did you mean: --session zsh"),
        (&["check", "--shell", "zsh"], "did you mean: --session zsh"),
        (&["env", "--session", "zsh"], "the session follows the command: envsim env zsh"),
        (&["env", "--json"], "did you mean: --format json"),
        (&["diff", "--left", "a"], "the two sessions follow the command: envsim diff LEFT RIGHT"),
        (&["env", "bash:ssh"], "ssh is a launcher: bash@ssh"),
        (&["env", "bash:login,interactive"], "flags are joined with +: bash:login+interactive"),
        (&["env", "bash:logn@shh"], "did you mean: bash:login@ssh"),
        (&["env", "bahs"], "did you mean: bash"),
        (&["env", "PATH"], "for one variable of a session: envsim env --only PATH"),
        (&["env", "--output", "foo"], "such as 'brew --prefix=/opt/homebrew'"),
        (&["env", "--set", "foo"], "NAME=VALUE is expected, such as EDITOR=vim"),
        (&["env", "--width", "abc"], "a number of columns is expected, such as 80"),
        (&["go-env", "--go-version", "new"], "a release of Go is expected, such as 1.22"),
        (&["env", "--cwd", "rel"], "did you mean: --cwd /home/me/rel"),
        (&["env", "--cwd", "/gone"], "--cwd /gone: no such directory on this machine"),
        (&["env", "--by", "docker exec web bash"], "docker starts a process of a container"),
        (&["env", "--by", "docekr"], "did you mean docker?"),
        (&["env", "--by", "kubectl exec pod -- sh"], "run envsim capture inside of it"),
        (&["env", "--by", "suod -i"], "did you mean sudo?"),
        (&["env", "--by", "at now"], "the nearest is the session sh:script with --by env"),
        (&["env", "--by", "systemd-run --user x"], "with --user @systemd-user"),
        (&["env", "--by", "npm run build"], "puts node_modules/.bin in front of PATH"),
        (&["env", "--by", "machinectl shell me@"], "the nearest is --by 'su - USER'"),
        (&["env", "--by", "sudo su"], "the nearest is --by 'sudo -s'"),
        (&["env", "--by", "env A=1 sudo -i"], "one way to start a session is followed"),
        (&["env", "--by", "exec bash"], "the nearest is --by env"),
        (&["env", "--by", "cron"], "ask @cron in place of --by"),
        (&["env", "--by", "bash@cron"], "ask bash@cron in place of --by"),
        (&["check", "--select", "P02"], "--select P02: no rule is called so, nearest is P002"),
        (&["check", "--select", "NOPE"], "known are A001 "),
        (&["check", "--ignore", "missing-path-entri"], "nearest is missing-path-entry"),
        (&["check", "--deny", "error", "--baseline", "/gone"], "--baseline /gone: no such file"),
    ] {
        let ran = envsim(words);
        assert_eq!(ran.code, 2, "{words:?}");
        assert!(ran.err.starts_with("envsim: "), "{words:?}: {}", ran.err);
        assert!(ran.err.contains(tip), "{words:?}: {}", ran.err);
        for leak in ["os error", "invalid digit", "error: ", "struct "] {
            assert!(!ran.err.contains(leak), "{words:?}: {}", ran.err);
        }
    }
}

#[test]
fn help_is_a_command_too() {
    let ran = envsim(&["help", "explain"]);
    assert!(ran.code == 0 && ran.out.contains("Usage: envsim explain"), "{}", ran.err);
    assert_eq!(envsim(&["help"]).out, envsim(&["--help"]).out);
}

#[test]
fn the_directory_may_be_any_that_is_there() {
    for cwd in ["/bin", "/home/me", "/"] {
        let ran = envsim(&["env", "bash", "--scenario", "gobin", "--cwd", cwd]);
        assert_eq!(ran.code, 0, "{cwd}: {}", ran.err);
    }
    let ran = envsim(&["env", "cmd", "--scenario", "git-bat-hijack", "--cwd", "c:/WORK"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn what_a_gate_fails_on_is_shown_and_rules_are_named_in_any_case() {
    let check = |more: &[&str]| {
        let words = ["check", "--scenario", "git-bat-hijack"];
        envsim(&[&words[..], more].concat())
    };
    let denied = check(&["--deny", "note", "--ignore", "c001"]);
    assert!(denied.code == 1 && denied.out.contains("note  shadowed-command"), "{}", denied.out);
    assert!(!check(&["--ignore", "C001"]).out.contains("note  shadowed-command"));
    assert!(check(&["--select", "c"]).out.contains("1 error"));
}
