//! G004: the go command refuses to run in this environment.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::{Message, Weight};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G004",
    name: "go-refuses",
    severity: Severity::Error,
    page: "\
The go command would end with an error at once: a variable has a value that it does not take.

## Problem

    export GOPATH=~/go:work          # go: GOPATH entry is relative; must be absolute path
    export GOPATH=\"~/go\"             # go: GOPATH entry cannot start with shell metacharacter '~'

## Better

    export GOPATH=\"$HOME/go\"

## Why

go tests some of its variables before anything else; every command of it fails then.

## Exceptions

None.

## Sources

go help environment; Go source, cmd/go/main.go
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let refuses = |message: &&Message| {
        // GOROOT has a rule of its own.
        matches!(message.weight, Weight::Fatal(_)) && !message.text.contains("GOROOT")
    };
    let told = |message: &Message| {
        let first = message.text.lines().next().unwrap_or_default();
        let remedy = "give the variable a value that go takes, or unset it";
        let mut finding = rule.finding(subject, format!("go would say: {first}"), remedy);
        let named = chain.settings.iter().filter(|(name, _)| first.contains(name.as_str()));
        let evidence = named.map(|(name, setting)| Evidence {
            text: format!("{name}={}", setting.value.text().unwrap_or_default()),
            origin: setting.value.writer(),
        });
        finding.evidence = evidence.collect();
        finding
    };
    chain.said.iter().filter(refuses).map(told).collect()
}
