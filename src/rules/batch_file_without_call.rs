//! Q015: a batch file runs another one without `call`.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q015",
    name: "batch-file-without-call",
    severity: Severity::Warning,
    page: "\
A batch file runs another one without `call`.

## Problem

    C:\\emsdk\\emsdk_env.bat
    set DONE=1

## Better

    call C:\\emsdk\\emsdk_env.bat
    set DONE=1

## Why

cmd hands over to the other file and does not come back: nothing behind the line runs.

## Exceptions

The last line of a file, where it is meant.

## Sources

`call /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::BatchWithoutCall, "write `call` before it")
}
