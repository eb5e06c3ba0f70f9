//! G002: what go install writes is not found.

use super::{Check, Evidence, Finding, Rule, Subject, path_entries, path_is_known, place_key};
use crate::text::Severity;
use crate::toolchains::{Chain, Weight};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G002",
    name: "go-bin-off-path",
    severity: Severity::Warning,
    page: "\
`go install` writes to a directory that is not on PATH.

## Problem

    go install example.com/tool@latest   # writes ~/go/bin/tool
    tool                                 # command not found

## Better

    export PATH=\"$PATH:$HOME/go/bin\"

## Why

The program is there and the shell does not find it.

## Exceptions

A machine on which nobody installs programs with go: as long as the directory
does not exist, this is only a note.

## Sources

go help install; go help gopath
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let chain = super::go::chain(subject);
    // A go that ends before it does anything installs nothing.
    let lives =
        |chain: &&Chain| !chain.said.iter().any(|said| matches!(said.weight, Weight::Fatal(_)));
    let install = chain.filter(lives).and_then(|chain| chain.install.as_ref());
    let Some(target) = install.filter(|target| target.refused.is_none()) else { return Vec::new() };
    let Some(directory) = target.path.text().map(|text| text.into_owned()) else {
        return Vec::new();
    };
    let machine = subject.session.machine();
    let target_key = place_key(subject, &directory);
    let there = |entry: &super::Entry| {
        entry.place.as_deref().is_some_and(|place| place_key(subject, place) == target_key)
    };
    if !path_is_known(subject) || path_entries(subject).iter().any(there) {
        return Vec::new();
    }
    let message = format!("go install writes to {directory}, which is not on PATH");
    let mut finding = rule.finding(subject, message, "add the directory to PATH, or set GOBIN");
    if !machine.is_directory(&directory) {
        finding.severity = Severity::Note;
    }
    finding.evidence =
        vec![Evidence { text: target.because.clone(), origin: target.path.writer() }];
    vec![finding]
}
