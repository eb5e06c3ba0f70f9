//! Q005: a word of `[ … ]` has no quotes and may be empty.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q005",
    name: "unquoted-test-word",
    severity: Severity::Note,
    page: "\
A word of `[ … ]` has no quotes and may be empty.

## Problem

    [ -n $DISPLAY ] && export BROWSER=firefox

## Better

    [ -n \"$DISPLAY\" ] && export BROWSER=firefox

## Why

An empty value leaves no word behind: `[ -n ]` is true, and `[ = y ]` is an error.

## Exceptions

`[[ … ]]` and zsh do not split words.

## Sources

POSIX, test, RATIONALE
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::UnquotedTest, "put quotes around it")
}
