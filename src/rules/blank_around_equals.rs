//! Q003: blanks stand around the `=` of an assignment.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q003",
    name: "blank-around-equals",
    severity: Severity::Warning,
    page: "\
Blanks stand around the `=` of an assignment.

## Problem

    PATH = /usr/bin            # bash: a command called PATH
    set X = y                  # cmd: a variable called \"X \"

## Better

    PATH=/usr/bin
    set \"X=y\"

## Why

A shell of the Bourne family takes the first word for a command; cmd takes the blanks
for a part of the name and of the value.

## Exceptions

None known.

## Sources

POSIX, 2.9.1 Simple Commands; `set /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::BlankAroundEquals, "take the blanks out")
}
