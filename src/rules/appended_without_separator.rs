//! Q011: an entry is appended to a list without a separator.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q011",
    name: "appended-without-separator",
    severity: Severity::Warning,
    page: "\
An entry is appended to a list without a separator.

## Problem

    $env:Path += \"C:\\tools\"

## Better

    $env:Path += \";C:\\tools\"

## Why

The directory is glued to the last entry, and both are lost.

## Exceptions

A list that is known to end in a separator.

## Sources

about_Environment_Variables
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::AppendedWithoutSeparator, "begin the text with the separator")
}
