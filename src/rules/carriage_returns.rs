//! S006: a start-up file of a Unix shell has Windows' line ends.

use std::rc::Rc;

use super::fix::Edit;
use super::fragment::read_by;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::session::Outcome;
use crate::text::{Place, Severity, Source, Span};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S006",
    name: "carriage-returns",
    severity: Severity::Warning,
    page: "\
A start-up file or script of a Unix shell has Windows' line ends.

## Problem

    export EDITOR=vim^M          # the editor is looked for as `vim\\r`
    #!/bin/sh^M                  # bad interpreter: /bin/sh^M

## Better

    sed -i 's/\\r$//' ~/.profile

## Why

The carriage return belongs to the last word of each line: to values, to names of
commands and files, to the directory at the end of PATH. Most terminals do not show it.

## Exceptions

None known.

## Sources

POSIX, 2.3 Token Recognition: a carriage return is no blank
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    if machine.platform().is_windows() {
        return Vec::new();
    }
    // PowerShell takes both.
    let posix = |path: &str| !path.ends_with(".ps1");
    let taken = subject.session.taken().iter().filter(|one| one.outcome == Outcome::Read);
    let opened = subject.session.opened().iter().filter(|one| one.fault.is_none());
    let paths = taken.map(|one| one.what.as_str()).chain(opened.map(|one| one.path.as_str()));
    let mut told: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let sources = read_by(subject);
    for path in paths.filter(|path| posix(path)) {
        let Ok(bytes) = machine.read(path) else { continue };
        let ends = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
        if ends == 0 || told.contains(&path) {
            continue;
        }
        told.push(path);
        let message = format!("{path} has Windows' line ends");
        let quoted =
            if path.contains([' ', '$', '"']) { format!("'{path}'") } else { path.to_owned() };
        let remedy = format!("sed -i 's/\\r$//' {quoted}");
        let mut finding = rule.finding(subject, message, &remedy);
        finding.fix = sources
            .iter()
            .filter(|(one, _)| one == path)
            .flat_map(|(_, one)| returns(one))
            .collect();
        let text = format!("{ends} lines end with a carriage return");
        finding.evidence = vec![Evidence { text, origin: None }];
        found.push(finding);
    }
    found
}

/// Every carriage return at the end of a line, to be taken out.
fn returns(source: &Rc<Source>) -> Vec<Edit> {
    let ends = source.text().match_indices("\r\n");
    ends.filter_map(|(at, _)| Edit::new(&Place::new(source, Span::new(at, at + 1)), "")).collect()
}
