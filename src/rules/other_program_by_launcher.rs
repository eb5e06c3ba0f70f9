//! L002: a name leads to another program when something else starts it.

use std::collections::{HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use super::directories::{Directory, listed, outermost};
use super::lacks::{self, Lacking};
use super::{Check, Evidence, Finding, Rule, Subject, path_is_known, place_key};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L002",
    name: "other-program-by-launcher",
    severity: Severity::Warning,
    page: "\
A name runs one program in a terminal, and another one by cron, over ssh, in an editor or under sudo.

## Problem

    # in ~/.zshrc
    export PATH=\"$HOME/.volta/bin:$PATH\"

    $ node --version             # ~/.volta/bin/node; cron runs /usr/bin/node

## Better

    # in ~/.zshenv
    export PATH=\"$HOME/.volta/bin:$PATH\"

## Why

The same command line has two meanings, and the difference shows late: a job
fails with an error of the older program.

## Exceptions

A wrapper for interactive use. Links to one file are one program.

## Sources

bash(1), INVOCATION; crontab(5); sudoers(5), secure_path
",
    check: Check::Across(check),
};

/// Names that lead from one directory in the first session to another in the others.
#[derive(Default)]
struct Group<'a> {
    names: IndexSet<String>,
    others: Vec<&'a Subject<'a, 'a>>,
}

type Pair<'a> = (&'a str, &'a str);

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let team = lacks::team(subjects);
    let Some((own, others)) = team.split_first() else { return Vec::new() };
    if !path_is_known(own) || !lacks::is_of_a_person(own) {
        return Vec::new();
    }
    let twice = in_several(&team);
    let mut groups: IndexMap<Pair, Group> = IndexMap::new();
    for other in others.iter().filter(|one| path_is_known(one) && lacks::counts(one)) {
        for name in &twice {
            let (Some(one), Some(two)) = (own.first_with(name), other.first_with(name)) else {
                continue;
            };
            if one.key == two.key
                || !is_meant(own, one, two)
                || !differs(own, one, other, two, name)
            {
                continue;
            }
            let group = groups.entry((&one.place, &two.place)).or_default();
            group.names.insert(name.clone());
            if !group.others.iter().any(|known| known.label == other.label) {
                group.others.push(other);
            }
        }
    }
    groups.iter().map(|(pair, group)| found(rule, own, *pair, group)).collect()
}

/// Windows: whether a profile decides; a list of the registry may only be newer than a session.
fn is_meant(own: &Subject, one: &Directory, two: &Directory) -> bool {
    let machine = own.session.machine();
    let by_profile = |directory: &Directory| {
        let place = directory.entry.origin.as_ref().and_then(outermost);
        place.is_some_and(|place| machine.is_file(place.file()))
    };
    !machine.platform().is_windows() || by_profile(one) || by_profile(two)
}

/// Sorted names that stand in more than one directory of all the lists: the others lead to one place only.
fn in_several(team: &[&Subject]) -> Vec<String> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut sets = Vec::new();
    for one in team {
        let new = one.directories().iter().filter(|one| seen.insert(&one.key));
        sets.extend(new.map(|directory| one.names_of(directory)));
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in sets.iter().flat_map(|set| set.iter()) {
        *times.entry(name).or_default() += 1;
    }
    let mut twice: Vec<String> = times
        .into_iter()
        .filter(|(_, times)| *times > 1)
        .map(|(name, _)| name.to_owned())
        .collect();
    twice.sort();
    twice
}

/// Whether the sessions certainly run two files, and just those of these directories.
fn differs(own: &Subject, one: &Directory, other: &Subject, two: &Directory, name: &str) -> bool {
    let winner = |subject: &Subject, directory: &Directory| {
        let lookup = subject.lookup(name);
        if !lookup.outcome().is_certain() {
            return None;
        }
        let path = lookup.winner()?.path.clone()?;
        let platform = subject.session.machine().platform();
        let parent = platform.parent(&path)?;
        (place_key(subject, parent) == directory.key).then(|| place_key(subject, &path))
    };
    match (winner(own, one), winner(other, two)) {
        (Some(left), Some(right)) => left != right,
        _ => false,
    }
}

fn found(rule: &Rule, own: &Subject, (one, two): Pair, group: &Group) -> Finding {
    let labels: Vec<String> = group.others.iter().map(|one| one.label.to_owned()).collect();
    let message = format!(
        "{} runs {} of {one}, and {} {} of {two}",
        own.label,
        listed(&Vec::from_iter(group.names.iter().cloned()), 3),
        listed(&labels, labels.len()),
        match (labels.len(), group.names.len()) {
            (1, 1) => "runs the one",
            (1, _) => "runs those",
            (_, 1) => "run the one",
            _ => "run those",
        }
    );
    let remedy =
        "put the directory first where these read it, or name the program by its whole path";
    let mut finding = rule.finding(own, message, remedy);
    let entry = own.directories().iter().find(|directory| directory.place == one);
    let origin = entry.and_then(|directory| directory.entry.origin.clone());
    let lackers: Vec<&Subject> =
        group.others.iter().copied().filter(|other| !leads(other, one)).collect();
    let reasons = lacks::reasons(&lackers, "PATH", origin.as_ref());
    let mut evidence = vec![Evidence { text: format!("{one} is put on PATH"), origin }];
    evidence.extend(reasons.iter().filter_map(Lacking::evidence));
    let behind = group.others.iter().filter(|other| leads(other, one)).filter_map(|other| {
        let directory = other.directories().iter().find(|directory| directory.place == two)?;
        let text = format!("{}: {two} stands before it", other.label);
        Some(Evidence { text, origin: directory.entry.origin.clone() })
    });
    evidence.extend(behind);
    finding.evidence = evidence;
    finding
}

fn leads(subject: &Subject, place: &str) -> bool {
    subject.directories().iter().any(|directory| directory.place == place)
}
