//! Q010: a variable is set in the words of another shell.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q010",
    name: "word-of-another-shell",
    severity: Severity::Warning,
    page: "\
A variable is set in the words of another shell.

## Problem

    set PATH=/opt/bin          # in ~/.bashrc

## Better

    export PATH=/opt/bin:$PATH

## Why

The word means something else here, or nothing: `set` of the Bourne family sets the
arguments of the script, in PowerShell it is Set-Variable.

## Exceptions

None known.

## Sources

POSIX, set; Set-Variable, ALIASES
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::ForeignWord, "write it as this shell does")
}
