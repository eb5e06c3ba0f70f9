//! V007: cDPATH is exported to every program.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V007",
    name: "exported-cdpath",
    severity: Severity::Warning,
    page: "\
CDPATH is exported to every program.

## Problem

    export CDPATH=$HOME/src

## Better

    CDPATH=.:$HOME/src         # for this shell alone

## Why

A script that says `cd lib` then goes to ~/src/lib, and prints where it went: build
scripts take the words for a result.

## Exceptions

None known.

## Sources

POSIX, cd, ENVIRONMENT VARIABLES
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let value = subject.environment.exported("CDPATH").filter(|_| is_settled(subject, "CDPATH"));
    let Some(value) = value.filter(|value| value.is_empty() == Some(false)) else {
        return Vec::new();
    };
    if subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let text = format!("CDPATH={}", value.text().unwrap_or_default());
    let message = "CDPATH is exported, and every script's cd follows it".to_owned();
    let mut finding = rule.finding(subject, message, "assign it without export");
    finding.evidence = vec![Evidence { text, origin: value.writer() }];
    vec![finding]
}
