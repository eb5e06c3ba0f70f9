//! Q018: a text for zsh uses `path` as a plain variable.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q018",
    name: "path-as-plain-variable",
    severity: Severity::Warning,
    page: "\
A text for zsh uses `path` as a plain variable.

## Problem

    path=$HOME/bin:$PATH

## Better

    path=($HOME/bin $path)

## Why

zsh ties the array `path` to PATH: a single text becomes one entry, a loop over `path`
leaves its last word as the whole list.

## Exceptions

None known.

## Sources

zsh(1), zshparam, path
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::PathAsVariable, "use another name, or write PATH in capitals")
}
