//! One session beside every other way to start it: the first screen has what matters of each.

use std::collections::BTreeSet;

use super::super::page::{Cell, Page, Tone, cell, plain};
use super::super::{explain, words};
use super::shown;
use crate::report::diff::{
    Change, CommandDiff, Diff, Found, Held, Place, Spread, VariableDiff, is_told,
};
use crate::report::explain::Resolved;

const NOT_FOUND: &str = "not-found";

/// How many rows of one kind are shown before the rest is folded.
const FOLD: usize = 6;

pub(in super::super) fn write(page: &mut Page, spread: &Spread) {
    let label = &spread.label;
    let ways = words::count(spread.diffs.len(), "other session", "other sessions");
    if spread.same() {
        let known = if spread.doubts().is_empty() { "" } else { ", as far as is known" };
        let text = format!("{label} and {ways} have the same environment{known}.");
        page.say(0, Tone::Strong, &text);
        return uncertain(page, spread);
    }
    page.say(0, Tone::Strong, &format!("{label} beside {ways}."));
    overview(page, spread);
    let (mut files, own): (Vec<Found>, Vec<Found>) =
        spread.commands().into_iter().partition(is_of_files);
    files.sort_by_key(|one| one.left.kind == NOT_FOUND);
    let head = |name: &str| [plain(name.to_owned()), cell(label.as_str(), Tone::Dim), plain("")];
    section(page, head("commands"), files.iter().map(|one| command(spread, one)));
    of_the_shell(page, &own);
    section(page, head("PATH"), spread.places().iter().map(|one| place(spread, one)));
    section(page, head("variables"), spread.variables().iter().map(|one| variable(spread, one)));
    uncertain(page, spread);
    next(page, spread);
}

/// Each way once, those with the same differences in number side by side.
fn overview(page: &mut Page, spread: &Spread) {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for diff in &spread.diffs {
        let (said, way) = (in_short(diff), diff.labels[1].clone());
        match groups.iter_mut().find(|(known, _)| *known == said) {
            Some((_, ways)) => ways.push(way),
            None => groups.push((said, vec![way])),
        }
    }
    let rows: Vec<Vec<Cell>> = groups
        .into_iter()
        .map(|(said, ways)| vec![cell(words::list(&ways, "and"), Tone::Strong), plain(said)])
        .collect();
    page.table(2, &rows);
}

fn in_short(diff: &Diff) -> String {
    if diff.same() {
        return "the same".to_owned();
    }
    let lost = |change| diff.path.iter().filter(|one| one.change == change).count();
    let lacking = diff.commands.iter().filter(|one| one.right.kind == NOT_FOUND).count();
    let other = |one: &&CommandDiff| is_file(&one.left) && is_file(&one.right);
    let other = diff.commands.iter().filter(other).filter(|one| one.right.kind != NOT_FOUND);
    let mut parts = Vec::new();
    let mut say = |number: usize, one: &str, many: &str| {
        if number > 0 {
            parts.push(words::count(number, one, many));
        }
    };
    say(lacking, "command is not found", "commands are not found");
    say(other.count(), "command is another file", "commands are other files");
    let entries = [lost(Change::OnlyLeft), lost(Change::OnlyRight), lost(Change::Moved)];
    say(entries.iter().sum(), "entry of PATH", "entries of PATH");
    let told = |one: &&VariableDiff| is_told(&one.name);
    say(diff.variables.iter().filter(told).count(), "variable", "variables");
    match parts.is_empty() {
        true => "only aliases and functions differ".to_owned(),
        false => parts.join(", "),
    }
}

/// Whether a file or nothing answers to the name.
fn is_file(one: &Resolved) -> bool {
    !matches!(one.kind, "alias" | "function" | "keyword" | "builtin" | "cmdlet")
}

/// Whether the difference is one of files: a shell's own names are on no side all there is.
fn is_of_files(found: &Found) -> bool {
    let others = found.others.iter().any(|(one, _)| is_file(one) && one.kind != NOT_FOUND);
    is_file(&found.left) && (found.left.kind != NOT_FOUND || others)
}

fn command(spread: &Spread, one: &Found) -> Vec<Cell> {
    let target = |one: &Resolved| match one.kind {
        "uncertain" => explain::target(&spread.setting, one),
        kind => {
            let text = one.text.as_deref().unwrap_or_default();
            explain::what(kind, &words::home(&spread.setting, text))
        }
    };
    let others = one.others.iter().map(|(other, ways)| (target(other), ways));
    vec![cell(&one.name, Tone::Strong), plain(target(&one.left)), plain(by(spread, others))]
}

