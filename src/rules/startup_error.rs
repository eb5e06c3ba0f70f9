//! S002: a start-up file makes the shell report an error.

use std::collections::{HashMap, HashSet};

use super::autorun::is_autorun;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::{Place, Severity};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S002",
    name: "startup-error",
    severity: Severity::Warning,
    page: "\
A start-up file makes the shell report an error: it cannot be parsed, or reads a file that is gone.

## Problem

    # in ~/.profile, which dash reads at login
    source ~/.bashrc             # source: not found
    paths=(/opt/a /opt/b)        # syntax error: the rest of the file is not read

    . \"$HOME/.cargo/env\"         # rustup was removed

## Better

    [ -r \"$HOME/.cargo/env\" ] && . \"$HOME/.cargo/env\"

## Why

A file that cannot be parsed ends there, with all it would have set. A missing
file is a trace of something that was removed, or a line for another shell.

## Exceptions

A command that is not found is only a note: it may be there on other days.

## Sources

POSIX, 2.8.1 Consequences of Shell Errors; about_Profiles
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let (mut told, mut rejected) = (HashSet::new(), Rejected::default());
    for error in subject.environment.errors.iter().filter(|error| error.shown) {
        let Some(place) = &error.place else { continue };
        let at = place.in_file();
        if is_autorun(at.file()) {
            continue;
        }
        let builtin = error.id == "command-not-found" && is_of_another_shell(&error.message);
        let message = match error.id.as_str() {
            "syntax" => format!("{}:{} ends the file: {}", at.file(), at.line(), error.message),
            _ => format!("{}:{}: {}", at.file(), at.line(), error.message.trim_end_matches('.')),
        };
        let serious =
            builtin || SERIOUS.contains(&error.id.as_str()) || rejected.has(subject, place);
        let text = place.text().lines().next().unwrap_or_default().to_owned();
        if !told.insert((message.clone(), text.clone(), serious)) {
            continue;
        }
        let mut finding = rule.finding(subject, message, remedy(&error.id, builtin));
        finding.severity = if serious { Severity::Warning } else { Severity::Note };
        finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place.clone())) }];
        found.push(finding);
    }
    found
}

/// The lines of texts that the shell rejects before anything of them runs; every text is parsed once.
#[derive(Default)]
struct Rejected(HashMap<*const str, HashSet<u32>>);

impl Rejected {
    fn has(&mut self, subject: &Subject, place: &Place) -> bool {
        let at = place.in_file();
        let text = at.source.text();
        let lines = self.0.entry(std::ptr::from_ref(text)).or_insert_with(|| {
            let problems = subject.session.shell().outline(text).problems;
            let errors = problems.iter().filter(|one| one.severity == Severity::Error);
            errors.map(|one| at.source.line_at(one.span.start)).collect()
        });
        lines.contains(&at.line())
    }
}

/// What cuts a file, or names one that is not there.
const SERIOUS: &[&str] = &["syntax", "source", "PathNotFound", "equals"];

/// Words of bash and zsh that dash and other plain shells take for commands.
const BASHISMS: &[&str] = &["source", "[[", "declare", "typeset", "shopt", "function", "setopt"];

fn is_of_another_shell(message: &str) -> bool {
    let first = message.split(':').next().unwrap_or_default();
    BASHISMS.contains(&first)
}

fn remedy(id: &str, builtin: bool) -> &'static str {
    match id {
        "syntax" => "mend the line, or keep what only another shell understands out of this file",
        _ if builtin => "this shell has no such word: write it as POSIX does (`.`, `[ … ]`)",
        _ => "drop the line, or test first whether it is there",
    }
}
