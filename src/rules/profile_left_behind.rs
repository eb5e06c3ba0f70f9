//! S007: a PowerShell profile stands where the documents folder was before, and is not read.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::session::Outcome;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S007",
    name: "profile-left-behind",
    severity: Severity::Warning,
    page: "\
A PowerShell profile stands where the documents folder was before, and is not read.

## Problem

    C:\\Users\\me\\Documents\\PowerShell\\profile.ps1          # documents are in OneDrive now

## Better

    C:\\Users\\me\\OneDrive\\Documents\\PowerShell\\profile.ps1

## Why

PowerShell asks Windows where the documents are. Where OneDrive took them over, the
old folder stays, and what stands in it is read by nobody.

## Exceptions

A copy that is kept on purpose.

## Sources

about_Profiles; Known Folders (Microsoft Learn)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let mut found = Vec::new();
    for taken in subject.session.taken() {
        let Outcome::Mistaken(reason) = &taken.outcome else { continue };
        let message = format!("{} is not read: {reason}", taken.what);
        let remedy = "move it to where $PROFILE says, or move the documents back";
        let mut finding = rule.finding(subject, message, remedy);
        finding.evidence =
            vec![Evidence { text: format!("{} is there", taken.what), origin: None }];
        found.push(finding);
    }
    found
}
