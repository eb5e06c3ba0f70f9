//! Q008: a list is assigned in single quotes, with references in it.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q008",
    name: "single-quoted-reference",
    severity: Severity::Warning,
    page: "\
A list is assigned in single quotes, with references in it.

## Problem

    export PATH='$HOME/bin:$PATH'

## Better

    export PATH=\"$HOME/bin:$PATH\"

## Why

Single quotes keep everything as it stands: the list loses what it held.

## Exceptions

A value that another program expands.

## Sources

POSIX, 2.2.2 Single-Quotes; about_Quoting_Rules
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::SingleQuotedReference, "use double quotes")
}
