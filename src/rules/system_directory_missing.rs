//! P008: PATH lacks the system's own directory.

use super::{Check, Evidence, Finding, Rule, Subject, path_is_known, place_key};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P008",
    name: "system-directory-missing",
    severity: Severity::Warning,
    page: "\
PATH lacks the directory of the system's own programs.

## Problem

    export PATH=$HOME/bin                # ls: command not found
    setx /M PATH \"C:\\tools\"               # 'ping' is not recognized

## Better

    export PATH=\"$HOME/bin:$PATH\"

## Why

Nothing of the system is found any more, neither by the user nor by programs
that start others by name; installers break in ways that do not name the cause.

## Exceptions

A shell that is locked in on purpose.

## Sources

Environment Variables (Microsoft Learn); path_helper(8)
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    missing(rule, subject).into_iter().collect()
}

fn missing(rule: &Rule, subject: &Subject) -> Option<Finding> {
    let machine = subject.session.machine();
    let value = subject.environment.variables.value("PATH")?;
    // An MSYS shell has its own.
    if !path_is_known(subject) || value.is_empty() != Some(false) {
        return None;
    }
    let places: &[&str] = match machine.platform().is_windows() {
        true if subject.session.start().facts.platform.list_separator()
            != subject.session.shell().list_separator(&subject.session.start().facts) =>
        {
            return None;
        }
        true => &[r"C:\Windows\System32"],
        // NixOS has `env` and `sh` alone in the first two.
        false => &["/usr/bin", "/bin", "/run/current-system/sw/bin"],
    };
    let there: Vec<&&str> = places.iter().filter(|place| machine.is_directory(place)).collect();
    let (first, lacks) =
        (there.first()?, |place: &&str| !subject.leads_to(&place_key(subject, place)));
    if !there.iter().all(|place| lacks(place)) {
        return None;
    }
    let message = format!("PATH lacks {first}");
    let mut finding = rule.finding(subject, message, "extend PATH instead of assigning it anew");
    let text = value.text().unwrap_or_default().chars().take(100).collect::<String>();
    let evidence = Evidence { text: format!("PATH={text}"), origin: value.writer() };
    finding.evidence = vec![evidence];
    Some(finding)
}
