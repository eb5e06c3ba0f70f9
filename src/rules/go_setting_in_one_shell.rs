//! G021: one shell sets GOPATH or GOBIN, another does not.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Layer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G021",
    name: "go-setting-in-one-shell",
    severity: Severity::Note,
    page: "\
GOPATH or GOBIN is set by the files of one shell, and another shell builds without it.

## Problem

    export GOPATH=/data/go      # in ~/.zshrc only: bash downloads everything again

## Better

    go env -w GOPATH=/data/go   # every shell, every editor

## Why

Each shell reads files of its own. Modules, caches and installed programs stand in
two places, and which one is looked into depends on the shell.

## Exceptions

A shell that nobody builds in.

## Sources

go help environment; go help env
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in ["GOPATH", "GOBIN"] {
        let asked = || subjects.iter().filter(|subject| !subject.beside);
        let lacking: Vec<&Subject> = asked().filter(|subject| lacks(subject, name)).collect();
        let Some((first, setting)) = asked().find_map(|subject| {
            let (setting, _) = super::go::chosen(super::go::chain(subject)?, name)?;
            let file = setting.value.writer().is_some_and(|origin| origin.place().is_some());
            (file && setting.layer == Layer::Environment).then_some((subject, setting))
        }) else {
            continue;
        };
        let own = first.session.shell().name();
        let others = lacking.iter().filter(|subject| subject.session.shell().name() != own);
        let labels: Vec<&str> = others.map(|subject| subject.label).collect();
        if labels.is_empty() {
            continue;
        }
        let message = format!("{name} is set in {}, and not in {}", first.label, labels.join(", "));
        let remedy = format!("go env -w {name}=… counts in every shell");
        let mut finding = rule.finding(first, message, &remedy);
        finding.evidence = vec![super::go::evidence(name, setting)];
        found.push(finding);
    }
    found
}

/// Whether a session finds a go and certainly has nothing in the variable.
fn lacks(subject: &Subject, name: &str) -> bool {
    let setting = super::go::chain(subject).and_then(|chain| chain.settings.get(name));
    let unset = setting
        .is_some_and(|setting| !matches!(setting.layer, Layer::Environment | Layer::UserFile));
    unset && super::is_settled(subject, name)
}
