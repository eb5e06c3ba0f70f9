//! C002: a directory on PATH hides commands of a later one.

use indexmap::IndexMap;

use super::{Check, Entry, Finding, Rule, Subject, path_entries};
use crate::shells::{Candidate, Verdict};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C002",
    name: "shadowed-command",
    severity: Severity::Note,
    page: "\
Two directories on PATH hold different programs of the same name: the earlier one wins.

## Problem

    PATH=/usr/local/bin:/usr/bin      # both hold a git

## Better

    envsim explain git                # says which one runs, and why

## Why

The one that was installed last is not always the one that runs.

## Exceptions

Version managers put their shims in front on purpose. Directories and files
that are the same through links are not reported.
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let mut seen: Vec<String> = Vec::new();
    let mut first: IndexMap<String, (String, String)> = IndexMap::new();
    let mut findings = Vec::new();
    for entry in path_entries(subject) {
        let Some(place) = &entry.place else { continue };
        let real = machine.real_path(place).unwrap_or_else(|_| place.clone());
        if seen.contains(&real) {
            continue;
        }
        seen.push(real);
        let mut hidden: IndexMap<String, Vec<String>> = IndexMap::new();
        for (name, path) in programs(subject, place) {
            match first.get(&name) {
                Some((directory, earlier))
                    if !same(subject, earlier, &path) && runs(subject, &name, earlier) =>
                {
                    hidden.entry(directory.clone()).or_default().push(name);
                }
                Some(_) => {}
                None => drop(first.insert(name, (place.clone(), path))),
            }
        }
        for (directory, names) in hidden {
            findings.push(found(rule, subject, &entry, &directory, &names));
        }
    }
    findings
}

fn found(
    rule: &Rule,
    subject: &Subject,
    entry: &Entry,
    directory: &str,
    names: &[String],
) -> Finding {
    let shown: Vec<&str> = names.iter().take(4).map(String::as_str).collect();
    let more = names.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let place = entry.place.as_deref().unwrap_or_default();
    let message = format!("{directory} hides {}{more} of {place}", shown.join(", "));
    let remedy = format!("`envsim explain {}` tells which one runs", names[0]);
    let mut finding = rule.finding(subject, message, &remedy);
    finding.evidence = vec![entry.evidence()];
    finding
}

/// Names and paths of a directory's programs; on Windows a name stands for all its endings.
fn programs(subject: &Subject, directory: &str) -> Vec<(String, String)> {
    let machine = subject.session.machine();
    let platform = machine.platform();
    let endings = [".com", ".exe", ".bat", ".cmd"];
    let mut found: IndexMap<String, String> = IndexMap::new();
    for entry in machine.list(directory).unwrap_or_default() {
        let path = platform.join(directory, &entry.name);
        let lower = entry.name.to_lowercase();
        if platform.is_windows() {
            let stem = endings.iter().find_map(|ending| lower.strip_suffix(ending));
            if let Some(stem) = stem {
                found.entry(stem.to_owned()).or_insert(path);
            }
        } else if machine.status(&path).is_ok_and(|status| status.is_file() && status.executable) {
            found.insert(entry.name, path);
        }
    }
    found.into_iter().collect()
}

/// Whether the shell takes the file for that name at all: on Windows the endings that count are
/// PATHEXT's, or an MSYS shell's own.
fn runs(subject: &Subject, name: &str, path: &str) -> bool {
    if !subject.session.machine().platform().is_windows() {
        return true;
    }
    let taken = |one: &Candidate| {
        one.verdict != Verdict::Refused
            && one.path.as_deref().is_some_and(|found| same(subject, found, path))
    };
    subject.session.lookup(name).candidates.iter().any(taken)
}

fn same(subject: &Subject, one: &str, other: &str) -> bool {
    let machine = subject.session.machine();
    machine.real_path(one).is_ok_and(|one| machine.real_path(other).is_ok_and(|other| one == other))
}
