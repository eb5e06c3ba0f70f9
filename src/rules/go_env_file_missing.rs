//! G020: GOENV names no file.

use super::{Check, Finding, Rule, Subject};
use crate::machine::Fault;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G020",
    name: "go-env-file-missing",
    severity: Severity::Warning,
    page: "\
GOENV names a file that cannot be read, so no stored setting counts.

## Problem

    export GOENV=\"$HOME/.config/go\"      # a directory: nothing that is stored counts

## Better

    unset GOENV

## Why

go reads the file without a word where it cannot: settings that `go env -w` stored
elsewhere are simply not there.

## Exceptions

A file that is yet to be written.

## Sources

go help environment, GOENV; Go source, cmd/go/internal/cfg/cfg.go (EnvFile)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let Some((setting, text)) = super::go::chosen(chain, "GOENV") else { return Vec::new() };
    let machine = subject.session.machine();
    if !machine.platform().is_absolute(&text) {
        return Vec::new();
    }
    let (what, severity) = match machine.status(&text) {
        Ok(status) if status.is_directory() => ("is a directory", Severity::Warning),
        Err(Fault::NotFound) => ("is not there", Severity::Note),
        _ => return Vec::new(),
    };
    let message = format!("GOENV is {text}, which {what}: no stored setting counts");
    let mut finding = rule.finding(subject, message, "unset GOENV, or name the file itself");
    finding.severity = severity;
    finding.evidence = vec![super::go::evidence("GOENV", setting)];
    vec![finding]
}
