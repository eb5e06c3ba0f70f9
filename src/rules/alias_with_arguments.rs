//! Q019: an alias of PowerShell is given arguments.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q019",
    name: "alias-with-arguments",
    severity: Severity::Warning,
    page: "\
An alias of PowerShell is given arguments.

## Problem

    Set-Alias ll 'ls -l'

## Better

    function ll { Get-ChildItem -Force @args }

## Why

An alias stands for a name: PowerShell looks for a command called `ls -l`.

## Exceptions

None known.

## Sources

about_Aliases
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(
        rule,
        fragment,
        TrapKind::AliasWithArguments,
        "write a function, which may have arguments",
    )
}
