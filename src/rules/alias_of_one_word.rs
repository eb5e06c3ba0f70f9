//! Q012: an alias is defined without quotes, and only its first word is kept.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q012",
    name: "alias-of-one-word",
    severity: Severity::Warning,
    page: "\
An alias is defined without quotes, and only its first word is kept.

## Problem

    alias ll=ls -l

## Better

    alias ll='ls -l'

## Why

The blank ends the argument. What stands behind it is another argument of `alias`.

## Exceptions

None known.

## Sources

POSIX, alias
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::AliasOfOneWord, "put the whole command in quotes")
}
