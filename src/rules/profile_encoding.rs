//! S008: a start-up file is read in another encoding than it was written in.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::session::Outcome;
use crate::text::{Encoding, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S008",
    name: "profile-in-other-encoding",
    severity: Severity::Note,
    page: "\
A start-up file is UTF-8 without a byte order mark, and its shell reads it in the system's code page.

## Problem

    # profile.ps1, saved as UTF-8 without a mark; Windows PowerShell 5.1 reads it as Windows-1252
    $env:Path += ';C:\\Werkzeuge für Go'

## Better

    # the same, saved as UTF-8 with a byte order mark

## Why

Each letter beyond ASCII becomes two others: directories are not found, and a curly
quote may end a string.

## Exceptions

Letters in comments only.

## Sources

about_Character_Encoding
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let session = subject.session;
    let (machine, shell) = (session.machine(), session.shell());
    let mut found = Vec::new();
    for taken in session.taken().iter().filter(|one| one.outcome == Outcome::Read) {
        let Ok(bytes) = machine.read(&taken.what) else { continue };
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let decoded = shell.decode(machine.facts(), &bytes);
        let other = !matches!(decoded.encoding, Encoding::Utf8 | Encoding::Utf8Bom);
        if text.is_ascii() || !other || *decoded.text == *text {
            continue;
        }
        let number = text.lines().position(|line| !line.is_ascii()).map_or(1, |at| at + 1);
        let message =
            format!("{} is UTF-8 without a mark, and is read in another encoding", taken.what);
        let mut finding = rule.finding(subject, message, "save it with a byte order mark");
        // In a comment it does no harm.
        let comment =
            |line: &str| shell.comments().iter().any(|sign| line.trim_start().starts_with(sign));
        if text.lines().any(|line| !line.is_ascii() && !comment(line)) {
            finding.severity = Severity::Warning;
        }
        let text = format!("line {number} has letters beyond ASCII");
        finding.evidence = vec![Evidence { text, origin: None }];
        found.push(finding);
    }
    found
}
