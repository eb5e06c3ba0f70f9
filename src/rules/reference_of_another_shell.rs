//! Q007: a value refers to a variable in the words of another shell.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q007",
    name: "reference-of-another-shell",
    severity: Severity::Warning,
    page: "\
A value refers to a variable in the words of another shell.

## Problem

    $env:Path = \"%USERPROFILE%\\bin;$env:Path\"

## Better

    $env:Path = \"$env:USERPROFILE\\bin;$env:Path\"

## Why

What is no reference is text: the list then names a directory called `%USERPROFILE%`,
or loses everything that it held.

## Exceptions

A registry value of type REG_EXPAND_SZ, which is expanded at logon.

## Sources

about_Environment_Variables; `set /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::ForeignReference, "write the reference as this shell does")
}
