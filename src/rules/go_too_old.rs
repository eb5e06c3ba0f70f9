//! G016: the module asks for a newer Go than may run.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G016",
    name: "go-too-old",
    severity: Severity::Error,
    page: "\
The module asks for a newer Go than the one that is allowed to run.

## Problem

    go env -w GOTOOLCHAIN=local
    cat go.mod      # go 1.27.3, and the go that runs is 1.26.6

## Better

    go env -u GOTOOLCHAIN

## Why

go env answers all the same; every command that builds refuses.

## Exceptions

None.

## Sources

go.dev, Go Toolchains; Go source, cmd/go/internal/toolchain
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let Some(refusal) = &chain.too_old else { return Vec::new() };
    let chooses = refusal.contains("GOTOOLCHAIN");
    let remedy = match chooses {
        true => "let GOTOOLCHAIN be auto, or install that release",
        false => "install a Go that is as new as the module",
    };
    let mut finding = rule.finding(subject, format!("go build would say: {refusal}"), remedy);
    let chosen = super::go::chosen(chain, "GOTOOLCHAIN").filter(|_| chooses);
    finding.evidence = chosen
        .map(|(setting, _)| super::go::evidence("GOTOOLCHAIN", setting))
        .into_iter()
        .collect();
    vec![finding]
}
