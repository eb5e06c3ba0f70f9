//! Q024: `set` is followed by a blank and `&`.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q024",
    name: "blank-at-end-of-value",
    severity: Severity::Warning,
    page: "\
`set` is followed by a blank and `&`.

## Problem

    set DEBUG=1 & echo on

## Better

    set \"DEBUG=1\" & echo on

## Why

The blank belongs to the value: `1 ` is not `1`.

## Exceptions

None known.

## Sources

`set /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::BlankAtEnd, "put quotes around NAME=value")
}
