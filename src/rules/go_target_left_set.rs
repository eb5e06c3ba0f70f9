//! G019: everything is built for another system.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G019",
    name: "go-target-left-set",
    severity: Severity::Note,
    page: "\
GOOS or GOARCH is set for good, so everything is built for another system.

## Problem

    setx GOOS linux      # and programs do not start on this machine any more

## Better

    GOOS=linux go build ./...

## Why

A target that is set for good counts for go run, go test and go install too; what
is installed stands in a directory of its own, which is on no PATH.

## Exceptions

Machines that build for one other system only.

## Sources

go help environment, GOOS and GOARCH; go help install
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let text = |name: &str| Some(chain.settings.get(name)?.value.text()?.into_owned());
    let mut set = Vec::new();
    for (name, host) in [("GOOS", "GOHOSTOS"), ("GOARCH", "GOHOSTARCH")] {
        let Some((setting, value)) = super::go::chosen(chain, name) else { continue };
        if text(host).is_some_and(|host| host != value) {
            set.push(super::go::evidence(name, setting));
        }
    }
    let (Some(os), Some(arch)) = (text("GOOS"), text("GOARCH")) else { return Vec::new() };
    if set.is_empty() {
        return Vec::new();
    }
    let message = format!("go builds for {os}/{arch}, which is not this machine");
    let mut finding = rule.finding(subject, message, "set it for the one command that needs it");
    finding.evidence = set;
    vec![finding]
}
