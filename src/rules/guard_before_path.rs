//! S010: a test whether a program is there stands before the line that makes it findable.

use std::rc::Rc;

use super::fragment::read_by;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::shells::{Candidate, Outline, Statement};
use crate::text::{Place, Severity, Source};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S010",
    name: "guard-before-path",
    severity: Severity::Warning,
    page: "\
A profile asks whether a program is there before the line that puts its directory on PATH.

## Problem

    if command -v pyenv >/dev/null; then
      eval \"$(pyenv init -)\"
    fi
    export PATH=\"$HOME/.pyenv/bin:$PATH\"

## Better

    export PATH=\"$HOME/.pyenv/bin:$PATH\"
    if command -v pyenv >/dev/null; then
      eval \"$(pyenv init -)\"
    fi

## Why

The test fails in the first shell and holds in each one started from it: the
same file does two different things, and what it guards is missing where it
matters.

## Exceptions

A test that is meant to find another program of the name, installed for everybody.

## Sources

POSIX, command -v; bash(1), type, hash
",
    check: Check::Each(check),
};

/// Larger files are nobody's profile.
const LARGEST: usize = 1 << 20;

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let windows = subject.session.machine().platform().is_windows();
    let list = subject.session.shell().list_separator(&subject.session.start().facts);
    let home = &subject.session.machine().facts().user.home;
    if windows || list != ':' {
        return Vec::new();
    }
    let own = read_by(subject).into_iter().filter(|(path, source)| {
        path.starts_with(home.as_str()) && source.text().len() <= LARGEST && asks(source.text())
    });
    own.flat_map(|(_, source)| of_file(rule, subject, &source)).collect()
}

/// Whether a text may hold such a test at all.
fn asks(text: &str) -> bool {
    ["command -v ", "type ", "hash ", "which "].iter().any(|words| text.contains(words))
}

fn of_file(rule: &Rule, subject: &Subject, source: &Rc<Source>) -> Vec<Finding> {
    let outline = subject.session.shell().outline(source.text());
    let guards = outline.statements.iter().filter(|one| is_reached(one, &outline, source.text()));
    let mut found: Vec<Finding> = Vec::new();
    for (statement, name) in guards.filter_map(|one| Some((one, asked(one, source.text())?))) {
        let Some(later) = later(subject, source, statement, name) else { continue };
        let place = Place::new(source, statement.span);
        let message = format!(
            "{}:{} asks for {name}, which line {} only makes findable",
            place.file(),
            place.line(),
            later.line(),
        );
        let remedy = "move the line that changes PATH above the test";
        let mut finding = rule.finding(subject, message, remedy);
        let text = place.text().to_owned();
        let then = format!("{name} is found from here on");
        finding.evidence = vec![
            Evidence { text, origin: Some(Origin::File(place)) },
            Evidence { text: then, origin: Some(Origin::File(later)) },
        ];
        found.push(finding);
    }
    found
}

/// The name that a statement asks for, where what follows hangs on its being there.
fn asked<'t>(statement: &Statement, text: &'t str) -> Option<&'t str> {
    let own = statement.span.of(text);
    let mut words = own.split_whitespace();
    let name = match (statement.name.as_deref()?, words.next()?) {
        ("command", "command") => words.next().filter(|word| *word == "-v").and(words.next())?,
        ("type" | "hash" | "which", _) => words.find(|word| !word.starts_with('-'))?,
        _ => return None,
    };
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.' | '+');
    let before = text[..statement.span.start as usize].trim_end();
    let after = text[statement.span.end as usize..].trim_start();
    let otherwise = before.ends_with('!') || after.starts_with("||") || after.starts_with(')');
    (name.chars().all(plain) && !name.is_empty() && !otherwise).then_some(name)
}

/// Whether a statement at the top, or the condition of an `if` there, surely runs.
fn is_reached(one: &Statement, outline: &Outline, text: &str) -> bool {
    let start = one.span.start;
    let around = outline.statements.iter().filter(|other| {
        other.depth < one.depth && other.span.start <= start && one.span.end <= other.span.end
    });
    let condition = |other: &Statement| {
        let between = &text[other.span.start as usize..start as usize];
        other.kind == "if" && !between.contains("then")
    };
    one.kind == "command" && one.depth < 2 && around.into_iter().all(condition)
}

/// Where the file adds the directory that has the program, if it stands below and nothing else has it.
fn later(subject: &Subject, source: &Rc<Source>, guard: &Statement, name: &str) -> Option<Place> {
    let lookup = subject.lookup(name);
    let certain = lookup.outcome().is_certain();
    let winner = lookup.winner().filter(|one| certain && one.path.is_some())?;
    let below = |one: &Candidate| {
        let place = one.origin.as_ref().filter(|_| one.path.is_some())?.place()?.in_file();
        let same = place.file() == source.name();
        (same && place.span.start >= guard.span.end).then(|| place.clone())
    };
    let all = lookup.candidates.iter().all(|one| below(one).is_some());
    below(winner).filter(|_| all)
}
