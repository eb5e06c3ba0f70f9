//! The commands of a script, and what starts them.

use super::{groups, target};
use crate::render::text::page::{Page, Tone, cell, plain};
use crate::render::text::words;
use crate::report::Setting;
use crate::report::explain::{Answer, Explain, NOT_FOUND, Resolved, UNCERTAIN};

pub(super) fn write(page: &mut Page, explain: &Explain, script: &str) {
    let missing: Vec<&Answer> = explain
        .answers
        .iter()
        .filter(|answer| answer.sessions.iter().any(|one| one.kind == NOT_FOUND))
        .collect();
    let total = words::count(explain.answers.len(), "command", "commands");
    let head = match missing.len() {
        0 => format!("{script} uses {total}; every session finds all of them."),
        some => {
            let verb = words::count(some, "is", "are");
            format!("{script} uses {total}; {verb} missing in some session.")
        }
    };
    page.say(0, Tone::Strong, &head);
    page.gap();
    let mut rows = Vec::new();
    for answer in &explain.answers {
        let lines: Vec<String> = answer.lines.iter().map(u32::to_string).collect();
        for (number, Outcome { labels, what, tone, why }) in
            outcomes(&explain.setting, answer).into_iter().enumerate()
        {
            let first = number == 0;
            let name = if first { answer.name.clone() } else { String::new() };
            let lines =
                if first { format!("line {}", words::list(&lines, "and")) } else { String::new() };
            rows.push(vec![
                cell(name, Tone::Strong),
                cell(lines, Tone::Dim),
                cell(what, tone),
                plain(labels),
                cell(why.unwrap_or_default(), Tone::Dim),
            ]);
        }
    }
    page.table(2, &rows);
    let go = explain.answers.iter().find(|answer| answer.name == "go");
    if let Some(line) = go.and_then(|answer| answer.lines.first()) {
        page.gap();
        let text = format!("what go sees there: envsim go-env --script {script}:{line}");
        page.say(0, Tone::Dim, &text);
    }
}

/// What some sessions make of a command of a script.
struct Outcome {
    labels: String,
    what: String,
    tone: Tone,
    why: Option<String>,
}

/// What a command is, and why it is not there.
type Told = (String, Option<String>);

/// What the sessions make of a command, those with the same outcome together.
fn outcomes(setting: &Setting, answer: &Answer) -> Vec<Outcome> {
    let mut groups: Vec<(Vec<String>, &Resolved, Told)> = Vec::new();
    for one in &answer.sessions {
        let what = (target(setting, one), missing(setting, one));
        match groups.iter_mut().find(|(.., known)| *known == what) {
            Some((labels, ..)) => labels.push(one.label.clone()),
            None => groups.push((vec![one.label.clone()], one, what)),
        }
    }
    let all = groups.len() == 1 && answer.sessions.len() > 2;
    let outcome = |(labels, first, (what, why)): (Vec<String>, &Resolved, _)| Outcome {
        labels: if all { "everywhere".to_owned() } else { words::list(&labels, "and") },
        what,
        tone: match first.kind {
            NOT_FOUND => Tone::Bad,
            UNCERTAIN => Tone::Warn,
            _ => Tone::Good,
        },
        why,
    };
    groups.into_iter().map(outcome).collect()
}

/// Why a command is not there.
fn missing(setting: &Setting, one: &Resolved) -> Option<String> {
    let lack = one.lack.as_ref().map(|lack| groups::lack(setting, lack));
    (one.kind == NOT_FOUND).then(|| lack.or_else(|| one.notes.first().cloned())).flatten()
}
