//! C002: a directory on PATH hides commands of a later one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use indexmap::IndexMap;

use super::{Check, Entry, Finding, Rule, Subject, path_entries};
use crate::machine::{self, Kind, Platform};
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

## Sources

POSIX, 2.9.1.1 Command Search and Execution; about_Command_Precedence
",
    check: Check::Each(check),
};

/// A directory on PATH that no earlier entry leads to, and what stands in it.
struct Held {
    entry: Entry,
    place: String,
    files: Rc<[machine::Entry]>,
}

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let held = directories(subject);
    let platform = subject.session.machine().platform();
    let mut times: HashMap<Cow<str>, usize> = HashMap::new();
    for one in &held {
        for (name, _) in programs(platform, &one.files) {
            *times.entry(name).or_default() += 1;
        }
    }
    let mut first: HashMap<Cow<str>, (&str, String)> = HashMap::new();
    let mut findings = Vec::new();
    for one in &held {
        let mut hidden: IndexMap<&str, Vec<String>> = IndexMap::new();
        for (name, file) in programs(platform, &one.files) {
            // What stands in one directory only hides nothing: nearly all are not looked at.
            if times.get(&name).is_none_or(|times| *times < 2) {
                continue;
            }
            let path = platform.join(&one.place, file);
            if !is_program(subject, &path) {
                continue;
            }
            match first.get(&name) {
                Some((directory, earlier))
                    if !same(subject, earlier, &path) && runs(subject, &name, earlier) =>
                {
                    hidden.entry(directory).or_default().push(name.into_owned());
                }
                Some(_) => {}
                None => drop(first.insert(name, (&one.place, path))),
            }
        }
        for (directory, names) in hidden {
            findings.push(found(rule, subject, &one.entry, directory, &names));
        }
    }
    findings
}

fn directories(subject: &Subject) -> Vec<Held> {
    let machine = subject.session.machine();
    let mut seen: HashSet<String> = HashSet::new();
    let mut held = Vec::new();
    for entry in path_entries(subject) {
        let Some(place) = entry.place.clone() else { continue };
        let real = machine.real_path(&place).unwrap_or_else(|_| place.clone());
        if seen.insert(real) {
            let files = machine.listing(&place).unwrap_or_else(|_| Rc::from([]));
            held.push(Held { entry, place, files });
        }
    }
    held
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

/// Names and files of a directory's programs; on Windows a name stands for all its endings.
pub(super) fn programs(platform: Platform, files: &[machine::Entry]) -> Vec<(Cow<'_, str>, &str)> {
    const ENDINGS: &[&str] = &[".com", ".exe", ".bat", ".cmd"];
    let files = files.iter().filter(|file| file.kind != Kind::Directory);
    if !platform.is_windows() {
        return files.map(|file| (Cow::Borrowed(file.name.as_str()), file.name.as_str())).collect();
    }
    let mut found: IndexMap<Cow<str>, &str> = IndexMap::new();
    for file in files {
        let lower = file.name.to_lowercase();
        if let Some(stem) = ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending)) {
            found.entry(Cow::Owned(stem.to_owned())).or_insert(&file.name);
        }
    }
    found.into_iter().collect()
}

/// Whether a file can be run; on Windows its ending says so.
pub(super) fn is_program(subject: &Subject, path: &str) -> bool {
    let machine = subject.session.machine();
    machine.platform().is_windows()
        || machine.status(path).is_ok_and(|status| status.is_file() && status.executable)
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
