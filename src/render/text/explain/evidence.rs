//! What a shell considered, in its order.

use super::{found, typed};
use crate::render::text::page::{Cell, Page, Tone, cell, plain};
use crate::render::text::words;
use crate::report::explain::{Answer, Candidate, Explain, Resolved};
use crate::report::{Setting, Verdict};

/// How many candidates of a session are shown before the rest is folded.
const FOLD: usize = 6;

/// The candidates of each session, sessions with the same ones together.
pub(super) fn write(page: &mut Page, explain: &Explain, answer: &Answer) {
    let mut groups: Vec<(Vec<String>, &Resolved)> = Vec::new();
    // Of many launchers only the user's own shell is told in full.
    let own = |one: &&Resolved| {
        let only = explain.own.as_deref().filter(|_| !explain.all_candidates);
        only.is_none_or(|own| own == one.session)
    };
    // Nor is what is no shell.
    let most = explain.shells.filter(|_| !explain.all_candidates).unwrap_or(usize::MAX);
    for one in answer.sessions.iter().take(most).filter(own) {
        let lines = |one: &Resolved| one.candidates.iter().map(line).collect::<Vec<_>>();
        match groups.iter_mut().find(|(_, first)| lines(first) == lines(one)) {
            Some((labels, _)) => labels.push(one.label.clone()),
            None => groups.push((vec![one.label.clone()], one)),
        }
    }
    for (labels, one) in groups {
        let worth = one.candidates.len() > 1
            || one.candidates.iter().any(|candidate| candidate.verdict != Verdict::Chosen)
            || explain.all_candidates && !one.candidates.is_empty();
        if worth {
            page.gap();
            let who = words::list(&labels, "and");
            page.say(0, Tone::Plain, &format!("{who} considered, in this order"));
            candidates(page, explain, one);
        }
    }
}

fn line(candidate: &Candidate) -> (String, String, &'static str) {
    (candidate.text.clone(), candidate.stage.clone(), candidate.verdict.name())
}

fn candidates(page: &mut Page, explain: &Explain, one: &Resolved) {
    let most = if explain.all_candidates { usize::MAX } else { FOLD };
    let shown = if one.candidates.len() <= most.saturating_add(1) { usize::MAX } else { most };
    let mut number = 0;
    let mut rows = Vec::new();
    for candidate in one.candidates.iter().take(shown) {
        let mark = if candidate.verdict == Verdict::Refused {
            "-".to_owned()
        } else {
            number += 1;
            number.to_string()
        };
        rows.push(candidate_row(&explain.setting, mark, candidate));
    }
    page.table(2, &rows);
    let hidden = one.candidates.len().saturating_sub(shown);
    if hidden > 0 {
        page.say(2, Tone::Dim, &format!("… and {hidden} more: --all-candidates"));
    }
}

fn candidate_row(setting: &Setting, mark: String, candidate: &Candidate) -> Vec<Cell> {
    let tone = match candidate.verdict {
        Verdict::Chosen => Tone::Good,
        Verdict::Shadowed => Tone::Dim,
        Verdict::Refused | Verdict::Blocked => Tone::Bad,
        Verdict::Possible => Tone::Warn,
    };
    let what = match candidate.kind {
        "application" | "script" | "app-path" => typed(setting, candidate.kind, &candidate.text),
        "alias" => format!("alias {}", candidate.text),
        kind => kind.to_owned(),
    };
    let why = found(setting, &candidate.stage, &candidate.reason, candidate.origin.as_ref());
    let why = if why == what { String::new() } else { why };
    let why = match &candidate.identity {
        Some(identity) => format!("{why} ({})", identity.words()),
        None => why,
    };
    vec![plain(mark), plain(what), cell(candidate.verdict.name(), tone), plain(why)]
}
