//! V005: eDITOR, VISUAL, PAGER or another variable names a program that is not found.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V005",
    name: "program-of-variable-missing",
    severity: Severity::Note,
    page: "\
EDITOR, VISUAL, PAGER or another variable names a program that is not found.

## Problem

    export EDITOR=code         # and code is not on PATH

## Better

    export EDITOR=vi

## Why

git commit, crontab -e, man and others start what the variable names, and fail.

## Exceptions

A program that another session has.

## Sources

POSIX, 8.3 Other Environment Variables; git-var(1)
",
    check: Check::Each(check),
};

/// Variables that hold the command line of a program.
const PROGRAMS: &[&str] =
    &["EDITOR", "VISUAL", "PAGER", "MANPAGER", "GIT_EDITOR", "GIT_PAGER", "SUDO_EDITOR"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    PROGRAMS.iter().filter_map(|name| missing(rule, subject, name)).collect()
}

fn missing(rule: &Rule, subject: &Subject, name: &str) -> Option<Finding> {
    let value = subject.environment.exported(name).filter(|_| is_settled(subject, name))?;
    let text = value.text()?;
    let word = text.split_whitespace().next()?;
    let odd = |one: char| matches!(one, '$' | '`' | '"' | '\'' | '|' | '(' | '=' | '~');
    let machine = subject.session.machine();
    let whole = machine.platform().is_absolute(word);
    if word.contains(odd) || (whole && machine.exists(word)) {
        return None;
    }
    if !whole {
        let lookup = subject.lookup(word);
        if word.contains(['/', '\\']) || !lookup.outcome().is_certain() || lookup.winner().is_some()
        {
            return None;
        }
    }
    // What no profile wrote is the system's own business.
    let origin = value.origins().into_iter().find(|origin| origin.place().is_some())?;
    let message = format!("{name} names {word}, which is not found");
    let mut finding = rule.finding(subject, message, "install it, or name a program that is there");
    if whole {
        finding.severity = Severity::Warning;
    }
    finding.evidence = vec![Evidence { text: format!("{name}={text}"), origin: Some(origin) }];
    Some(finding)
}
