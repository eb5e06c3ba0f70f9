//! What is said of a name that something unknown may decide otherwise: the doubt once, what to give, the ways.

use indexmap::IndexSet;

use super::super::page::{Cell, Page, Tone, cell, plain};
use super::super::words;
use super::{found, what};
use crate::report::explain::{Answer, NOT_FOUND, Resolved, UNCERTAIN, Way};
use crate::report::{Setting, Why};

/// The whole answer of one session, in its first line.
pub(super) fn alone(page: &mut Page, setting: &Setting, name: &str, one: &Resolved) {
    match (&one.likely, one.alternatives.as_slice()) {
        (Some(way), _) => likely(page, setting, name, one, way),
        (None, ways) => one_of(page, setting, name, one, ways),
    }
}

fn likely(page: &mut Page, setting: &Setting, name: &str, one: &Resolved, way: &Way) {
    let Some(doubt) = &one.doubt else { return };
    if way.kind == NOT_FOUND {
        let text = format!(
            "{name} is uncertain in {}. Nothing of that name is found as far as it is known; {}.",
            one.label,
            words::why(setting, doubt)
        );
        return page.say(0, Tone::Strong, &text);
    }
    let unless = words::unless(setting, doubt, &changes(name, way));
    page.say(0, Tone::Strong, &format!("{name} {}, {unless}.", is(setting, way)));
    let why = because_of(setting, way);
    if !why.is_empty() {
        page.say(2, Tone::Plain, &why);
    }
}

/// What a doubt would have to change for the answer to be another.
fn changes(name: &str, way: &Way) -> String {
    match way.path {
        Some(_) => format!("changes PATH or defines {name}"),
        None => "changes it".to_owned(),
    }
}

fn is(setting: &Setting, way: &Way) -> String {
    let verb = if way.path.is_some() { "runs" } else { "is" };
    format!("{verb} {}", shown(setting, way))
}

fn shown(setting: &Setting, way: &Way) -> String {
    match &way.path {
        Some(path) => words::home(setting, path),
        None => what(way.kind, way.text.as_deref().unwrap_or_default()),
    }
}

fn because_of(setting: &Setting, way: &Way) -> String {
    match way.kind {
        NOT_FOUND => String::new(),
        _ => found(
            setting,
            way.stage.as_deref().unwrap_or_default(),
            &way.reason,
            way.origin.as_ref(),
        ),
    }
}

fn one_of(page: &mut Page, setting: &Setting, name: &str, one: &Resolved, ways: &[Way]) {
    let number = words::number(ways.len());
    let by = ways.iter().find_map(|way| way.when.as_ref());
    let by = by.map(|when| format!(", {}", words::by(setting, &when.why))).unwrap_or_default();
    let doubt = one.doubt.as_ref().map(|doubt| {
        format!(", {}", words::unless(setting, doubt, &format!("changes PATH or defines {name}")))
    });
    let text =
        format!("{name} is one of {number} in {}{by}{}.", one.label, doubt.unwrap_or_default());
    page.say(0, Tone::Strong, &text);
    let rows: Vec<Vec<Cell>> = ways.iter().map(|way| row(setting, way)).collect();
    page.table(2, &rows);
}

/// ``~/.bashrc:3 (`hostname` is not followed)``.
fn row(setting: &Setting, way: &Way) -> Vec<Cell> {
    let when = match &way.when {
        Some(when) => format!("if {}", when.when),
        None => "otherwise".to_owned(),
    };
    vec![
        plain(when),
        cell(shown(setting, way), if way.kind == NOT_FOUND { Tone::Bad } else { Tone::Good }),
        plain(because_of(setting, way)),
    ]
}

/// The same name in several sessions, none of which is certain.
pub(super) fn everywhere(name: &str, sessions: &[Resolved]) -> String {
    let ways: Vec<Option<&Way>> = sessions.iter().map(|one| one.likely.as_ref()).collect();
    let to = |way: &Way| (way.kind, way.path.clone());
    match ways.first() {
        Some(Some(first)) if ways.iter().all(|way| way.is_some_and(|way| to(way) == to(first))) => {
            match &first.path {
                Some(path) => {
                    format!("{name} likely runs {path} everywhere; no session is certain.")
                }
                None => format!("{name} is uncertain here; what follows is likely."),
            }
        }
        _ => format!("{name} cannot be told for certain here."),
    }
}

/// The same program everywhere, but for one doubt of some sessions.
pub(super) fn in_some(setting: &Setting, name: &str, sessions: &[Resolved]) -> Option<String> {
    let (open, certain): (Vec<&Resolved>, Vec<&Resolved>) =
        sessions.iter().partition(|one| one.kind == UNCERTAIN);
    let path = certain.first()?.path.as_ref()?;
    let likely = |one: &&Resolved| one.likely.as_ref()?.path.clone();
    let same = certain.iter().all(|one| one.path.as_ref() == Some(path))
        && open.iter().all(|one| likely(one).as_ref() == Some(path));
    let doubt = open.first()?.doubt.as_ref()?;
    let place = |one: &Resolved| one.doubt.as_ref().map(|one| words::origin(setting, &one.origin));
    if !same || open.iter().any(|one| place(one) != place(open[0])) {
        return None;
    }
    let labels: Vec<String> = open.iter().map(|one| one.label.clone()).collect();
    let unless = words::unless(setting, doubt, &format!("changes PATH or defines {name}"));
    let (path, who) = (words::home(setting, path), words::list(&labels, "and"));
    Some(format!("{name} runs {path}; in {who} {unless}."))
}

/// What a table shows of an uncertain name.
pub(super) fn target(setting: &Setting, one: &Resolved) -> String {
    match (&one.likely, one.alternatives.as_slice()) {
        (Some(way), _) if way.kind == NOT_FOUND => "likely not found".to_owned(),
        (Some(way), _) => format!("likely {}", shown(setting, way)),
        (None, ways) => {
            let all: IndexSet<String> = ways.iter().map(|way| shown(setting, way)).collect();
            words::list(&all.into_iter().collect::<Vec<_>>(), "or")
        }
    }
}

/// The reason behind a row: what may decide otherwise.
pub(super) fn because(setting: &Setting, one: &Resolved) -> String {
    let unless = one.doubt.as_ref().map(|doubt| words::unless(setting, doubt, "changes that"));
    let by = one.alternatives.iter().find_map(|way| way.when.as_ref());
    let by = by.map(|when| words::by(setting, &when.why));
    by.into_iter().chain(unless).collect::<Vec<_>>().join(", ")
}

/// A condition that makes no difference.
pub(super) fn whatever(setting: &Setting, one: &Resolved) -> Option<String> {
    let when = one.whatever.as_ref()?;
    Some(format!("whatever {} decides", words::origin(setting, &when.why.origin)))
}

/// What to give to be certain, each once.
pub(super) fn remedies(page: &mut Page, setting: &Setting, answer: &Answer) {
    let _ = setting;
    let all = answer.sessions.iter().flat_map(Resolved::because);
    let all: IndexSet<&str> = all.filter_map(|why: &Why| why.remedy.as_deref()).collect();
    for remedy in all {
        page.say(2, Tone::Dim, &format!("to be certain, {remedy}"));
    }
}
