//! S004: a start-up file is hidden by another one, and what it sets is missing.

use super::directories::listed;
use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::session::{Outcome, Taken};
use crate::shells::Outline;
use crate::text::{Place, Severity, Source, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S004",
    name: "masked-profile",
    severity: Severity::Warning,
    page: "\
bash reads only the first of ~/.bash_profile, ~/.bash_login and ~/.profile: the others are hidden.

## Problem

    # in ~/.profile
    export EDITOR=vim
    # ~/.bash_profile is there too, written by an installer

## Better

    # the first line of ~/.bash_profile
    [ -r ~/.profile ] && . ~/.profile

## Why

An installer that makes a ~/.bash_profile takes ~/.profile away from every login
shell of bash, and with it all that it set.

## Exceptions

A ~/.profile that is kept for other shells on purpose.

## Sources

bash(1), INVOCATION
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let taken = subject.session.taken();
    taken.iter().filter_map(|one| hidden(rule, subject, one)).collect()
}

fn hidden(rule: &Rule, subject: &Subject, taken: &Taken) -> Option<Finding> {
    let Outcome::Hidden(first) = &taken.outcome else { return None };
    let machine = subject.session.machine();
    let home = &subject.session.start().facts.user.home;
    let path = match taken.what.strip_prefix("~/") {
        Some(inner) => machine.platform().join(home, inner),
        None => taken.what.clone(),
    };
    if subject.session.has_read(&path) {
        return None;
    }
    let bytes = machine.read(&path).ok()?;
    let shell = subject.session.shell();
    let text = shell.decode(machine.facts(), &bytes).text;
    let set = assigned(&shell.outline(&text), &text);
    let environment = &subject.environment;
    let gone = |(name, _): &&(String, Span)| {
        name == "PATH" || (is_settled(subject, name) && environment.variables.value(name).is_none())
    };
    let gone: Vec<&(String, Span)> = set.iter().filter(gone).collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in &gone {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let message = format!("{path} sets {} and is hidden by {first}", listed(&names, 4));
    let remedy = format!("have it read at the top of {first}: [ -r {0} ] && . {0}", taken.what);
    let mut finding = rule.finding(subject, message, &remedy);
    let source = Source::inline(&path, &text);
    let evidence = gone.iter().take(4).map(|(name, span)| Evidence {
        text: format!("{name} is set here"),
        origin: Some(Origin::File(Place::new(&source, *span))),
    });
    finding.evidence = evidence.collect();
    (!names.is_empty()).then_some(finding)
}

/// The variables that a text assigns or exports with a value.
fn assigned(outline: &Outline, text: &str) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for statement in &outline.statements {
        match (statement.kind, statement.name.as_deref()) {
            // A directory that is put on PATH where it is there may be missing.
            ("assignment", Some("PATH")) if statement.depth > 0 => {}
            ("assignment", Some(name)) => found.push((name.to_owned(), statement.span)),
            ("command", Some("export")) => {
                let words = statement.span.whole(text).of(text).split_whitespace().skip(1);
                let names = words.filter_map(|word| word.split_once('=').map(|(name, _)| name));
                let named = names.filter(|name| is_name(name));
                found.extend(named.map(|name| (name.to_owned(), statement.span)));
            }
            _ => {}
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
}
