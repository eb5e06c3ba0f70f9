//! `explain` for people.

mod evidence;
mod groups;
mod headline;
mod list;
mod near;
mod script;
mod uncertain;
mod variable;

use indexmap::IndexSet;

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::Setting;
use crate::report::explain::{Answer, Explain, NOT_FOUND, Resolved, UNCERTAIN};

pub(super) fn write(page: &mut Page, explain: &Explain) {
    if let Some(script) = &explain.script {
        return script::write(page, explain, script);
    }
    for answer in &explain.answers {
        page.gap();
        if is_list(answer) {
            variable::write(page, explain, answer);
            of_the_shell(page, answer);
            continue;
        }
        if answer.is_command() || answer.variables.is_empty() || only_alike(answer) {
            command(page, explain, answer);
        }
        if !answer.variables.is_empty() {
            page.gap();
            variable::write(page, explain, answer);
        }
    }
}

/// Whether it is a list of directories, and no file is called so.
fn is_list(answer: &Answer) -> bool {
    let list = answer.variables.iter().any(|one| !one.entries.is_empty());
    list && answer.sessions.iter().all(|one| one.kind == NOT_FOUND || is_no_file(one.kind))
}

/// cmd has a command of that name.
fn of_the_shell(page: &mut Page, answer: &Answer) {
    let own = answer.sessions.iter().filter(|one| one.kind != NOT_FOUND && one.kind != UNCERTAIN);
    let labels: Vec<String> = own.map(|one| one.label.clone()).collect();
    if !labels.is_empty() {
        let who = words::list(&labels, "and");
        page.say(2, Tone::Dim, &format!("in {who} {} is also built into the shell", answer.name));
    }
}

/// On Windows a variable of that name may be spelled in another case: then a command was meant as well.
fn only_alike(answer: &Answer) -> bool {
    answer.variables.iter().any(|one| one.variable.is_some() && one.name != answer.name)
}

fn command(page: &mut Page, explain: &Explain, answer: &Answer) {
    let setting = &explain.setting;
    headline::write(page, explain, answer);
    if answer.sessions.len() > 1 && !same_lines(answer) {
        headline::refusals(page, setting, answer);
    }
    if answer.sessions.len() > 1 && (!answer.agree || answer.is_command()) && !same_lines(answer) {
        page.gap();
        let rows = answer.sessions.iter().map(|one| row(setting, one));
        let labels = answer.sessions.iter().map(|one| label(explain, &one.session, &one.label));
        page.table(2, &groups::rows(labels, rows, explain.asks_launchers()));
    }
    uncertain::remedies(page, setting, answer);
    notes(page, setting, answer.sessions.iter().flat_map(|one| &one.notes));
    near::of_command(page, setting, answer);
    evidence::write(page, explain, answer);
    next(page, explain, answer);
}

/// What else is to be known, each once.
fn notes<'n>(page: &mut Page, setting: &Setting, notes: impl Iterator<Item = &'n String>) {
    for note in notes.collect::<IndexSet<_>>() {
        page.say(2, Tone::Dim, &words::homes(setting, note));
    }
}

/// Whether every session says the same in the same words, so that a table would only repeat it.
fn same_lines(answer: &Answer) -> bool {
    answer.agree
        && answer.sessions.windows(2).all(|pair| {
            pair[0].stage == pair[1].stage
                && pair[0].text == pair[1].text
                && pair[0].origin == pair[1].origin
        })
}

/// Who lacks it: everybody, where all that start a shell were asked.
fn nobody(explain: &Explain, labels: &[String]) -> String {
    const FEW: usize = 3;
    match explain.asks_launchers() && labels.len() > FEW {
        true => "anywhere, by any shell or launcher".to_owned(),
        false => format!("by {}", words::list(labels, "or")),
    }
}

/// The user's own shell is marked where others stand beside it.
fn label(explain: &Explain, session: &str, label: &str) -> String {
    match explain.own.as_deref() == Some(session) {
        true => format!("{label} (your shell)"),
        false => label.to_owned(),
    }
}

/// What runs, as the shell writes it, links shown.
pub(super) fn target(setting: &Setting, one: &Resolved) -> String {
    let steps = &one.chain.steps;
    if steps.len() > 1 && !is_no_file(one.kind) {
        let chain: Vec<String> =
            steps.iter().map(|step| words::home(setting, &step.path)).collect();
        return chain.join(" -> ");
    }
    match one.kind {
        UNCERTAIN => uncertain::target(setting, one),
        kind => what(kind, &typed(setting, kind, one.text.as_deref().unwrap_or_default())),
    }
}

