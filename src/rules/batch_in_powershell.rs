//! C005: a batch file that exists to change variables runs in a process of its own.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C005",
    name: "batch-in-powershell",
    severity: Severity::Note,
    page: "\
PowerShell runs a batch file in a process of its own: what it sets is gone when it ends.

## Problem

    PS> refreshenv               # RefreshEnv.cmd: nothing changes here

## Better

    Import-Module \"$env:ChocolateyInstall\\helpers\\chocolateyProfile.psm1\"
    Update-SessionEnvironment

## Why

Only cmd runs a batch file in itself. A file whose only purpose is to set
variables does nothing for the shell that called it.

## Exceptions

None: where a function or alias of that name is defined, it runs instead.

## Sources

about_Environment_Variables; `cmd /?`
",
    check: Check::Each(check),
};

/// Names of batch files that are made to change the caller's variables.
const SETTERS: &[&str] = &[
    "refreshenv",
    "activate",
    "deactivate",
    "vcvarsall",
    "vcvars64",
    "vcvars32",
    "vsdevcmd",
    "emsdk_env",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let session = subject.session;
    if !session.machine().platform().is_windows() || session.shell().runs_in_itself("x.cmd") {
        return Vec::new();
    }
    SETTERS.iter().filter_map(|name| child(rule, subject, name)).collect()
}

fn child(rule: &Rule, subject: &Subject, name: &str) -> Option<Finding> {
    let session = subject.session;
    // A batch file is found on PATH only, and a look-up of PowerShell costs much.
    subject.first_with(name)?;
    let lookup = subject.lookup(name);
    if !lookup.outcome().is_certain() {
        return None;
    }
    let winner = lookup.winner()?;
    let path = winner.path.as_deref()?;
    if session.shell().runs_in_itself(session.machine().platform().file_name(path)) {
        return None;
    }
    let message = format!("{name} runs {path} in a process of its own, and changes nothing here");
    let remedy = "use the function that its maker has for this shell, or start the shell from cmd";
    let mut finding = rule.finding(subject, message, remedy);
    finding.evidence =
        vec![Evidence { text: format!("{path} is on PATH"), origin: winner.origin.clone() }];
    Some(finding)
}
