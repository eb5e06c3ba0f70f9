//! The first line: the answer that could be quoted to a colleague.

use std::collections::{BTreeSet, HashSet};

use super::{because, groups, nobody, same_lines, target, uncertain};
use crate::render::text::page::{Page, Tone, cell, plain};
use crate::render::text::words;
use crate::report::Setting;
use crate::report::explain::{Answer, Explain, NOT_FOUND, Resolved, UNCERTAIN};

pub(super) fn write(page: &mut Page, explain: &Explain, answer: &Answer) {
    let (setting, name) = (&explain.setting, &answer.name);
    let text = match answer.sessions.as_slice() {
        all if explain.asks_launchers() && groups::divides(all) => groups::headline(name, all),
        [] => format!("{name}: there is no session to ask."),
        all if all.iter().all(|one| one.kind == NOT_FOUND) => {
            format!("{name} is not found {}.", nobody(explain, &labels(answer)))
        }
        [one] if one.kind == UNCERTAIN => return uncertain::alone(page, setting, name, one),
        [one] => return alone(page, setting, name, one),
        [first, ..] if same_lines(answer) => {
            alone(page, setting, name, first);
            let who = words::list(&labels(answer), "and");
            return page.say(2, Tone::Dim, &format!("the same in {who}"));
        }
        [first, ..] if answer.agree => {
            format!("{name} is the same everywhere: {}.", target(setting, first))
        }
        all => disagreement(setting, name, all),
    };
    page.say(0, Tone::Strong, &text);
}

fn labels(answer: &Answer) -> Vec<String> {
    answer.sessions.iter().map(|one| one.label.clone()).collect()
}

fn disagreement(setting: &Setting, name: &str, sessions: &[Resolved]) -> String {
    let of = |kind: &str| sessions.iter().filter(|one| one.kind == kind).count();
    let (missing, unknown) = (of(NOT_FOUND), of(UNCERTAIN));
    let different: BTreeSet<String> = sessions
        .iter()
        .filter(|one| !matches!(one.kind, NOT_FOUND | UNCERTAIN))
        .map(|one| {
            one.end().map(str::to_owned).unwrap_or_else(|| format!("{} {:?}", one.kind, one.text))
        })
        .collect();
    match (different.len(), missing, unknown) {
        (0, _, _) => uncertain::everywhere(name, sessions),
        (1, 0, _) => uncertain::in_some(setting, name, sessions).unwrap_or_else(|| {
            format!("{name} is certain in some sessions and uncertain in others.")
        }),
        (1, _, _) => format!("{name} is found by some sessions only."),
        (many, _, _) => {
            let programs = sessions.iter().all(|one| one.path.is_some() || one.kind == NOT_FOUND);
            let what = if programs { "programs" } else { "things" };
            format!("{name} is {} different {what} here.", words::number(many))
        }
    }
}

fn alone(page: &mut Page, setting: &Setting, name: &str, one: &Resolved) {
    let verb = match one.kind {
        _ if one.blocked => "would be",
        "application" | "script" | "app-path" => "runs",
        _ => "is",
    };
    let why = because(setting, one);
    let why = if why.is_empty() { String::new() } else { format!("({why})") };
    let whatever = uncertain::whatever(setting, one);
    let head = format!("{name} {verb} {}", target(setting, one));
    page.table(0, &[vec![cell(head, Tone::Strong), plain(why)]]);
    handed_over(page, setting, one);
    if let Some(whatever) = whatever {
        page.say(2, Tone::Dim, &whatever);
    }
}

/// Who decides where a shim leads, and why one refuses.
fn handed_over(page: &mut Page, setting: &Setting, one: &Resolved) {
    for step in &one.chain.steps {
        let plain = step.why.is_empty() || step.why.starts_with("a symbolic link");
        if !plain && !step.why.starts_with("a link to its directory") {
            let why = words::home(setting, &step.why);
            page.say(2, Tone::Dim, &format!("{}: {why}", words::home(setting, &step.path)));
        }
    }
    if let Some(refusal) = &one.chain.refusal {
        page.say(2, Tone::Warn, &format!("it does not run: {refusal}"));
    }
}

/// The files that are found and end in an error, each once.
pub(super) fn refusals(page: &mut Page, setting: &Setting, answer: &Answer) {
    let mut said = HashSet::new();
    for one in &answer.sessions {
        let refusal = one.chain.refusal.as_ref().filter(|_| one.chain.missing);
        let (Some(path), Some(why)) = (&one.path, refusal) else { continue };
        let (path, why) = (words::home(setting, path), words::home(setting, why));
        let text = format!("{path} does not run: {why}");
        if said.insert(text.clone()) {
            page.say(2, Tone::Warn, &text);
        }
    }
}
