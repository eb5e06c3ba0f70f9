//! C008: PowerShell finds a script that its policy does not let it run.

use super::directories::{Directory, listed};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::shells::Verdict;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C008",
    name: "blocked-script",
    severity: Severity::Warning,
    page: "\
PowerShell prefers NAME.ps1 to NAME.cmd of the same directory, and its execution policy refuses scripts.

## Problem

    C:\\Users\\me\\AppData\\Roaming\\npm\\nodemon.ps1
    C:\\Users\\me\\AppData\\Roaming\\npm\\nodemon.cmd

    PS> nodemon
    nodemon.ps1 cannot be loaded because running scripts is disabled on this system.

## Better

    Set-ExecutionPolicy -Scope CurrentUser RemoteSigned

or type `nodemon.cmd`.

## Why

Windows PowerShell of a client refuses scripts by default, and npm writes three
files for each program. cmd runs the second, PowerShell takes the third and fails.

## Exceptions

None known.

## Sources

about_Execution_Policies
",
    check: Check::Each(check),
};

/// How many names of a directory are looked up.
const MOST: usize = 100;

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let session = subject.session;
    if !session.machine().platform().is_windows() {
        return Vec::new();
    }
    subject.directories().iter().filter_map(|one| blocked(rule, subject, one)).collect()
}

fn blocked(rule: &Rule, subject: &Subject, directory: &Directory) -> Option<Finding> {
    let files = subject.session.machine().listing(&directory.place).ok()?;
    let stems = files.iter().filter_map(|file| {
        let (stem, ending) = file.name.rsplit_once('.')?;
        ending.eq_ignore_ascii_case("ps1").then(|| stem.to_owned())
    });
    let mut because = None;
    let refused = |name: &String| {
        let lookup = subject.lookup(name);
        let winner = lookup.winner().filter(|winner| winner.verdict == Verdict::Blocked);
        if let Some(winner) = winner {
            because.get_or_insert_with(|| winner.reason.clone());
        }
        winner.is_some()
    };
    let names: Vec<String> = stems.take(MOST).filter(refused).collect();
    let first = names.first()?;
    let message = format!(
        "{} of {} may not run: {}",
        listed(&names.iter().map(|name| format!("{name}.ps1")).collect::<Vec<_>>(), 3),
        directory.place,
        because.as_deref().map_or("", |why| why.trim_start_matches("found and not run, "))
    );
    let remedy =
        format!("Set-ExecutionPolicy -Scope CurrentUser RemoteSigned, or type {first}.cmd");
    let mut finding = rule.finding(subject, message, &remedy);
    let text = format!("{} is on PATH", directory.place);
    finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
    Some(finding)
}
