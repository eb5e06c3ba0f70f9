//! Q004: a semicolon separates entries of a list, as on Windows.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q004",
    name: "semicolon-between-entries",
    severity: Severity::Warning,
    page: "\
A semicolon separates entries of a list, as on Windows.

## Problem

    export PATH=$PATH;/opt/go/bin

## Better

    export PATH=$PATH:/opt/go/bin

## Why

The semicolon ends the command: the directory behind it is run as one.

## Exceptions

None known.

## Sources

POSIX, 8.3 Other Environment Variables
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::SemicolonInList, "write a colon")
}
