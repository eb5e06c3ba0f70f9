//! V009: a profile sets TERM, which the terminal knows better.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V009",
    name: "terminal-type-fixed",
    severity: Severity::Note,
    page: "\
A profile sets TERM, which the terminal knows better.

## Problem

    export TERM=xterm-256color

## Better

    # set it in the terminal's own settings, or in tmux.conf: default-terminal

## Why

The same file is read in tmux, over ssh and on the console. Programs then send what
that terminal does not understand.

## Exceptions

A terminal that names itself wrongly, behind a test for it.

## Sources

term(7); tmux(1), default-terminal
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let value = subject.environment.exported("TERM").filter(|_| is_settled(subject, "TERM"));
    let Some(value) = value else { return Vec::new() };
    let machine = subject.session.machine();
    let written = value
        .writer()
        .filter(|origin| origin.place().is_some_and(|place| machine.is_file(place.file())));
    let (Some(text), Some(origin)) = (value.text(), written) else { return Vec::new() };
    let message = format!("a profile sets TERM to {text} for every terminal");
    let mut finding = rule.finding(subject, message, "leave TERM to the terminal");
    finding.evidence = vec![Evidence { text: format!("TERM={text}"), origin: Some(origin) }];
    vec![finding]
}
