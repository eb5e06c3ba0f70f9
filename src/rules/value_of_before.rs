//! Q017: a command assigns a variable and refers to it in its next word.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q017",
    name: "value-of-before",
    severity: Severity::Warning,
    page: "\
A command assigns a variable and refers to it in its next word.

## Problem

    export GOPATH=$HOME/go GOBIN=$GOPATH/bin

## Better

    export GOPATH=$HOME/go
    export GOBIN=$GOPATH/bin

## Why

All words of a command are expanded before the first of them is assigned: GOBIN is
made of what GOPATH was before.

## Exceptions

A reference to the old value, which is meant.

## Sources

POSIX, 2.9.1 Simple Commands
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(
        rule,
        fragment,
        TrapKind::StaleInOneCommand,
        "assign the first one on a line of its own before",
    )
}
