//! P005: a statement assigns PATH anew and loses what an earlier file had put there.

use super::directories::{listed, programs_of};
use super::found_by_some_launchers::is_stock;
use super::{Check, Evidence, Finding, Rule, Subject, path_is_known, place_key};
use crate::text::Severity;
use crate::value::{Origin, Value};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P005",
    name: "path-assigned-anew",
    severity: Severity::Warning,
    page: "\
A line assigns PATH without `$PATH`, and a directory that an earlier file had put there is gone.

## Problem

    # in ~/.profile
    PATH=\"$HOME/.local/bin:$PATH\"
    # in ~/.bashrc, which ~/.profile reads afterwards
    export PATH=/usr/local/bin:/usr/bin:/bin:/snap/bin

## Better

    export PATH=\"$PATH:/snap/bin\"

## Why

`echo \"export PATH=$PATH:/snap/bin\" >> ~/.bashrc` writes the PATH of that day:
the double quotes expand it before it is written. What other files add later
is lost from then on.

## Exceptions

A shell that is to have a short, fixed PATH.

## Sources

POSIX, 8.3 Other Environment Variables, PATH
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if !path_is_known(subject) {
        return Vec::new();
    }
    let Some(path) = subject.environment.variables.get("PATH") else { return Vec::new() };
    let mut found = Vec::new();
    for pair in path.history.windows(2) {
        let (Some(before), Some(after)) = (&pair[0].value, &pair[1].value) else { continue };
        let anew = pair[1].origin.place().is_some() && after.is_known() && before.is_known();
        if anew && !keeps(before, after) {
            found.extend(lost(rule, subject, before, &pair[1].origin));
        }
    }
    found
}

/// Whether a part of what was there before is still there.
fn keeps(before: &Value, after: &Value) -> bool {
    let had = before.origins();
    after.origins().iter().any(|origin| had.contains(origin))
}

fn lost(rule: &Rule, subject: &Subject, before: &Value, by: &Origin) -> Option<Finding> {
    let session = subject.session;
    let separator = session.shell().list_separator(&session.start().facts);
    let entries = before.entries(separator).into_iter().filter_map(|entry| {
        let writer = entry.value.writer()?;
        let text = entry.value.text()?.into_owned();
        let place = session.shell().machine_path(session.start(), &text);
        // Only what a file that this session read had put there is lost by this line.
        let written = writer.place().is_some_and(|place| session.has_read(place.in_file().file()));
        let gone = !is_stock(&place) && !subject.leads_to(&place_key(subject, &place));
        (written && gone && !programs_of(subject, &place).is_empty()).then_some((place, writer))
    });
    let entries: Vec<(String, Origin)> = entries.collect();
    let places: Vec<String> = entries.iter().map(|(place, _)| place.clone()).collect();
    let statement = by.place()?;
    let message = format!(
        "{}:{} assigns PATH anew, without {}",
        statement.in_file().file(),
        statement.in_file().line(),
        listed(&places, 3)
    );
    let remedy = "write \"$PATH:DIRECTORY\" or \"DIRECTORY:$PATH\" there";
    let mut finding = rule.finding(subject, message, remedy);
    let gone = |(place, writer): &(String, Origin)| Evidence {
        text: format!("{place} was put on PATH before"),
        origin: Some(writer.clone()),
    };
    finding.evidence = entries.iter().map(gone).collect();
    let text = "PATH is assigned here".to_owned();
    finding.evidence.push(Evidence { text, origin: Some(by.clone()) });
    (!places.is_empty()).then_some(finding)
}
