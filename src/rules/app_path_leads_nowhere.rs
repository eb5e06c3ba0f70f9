//! C013: a program registered under App Paths is gone.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::environment::expand_references;
use crate::machine::RegistryData;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C013",
    name: "app-path-leads-nowhere",
    severity: Severity::Note,
    page: "\
App Paths registers a program for `start` and Win+R, and its file is not there.

## Problem

    HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\tool.exe
      (Default)  C:\\Program Files\\Tool\\tool.exe      # removed

## Better

    reg delete \"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\tool.exe\"

## Why

`start tool`, Win+R and programs that open by name look there where PATH has
nothing. The entry outlives the program where its removal broke off.

## Exceptions

A drive that is not always there.

## Sources

Application Registration (Microsoft Learn), App Paths subkey
",
    check: Check::Across(check),
};

const KEYS: &[&str] = &[
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths",
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths",
];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return Vec::new();
    }
    let keys = KEYS.iter().flat_map(|key| {
        let names = machine.registry_keys(key).unwrap_or_default();
        names.into_iter().map(move |name| (format!(r"{key}\{name}"), name))
    });
    keys.filter_map(|(key, name)| gone(rule, subject, &key, &name)).collect()
}

fn gone(rule: &Rule, subject: &Subject, key: &str, name: &str) -> Option<Finding> {
    let machine = subject.session.machine();
    let data = machine.registry_value(key, "")?.data;
    let text = match &data {
        RegistryData::Text(text) => text.clone(),
        RegistryData::Expand(text) => {
            let find = |name: &str| subject.environment.variables.value(name).cloned();
            let value = expand_references(text, &Origin::Builtin("App Paths".into()), find);
            value.text()?.into_owned()
        }
        _ => return None,
    };
    let path = text.trim().trim_matches('"').to_owned();
    if !machine.platform().is_absolute(&path) || path.contains('%') || machine.exists(&path) {
        return None;
    }
    let message = format!("App Paths has {name} at {path}, which is not there");
    let mut finding =
        rule.finding(subject, message, "delete the key, or install the program again");
    let origin = Origin::Registry { key: key.into(), name: "(Default)".into() };
    finding.evidence = vec![Evidence { text, origin: Some(origin) }];
    Some(finding)
}
