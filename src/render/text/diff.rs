//! `diff` for people: what differs, then what follows from it.

pub(super) mod spread;

use super::doubts::{self, Style};
use super::page::{Cell, Page, Tone, cell, plain};
use super::{explain, words};
use crate::report::Text;
use crate::report::diff::{Change, Diff, NameDiff, PathDiff};
use crate::report::env::EnvVariable;

/// How many rows of one kind are shown before the rest is folded.
const FOLD: usize = 12;

pub(super) fn write(page: &mut Page, diff: &Diff) {
    let [left, right] = &diff.labels;
    if diff.same() {
        let known = if diff.doubts.is_empty() { "" } else { ", as far as is known" };
        let text = format!(
            "{left} and {right} have the same environment and run the same commands{known}."
        );
        page.say(0, Tone::Strong, &text);
        return uncertain(page, diff);
    }
    page.say(0, Tone::Strong, &summary(diff));
    let setting = &diff.setting;
    section(
        page,
        ["commands", left, right],
        diff.commands.iter().map(|one| {
            vec![
                cell(&one.name, Tone::Strong),
                plain(explain::ends(setting, &one.left)),
                plain(explain::ends(setting, &one.right)),
                cell(&one.because, Tone::Dim),
            ]
        }),
    );
    section(page, ["PATH", left, right], diff.path.iter().map(|one| entry(diff, one)));
    section(
        page,
        ["variables", left, right],
        diff.variables.iter().map(|one| {
            vec![
                cell(&one.name, Tone::Strong),
                plain(value(&one.left, one.may_be_set)),
                plain(value(&one.right, one.may_be_set)),
                cell(writer(diff, one.right.as_ref().or(one.left.as_ref())), Tone::Dim),
            ]
        }),
    );
    section(page, ["aliases", left, right], diff.aliases.iter().map(named));
    section(page, ["functions", left, right], diff.functions.iter().map(named));
    section(
        page,
        ["go env", left, right],
        diff.go.iter().map(|one| {
            let text = |text: &Option<Text>| text.as_ref().map_or("-".to_owned(), shown);
            vec![
                cell(&one.name, Tone::Strong),
                plain(text(&one.left)),
                plain(text(&one.right)),
                plain(""),
            ]
        }),
    );
    lacking_go(page, diff);
    uncertain(page, diff);
}

fn summary(diff: &Diff) -> String {
    let mut parts = Vec::new();
    if !diff.commands.is_empty() {
        let commands = words::count(diff.commands.len(), "command changes", "commands change");
        parts.push(format!("{commands} winner"));
    }
    if !diff.variables.is_empty() {
        parts.push(words::count(diff.variables.len(), "variable differs", "variables differ"));
    }
    if !diff.path.is_empty() {
        parts.push(format!("PATH differs in {} of {} entries", diff.path.len(), diff.entries));
    }
    let names = diff.aliases.len() + diff.functions.len();
    if names > 0 {
        parts.push(words::count(names, "alias or function differs", "aliases or functions differ"));
    }
    if !diff.go.is_empty() {
        parts.push(format!("go env differs in {}", diff.go.len()));
    }
    format!("{}.", words::list(&parts, "and"))
}

fn section(page: &mut Page, heads: [&str; 3], rows: impl Iterator<Item = Vec<Cell>>) {
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let hidden = rows.len().saturating_sub(FOLD);
    let hidden = if hidden == 1 { 0 } else { hidden };
    let mut table = vec![vec![
        plain(heads[0]),
        cell(heads[1], Tone::Dim),
        cell(heads[2], Tone::Dim),
        plain(""),
    ]];
    let kept = rows.len() - hidden;
    for mut row in rows.into_iter().take(kept) {
        if let Some(first) = row.first_mut() {
            first.indent(2);
        }
        table.push(row);
    }
    page.gap();
    page.table(0, &table);
    if hidden > 0 {
        page.say(2, Tone::Dim, &format!("… and {hidden} more: --format json has all"));
    }
}

fn entry(diff: &Diff, one: &PathDiff) -> Vec<Cell> {
    let (sign, tone) = match one.change {
        Change::OnlyLeft => ("-", Tone::Bad),
        Change::OnlyRight => ("+", Tone::Good),
        Change::Moved => (">", Tone::Warn),
        Change::Spelled => ("~", Tone::Dim),
    };
    let side = |side: &Option<(usize, String)>| match side {
        Some((at, text)) => format!("{at}  {text}"),
        None => "-".to_owned(),
    };
    let who = one.origin.as_ref().map(|origin| words::origin(&diff.setting, origin));
    vec![
        cell(sign, tone),
        plain(side(&one.left)),
        plain(side(&one.right)),
        cell(who.unwrap_or_default(), Tone::Dim),
    ]
}

fn value(variable: &Option<EnvVariable>, may_be_set: bool) -> String {
    match variable {
        Some(variable) => shown(&variable.value),
        None if may_be_set => "- as far as known".to_owned(),
        None => "-".to_owned(),
    }
}

/// What either side did not follow: nothing above that rests on it is certain.
fn uncertain(page: &mut Page, diff: &Diff) {
    if diff.doubts.is_empty() {
        return;
    }
    page.gap();
    page.say(0, Tone::Plain, "not certain");
    let all = diff.doubts.iter().map(|(label, why)| (label.as_str(), why));
    doubts::say(page, &diff.setting, all, &Style::Before, false);
}

fn shown(text: &Text) -> String {
    match text.known.as_deref() {
        Some("") => "(empty)".to_owned(),
        _ => text.marked(),
    }
}

fn writer(diff: &Diff, variable: Option<&EnvVariable>) -> String {
    let Some(variable) = variable else { return String::new() };
    match &variable.value.why {
        Some(why) if variable.value.likely.is_none() => words::why(&diff.setting, why),
        _ => {
            let all: Vec<String> = words::writers(&variable.value.origins)
                .map(|origin| words::origin(&diff.setting, origin))
                .collect();
            all.join(", ")
        }
    }
}

fn named(one: &NameDiff) -> Vec<Cell> {
    let side = |side: &Option<String>| plain(side.clone().unwrap_or_else(|| "-".to_owned()));
    vec![cell(&one.name, Tone::Strong), side(&one.left), side(&one.right), plain("")]
}

fn lacking_go(page: &mut Page, diff: &Diff) {
    let lacking = match diff.has_go {
        [true, false] => &diff.labels[1],
        [false, true] => &diff.labels[0],
        _ => return,
    };
    page.gap();
    page.say(0, Tone::Plain, &format!("go env: there is no go in {lacking}"));
}
