//! C001: a program of the current directory runs instead of one on PATH.

use indexmap::IndexSet;

use super::{Check, Evidence, Finding, Rule, Subject, same_place};
use crate::machine::Kind;
use crate::shells::{Stage, Verdict};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C001",
    name: "current-directory-command",
    severity: Severity::Error,
    page: "\
A program of the current directory has the name of one on PATH, and the shell looks there first.

## Problem

    C:\\work> git status          # C:\\work\\git.bat runs, not git.exe

## Better

    set NoDefaultCurrentDirectoryInExePath=1

or rename the file, or stand somewhere else.

## Why

cmd looks into the current directory before PATH. Whoever can write there
decides what a command runs.

## Exceptions

A file that is meant to replace the program, as a project's own wrapper does.

## Sources

NeedCurrentDirectoryForExePathW (Microsoft Learn); about_Command_Precedence
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let Some(cwd) = subject.environment.cwd.text() else { return Vec::new() };
    let Ok(files) = machine.listing(&cwd) else { return Vec::new() };
    let mut names: IndexSet<String> = IndexSet::new();
    for entry in files.iter().filter(|entry| entry.kind == Kind::File) {
        let stem = entry.name.rsplit_once('.').map_or(entry.name.as_str(), |(stem, _)| stem);
        names.insert(stem.to_lowercase());
    }
    names.iter().filter_map(|name| hijacked(rule, subject, name)).collect()
}

fn hijacked(rule: &Rule, subject: &Subject, name: &str) -> Option<Finding> {
    let lookup = subject.lookup(name);
    if !lookup.outcome().is_certain() {
        return None;
    }
    let winner = lookup.winner().filter(|winner| winner.stage == Stage::CurrentDirectory)?;
    let mut others = lookup.candidates.iter().filter(|one| one.verdict == Verdict::Shadowed);
    let running = winner.path.as_deref()?;
    // PATH may hold the current directory itself: that file replaces nothing.
    let other = others.find(|one| {
        let apart = |path: &str| !same_place(subject, running, path);
        matches!(one.stage, Stage::PathEntry(_)) && one.path.as_deref().is_some_and(apart)
    })?;
    let message = format!("{} runs instead of {}", winner.text, other.text);
    let remedy = "set NoDefaultCurrentDirectoryInExePath, or rename the file";
    let mut finding = rule.finding(subject, message, remedy);
    let text = format!("{}: {}", other.reason, other.text);
    finding.evidence = vec![Evidence { text, origin: other.origin.clone() }];
    Some(finding)
}
