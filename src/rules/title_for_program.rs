//! Q023: `start` is given a program in quotes and nothing before it.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q023",
    name: "title-for-program",
    severity: Severity::Warning,
    page: "\
`start` is given a program in quotes and nothing before it.

## Problem

    start \"C:\\Program Files\\Go\\go.exe\"

## Better

    start \"\" \"C:\\Program Files\\Go\\go.exe\"

## Why

The first text in quotes is the title of the new window: an empty window opens.

## Exceptions

None known.

## Sources

`start /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::TitleForProgram, "write `start \"\"` before the program")
}
