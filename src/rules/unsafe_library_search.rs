//! H004: Windows is told to look for libraries in the current directory early.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::RegistryData;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "H004",
    name: "unsafe-library-search",
    severity: Severity::Error,
    page: "\
SafeDllSearchMode is off: programs load libraries from the current directory before the system's.

## Problem

    HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager
      SafeDllSearchMode  0

## Better

    reg delete \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\" /v SafeDllSearchMode

## Why

A program that loads a library by its name takes it from the current directory
before System32. Whoever can write where somebody works decides what is loaded.

## Exceptions

Libraries that Windows lists as known, and programs that name whole paths.

## Sources

Dynamic-link library search order (Microsoft Learn), SafeDllSearchMode
",
    check: Check::Across(check),
};

const KEY: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager";

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    let value = machine.registry_value(KEY, "SafeDllSearchMode");
    let Some(value) = value.filter(|value| value.data == RegistryData::Dword(0)) else {
        return Vec::new();
    };
    let message =
        "SafeDllSearchMode is 0: libraries of the current directory are loaded before the system's";
    let mut finding = rule.finding(subject, message.to_owned(), "delete the value, or set it to 1");
    let origin = Origin::Registry { key: KEY.into(), name: value.name.as_str().into() };
    finding.evidence = vec![Evidence { text: "0".to_owned(), origin: Some(origin) }];
    vec![finding]
}
