//! V011: a profile assigns a variable that programs look at, and does not export it.

use super::session_only_variable::WATCHED;
use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V011",
    name: "assigned-not-exported",
    severity: Severity::Warning,
    page: "\
A profile assigns a variable that programs look at, and does not export it.

## Problem

    GOPATH=$HOME/work

## Better

    export GOPATH=$HOME/work

## Why

The shell shows it, and no program that is started has it.

## Exceptions

A variable that only the shell itself uses.

## Sources

POSIX, export
",
    check: Check::Each(check),
};

/// What go looks at.
const OF_GO: &[&str] = &[
    "GOPATH",
    "GOBIN",
    "GOROOT",
    "GOPROXY",
    "GOPRIVATE",
    "GOFLAGS",
    "GOCACHE",
    "GOMODCACHE",
    "GOENV",
    "GOTOOLCHAIN",
    "GOSUMDB",
    "CGO_ENABLED",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let variables = &subject.environment.variables;
    let watched = WATCHED.iter().chain(OF_GO).filter(|name| **name != "PAGER");
    let mut found = Vec::new();
    for name in watched {
        let Some(variable) = variables.get(name).filter(|one| !one.exported) else { continue };
        let value = variable.value.as_ref().filter(|value| value.is_empty() == Some(false));
        let Some(value) = value.filter(|_| is_settled(subject, name)) else { continue };
        let Some(origin) = value.writer().filter(|origin| origin.place().is_some()) else {
            continue;
        };
        let message = format!("{name} is assigned and not exported: no program has it");
        let mut finding = rule.finding(subject, message, &format!("write: export {name}"));
        let text = format!("{name}={}", value.text().unwrap_or_default());
        finding.evidence = vec![Evidence { text, origin: Some(origin) }];
        found.push(finding);
    }
    found
}
