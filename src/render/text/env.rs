//! `env` for people.

use indexmap::IndexSet;

use super::doubts::{self, Style};
use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::env::{Defined, Env, EnvVariable, PathEntry};
use crate::report::{Origin, Perhaps, Setting, Severity, Spot};

pub(super) fn write(page: &mut Page, env: &Env) {
    let details = env.choice.origins || env.choice.history;
    let mut hidden = 0;
    let mut rows = Vec::new();
    for (name, variable) in &env.variables {
        if !variable.exported && !env.choice.all && env.choice.only.is_empty() {
            hidden += 1;
        } else if name.eq_ignore_ascii_case("PATH") && details {
            flush(page, &mut rows);
            path(page, env, name);
        } else if details {
            rows.push(described(env, name, variable));
            if env.choice.history {
                rows.extend(history(&env.setting, variable));
            }
        } else {
            assignment(page, &env.setting, name, variable);
        }
    }
    flush(page, &mut rows);
    // One that is set says enough about those that are not.
    for (name, alike) in env.missing.iter().filter(|_| env.variables.is_empty()) {
        let alike = alike.as_ref().map(|alike| format!("; {alike} is")).unwrap_or_default();
        page.say(0, Tone::Warn, &format!("{name} is not set in {}{alike}", env.session));
    }
    for remark in &env.remarks {
        page.gap();
        page.say(0, Tone::Dim, remark);
    }
    tables(page, env);
    if hidden > 0 {
        page.gap();
        let text = words::count(hidden, "variable is", "variables are");
        page.say(0, Tone::Dim, &format!("{text} not exported: --all"));
    }
    troubles(page, env);
}

fn flush(page: &mut Page, rows: &mut Vec<Vec<Cell>>) {
    page.table(0, rows);
    rows.clear();
}

/// `NAME=value`, as `env` prints it, with what is not known marked.
fn assignment(page: &mut Page, setting: &Setting, name: &str, variable: &EnvVariable) {
    let tone = if variable.value.known.is_some() { Tone::Plain } else { Tone::Warn };
    let mut cells = vec![cell(name, Tone::Strong), plain("="), cell(variable.value.marked(), tone)];
    let notes = notes(setting, variable);
    if !notes.is_empty() {
        cells.push(cell(format!("    ({})", notes.join(", ")), Tone::Dim));
    }
    page.verbatim(0, &cells);
}

fn notes(setting: &Setting, variable: &EnvVariable) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    if !variable.exported {
        notes.push("not exported".to_owned());
    }
    if variable.value.doubt.is_some() {
        notes.push("likely".to_owned());
    } else if variable.maybe_unset {
        notes.push("perhaps not set".to_owned());
    }
    match &variable.value.why {
        Some(why) if !variable.value.alternatives.is_empty() => {
            notes.push(words::by(setting, why));
        }
        Some(why) if variable.value.likely.is_none() => {
            notes.push(format!("unknown: {}", why.reason));
        }
        _ => {}
    }
    notes
}

fn described(env: &Env, name: &str, variable: &EnvVariable) -> Vec<Cell> {
    let setting = &env.setting;
    let mut who: Vec<String> =
        variable.value.origins.iter().map(|one| words::origin(setting, one)).collect();
    match (&variable.value.why, variable.value.alternatives.is_empty()) {
        (Some(_), _) if variable.value.likely.is_some() => {}
        (Some(why), true) => who = vec![words::why(setting, why)],
        (Some(why), false) => who = vec![words::by(setting, why)],
        (None, _) => {}
    }
    match variable.value.doubt {
        Some(_) => who.push("likely".to_owned()),
        None if variable.maybe_unset => who.push("perhaps not set".to_owned()),
        None => {}
    }
    if !variable.exported {
        who.push("not exported".to_owned());
    }
    let (value, tone) = match variable.value.known.as_deref() {
        Some("") => ("(empty)".to_owned(), Tone::Dim),
        Some(text) => (text.to_owned(), Tone::Plain),
        None => (variable.value.marked(), Tone::Warn),
    };
    vec![cell(name, Tone::Strong), cell(value, tone), cell(who.join(", "), Tone::Dim)]
}

fn history(setting: &Setting, variable: &EnvVariable) -> Vec<Vec<Cell>> {
    variable
        .overruled
        .iter()
        .rev()
        .map(|(value, origin)| {
            let value = value.as_ref().map_or("unset".to_owned(), crate::report::Text::marked);
            let who = words::origin(setting, origin);
            vec![cell("  over", Tone::Dim), cell(value, Tone::Dim), cell(who, Tone::Dim)]
        })
        .collect()
}

