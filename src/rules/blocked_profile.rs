//! S009: the execution policy refuses a profile.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S009",
    name: "blocked-profile",
    severity: Severity::Warning,
    page: "\
A PowerShell profile is there, and the execution policy does not let it run.

## Problem

    C:\\Users\\me\\Documents\\WindowsPowerShell\\profile.ps1
    > Get-ExecutionPolicy        # Restricted, as Windows ships it

## Better

    Set-ExecutionPolicy RemoteSigned -Scope CurrentUser

## Why

Windows PowerShell says so in red when it starts, and everything the profile was
to set is missing.

## Exceptions

A machine on which scripts are forbidden on purpose.

## Sources

about_Execution_Policies; about_Profiles
",
    check: Check::Each(check),
};

/// PowerShell's own id of a script that it may not load.
const REFUSED: &str = "UnauthorizedAccess";

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let errors = subject.environment.errors.iter();
    // One that has a place was started by a script, not by the start itself.
    let refused = errors.filter(|one| one.shown && one.id == REFUSED && one.place.is_none());
    refused
        .map(|one| {
            let message = one.message.trim_end_matches('.').to_owned();
            let remedy = "Set-ExecutionPolicy RemoteSigned -Scope CurrentUser";
            let mut finding = rule.finding(subject, message, remedy);
            let text = "the profile is there, and is not read".to_owned();
            finding.evidence = vec![Evidence { text, origin: None }];
            finding
        })
        .collect()
}
