//! V001: a variable is set in some sessions only.

use std::collections::BTreeSet;

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V001",
    name: "session-only-variable",
    severity: Severity::Note,
    page: "\
A profile sets a variable that tools look at, and other sessions of the same machine do not have it.

## Problem

    # in ~/.zshrc, which cron, scripts and bash never read
    export GOPROXY=https://goproxy.example

## Better

    # in ~/.zshenv or ~/.profile, or with `go env -w`
    export GOPROXY=https://goproxy.example

## Why

What works in one terminal fails in another, in an editor or in a job.

## Exceptions

Variables that only matter where they are set.

## Sources

bash(1), INVOCATION; zsh(1), STARTUP/SHUTDOWN FILES
",
    check: Check::Across(check),
};

/// Names that programs, not shells, look at.
pub(super) const WATCHED: &[&str] = &[
    "JAVA_HOME",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "PYTHONPATH",
    "NODE_PATH",
    "NODE_OPTIONS",
    "NPM_CONFIG_PREFIX",
    "PYENV_ROOT",
    "NVM_DIR",
    "ANDROID_HOME",
    "CC",
    "CXX",
];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let subjects: Vec<&Subject> = subjects.iter().filter(|subject| !subject.beside).collect();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for subject in &subjects {
        for variable in subject.environment.variables.iter() {
            let name = &variable.name;
            let watched = WATCHED.contains(&name.as_str()) || name.starts_with("GO");
            if watched && variable.exported {
                names.insert(name);
            }
        }
    }
    names.into_iter().filter_map(|name| partial(rule, &subjects, name)).collect()
}

fn partial(rule: &Rule, subjects: &[&Subject], name: &str) -> Option<Finding> {
    let has = |subject: &&Subject| subject.environment.exported(name).is_some();
    let (with, without): (Vec<&Subject>, Vec<&Subject>) = subjects.iter().copied().partition(has);
    // An answer that may be incomplete is no proof that the variable is missing.
    let without: Vec<&Subject> =
        without.into_iter().filter(|one| one.environment.is_complete()).collect();
    let (first, _) = (with.first()?, without.first()?);
    let value = first.environment.exported(name)?;
    let origin = value.origins().into_iter().find(|origin| origin.place().is_some())?;
    let labels =
        |subjects: &[&Subject]| subjects.iter().map(|one| one.label).collect::<Vec<_>>().join(", ");
    let message = format!("{name} is set in {} and not in {}", labels(&with), labels(&without));
    let remedy = "set it where every session reads it, or in the tool's own settings";
    let mut finding = rule.finding(first, message, remedy);
    let text = format!("{name}={}", value.text().unwrap_or_default());
    finding.evidence = vec![Evidence { text, origin: Some(origin) }];
    Some(finding)
}
