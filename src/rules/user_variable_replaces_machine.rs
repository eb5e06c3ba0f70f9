//! R005: a variable of the user replaces the machine's.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::path::{folded, same_name};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "R005",
    name: "user-variable-replaces-machine",
    severity: Severity::Note,
    page: "\
The user's variables hold a name that the machine's hold with another value.

## Problem

    HKLM …\\Environment   JAVA_HOME = C:\\jdk-21
    HKCU\\Environment     JAVA_HOME = C:\\jdk-8

## Better

    reg delete HKCU\\Environment /v JAVA_HOME

## Why

The user's value replaces the machine's (only Path is put together). An installer
that updates the machine's changes nothing for this user, and services see another one.

## Exceptions

A user who wants another value than the others. TEMP and TMP are meant to differ.

## Sources

Environment Variables (Microsoft Learn): only PATH is joined
",
    check: Check::Each(check),
};

const MACHINE: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
const USER: &str = r"HKCU\Environment";
/// Put together, meant to differ, or the matter of another rule.
const OTHERS: &[&str] = &["PATH", "TEMP", "TMP", "PATHEXT", "PSMODULEPATH"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let of_machine = machine.registry_values(MACHINE);
    let mut found = Vec::new();
    for value in machine.registry_values(USER) {
        let twin = of_machine.iter().find(|one| same_name(&one.name, &value.name));
        let (Some(twin), false) = (twin, OTHERS.contains(&folded(&value.name).as_str())) else {
            continue;
        };
        let (Some(one), Some(other)) = (value.data.text(), twin.data.text()) else { continue };
        if one == other {
            continue;
        }
        let message = format!("the user's {} is {one}, and the machine's is {other}", value.name);
        let mut finding = rule.finding(subject, message, "delete the one that is not meant");
        let at = |key: &str, text: &str| Evidence {
            text: text.to_owned(),
            origin: Some(Origin::Registry { key: key.into(), name: value.name.as_str().into() }),
        };
        finding.evidence = vec![at(USER, one), at(MACHINE, other)];
        found.push(finding);
    }
    found
}
