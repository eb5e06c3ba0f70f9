//! H002: a missing entry of PATH, which others can make, stands before the system's directories.

use super::{Check, Finding, Rule, Subject, path_entries};
use crate::machine::{Machine, Platform};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "H002",
    name: "creatable-entry-first",
    severity: Severity::Warning,
    page: "\
A missing entry of PATH, which others can make, stands before the system's directories.

## Problem

    PATH=/tmp/tools/bin:/usr/bin

## Better

    PATH=/opt/tools/bin:/usr/bin

## Why

Whoever makes the directory decides what `ls` and `git` are.

## Exceptions

A machine with one user.

## Sources

CWE-427, Uncontrolled Search Path Element; POSIX, 8.3 Other Environment Variables
",
    check: Check::Wide(check),
};

/// Directories of the system, before which nothing foreign may stand.
const SYSTEM: &[&str] = &["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    if machine.platform() == Platform::Windows {
        return Vec::new();
    }
    let entries = path_entries(subject);
    let system =
        |entry: &super::Entry| entry.place.as_deref().is_some_and(|place| SYSTEM.contains(&place));
    let before = entries.iter().position(system).unwrap_or(0);
    entries[..before]
        .iter()
        .filter_map(|entry| {
            let parent = creatable(machine, entry.place.as_deref()?)?;
            let message = format!(
                "{} on PATH does not exist, and everybody can make it in {parent}",
                entry.text
            );
            let remedy = "drop the entry, or make the directory and keep it to yourself";
            let mut finding = rule.finding(subject, message, remedy);
            finding.fix = entry.dropped();
            finding.evidence = vec![entry.evidence()];
            Some(finding)
        })
        .collect()
}

/// The nearest directory above a missing one, where everybody may write; a sticky bit keeps nobody from making one.
fn creatable(machine: &dyn Machine, place: &str) -> Option<String> {
    if machine.exists(place) {
        return None;
    }
    let mut at = place;
    while let Some(parent) = machine.platform().parent(at).filter(|parent| !parent.is_empty()) {
        if machine.exists(parent) {
            let mode = machine.status(parent).ok()?.mode;
            return (mode & 0o002 != 0).then(|| parent.to_owned());
        }
        at = parent;
    }
    None
}
