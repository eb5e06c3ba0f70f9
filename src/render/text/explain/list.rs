//! `explain PATH`: the entries with their writers in the user's own shell, and what other sessions have less or more.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::{Cell, Tone, cell, groups, plain, words};
use crate::render::text::env::path_row;
use crate::render::text::page::Page;
use crate::report::Setting;
use crate::report::env::PathEntry;
use crate::report::explain::{Explain, InSession};

/// How many entries that differ are named.
const MOST: usize = 3;

/// The first session in full, the others beside it.
pub(super) fn write(page: &mut Page, explain: &Explain, name: &str, all: &[InSession]) {
    let Some((first, others)) = all.split_first() else { return };
    let setting = &explain.setting;
    let count = words::count(first.entries.len(), "entry", "entries");
    let who = super::label(explain, &first.session, &first.label);
    page.say(0, Tone::Strong, &format!("{name} has {count} in {who}."));
    let rows: Vec<Vec<Cell>> = first
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| path_row(setting, at + 1, entry))
        .collect();
    page.table(2, &rows);
    if others.is_empty() {
        return;
    }
    page.gap();
    let labels = others.iter().map(|one| super::label(explain, &one.session, &one.label));
    let rows = others.iter().map(|one| beside(setting, first, one));
    page.table(2, &groups::rows(labels, rows, true));
}

fn beside(setting: &Setting, first: &InSession, other: &InSession) -> Vec<Cell> {
    if other.variable.is_none() {
        return vec![cell("not set", Tone::Bad), plain("")];
    }
    let count = words::count(other.entries.len(), "entry", "entries");
    let less = lacking(setting, &first.entries, &other.entries);
    let more = lacking(setting, &other.entries, &first.entries);
    let text = match (less.is_empty(), more.is_empty()) {
        (true, true) => "the same directories".to_owned(),
        (false, true) => format!("without {less}"),
        (true, false) => format!("and {more}"),
        (false, false) => format!("without {less}; and {more}"),
    };
    vec![plain(count), plain(text)]
}

/// Entries of one list that another one lacks, a few of them by name.
fn lacking(setting: &Setting, of: &[PathEntry], other: &[PathEntry]) -> String {
    let there: HashSet<&str> = other.iter().map(|one| one.shown.as_str()).collect();
    let lacked = of.iter().filter(|one| !there.contains(one.shown.as_str()));
    let names: IndexSet<String> = lacked.map(|one| words::home(setting, &one.shown)).collect();
    let mut names: Vec<String> = names.into_iter().collect();
    let more = names.len().saturating_sub(MOST);
    names.truncate(MOST);
    match more {
        0 => words::list(&names, "and"),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
