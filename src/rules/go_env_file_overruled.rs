//! G010: a stored setting does not count.

use super::go::offer;
use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Layer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G010",
    name: "go-env-file-overruled",
    severity: Severity::Note,
    page: "\
What `go env -w` stored does not count, because the environment says something else.

## Problem

    go env -w GOPROXY=https://goproxy.cn,direct
    export GOPROXY=https://proxy.golang.org     # in ~/.bashrc: this one counts

## Better

Keep the setting in one place: `go env -u GOPROXY`, or unset the variable.

## Why

The environment of the process comes before the file that `go env -w` writes. An
empty variable does not: it counts as not set.

## Exceptions

A session that overrules a stored setting on purpose.

## Sources

go help environment; go help env
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let mut found = Vec::new();
    for (name, setting) in &chain.settings {
        let Some((stored, stored_text)) = offer(setting, Layer::UserFile) else { continue };
        let Some((set, set_text)) = offer(setting, Layer::Environment) else { continue };
        let message = match (set_text.is_empty(), stored_text.is_empty()) {
            (true, false) => {
                format!("{name} is set to nothing, and {stored_text} of the settings file counts")
            }
            (false, false) if set_text != stored_text => {
                format!("the environment overrules the stored {name}={stored_text}")
            }
            _ => continue,
        };
        let remedy = "keep the setting in one place";
        let mut finding = rule.finding(subject, message, remedy);
        finding.evidence = vec![super::go::offered(name, set), super::go::offered(name, stored)];
        found.push(finding);
    }
    found
}
