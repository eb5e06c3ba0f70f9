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
    check: Check::Across(check),
};

/// A directory on PATH that no earlier entry leads to, and what stands in it.
struct Held {
    entry: Entry,
    place: String,
    files: Rc<[machine::Entry]>,
}

/// A name as it is typed, and the file that stands for it.
type Program = (String, String);
/// By the directories of a PATH: of each the programs that stand in another one as well.
type Several = HashMap<Vec<String>, Rc<[Vec<Program>]>>;

/// Sessions mostly have the same directories, which are gone through once.
fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let mut known = Several::new();
    let asked = subjects.iter().filter(|subject| !subject.beside);
    asked.flat_map(|subject| of_session(rule, subject, &mut known)).collect()
}

fn of_session(rule: &Rule, subject: &Subject, known: &mut Several) -> Vec<Finding> {
    let held = directories(subject);
    let platform = subject.session.machine().platform();
    let key = held.iter().map(|one| one.place.clone()).collect();
    let several = known.entry(key).or_insert_with(|| in_several(platform, &held)).clone();
    let mut first: HashMap<&str, (&str, String)> = HashMap::new();
    let mut findings = Vec::new();
    for (one, programs) in held.iter().zip(several.iter()) {
        let mut hidden: IndexMap<&str, Vec<String>> = IndexMap::new();
        for (name, file) in programs {
            let path = platform.join(&one.place, file);
            if !is_program(subject, &path) {
                continue;
            }
            match first.get(name.as_str()) {
                Some((directory, earlier))
                    if !same(subject, earlier, &path) && runs(subject, name, earlier) =>
                {
                    hidden.entry(directory).or_default().push(name.clone());
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

/// What stands in one directory only hides nothing: nearly all are left out here.
fn in_several(platform: Platform, held: &[Held]) -> Rc<[Vec<Program>]> {
    let all: Vec<_> = held.iter().map(|one| programs(platform, &one.files)).collect();
    let mut times: HashMap<&str, bool> = HashMap::with_capacity(all.iter().map(Vec::len).sum());
    for (name, _) in all.iter().flatten() {
        times.entry(name).and_modify(|again| *again = true).or_default();
    }
    let again = |(name, file): &(Cow<str>, &str)| {
        times[name.as_ref()].then(|| (name.to_string(), (*file).to_owned()))
    };
    all.iter().map(|one| one.iter().filter_map(again).collect()).collect()
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
    subject.lookup(name).candidates.iter().any(taken)
}

fn same(subject: &Subject, one: &str, other: &str) -> bool {
    let machine = subject.session.machine();
    machine.real_path(one).is_ok_and(|one| machine.real_path(other).is_ok_and(|other| one == other))
}
