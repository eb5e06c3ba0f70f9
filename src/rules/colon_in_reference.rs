//! Q020: a colon stands behind a variable of PowerShell without braces.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q020",
    name: "colon-in-reference",
    severity: Severity::Warning,
    page: "\
A colon stands behind a variable of PowerShell without braces.

## Problem

    $env:PATH = \"$env:PATH:/opt/go/bin\"

## Better

    $env:PATH = \"${env:PATH}:/opt/go/bin\"

## Why

A colon is a letter of the name: there is no such variable, and the whole list is gone.

## Exceptions

None known.

## Sources

about_Variables, Variable names that include special characters
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::ColonInReference, "put braces around the name")
}
