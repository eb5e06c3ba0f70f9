//! G011: an XDG variable is relative.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::Platform;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G011",
    name: "go-relative-xdg",
    severity: Severity::Warning,
    page: "\
An XDG variable is a relative path, which Go ignores or takes from wherever it stands.

## Problem

    export XDG_CACHE_HOME=.cache

## Better

    export XDG_CACHE_HOME=\"$HOME/.cache\"

## Why

Up to Go 1.23 every directory gets a build cache of its own; since Go 1.24 the
cache is off and the stored settings are not read.

## Exceptions

None.

## Sources

Go source, os/file.go (UserCacheDir, UserConfigDir), cmd/go/internal/cache/default.go
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let platform = subject.session.machine().platform();
    let mut found = Vec::new();
    for (name, asks) in [("XDG_CACHE_HOME", "GOCACHE"), ("XDG_CONFIG_HOME", "GOENV")] {
        let variable = subject.environment.variables.get(name).filter(|one| one.exported);
        let Some(value) = variable.and_then(|one| one.value.as_ref()) else { continue };
        let relative = |text: &str| !text.is_empty() && !platform.is_absolute(text);
        let Some(text) = value.text().filter(|text| relative(text)) else { continue };
        if platform != Platform::Linux || super::go::chosen(chain, asks).is_some() {
            continue;
        }
        let made = chain.settings.get(asks).and_then(|setting| setting.value.text());
        let made = made.unwrap_or_default();
        let below = if asks == "GOCACHE" { "go-build" } else { "go/env" };
        let message = match made.ends_with(below) {
            true => {
                format!("{name} is {text}, so {asks} is {made}: another one in every directory")
            }
            false => format!(
                "{name} is {text}, a relative path, which this go refuses: {asks} is {}",
                shown(&made)
            ),
        };
        let mut finding = rule.finding(subject, message, "give it an absolute path");
        finding.evidence =
            vec![Evidence { text: format!("{name}={text}"), origin: value.writer() }];
        found.push(finding);
    }
    found
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "empty" } else { text }
}
