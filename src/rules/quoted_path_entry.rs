//! P004: a quote or a foreign separator stands inside an entry of PATH.

use super::{Check, Finding, Rule, Subject, path_entries};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P004",
    name: "quoted-path-entry",
    severity: Severity::Warning,
    page: "\
A quote, or the other platform's separator, stands inside an entry of PATH.

## Problem

    setx PATH \"\\\"C:\\\\Program Files\\\\Tool\\\"\"     # only cmd takes the quotes off
    PATH=\"/usr/bin;/opt/tool/bin\"            # one entry, not two

## Better

    C:\\Program Files\\Tool
    PATH=/usr/bin:/opt/tool/bin

## Why

cmd strips quotes from PATH; PowerShell, Git and most programs take them for a
part of the name. A semicolon splits nothing on Unix.

## Exceptions

On Windows a directory whose name holds a semicolon needs the quotes, and works
in cmd only.

## Sources

cmd: quotes keep a semicolon in PATH together; POSIX, 8.3 Other Environment Variables
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let windows = subject.session.start().facts.platform.is_windows();
    let unix_list = subject.session.shell().list_separator(&subject.session.start().facts) == ':';
    let problem = |text: &str| {
        if text.contains('"') {
            Some("holds a quote")
        } else if (!windows || unix_list) && text.contains(';') {
            Some("holds a semicolon, which splits nothing here")
        } else {
            None
        }
    };
    let machine = subject.session.machine();
    let finding = |entry: super::Entry| {
        // A directory may have such a name.
        if entry.place.as_ref().is_some_and(|place| machine.is_directory(place))
            && !entry.text.contains('"')
        {
            return None;
        }
        let what = problem(&entry.text)?;
        let message = format!("{} on PATH {what}", entry.text);
        let mut finding = rule.finding(subject, message, "write the directories without quotes");
        finding.evidence = vec![entry.evidence()];
        Some(finding)
    };
    path_entries(subject).into_iter().filter_map(finding).collect()
}
