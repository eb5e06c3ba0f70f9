//! G005: go install has nowhere to put programs.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Weight;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G005",
    name: "go-install-refuses",
    severity: Severity::Warning,
    page: "\
`go install` would refuse: where programs are put cannot be used.

## Problem

    export GOBIN=bin                 # cannot install, GOBIN must be an absolute path
    export GOBIN=~/bin GOOS=windows  # cannot install cross-compiled binaries when GOBIN is set

## Better

    export GOBIN=\"$HOME/bin\"

## Why

Everything else of go works, so it is noticed only when something is installed.

## Exceptions

Machines on which nobody installs programs with go.

## Sources

go help install; Go source, cmd/go/internal/work
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    // What makes every command refuse is told by a rule of its own.
    let dies = chain.said.iter().any(|said| matches!(said.weight, Weight::Fatal(_)));
    let Some(install) = chain.install.as_ref().filter(|_| !dies) else { return Vec::new() };
    let Some(refused) = &install.refused else { return Vec::new() };
    let first = refused.lines().next().unwrap_or_default();
    let remedy = "give GOBIN an absolute path, or unset it while building for another system";
    let mut finding = rule.finding(subject, format!("go install would say: {first}"), remedy);
    let named = ["GOBIN", "GOOS", "GOARCH", "GOPATH"].into_iter();
    let set = named.filter_map(|name| Some((name, super::go::chosen(chain, name)?.0)));
    finding.evidence = set.map(|(name, setting)| super::go::evidence(name, setting)).collect();
    vec![finding]
}
