//! Q002: a tilde stands in quotes, where no shell expands it.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q002",
    name: "quoted-tilde",
    severity: Severity::Warning,
    page: "\
A tilde stands in quotes, where no shell expands it.

## Problem

    export PATH=\"~/bin:$PATH\"

## Better

    export PATH=\"$HOME/bin:$PATH\"

## Why

The list holds the two characters `~/`. bash expands them when it looks a command
up; zsh, sh and every program that searches PATH do not.

## Exceptions

A text that is expanded later by the program that reads it.

## Sources

POSIX, 2.6.1 Tilde Expansion; bash(1), Tilde Expansion
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    if fragment.alone {
        trapped(rule, fragment, TrapKind::QuotedTilde, "write $HOME")
    } else {
        Vec::new()
    }
}
