//! P003: an entry of PATH depends on the current directory.

use super::unexpanded_path_entry::reference;
use super::{Check, Finding, Rule, Subject, path_entries};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P003",
    name: "relative-path-entry",
    severity: Severity::Error,
    page: "\
An entry of PATH is relative, or on Unix empty: it means another directory in every directory.

## Problem

    PATH=.:/usr/bin
    PATH=/usr/bin:          # the empty entry at the end is the current directory

## Better

    PATH=/usr/bin

## Why

Whoever can write into a directory decides what a command runs for everybody
who stands in it.

## Exceptions

None. A program of the current directory is started by its path: `./tool`.

## Sources

POSIX, 8.3 Other Environment Variables: a zero-length prefix is the current directory
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let windows = subject.session.start().facts.platform.is_windows();
    path_entries(subject)
        .into_iter()
        // Windows passes over an empty entry; Unix takes it for the current directory (POSIX, XBD 8.3).
        .filter(|entry| entry.place.is_none() && !(windows && entry.text.trim().is_empty()))
        // A reference that was left as text has a rule of its own.
        .filter(|entry| reference(&entry.text, windows).is_none())
        .map(|entry| {
            let message = match entry.text.as_str() {
                "" => "an empty entry of PATH is the current directory".to_owned(),
                "." => "the current directory is on PATH".to_owned(),
                text => format!("{text} on PATH is relative"),
            };
            let remedy = "drop the entry, or write it as an absolute path";
            let mut finding = rule.finding(subject, message, remedy);
            finding.fix = entry.dropped();
            finding.evidence = vec![entry.evidence()];
            finding
        })
        .collect()
}
