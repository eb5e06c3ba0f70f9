//! R001: the user's Path was written from a merged PATH.

use std::collections::HashSet;

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::path::folded;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "R001",
    name: "flattened-user-path",
    severity: Severity::Warning,
    page: "\
The user's Path in the registry repeats the machine's, or was cut.

## Problem

    setx PATH \"%PATH%;C:\\Go\\bin\"
    [Environment]::SetEnvironmentVariable('Path', $env:Path + ';C:\\Go\\bin', 'User')

## Better

    $user = [Environment]::GetEnvironmentVariable('Path', 'User')
    [Environment]::SetEnvironmentVariable('Path', \"$user;C:\\Go\\bin\", 'User')

## Why

PATH of a process is the machine's Path and the user's, expanded. Written back
into one of them it stands there twice, and what was `%NAME%` is frozen. `setx`
also cuts at 1,024 characters, without an error.

## Exceptions

None known.

## Sources

`setx /?`, REMARKS; Environment Variables (Microsoft Learn)
",
    check: Check::Each(check),
};

const MACHINE: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
const USER: &str = "HKCU\\Environment";

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let Some(user) = machine.registry_value(USER, "Path") else { return Vec::new() };
    let Some(text) = user.data.text() else { return Vec::new() };
    let shared = machine.registry_value(MACHINE, "Path");
    let stock = "%SystemRoot%\\system32;%SystemRoot%;%SystemRoot%\\System32\\Wbem";
    let shared = shared.as_ref().and_then(|value| value.data.text()).unwrap_or(stock).to_owned();
    let of_machine: HashSet<String> = shared.split(';').map(expanded).collect();
    let repeated = text.split(';').filter(|entry| !entry.is_empty());
    let repeated = repeated.filter(|entry| of_machine.contains(&expanded(entry))).count();
    let mut messages = Vec::new();
    if repeated >= 2 {
        messages.push(format!("the user's Path repeats {repeated} entries of the machine's Path"));
    }
    if text.chars().count() == 1024 {
        messages
            .push("the user's Path is exactly 1,024 characters long, where setx cuts".to_owned());
    }
    let evidence = Evidence {
        text: format!("{}: {}", user.data.type_name(), text.chars().take(80).collect::<String>()),
        origin: Some(Origin::Registry { key: USER.into(), name: user.name.as_str().into() }),
    };
    let remedy = "write only the user's own entries there";
    let finding = |message| {
        let mut finding = rule.finding(subject, message, remedy);
        finding.evidence = vec![evidence.clone()];
        finding
    };
    messages.into_iter().map(finding).collect()
}

/// An entry as it compares: the usual references expanded, without case and closing backslash.
fn expanded(entry: &str) -> String {
    let folded = folded(entry.trim_end_matches('\\'));
    folded.replace("%SYSTEMROOT%", "C:\\WINDOWS").replace("%WINDIR%", "C:\\WINDOWS")
}
