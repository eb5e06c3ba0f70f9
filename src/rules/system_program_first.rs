//! C004: a program of Windows runs in place of one that was installed.

use super::directories::{Directory, listed, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject, place_key, same_place};
use crate::machine::path::folded;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C004",
    name: "system-program-first",
    severity: Severity::Warning,
    page: "\
A program of the Windows directory has the name of one that was installed, and stands before it on PATH.

## Problem

    Path (machine)  C:\\Windows\\system32;…
    Path (user)     C:\\Users\\me\\scoop\\shims     # scoop install curl

    > curl --version       # C:\\Windows\\System32\\curl.exe

## Better

Put the directory into the machine's Path, before `%SystemRoot%\\system32`, or
type the whole path.

## Why

The user's Path is appended to the machine's: no program there comes before one
of System32, and Windows has brought curl, tar, ssh, bash and others since.

## Exceptions

Someone who wants Windows' own. `find`, `sort` and their like of a Unix tool set
are meant to stand behind: they are notes.

## Sources

Environment Variables (Microsoft Learn): the machine's list stands before the user's
",
    check: Check::Each(check),
};

/// Names that mean another thing in Windows than in a Unix tool set: who puts such a set behind knows it.
const HOMONYMS: &[&str] = &[
    "find", "sort", "more", "tree", "fc", "comp", "expand", "timeout", "whoami", "hostname",
    "where", "shutdown", "help", "print", "replace", "label", "subst", "attrib", "cipher", "at",
    "write",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return Vec::new();
    }
    let root = subject.environment.variables.value("SystemRoot").and_then(|root| root.text());
    let root = folded(root.as_deref().unwrap_or(r"C:\Windows"));
    let is_system = |directory: &&Directory| is_below(&folded(&directory.place), &root);
    let (system, own): (Vec<&Directory>, Vec<&Directory>) =
        subject.directories().iter().partition(is_system);
    own.iter()
        .filter(|directory| !folded(&directory.place).contains(r"\WINDOWSAPPS"))
        .filter_map(|directory| hidden(rule, subject, &system, directory))
        .collect()
}

fn is_below(place: &str, root: &str) -> bool {
    place.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
}

fn hidden(
    rule: &Rule,
    subject: &Subject,
    system: &[&Directory],
    directory: &Directory,
) -> Option<Finding> {
    let in_both = |(name, _): &(String, String)| {
        system.iter().any(|one| subject.names_of(one).contains(name))
    };
    let both = programs_of(subject, &directory.place).into_iter().filter(in_both);
    let loses = |(name, path): (String, String)| {
        let lookup = subject.lookup(&name);
        let certain = lookup.outcome().is_certain();
        let winner = lookup.winner().and_then(|winner| winner.path.clone()).filter(|_| certain)?;
        let parent = subject.session.machine().platform().parent(&winner)?.to_owned();
        let key = place_key(subject, &parent);
        let by_system = system.iter().any(|one| one.key == key);
        (by_system && !same_place(subject, &winner, &path)).then_some((name, winner))
    };
    let lost: Vec<(String, String)> = both.filter_map(loses).collect();
    let (first, winner) =
        lost.iter().find(|(name, _)| !HOMONYMS.contains(&name.as_str())).or(lost.first())?;
    let names: Vec<String> = lost.iter().map(|(name, _)| name.clone()).collect();
    let message = format!("{first} is {winner}, and not that of {}", directory.place);
    let remedy = "put the directory before system32 in the machine's Path, or type the whole path";
    let mut finding = rule.finding(subject, message, remedy);
    if HOMONYMS.contains(&first.as_str()) {
        finding.severity = Severity::Note;
    }
    let text = format!("{} loses {}", directory.place, listed(&names, 5));
    finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
    Some(finding)
}
