//! R004: Path is of a type that is not meant to be expanded, and holds references.

use super::unexpanded_path_entry::reference;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "R004",
    name: "plain-path-with-references",
    severity: Severity::Note,
    page: "\
Path is a REG_SZ in the registry and holds `%NAME%`.

## Problem

    reg add HKCU\\Environment /v Path /t REG_SZ /d \"%USERPROFILE%\\bin\"

## Better

    reg add HKCU\\Environment /v Path /t REG_EXPAND_SZ /d \"%USERPROFILE%\\bin\"

## Why

A logon expands Path whatever its type, and most readers of the registry do
not: an installer that reads, extends and writes it back may keep the text
or freeze it.

## Exceptions

None known.

## Sources

RegSetValueEx (Microsoft Learn), REG_SZ and REG_EXPAND_SZ
",
    check: Check::Each(check),
};

const KEYS: &[&str] = &[
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
    "HKCU\\Environment",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let mut found = Vec::new();
    for key in KEYS {
        let Some(value) = machine.registry_value(key, "Path") else { continue };
        let Some(text) = value.data.text() else { continue };
        let Some(reference) = reference(text, true).filter(|one| one.starts_with('%')) else {
            continue;
        };
        if value.data.type_name() != "REG_SZ" {
            continue;
        }
        let message = format!("Path of {key} is REG_SZ and holds {reference}");
        let remedy = "write it as REG_EXPAND_SZ";
        let mut finding = rule.finding(subject, message, remedy);
        let origin = Origin::Registry { key: (*key).into(), name: value.name.as_str().into() };
        let text = text.chars().take(80).collect();
        finding.evidence = vec![Evidence { text, origin: Some(origin) }];
        found.push(finding);
    }
    found
}
