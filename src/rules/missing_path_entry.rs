//! P002: an entry of PATH is no directory.

use super::{Check, Evidence, Finding, Rule, Subject, path_entries, place_key};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P002",
    name: "missing-path-entry",
    severity: Severity::Note,
    page: "\
An entry of PATH names no directory that is there.

## Problem

    PATH=/opt/tool-1.2/bin:/usr/bin    # tool is at 1.3 now

## Better

    PATH=/opt/tool-1.3/bin:/usr/bin

## Why

What was to be found there is not found, or another one is. Whoever can make
the directory later decides what its names run.

## Exceptions

A directory that is there at times only, such as a mounted disk. It is a note, unless the same directory of another
version is there and PATH leads to none.

## Sources

POSIX, 8.3 Other Environment Variables, PATH
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    path_entries(subject)
        .into_iter()
        .filter(|entry| entry.place.as_ref().is_some_and(|place| !machine.is_directory(place)))
        .map(|entry| {
            let message = match entry.place.as_ref().is_some_and(|place| machine.is_file(place)) {
                true => format!("{} on PATH is a file", entry.text),
                false => format!("{} on PATH does not exist", entry.text),
            };
            let remedy = "drop the entry, or make the directory";
            let mut finding = rule.finding(subject, message, remedy);
            finding.fix = entry.dropped();
            finding.evidence = vec![entry.evidence()];
            if let Some(other) = entry.place.as_deref().and_then(|place| version(subject, place)) {
                finding.severity = Severity::Warning;
                finding.remedy = Some(format!("write {other}, or what leads to the newest one"));
                let text = format!("{other} is there");
                finding.evidence.push(Evidence { text, origin: None });
            }
            finding
        })
        .collect()
}

/// The same directory of another version, where PATH leads to none of them.
fn version(subject: &Subject, place: &str) -> Option<String> {
    let machine = subject.session.machine();
    let platform = machine.platform();
    let (mut gone, mut above) = (place, platform.parent(place)?);
    while !machine.is_directory(above) {
        (gone, above) = (above, platform.parent(above)?);
    }
    let plain = |name: &str| name.replace(|one: char| one.is_ascii_digit() || one == '.', "");
    let name = platform.file_name(gone);
    let numbered = name.bytes().any(|byte| byte.is_ascii_digit());
    let entries = machine.listing(above).ok().filter(|_| numbered)?;
    let mut others = entries.iter().filter(|one| plain(&one.name) == plain(name));
    let inner = &place[gone.len()..];
    let there = |one: &crate::machine::Entry| format!("{}{inner}", platform.join(above, &one.name));
    let found = others.rfind(|one| machine.is_directory(&there(one))).map(there)?;
    let listed = |one: &crate::machine::Entry| {
        plain(&one.name) == plain(name) && subject.leads_to(&place_key(subject, &there(one)))
    };
    (!entries.iter().any(listed)).then_some(found)
}
