//! G001: GOROOT is not the tree of the go that runs.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Layer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G001",
    name: "go-root-mismatch",
    severity: Severity::Error,
    page: "\
GOROOT names a directory that is missing, or another version's tree than the `go` that runs.

## Problem

    export GOROOT=/usr/local/go-1.20     # while /usr/bin/go is 1.26

## Better

    unset GOROOT

## Why

go finds its own tree. A GOROOT that is set is believed without a test, and
printed by `go env` although nothing can be compiled with it.

## Exceptions

Someone who builds the go command itself.

## Sources

go help environment; Go source, cmd/go/internal/cfg
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let said = chain.said.iter().map(|message| message.text.replace('\n', " "));
    let all = said.chain(chain.remarks.iter().cloned());
    // That GOPATH is the tool chain's own tree is told by the rule about it.
    let about = all.filter(|text| text.contains("GOROOT") && !text.contains("GOPATH"));
    let setting = chain.settings.get("GOROOT");
    let decided =
        setting.filter(|setting| matches!(setting.layer, Layer::Environment | Layer::UserFile));
    let Some(setting) = decided else { return Vec::new() };
    let evidence = Evidence {
        text: format!("GOROOT={}", setting.value.text().unwrap_or_default()),
        origin: setting.value.writer(),
    };
    let finding = |message: String| {
        // A go that dies of the line cannot take it out with -u.
        let remedy = match setting.layer {
            Layer::UserFile => "take the line out of the file: go finds its own tree",
            _ => "unset GOROOT: go finds its own tree",
        };
        let mut finding = rule.finding(subject, message, remedy);
        finding.evidence = vec![evidence.clone()];
        finding
    };
    // What go itself says comes first; what is remarked besides has the same cause.
    about.take(1).map(finding).collect()
}
