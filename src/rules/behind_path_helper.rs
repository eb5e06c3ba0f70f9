//! P009: path_helper puts a directory of ~/.zshenv behind the system's.

use super::directories::{Directory, outermost, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject, same_place};
use crate::machine::Platform;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P009",
    name: "behind-path-helper",
    severity: Severity::Warning,
    page: "\
A directory that ~/.zshenv puts first stands behind the system's in a login shell of macOS.

## Problem

    # in ~/.zshenv
    export PATH=\"$HOME/bin:$PATH\"

    $ python3                    # /usr/bin/python3, not ~/bin/python3

## Better

    # in ~/.zprofile, which is read after /etc/zprofile
    export PATH=\"$HOME/bin:$PATH\"

## Why

/etc/zprofile runs path_helper, which writes the directories of /etc/paths first
and appends whatever was on PATH before. ~/.zshenv is read before it.

## Exceptions

A directory that holds no name of the system's: then the order does not matter.

## Sources

path_helper(8)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if subject.session.machine().platform() != Platform::MacOs {
        return Vec::new();
    }
    let directories = subject.directories();
    let helper =
        directories.iter().position(|one| is_from(one, |file| file.starts_with("/etc/paths")));
    let Some(helper) = helper else { return Vec::new() };
    let behind = directories.iter().skip(helper);
    let early = behind.filter(|one| is_from(one, |file| file.ends_with("/.zshenv")));
    early.filter_map(|one| loses(rule, subject, one)).collect()
}

fn is_from(directory: &Directory, test: impl Fn(&str) -> bool) -> bool {
    let place = directory.entry.origin.as_ref().and_then(outermost);
    place.is_some_and(|place| test(place.file()))
}

fn loses(rule: &Rule, subject: &Subject, directory: &Directory) -> Option<Finding> {
    let overruled = |(name, path): (String, String)| {
        let lookup = subject.lookup(&name);
        let certain = lookup.outcome().is_certain();
        let winner = lookup.winner()?.path.clone().filter(|_| certain)?;
        (!same_place(subject, &winner, &path)).then_some((name, winner))
    };
    let (name, winner) = programs_of(subject, &directory.place).into_iter().find_map(overruled)?;
    let message = format!("{name} is {winner}: path_helper puts {} behind it", directory.place);
    let remedy = "move the line to ~/.zprofile, which is read after /etc/zprofile";
    let mut finding = rule.finding(subject, message, remedy);
    let text = format!("{} is put on PATH before path_helper runs", directory.place);
    finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
    Some(finding)
}
