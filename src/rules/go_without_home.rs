//! G012: no home directory is set.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G012",
    name: "go-without-home",
    severity: Severity::Warning,
    page: "\
No home directory is set, so Go has no place for its caches, settings and programs.

## Problem

    env -i go build ./...      # build cache is required, but could not be located

## Better

    env -i HOME=\"$HOME\" PATH=\"$PATH\" go build ./...

## Why

GOPATH, the module cache, the build cache and the stored settings all stand below
the home directory, which go takes from one variable and nothing else.

## Exceptions

Sessions that set GOPATH, GOCACHE and GOENV themselves.

## Sources

Go source, os/file.go (UserHomeDir), go/build (defaultGOPATH)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let windows = subject.session.machine().platform().is_windows();
    let names: &[&str] = if windows { &["USERPROFILE", "LocalAppData"] } else { &["HOME"] };
    let text = |name: &str| Some(chain.settings.get(name)?.value.text()?.into_owned());
    let mut found = Vec::new();
    for name in names {
        let value = subject.environment.variables.value(name);
        let absent = value.is_none_or(|value| value.is_empty() == Some(true));
        if !absent || !super::is_settled(subject, name) {
            continue;
        }
        let lost: Vec<&str> = [("GOPATH", ""), ("GOCACHE", "off")]
            .into_iter()
            .filter(|(setting, lost)| text(setting).as_deref() == Some(*lost))
            .filter(|(setting, _)| super::go::chosen(chain, setting).is_none())
            .map(|(setting, _)| setting)
            .collect();
        if lost.is_empty() {
            continue;
        }
        let message = format!("{name} is not set, so go has no {}", lost.join(" and no "));
        let remedy = format!("set {name}, or {} themselves", lost.join(" and "));
        found.push(rule.finding(subject, message, &remedy));
    }
    found
}
