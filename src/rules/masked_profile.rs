//! S004: a start-up file is hidden by another one, and what it sets is missing.

use indexmap::IndexSet;

use super::directories::listed;
use super::found_by_some_launchers::is_stock;
use super::{Check, Evidence, Finding, Rule, Subject, is_settled, place_key};
use crate::session::{Outcome, Taken};
use crate::shells::{Outline, Statement};
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

/// The machine path of a file that a plan names.
fn whole(subject: &Subject, what: &str) -> String {
    let start = subject.session.start();
    match what.strip_prefix("~/") {
        Some(inner) => start.facts.platform.join(&start.facts.user.home, inner),
        None => what.to_owned(),
    }
}

/// Whether the session does not read the file because it read another one first.
pub(super) fn hides(subject: &Subject, path: &str) -> bool {
    let of_plan = |one: &Taken| {
        matches!(one.outcome, Outcome::Hidden(_)) && whole(subject, &one.what) == path
    };
    subject.session.taken().iter().any(of_plan) && !subject.session.has_read(path)
}

fn hidden(rule: &Rule, subject: &Subject, taken: &Taken) -> Option<Finding> {
    let Outcome::Hidden(first) = &taken.outcome else { return None };
    let machine = subject.session.machine();
    let path = whole(subject, &taken.what);
    if subject.session.has_read(&path) {
        return None;
    }
    let bytes = machine.read(&path).ok()?;
    let shell = subject.session.shell();
    let text = shell.decode(machine.facts(), &bytes).text;
    let outline = shell.outline(&text);
    let adds = |statement: &Statement| adds_a_directory(subject, statement.span.of(&text));
    let set = assigned(&outline, &text, &adds);
    let environment = &subject.environment;
    let gone = |(name, _): &&(String, Span)| {
        name == "PATH" || (is_settled(subject, name) && environment.variables.value(name).is_none())
    };
    let gone: Vec<&(String, Span)> = set.iter().filter(gone).collect();
    let names: IndexSet<String> = gone.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let rc = whole(subject, "~/.bashrc");
    let reads = |one: &&Statement| {
        matches!(one.name.as_deref(), Some("." | "source"))
            && one.span.of(&text).contains(".bashrc")
    };
    let read = outline.statements.iter().find(reads);
    let read = read.filter(|_| machine.is_file(&rc) && !subject.session.has_read(&rc));
    let does = match (names.is_empty(), read) {
        (true, None) => return None,
        (true, Some(_)) => format!("reads {rc}"),
        (false, None) => format!("sets {}", listed(&names, 4)),
        (false, Some(_)) => format!("sets {}, reads {rc}", listed(&names, 4)),
    };
    let message = format!("{path} {does} and is hidden by {first}");
    let remedy = format!("have it read at the top of {first}: [ -r {0} ] && . {0}", taken.what);
    let mut finding = rule.finding(subject, message, &remedy);
    let source = Source::inline(&path, &text);
    let evidence = gone.iter().take(4).map(|(name, span)| Evidence {
        text: format!("{name} is set here"),
        origin: Some(Origin::File(Place::new(&source, *span))),
    });
    let read = read.map(|one| Evidence {
        text: "~/.bashrc is read here".to_owned(),
        origin: Some(Origin::File(Place::new(&source, one.span))),
    });
    finding.evidence = evidence.chain(read).collect();
    Some(finding)
}

/// Whether a text names a directory of the home that is there: one that is put on PATH where it is there may be missing.
pub(super) fn adds_a_directory(subject: &Subject, text: &str) -> bool {
    let machine = subject.session.machine();
    let home = &machine.facts().user.home;
    let inner =
        below_home(text).or_else(|| text.split_once(&format!("{home}/")).map(|(_, one)| one));
    let inner = inner.and_then(|one| one.split([':', '"', '\'', ';', ' ']).next());
    inner.is_some_and(|inner| is_missed(subject, &machine.platform().join(home, inner)))
        || text.split([':', '"', '\'', ';', ' ', '=']).any(|one| is_missed(subject, one))
}

/// Whether it is a directory that is there and stands neither on PATH nor on every list of a system.
fn is_missed(subject: &Subject, place: &str) -> bool {
    place.starts_with('/')
        && !is_stock(place)
        && subject.session.machine().is_directory(place)
        && !subject.leads_to(&place_key(subject, place))
}

/// What a text names below the home.
fn below_home(text: &str) -> Option<&str> {
    let fronts = ["$HOME/", "${HOME}/", "~/"];
    let (_, rest) = fronts.iter().find_map(|front| text.split_once(front))?;
    rest.split([':', '"', '\'', ';', ' ']).next().filter(|inner| !inner.is_empty())
}

/// The variables that a text assigns or exports with a value.
pub(super) fn assigned(
    outline: &Outline,
    text: &str,
    adds: &dyn Fn(&Statement) -> bool,
) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for statement in &outline.statements {
        match (statement.kind, statement.name.as_deref()) {
            ("assignment", Some("PATH")) if statement.depth > 0 && !adds(statement) => {}
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
