//! V010: a profile holds a secret and hands it to every program that is started.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V010",
    name: "exported-secret",
    severity: Severity::Note,
    page: "\
A profile holds a secret and hands it to every program that is started.

## Problem

    export GITHUB_TOKEN=ghp_0123456789

## Better

    # ask a keeper of secrets where it is needed
    gh auth login

## Why

Every program of the session, every install script and every crash report has it, and
the file is copied with the dotfiles.

## Exceptions

A token that opens nothing.

## Sources

CWE-526, Exposure of Sensitive Information Through Environmental Variables
",
    check: Check::Wide(check),
};

/// Ends of names that hold secrets.
const ENDS: &[&str] =
    &["_TOKEN", "_SECRET", "_PASSWORD", "_PASSWD", "_API_KEY", "_SECRET_KEY", "_ACCESS_KEY"];
/// Shorter values are switches and names.
const SHORTEST: usize = 8;

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let exported = subject.environment.variables.iter().filter(|one| one.exported);
    let secret = exported.filter(|one| ENDS.iter().any(|end| one.name.ends_with(end)));
    let named: Vec<&str> = secret.map(|one| one.name.as_str()).collect();
    named.into_iter().filter_map(|name| exposed(rule, subject, name)).collect()
}

fn exposed(rule: &Rule, subject: &Subject, name: &str) -> Option<Finding> {
    let value = subject.environment.exported(name).filter(|_| is_settled(subject, name))?;
    let text = value.text().filter(|text| text.len() >= SHORTEST)?;
    // A path leads to where the secret is kept, and a command line asks a keeper.
    if text.contains(['/', ' ', '\\']) {
        return None;
    }
    let machine = subject.session.machine();
    let origin = value
        .writer()
        .filter(|origin| origin.place().is_some_and(|place| machine.is_file(place.file())))?;
    let message = format!("{name} is exported, and its value stands in a profile");
    let remedy = "keep it out of the profile, and hand it to the one program that needs it";
    let mut finding = rule.finding(subject, message, remedy);
    // The value itself is not said again.
    let place = origin.place()?.in_file();
    let text = format!("{}:{} sets it", place.file(), place.line());
    finding.evidence = vec![Evidence { text, origin: None }];
    Some(finding)
}
