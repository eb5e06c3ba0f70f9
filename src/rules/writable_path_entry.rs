//! P010: everybody may write into a directory on PATH.

use super::directories::Directory;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P010",
    name: "writable-path-entry",
    severity: Severity::Error,
    page: "\
Everybody on the machine may write into a directory of PATH.

## Problem

    drwxrwxrwx  /opt/tools/bin
    PATH=/opt/tools/bin:/usr/bin

## Better

    chmod o-w /opt/tools/bin

## Why

Whoever can put a file there decides what a name runs for everyone who has the
directory on PATH. Before the system's directories that is every name.

## Exceptions

None. Behind the system's directories only names that the system lacks can be
taken: that is a warning.

## Sources

CWE-427, Uncontrolled Search Path Element; sudoers(5)
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    // Windows has no permission bits.
    if machine.platform().is_windows() {
        return Vec::new();
    }
    let directories = subject.directories();
    let is_system = |one: &Directory| matches!(one.key.as_str(), "/usr/bin" | "/bin");
    let system = directories.iter().position(is_system).unwrap_or(directories.len());
    let mut found = Vec::new();
    for (at, directory) in directories.iter().enumerate() {
        let Ok(status) = machine.status(&directory.place) else { continue };
        // Drives of Windows show such bits whatever their rights are.
        let foreign = directory.place.starts_with("/mnt/");
        if !status.is_directory() || status.mode & 0o002 == 0 || foreign {
            continue;
        }
        let message = format!("everybody may write into {}, which is on PATH", directory.place);
        let remedy = format!("chmod o-w {}", directory.place);
        let mut finding = rule.finding(subject, message, &remedy);
        if at > system {
            finding.severity = Severity::Warning;
        }
        let text = format!("{} is on PATH", directory.place);
        finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
        found.push(finding);
    }
    found
}
