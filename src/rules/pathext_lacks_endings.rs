//! R003: PATHEXT lacks an ending of the programs that Windows itself has.

use super::directories::listed;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "R003",
    name: "pathext-lacks-endings",
    severity: Severity::Warning,
    page: "\
PATHEXT lacks .EXE, .BAT, .CMD or .COM: commands are only found when their ending is typed.

## Problem

    HKCU\\Environment  PATHEXT = .RB;.RBW

## Better

    reg delete HKCU\\Environment /v PATHEXT

and put the ending behind the others in the machine's PATHEXT.

## Why

Path of the user is appended to the machine's, PATHEXT of the user replaces
it. An installer that sets `.RB` alone for the user takes all other endings away.

## Exceptions

None known.

## Sources

`start /?`; about_Environment_Variables
",
    check: Check::Each(check),
};

const NEEDED: &[&str] = &[".COM", ".EXE", ".BAT", ".CMD"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if !subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let Some(value) = subject.environment.variables.value("PATHEXT") else { return Vec::new() };
    // An empty one counts as none: the built-in list is used.
    let Some(text) = value.text().filter(|text| !text.is_empty()) else { return Vec::new() };
    let has = |ending: &str| text.split(';').any(|one| one.trim().eq_ignore_ascii_case(ending));
    let lacks: Vec<String> =
        NEEDED.iter().filter(|ending| !has(ending)).map(|&ending| ending.to_owned()).collect();
    if lacks.is_empty() {
        return Vec::new();
    }
    let origin = value.writer();
    let by_user = matches!(&origin, Some(Origin::Registry { key, .. }) if key.starts_with("HKCU"));
    let message = match by_user {
        true => {
            format!("the user's PATHEXT replaces the machine's and lacks {}", listed(&lacks, 4))
        }
        false => format!("PATHEXT lacks {}", listed(&lacks, 4)),
    };
    let remedy = match by_user {
        true => "delete the user's PATHEXT, and add its endings to the machine's",
        false => "put the endings back: .COM;.EXE;.BAT;.CMD",
    };
    let mut finding = rule.finding(subject, message, remedy);
    finding.evidence = vec![Evidence { text: format!("PATHEXT={text}"), origin }];
    vec![finding]
}
