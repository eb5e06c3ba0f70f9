//! P002: an entry of PATH is no directory.

use super::{Check, Finding, Rule, Subject, path_entries};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P002",
    name: "missing-path-entry",
    severity: Severity::Note,
    page: "\
An entry of PATH names no directory that is there.

## Problem

    PATH=/opt/tool-1.2/bin:/usr/bin    # tool is at 1.3 now

## Better

    PATH=/opt/tool-1.3/bin:/usr/bin

## Why

What was to be found there is not found, or another one is. Whoever can make
the directory later decides what its names run.

## Exceptions

A directory that is there at times only, such as a mounted disk.

## Sources

POSIX, 8.3 Other Environment Variables, PATH
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    path_entries(subject)
        .into_iter()
        .filter(|entry| entry.place.as_ref().is_some_and(|place| !machine.is_directory(place)))
        .map(|entry| {
            let message = match entry.place.as_ref().is_some_and(|place| machine.is_file(place)) {
                true => format!("{} on PATH is a file", entry.text),
                false => format!("{} on PATH does not exist", entry.text),
            };
            let mut finding =
                rule.finding(subject, message, "drop the entry, or make the directory");
            finding.fix = entry.dropped();
            finding.evidence = vec![entry.evidence()];
            finding
        })
        .collect()
}
