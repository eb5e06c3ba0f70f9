//! Q016: a script for sh uses what bash alone has.

use super::fragment::{Fragment, trapped};
use super::{Check, Finding, Rule};
use crate::shells::trap::TrapKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q016",
    name: "word-of-bash-in-sh",
    severity: Severity::Warning,
    page: "\
A script for sh uses what bash alone has.

## Problem

    #!/bin/sh
    source ./env.sh

## Better

    #!/bin/sh
    . ./env.sh

## Why

sh is dash on Debian and Ubuntu, and busybox elsewhere: there is no `source`, no `[[`
and no array.

## Exceptions

Systems whose sh is bash.

## Sources

POSIX, 2.14 Special Built-In Utilities; dash(1)
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    if fragment.alone {
        trapped(
            rule,
            fragment,
            TrapKind::BashWordInSh,
            "begin the script with `#!/bin/bash`, or write what sh has",
        )
    } else {
        Vec::new()
    }
}
