//! Q014: `setx PATH` is given the whole list of the session.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q014",
    name: "setx-of-whole-list",
    severity: Severity::Warning,
    page: "\
`setx PATH` is given the whole list of the session.

## Problem

    setx PATH \"%PATH%;C:\\tools\"

## Better

    rundll32 sysdm.cpl,EditEnvironmentVariables

## Why

The list of a session is the machine's and the user's together. setx writes all of it
into the user's value, expanded, and cuts it at 1024 characters.

## Exceptions

None known.

## Sources

`setx /?`, REMARKS
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    trapped(
        rule,
        fragment,
        TrapKind::SetxOfList,
        "edit the user's own list, by `rundll32 sysdm.cpl,EditEnvironmentVariables`",
    )
}
