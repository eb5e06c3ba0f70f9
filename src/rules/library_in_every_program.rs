//! H005: AppInit_DLLs puts a library into every program with a window.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::RegistryData;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "H005",
    name: "library-in-every-program",
    severity: Severity::Warning,
    page: "\
AppInit_DLLs names a library, which every program that uses the windows of Windows loads.

## Problem

    HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Windows
      LoadAppInit_DLLs  1
      AppInit_DLLs      hook.dll

## Better

Empty the value, or remove the program that wrote it.

## Why

The library runs inside every such program, whoever starts it. Named without a
directory it is looked for as any other, on PATH in the end.

## Exceptions

Where Secure Boot is on, Windows ignores the value.

## Sources

AppInit DLLs and Secure Boot (Microsoft Learn)
",
    check: Check::Across(check),
};

const KEYS: &[&str] = &[
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Windows",
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows NT\CurrentVersion\Windows",
];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    KEYS.iter().filter_map(|key| loaded(rule, subject, key)).collect()
}

fn loaded(rule: &Rule, subject: &Subject, key: &str) -> Option<Finding> {
    let machine = subject.session.machine();
    let on = machine.registry_value(key, "LoadAppInit_DLLs")?.data;
    let list = machine.registry_value(key, "AppInit_DLLs")?;
    let text = list.data.text()?.trim().to_owned();
    if on != RegistryData::Dword(1) || text.is_empty() {
        return None;
    }
    let message = format!("every program with a window loads {text}");
    let mut finding =
        rule.finding(subject, message, "empty AppInit_DLLs, or set LoadAppInit_DLLs to 0");
    let origin = Origin::Registry { key: key.into(), name: list.name.as_str().into() };
    finding.evidence = vec![Evidence { text, origin: Some(origin) }];
    Some(finding)
}
