//! Q006: `set PATH=…%PATH%…` stands without quotes.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q006",
    name: "unquoted-set-of-list",
    severity: Severity::Note,
    page: "\
`set PATH=…%PATH%…` stands without quotes.

## Problem

    set PATH=%PATH%;C:\\tools

## Better

    set \"PATH=%PATH%;C:\\tools\"

## Why

A directory with `&` or `)` in its name ends the statement there: the rest is run as
a command, or the block is closed. `Program Files (x86)` is enough.

## Exceptions

None known.

## Sources

`set /?`; `cmd /?`, special characters
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::UnquotedSet, "put quotes around NAME=value")
}
