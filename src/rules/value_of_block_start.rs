//! Q009: a block sets a variable and uses `%NAME%` of it.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q009",
    name: "value-of-block-start",
    severity: Severity::Warning,
    page: "\
A block sets a variable and uses `%NAME%` of it.

## Problem

    if exist C:\\go (
        set GO=C:\\go
        set \"PATH=%GO%\\bin;%PATH%\"
    )

## Better

    set GO=C:\\go
    if exist C:\\go set \"PATH=%GO%\\bin;%PATH%\"

## Why

cmd expands a whole block before it runs the first line of it. The value is what the
variable was before the block.

## Exceptions

A block that wants the old value; `setlocal EnableDelayedExpansion` with `!NAME!`.

## Sources

`set /?`, delayed environment variable expansion
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(
        rule,
        fragment,
        TrapKind::ValueOfBlockStart,
        "set it before the block, or use `!NAME!` behind `setlocal EnableDelayedExpansion`",
    )
}
