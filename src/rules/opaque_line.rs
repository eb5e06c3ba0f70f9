//! S001: a line of a start-up file is not followed and may change PATH.

use std::rc::Rc;

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::environment::Doubt;
use crate::text::{Place, Severity};
use crate::value::Value;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S001",
    name: "opaque-line",
    severity: Severity::Note,
    page: "\
A line of a start-up file runs something that envsim does not follow, and that may change PATH.

## Problem

    eval \"$(fnm env --use-on-cd)\"

## Better

    envsim check --output 'fnm env --use-on-cd=export PATH=/tmp/fnm/bin:\"$PATH\"'

or record the machine, with the command's output, as a scenario.

## Why

Every answer after that line is likely and not certain. What the line does may
also differ from day to day: a program decides it, not the file.

## Exceptions

Lines that only change the prompt.

## Sources

envsim programs lists what is followed
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let reaches = |doubt: &&Rc<Doubt>| doubt.reaches_variable("PATH");
    let mut told: Vec<(String, u32)> = Vec::new();
    let mut found = Vec::new();
    let doubts = subject.environment.doubts.iter().filter(reaches);
    let path = subject.environment.variables.value("PATH").and_then(Value::why_unknown);
    for why in doubts.map(|doubt| doubt.unknown.clone()).chain(path) {
        let Some(place) = why.origin.place().map(Place::in_file) else { continue };
        let line = (place.file().to_owned(), place.line());
        if told.contains(&line) {
            continue;
        }
        let message = format!("{}:{} is not followed and may change PATH", line.0, line.1);
        let remedy = why.remedy.as_deref().unwrap_or("say what it does in a scenario");
        let mut finding = rule.finding(subject, message, remedy);
        let text = place.text().lines().next().unwrap_or_default().to_owned();
        finding.evidence = vec![Evidence { text, origin: Some(why.origin.clone()) }];
        found.push(finding);
        told.push(line);
    }
    found
}
