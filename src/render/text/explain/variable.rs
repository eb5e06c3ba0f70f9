//! A name as a variable.

use std::collections::BTreeSet;

use super::{groups, label, list, near, nobody, notes};
use crate::render::text::page::{Cell, Page, Tone, cell, plain};
use crate::render::text::words;
use crate::report::Setting;
use crate::report::explain::{Answer, Explain, InSession};

/// A value longer than this does not fit into a sentence.
const LONG: usize = 50;

pub(super) fn write(page: &mut Page, explain: &Explain, answer: &Answer) {
    let setting = &explain.setting;
    let values: BTreeSet<Option<String>> =
        answer.variables.iter().map(|one| Some(shown(one))).collect();
    let name = &answer.name;
    let all = &answer.variables;
    if all.first().is_some_and(|first| !first.entries.is_empty()) {
        return list::write(page, explain, name, all);
    }
    let headline = match all.as_slice() {
        all if values.len() == 1 && all.iter().all(|one| shown(one) == UNSET) => {
            format!("{name} is not set {}.", nobody(explain, &labels(answer)))
        }
        all if explain.asks_launchers()
            && values.len() == 2
            && all.iter().any(|one| shown(one) == UNSET) =>
        {
            groups::variable(name, all, &|one| shown(one) == UNSET)
        }
        _ if values.len() > 1 => format!("{name} differs."),
        [one] if shown(one).len() > LONG => format!("{name} in {}:", one.label),
        [first, ..] if shown(first).len() > LONG => format!("{name} is the same everywhere:"),
        [one] => format!("{name} is {} in {}.", shown(one), one.label),
        [first, ..] => format!("{name} is {} everywhere.", shown(first)),
        [] => return,
    };
    page.say(0, Tone::Strong, &headline);
    if all.iter().any(|one| shown(one) != UNSET) {
        let rows = all.iter().map(|one| variable_row(setting, one));
        let labels = all.iter().map(|one| label(explain, &one.session, &one.label));
        page.table(2, &groups::rows(labels, rows, explain.asks_launchers()));
    }
    notes(page, setting, all.iter().flat_map(|one| &one.notes));
    near::of_variable(page, setting, answer);
    let held = |one: &InSession| one.variable.as_ref()?.value.why.as_ref()?.remedy.clone();
    let doubted = |one: &InSession| one.may_be_set.as_ref()?.remedy.clone();
    let remedies: BTreeSet<String> =
        all.iter().flat_map(|one| [held(one), doubted(one)]).flatten().collect();
    for remedy in remedies {
        page.say(2, Tone::Dim, &remedy);
    }
}

/// What is said of a variable that is not there.
const UNSET: &str = "not set";

fn labels(answer: &Answer) -> Vec<String> {
    answer.variables.iter().map(|one| one.label.clone()).collect()
}

fn shown(one: &InSession) -> String {
    match &one.variable {
        None if one.may_be_set.is_some() => "not set as far as known".to_owned(),
        None => UNSET.to_owned(),
        Some(variable) if variable.value.likely.is_some() => {
            format!("likely {}", variable.value.marked())
        }
        Some(variable) if variable.maybe_unset && variable.value.known.is_some() => {
            format!("{} or not set", variable.value.marked())
        }
        Some(variable) if !variable.value.alternatives.is_empty() => variable.value.marked(),
        Some(variable) if variable.value.known.as_deref() == Some("") => "(empty)".to_owned(),
        Some(variable) if variable.value.pieces.iter().all(|piece| piece.text.is_none()) => {
            "unknown".to_owned()
        }
        Some(variable) => variable.value.marked(),
    }
}

fn variable_row(setting: &Setting, one: &InSession) -> Vec<Cell> {
    let tone = match &one.variable {
        None => Tone::Dim,
        Some(variable) if variable.value.known.is_none() => Tone::Warn,
        Some(_) => Tone::Good,
    };
    let mut why = Vec::new();
    if let Some(doubt) = &one.may_be_set {
        why.push(words::unless(setting, doubt, "sets it"));
    }
    if let Some(lack) = &one.lack {
        why.push(groups::lack(setting, lack));
    }
    if let Some(variable) = &one.variable {
        match &variable.value.why {
            Some(doubt) if variable.value.likely.is_some() => {
                why.push(words::unless(setting, doubt, "changes it"));
            }
            Some(condition) if !variable.value.alternatives.is_empty() => {
                why.push(words::by(setting, condition));
            }
            Some(unknown) => why.push(words::why(setting, unknown)),
            None => {
                let origins = words::writers(&variable.value.origins);
                why.extend(origins.map(|one| words::origin(setting, one)));
            }
        }
        if let Some((Some(old), origin)) = variable.overruled.last()
            && old.known != variable.value.known
        {
            why.push(format!("over {} from {}", old.marked(), words::origin(setting, origin)));
        }
        if !variable.exported {
            why.push("not exported".to_owned());
        }
    }
    vec![cell(shown(one), tone), plain(why.join(", "))]
}
