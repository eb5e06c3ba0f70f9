//! A002: an `allow` of a profile has no reason, or names no rule.

use super::{Check, Rule};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "A002",
    name: "malformed-allow",
    severity: Severity::Warning,
    page: "\
A comment of a profile allows a rule that is not there, or gives no reason.

## Problem

    export PATH=\".:$PATH\"    # envsim: allow relative-path-entry

## Better

    export PATH=\".:$PATH\"    # envsim: allow relative-path-entry because this account builds in a jail

## Why

Who reads the line in a year has to know whether it still holds. Without a
reason, or with a name that is misspelt, the comment hides nothing.

## Exceptions

None.

## Sources

envsim's own
",
    check: Check::Elsewhere,
};