/// `not found by cron and sudo; /usr/bin/x by ssh`.
fn by<'w>(spread: &Spread, others: impl Iterator<Item = (String, &'w Vec<String>)>) -> String {
    let all: Vec<String> =
        others.map(|(what, all)| format!("{what} by {}", ways(spread, all))).collect();
    all.join("; ")
}

/// The labels, each once, or that it is all of them.
fn ways(spread: &Spread, labels: &[String]) -> String {
    let mut once: Vec<String> = Vec::new();
    for label in labels {
        if !once.contains(label) {
            once.push(label.clone());
        }
    }
    match once.len() == spread.diffs.len() && once.len() > 1 {
        true => "all others".to_owned(),
        false => words::list(&once, "and"),
    }
}

/// Aliases, functions and builtins are the shell's own: their names are enough.
fn of_the_shell(page: &mut Page, own: &[Found]) {
    let names: BTreeSet<&str> = own.iter().map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let said = words::count(names.len(), "name is", "names are");
    page.say(
        2,
        Tone::Dim,
        &format!("{said} the shell's own on one side: {}", words::reach(&names)),
    );
}

fn place(spread: &Spread, one: &Place) -> Vec<Cell> {
    let ways = ways(spread, &one.ways);
    let (sign, tone, said) = match one.change {
        Change::OnlyLeft => ("-", Tone::Bad, format!("not in {ways}")),
        Change::OnlyRight => ("+", Tone::Good, format!("only in {ways}")),
        Change::Moved => (">", Tone::Warn, format!("elsewhere in {ways}")),
        Change::Spelled => ("~", Tone::Dim, format!("spelled differently in {ways}")),
    };
    let text = match one.entry.as_str() {
        "" => "(empty)".to_owned(),
        entry => words::home(&spread.setting, entry),
    };
    let entry = one.position.map_or_else(|| text.clone(), |at| format!("{at}  {text}"));
    let who = one.origin.as_ref().map(|origin| words::origin(&spread.setting, origin));
    let said = match who {
        Some(who) if one.change == Change::OnlyLeft => format!("{said} ({who})"),
        _ => said,
    };
    vec![cell(sign, tone), plain(entry), plain(said)]
}

fn variable(spread: &Spread, one: &Held) -> Vec<Cell> {
    let left = one.diff.left.as_ref().map_or_else(|| "-".to_owned(), |held| shown(&held.value));
    let others = one.others.iter().map(|(value, ways)| match value {
        Some(value) => (shown(value), ways),
        None => ("not set".to_owned(), ways),
    });
    vec![cell(&one.diff.name, Tone::Strong), plain(left), plain(by(spread, others))]
}

fn section(page: &mut Page, head: [Cell; 3], rows: impl Iterator<Item = Vec<Cell>>) {
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let hidden = rows.len().saturating_sub(FOLD);
    let kept = if hidden == 1 { rows.len() } else { rows.len() - hidden };
    let mut table = vec![head.to_vec()];
    for mut row in rows.into_iter().take(kept) {
        if let Some(first) = row.first_mut() {
            first.indent(2);
        }
        table.push(row);
    }
    page.gap();
    page.table(0, &table);
    if hidden > 1 {
        page.say(2, Tone::Dim, &format!("… and {hidden} more: --format json has all"));
    }
}

fn uncertain(page: &mut Page, spread: &Spread) {
    let doubts = spread.doubts();
    if doubts.is_empty() {
        return;
    }
    page.gap();
    page.say(0, Tone::Plain, "not certain");
    for (labels, why) in &doubts {
        let labels = words::list(labels, "and");
        page.say(2, Tone::Warn, &format!("{labels}: {}", words::why(&spread.setting, why)));
    }
}

/// The next command: the way that differs most, in full.
fn next(page: &mut Page, spread: &Spread) {
    let most = spread.diffs.iter().max_by_key(|diff| diff.commands.len() + diff.path.len());
    let Some(diff) = most.filter(|diff| !diff.same()) else { return };
    let scenario = words::on_scenario(&spread.setting);
    page.gap();
    let [left, right] = &diff.sessions;
    page.say(0, Tone::Dim, &format!("See also: envsim diff {left} {right}{scenario}"));
}
