//! S005: a condition in AutoRun covers more commands than it seems to.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S005",
    name: "autorun-condition",
    severity: Severity::Warning,
    page: "\
AutoRun of cmd holds an `if` without parentheses, and further commands behind `&`.

## Problem

    AutoRun = if exist C:\\conda\\hook.bat C:\\conda\\hook.bat & C:\\clink\\clink.bat inject

## Better

    AutoRun = (if exist C:\\conda\\hook.bat C:\\conda\\hook.bat) & C:\\clink\\clink.bat inject

## Why

All that stands behind an `if` belongs to it, up to the end of the line: where
the file is gone, the other commands do not run either. Installers that append
theirs to AutoRun with `&` do not look at what stands there.

## Exceptions

Commands that are meant to run only under that condition.

## Sources

`cmd /?`, AutoRun; `if /?`
",
    check: Check::Across(check),
};

const KEYS: &[&str] =
    &[r"HKLM\Software\Microsoft\Command Processor", r"HKCU\Software\Microsoft\Command Processor"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    KEYS.iter().filter_map(|key| swallowed(rule, subject, key)).collect()
}

fn swallowed(rule: &Rule, subject: &Subject, key: &str) -> Option<Finding> {
    let value = subject.session.machine().registry_value(key, "AutoRun")?;
    let text = value.data.text()?;
    let start = condition(text)?;
    let rest = &text[start..];
    let more = rest[rest.find('&')?..].trim_start_matches('&').trim();
    if more.is_empty() || rest.contains('(') {
        return None;
    }
    let message = format!("AutoRun runs `{more}` only where the condition before it holds");
    let remedy = "put the `if` and its command into parentheses";
    let mut finding = rule.finding(subject, message, remedy);
    let origin = Origin::Registry { key: key.into(), name: value.name.as_str().into() };
    finding.evidence = vec![Evidence { text: text.to_owned(), origin: Some(origin) }];
    Some(finding)
}

/// Where a command of the line begins with `if`.
fn condition(text: &str) -> Option<usize> {
    let mut at = 0;
    for part in text.split('&') {
        let bare = part.trim_start().trim_start_matches('@');
        if bare.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("if ")) {
            return Some(at);
        }
        at += part.len() + 1;
    }
    None
}
