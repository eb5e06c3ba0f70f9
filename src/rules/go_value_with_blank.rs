//! G018: a setting begins or ends with a blank.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G018",
    name: "go-value-with-blank",
    severity: Severity::Warning,
    page: "\
A setting of Go begins or ends with a blank or a carriage return, which is part of the value.

## Problem

    GOPATH=/mnt/c/tools\\r      # the file has the line ends of Windows

## Better

Save the file with the line ends of Unix, and write no blank at the end.

## Why

Go takes every byte of a value. A carriage return at the end of a path names
another directory, and no message shows it.

## Exceptions

Lists of flags, in which blanks only divide.

## Sources

Go source, cmd/go/internal/cfg/cfg.go (readEnvFileLines)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let mut found = Vec::new();
    for name in chain.settings.keys() {
        let Some((setting, text)) = super::go::chosen(chain, name) else { continue };
        let what = match (text.trim() == text, text.ends_with(['\r', '\n'])) {
            (true, _) => continue,
            (_, true) => "ends with a carriage return",
            _ if text.ends_with(char::is_whitespace) => "ends with a blank",
            _ => "begins with a blank",
        };
        if name.ends_with("FLAGS") && !text.ends_with('\r') {
            continue;
        }
        let message = format!("{name} {what}, which go takes for a part of it");
        let mut finding = rule.finding(subject, message, "take it away");
        finding.evidence = vec![super::go::evidence(name, setting)];
        found.push(finding);
    }
    found
}
