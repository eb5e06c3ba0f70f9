//! C012: what runs is the shim of a version manager that has nothing to hand over to.

use indexmap::IndexMap;

use super::directories::{listed, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject, same_place};
use crate::resolve::shim;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C012",
    name: "shim-leads-nowhere",
    severity: Severity::Warning,
    page: "\
A shim stands first on PATH, and the version that is chosen, or the manager itself, is not installed.

## Problem

    ~/project/.python-version      3.12.0     # and no ~/.pyenv/versions/3.12.0

    $ python
    pyenv: version `3.12.0' is not installed

## Better

    pyenv install 3.12.0

or choose one that is there, or take the shims of a manager that was removed off PATH.

## Why

The shim hides every other program of the name: one that is installed further
down on PATH is not tried.

## Exceptions

A project whose version is installed when it is needed.

## Sources

pyenv README, Understanding Shims; asdf documentation, .tool-versions; mise documentation, Shims
",
    check: Check::Each(check),
};

/// Where managers put what stands for every version.
const PLACES: &[&str] = &["/shims", r"\shims", "/.volta/bin"];

/// More programs of one directory tell nothing new.
const MOST: usize = 40;

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let shims = |place: &str| PLACES.iter().any(|end| place.ends_with(end));
    let directories = subject.directories().iter().filter(|one| shims(&one.place));
    let mut found = Vec::new();
    for directory in directories {
        let mut broken: IndexMap<String, Vec<String>> = IndexMap::new();
        let programs = programs_of(subject, &directory.place);
        let programs = &programs[..programs.len().min(MOST)];
        let paths: Vec<&str> = programs.iter().map(|(_, path)| path.as_str()).collect();
        for (why, (name, path)) in shim::missing(subject.session, &paths).into_iter().zip(programs)
        {
            if let Some(why) = why.filter(|_| runs(subject, name, path)) {
                broken.entry(why).or_default().push(name.clone());
            }
        }
        for (why, names) in broken {
            let is = if names.len() == 1 { "ends" } else { "end" };
            let message =
                format!("{} of {} {is} in an error: {why}", listed(&names, 3), directory.place);
            let remedy = "install that version, choose another one, or take the shims off PATH";
            let mut finding = rule.finding(subject, message, remedy);
            let text = format!("{} is put on PATH", directory.place);
            finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
            found.push(finding);
        }
    }
    found
}

/// Whether the name certainly runs that file.
fn runs(subject: &Subject, name: &str, path: &str) -> bool {
    let lookup = subject.lookup(name);
    let winner = lookup.winner().and_then(|winner| winner.path.as_deref());
    lookup.outcome().is_certain() && winner.is_some_and(|one| same_place(subject, one, path))
}