/// The same where there is little room: of a long way only its ends.
pub(super) fn ends(setting: &Setting, one: &Resolved) -> String {
    match one.chain.steps.as_slice() {
        [first, _, .., last] if !is_no_file(one.kind) => {
            let [first, last] = [first, last].map(|step| words::home(setting, &step.path));
            format!("{first} -> … -> {last}")
        }
        _ => target(setting, one),
    }
}

/// A file below the home as people type it; a shell of Windows knows no `~`.
fn typed(setting: &Setting, kind: &str, text: &str) -> String {
    match setting.separator == '/' && !is_no_file(kind) {
        true => words::home(setting, text),
        false => text.to_owned(),
    }
}

fn is_no_file(kind: &str) -> bool {
    let kinds = [NOT_FOUND, UNCERTAIN, "alias", "function", "keyword", "builtin", "cmdlet"];
    kinds.contains(&kind)
}

pub(super) fn what(kind: &str, text: &str) -> String {
    match kind {
        NOT_FOUND => "not found".to_owned(),
        "alias" => format!("an alias for {text}"),
        "function" => "a function".to_owned(),
        "keyword" => "a keyword of the shell".to_owned(),
        "builtin" => "built into the shell".to_owned(),
        "cmdlet" => format!("the cmdlet {text}"),
        _ => text.to_owned(),
    }
}

/// The rule and who wrote what it found.
fn because(setting: &Setting, one: &Resolved) -> String {
    match one.kind {
        UNCERTAIN => return uncertain::because(setting, one),
        NOT_FOUND => return one.reason.clone(),
        _ => {}
    }
    let stage = one.stage.as_deref().unwrap_or_default();
    found(setting, stage, &one.reason, one.origin.as_ref())
}

/// `PATH entry 3, /etc/profile:31`; a reason that says more than the stage stands instead of it.
pub(super) fn found(
    setting: &Setting,
    stage: &str,
    reason: &str,
    origin: Option<&crate::report::Origin>,
) -> String {
    let special;
    let said = match reason.strip_prefix(stage) {
        Some(more) if more.starts_with(", but") || more.starts_with(';') => reason,
        _ if reason.is_empty() => stage,
        // The rule is known by the stage, what it leads to here is not.
        Some(rule) => match rule.split_once("; ") {
            Some((_, here)) => {
                special = format!("{stage}; {here}");
                special.as_str()
            }
            None => stage,
        },
        None => reason,
    };
    let by = origin.map(|origin| words::origin(setting, origin)).unwrap_or_default();
    match (said.is_empty(), by.is_empty()) {
        (false, false) if !said.contains(&by) => format!("{said}, {by}"),
        (true, _) => by,
        _ => said.to_owned(),
    }
}

fn row(setting: &Setting, one: &Resolved) -> Vec<Cell> {
    let tone = match one.kind {
        NOT_FOUND => Tone::Bad,
        UNCERTAIN => Tone::Warn,
        _ if one.blocked => Tone::Bad,
        _ => Tone::Good,
    };
    let why = match (&one.lack, one.kind) {
        (Some(lack), _) => groups::lack(setting, lack),
        (None, NOT_FOUND) => String::new(),
        (None, _) => because(setting, one),
    };
    vec![cell(target(setting, one), tone), plain(why)]
}

/// The next useful command, if there is one.
fn next(page: &mut Page, explain: &Explain, answer: &Answer) {
    let two: Vec<&Resolved> = match answer.sessions.as_slice() {
        [first, rest @ ..] if !answer.agree && !explain.called && answer.is_command() => {
            let other = rest.iter().find(|one| one.path != first.path || one.kind != first.kind);
            std::iter::once(first).chain(other).collect()
        }
        _ => return,
    };
    if let [left, right] = two.as_slice() {
        page.gap();
        let on = words::on_scenario(&explain.setting);
        page.say(
            0,
            Tone::Dim,
            &format!("See also: envsim diff {} {}{on}", short(left), short(right)),
        );
    }
}

/// What a session is asked by: its label where that is one word, else its whole name.
fn short(one: &Resolved) -> &str {
    let plain = one.session.starts_with(one.label.as_str()) && !one.label.contains(' ');
    if plain { &one.label } else { &one.session }
}
