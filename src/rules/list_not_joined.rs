//! Q022: a list that was split is assigned to a variable of the environment.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q022",
    name: "list-not-joined",
    severity: Severity::Warning,
    page: "\
A list that was split is assigned to a variable of the environment.

## Problem

    $env:Path = $env:Path -split ';' | Select-Object -Unique

## Better

    $env:Path = ($env:Path -split ';' | Select-Object -Unique) -join ';'

## Why

A list becomes a text with blanks between its entries: PATH then is one directory that
is not there.

## Exceptions

None known.

## Sources

about_Environment_Variables; about_Join
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::ListNotJoined, "join it: `… -join ';'`, with ':' on Unix")
}
