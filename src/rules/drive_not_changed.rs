//! Q013: `cd` names another drive without `/d`.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q013",
    name: "drive-not-changed",
    severity: Severity::Note,
    page: "\
`cd` names another drive without `/d`.

## Problem

    cd D:\\work

## Better

    cd /d D:\\work

## Why

cmd keeps a directory for each drive: the one of D: is changed, and the prompt stays
on the drive where it was.

## Exceptions

A script that is started on that drive.

## Sources

`cd /?`
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(rule, fragment, TrapKind::DriveNotChanged, "write `cd /d`")
}
