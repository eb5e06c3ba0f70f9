//! Q021: a variable with parentheses in its name is written without braces.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q021",
    name: "parenthesis-in-reference",
    severity: Severity::Warning,
    page: "\
A variable with parentheses in its name is written without braces.

## Problem

    $env:Path += \";$env:ProgramFiles(x86)\\Go\\bin\"

## Better

    $env:Path += \";${env:ProgramFiles(x86)}\\Go\\bin\"

## Why

The name ends at the parenthesis: it is the other directory, with `(x86)` behind it.

## Exceptions

None known.

## Sources

about_Variables, Variable names that include special characters
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::ParenthesisInReference, "put braces around the name")
}
