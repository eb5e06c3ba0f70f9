//! V012: a variable has the name PATH in other letters, on a system that tells them apart.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V012",
    name: "path-in-other-case",
    severity: Severity::Warning,
    page: "\
A variable has the name PATH in other letters, on a system that tells them apart.

## Problem

    $env:Path += ':/opt/go/bin'      # pwsh on Linux

## Better

    $env:PATH += ':/opt/go/bin'

## Why

Linux and macOS have two variables then: the list that is searched is not changed.

## Exceptions

None known.

## Sources

about_Environment_Variables
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let exported = subject.environment.variables.iter().filter(|one| one.exported);
    let twins = exported.filter(|one| one.name != "PATH" && one.name.eq_ignore_ascii_case("PATH"));
    twins
        .map(|one| {
            let message = format!("{} is another variable than PATH here", one.name);
            let mut finding = rule.finding(subject, message, "write PATH in capitals");
            let origin = one.value.as_ref().and_then(crate::value::Value::writer);
            let text = format!("{} is set", one.name);
            finding.evidence = vec![Evidence { text, origin }];
            finding
        })
        .collect()
}
