//! L004: a directory is put on PATH, or a tool's variable set, in the file of a shell that is not the user's.

use std::collections::HashSet;

use super::directories::{Directory, listed, outermost, programs_of};
use super::variable_by_launcher::{TYPED, is_of_a_tool};
use super::{
    Check, Evidence, Finding, Rule, Subject, is_settled, lacks, masked_profile, path_is_known,
};
use crate::environment::Variable;
use crate::text::{Place, Severity};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L004",
    name: "written-for-another-shell",
    severity: Severity::Warning,
    page: "\
A line stands in the start-up file of one shell, and the user's own shell is another one.

## Problem

    # in ~/.zshrc, while the account's shell is /bin/bash
    export PATH=\"$HOME/.volta/bin:$PATH\"

## Better

    # in ~/.bashrc
    export PATH=\"$HOME/.volta/bin:$PATH\"

or `chsh -s /bin/zsh`, if that shell is wanted.

## Why

Installers write to the file of the shell they know or were run by. The own
shell does not read it, and finds nothing, or an older program of that name.

## Exceptions

Someone who starts the other shell by hand and wants another PATH there.

## Sources

bash(1), FILES; zsh(1), FILES
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some((own, others)) = subjects.split_first() else { return Vec::new() };
    let platform = own.session.machine().platform();
    // Windows has no shell that is the user's own.
    if platform.is_windows() || !others.iter().any(|one| one.beside) {
        return Vec::new();
    }
    let mine: Vec<&Subject> = lacks::team(subjects);
    let mut seen: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for other in others.iter().filter(|one| !one.beside) {
        for directory in other.directories() {
            let written = directory.entry.origin.as_ref().and_then(outermost);
            let Some(place) = written.filter(|place| is_at_home(own, place.file())) else {
                continue;
            };
            // That another file hides it is told by the rule about that.
            if masked_profile::hides(own, place.file()) {
                continue;
            }
            let nowhere =
                mine.iter().all(|one| path_is_known(one) && !one.leads_to(&directory.key));
            if !nowhere || !seen.insert(&directory.key) {
                continue;
            }
            found.extend(lost(rule, own, other, directory, place.file()));
        }
    }
    found.extend(variables(rule, own, others, &mine));
    found
}

/// Variables that only another shell's file sets.
fn variables(rule: &Rule, own: &Subject, others: &[Subject], mine: &[&Subject]) -> Vec<Finding> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for other in others.iter().filter(|one| !one.beside) {
        for variable in other.environment.variables.iter().filter(|one| one.exported) {
            let name = variable.name.as_str();
            let wanted = is_of_a_tool(name) || TYPED.contains(&name);
            let nowhere = || {
                mine.iter().all(|one| {
                    is_settled(one, name) && one.environment.variables.get(name).is_none()
                })
            };
            if wanted && nowhere() && seen.insert(name) {
                found.extend(unset(rule, own, other, variable));
            }
        }
    }
    found
}

fn unset(rule: &Rule, own: &Subject, other: &Subject, variable: &Variable) -> Option<Finding> {
    let value = variable.value.as_ref()?;
    let writer = value.writer()?;
    let written =
        |place: &&Place| is_at_home(own, place.file()) && !masked_profile::hides(own, place.file());
    let file = outermost(&writer).filter(written)?.file().to_owned();
    let name = &variable.name;
    let message =
        format!("{name} is only set in {}: {} does not read {file}", other.label, own.label);
    let remedy =
        format!("put the line into a file that {} reads: envsim startup {}", own.label, own.label);
    let mut finding = rule.finding(own, message, &remedy);
    let text = format!("{name}={}", value.text().unwrap_or_default());
    finding.evidence = vec![Evidence { text, origin: Some(writer) }];
    Some(finding)
}

fn is_at_home(subject: &Subject, file: &str) -> bool {
    let home = &subject.session.start().facts.user.home;
    file.strip_prefix(home.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

fn lost(
    rule: &Rule,
    own: &Subject,
    other: &Subject,
    directory: &Directory,
    file: &str,
) -> Option<Finding> {
    let programs = programs_of(other, &directory.place);
    let typed: Vec<String> = programs.into_iter().map(|(name, _)| name).take(20).collect();
    let first = typed.first()?;
    let message = format!(
        "{} of {} {} only found in {}: {} does not read {file}",
        listed(&typed, 3),
        directory.place,
        if typed.len() == 1 { "is" } else { "are" },
        other.label,
        own.label,
    );
    let remedy =
        format!("put the line into a file that {} reads: envsim startup {}", own.label, own.label);
    let mut finding = rule.finding(own, message, &remedy);
    finding.evidence = vec![directory.entry.evidence()];
    let instead = own.first_with(first).map(|one| Evidence {
        text: format!("{first} is that of {} in {}", one.place, own.label),
        origin: one.entry.origin.clone(),
    });
    finding.evidence.extend(instead);
    Some(finding)
}
