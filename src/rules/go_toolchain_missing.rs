//! G017: the Go that is asked for is not there.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G017",
    name: "go-toolchain-missing",
    severity: Severity::Error,
    page: "\
The Go that answers has to be downloaded first, or was never released.

## Problem

    go env -w GOTOOLCHAIN=go1.22      # no such release: the first one is go1.22.0

## Better

    go env -w GOTOOLCHAIN=go1.22.0

## Why

Every command of go ends until the toolchain is there; one that exists is
downloaded first, which needs the network.

## Exceptions

A machine that may download: of a release that exists this is a note.

## Sources

go.dev, Go Toolchains; Go source, cmd/go/internal/toolchain
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let Some(missing) = &chain.missing else { return Vec::new() };
    let remedy = match missing.exists {
        true => "install that release, or let go download it once",
        false => "name a release that was made, such as go1.22.0",
    };
    let mut finding = rule.finding(subject, missing.why.reason.to_string(), remedy);
    if missing.exists {
        finding.severity = Severity::Note;
    }
    let chosen = super::go::chosen(chain, "GOTOOLCHAIN");
    finding.evidence = chosen
        .map(|(setting, _)| super::go::evidence("GOTOOLCHAIN", setting))
        .into_iter()
        .collect();
    vec![finding]
}