fn path(page: &mut Page, env: &Env, name: &str) {
    let writers = distinct(env.path.iter().filter_map(|entry| entry.origin.as_ref()));
    let entries = words::count(env.path.len(), "entry", "entries");
    let by = words::count(writers.len(), "writer", "writers");
    page.gap();
    page.verbatim(0, &[cell(name, Tone::Strong), plain(format!("  {entries}, {by}"))]);
    let rows: Vec<Vec<Cell>> = env
        .path
        .iter()
        .enumerate()
        .map(|(index, entry)| path_row(&env.setting, index + 1, entry))
        .collect();
    page.table(2, &rows);
    if let (true, Some(variable)) = (env.choice.history, env.variables.get(name)) {
        let overruled = distinct(variable.overruled.iter().map(|(_, origin)| origin));
        let text: Vec<String> =
            overruled.iter().map(|origin| words::origin(&env.setting, origin)).collect();
        if !text.is_empty() {
            page.say(2, Tone::Dim, &format!("overruled writes: {}", text.join(", ")));
        }
    }
    page.gap();
}

fn distinct<'o>(origins: impl Iterator<Item = &'o Origin>) -> Vec<&'o Origin> {
    origins.collect::<IndexSet<_>>().into_iter().collect()
}

pub(super) fn path_row(setting: &Setting, number: usize, entry: &PathEntry) -> Vec<Cell> {
    let missing = entry.exists == Some(false);
    let tone = match (&entry.entry, missing) {
        (None, _) => Tone::Warn,
        (_, true) => Tone::Bad,
        _ => Tone::Plain,
    };
    let shown = if entry.shown.is_empty() { "(empty)".to_owned() } else { entry.shown.clone() };
    let by = entry.origin.as_ref().map(|origin| words::origin(setting, origin)).unwrap_or_default();
    let mut who = match (&entry.why, &entry.when) {
        (Some(_), _) if entry.exists.is_some() => format!("{by}, likely"),
        (Some(why), _) => words::why(setting, why),
        (None, Some(when)) => format!("{by}, {}", only_if(setting, when)),
        (None, None) => by,
    };
    if missing {
        who.push_str(if who.is_empty() { "✗ does not exist" } else { "  ✗ does not exist" });
    }
    vec![cell(format!("{number:>2}"), Tone::Dim), cell(shown, tone), plain(who)]
}

fn only_if(setting: &Setting, perhaps: &Perhaps) -> String {
    format!("only if {}: {}", perhaps.when, words::why(setting, &perhaps.why))
}

/// Who defined something, and what may have come of it.
fn definition(setting: &Setting, one: &Defined) -> Cell {
    let mut text = words::origin(setting, &one.origin);
    if let Some(perhaps) = &one.perhaps {
        text = format!("{text}, {}", only_if(setting, perhaps));
    }
    if let Some(why) = &one.doubt {
        text = format!("{text}, {}", words::unless(setting, why, "changes it"));
    }
    cell(text, Tone::Dim)
}

fn tables(page: &mut Page, env: &Env) {
    if !env.choice.only.is_empty() {
        return;
    }
    let setting = &env.setting;
    section(
        page,
        "aliases",
        env.aliases.iter().map(|(name, one)| {
            let text = one.text.as_ref().map(crate::report::Text::marked).unwrap_or_default();
            vec![cell(name, Tone::Strong), plain(text), definition(setting, one)]
        }),
    );
    section(
        page,
        "functions",
        env.functions
            .iter()
            .map(|(name, one)| vec![cell(name, Tone::Strong), definition(setting, one)]),
    );
    section(
        page,
        "removed aliases",
        env.removed_aliases.iter().map(|(name, origin)| {
            vec![cell(name, Tone::Strong), cell(words::origin(setting, origin), Tone::Dim)]
        }),
    );
}

fn section(page: &mut Page, title: &str, rows: impl Iterator<Item = Vec<Cell>>) {
    let rows: Vec<Vec<Cell>> = rows.collect();
    if !rows.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, title);
        page.table(2, &rows);
    }
}

fn troubles(page: &mut Page, env: &Env) {
    let setting = &env.setting;
    let place = |at: &Option<Spot>| {
        at.as_ref().map(|at| format!("{}: ", words::spot(setting, at))).unwrap_or_default()
    };
    let shown: Vec<_> = env.errors.iter().filter(|error| error.shown).collect();
    if !shown.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, "the shell reports");
    }
    for error in shown {
        page.say(2, Tone::Bad, &format!("{}{}", place(&error.spot), error.message));
    }
    let (notes, doubts): (Vec<_>, Vec<_>) =
        env.diagnostics.iter().partition(|one| one.severity == Severity::Note);
    if !notes.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, "worth knowing");
    }
    for one in notes {
        page.say(2, Tone::Warn, &format!("{}{}", place(&one.spot), one.message));
    }
    if !doubts.is_empty() || !env.doubts.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, "not certain");
    }
    for one in doubts {
        page.say(2, Tone::Warn, &format!("{}{}", place(&one.spot), one.message));
    }
    doubts::say(page, setting, env.doubts.iter().map(|why| ("", why)), &Style::Alone, true);
}
