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
        "check", "diff", "env", "explain", "go-env", "parse", "rule", "scenario", "startup", "test",
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
