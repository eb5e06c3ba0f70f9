//! A001: an `allow` of a profile allows nothing.

use super::{Check, Rule};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "A001",
    name: "unused-allow",
    severity: Severity::Warning,
    page: "\
A comment of a profile allows a finding that is not there.

## Problem

    # envsim: allow relative-path-entry because the lab needs it
    export PATH=\"/opt/lab/bin:$PATH\"

## Better

    export PATH=\"/opt/lab/bin:$PATH\"

## Why

What was allowed once was mended, or the comment stands on another line than
the finding. Left there it would hide the next finding of that line.

## Exceptions

A finding that only other machines have: allow it in their .envsim.json.

## Sources

envsim's own
",
    check: Check::Elsewhere,
};
