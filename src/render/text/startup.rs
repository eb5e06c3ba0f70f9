//! `startup` for people.

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::startup::{Considered, Given, Startup};

pub(super) fn write(page: &mut Page, startup: &Startup) {
    let read: usize = startup.steps.iter().map(read_in).sum();
    let version = startup.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let files = match read {
        0 => "no file".to_owned(),
        some => words::count(some, "file", "files"),
    };
    let until = if startup.interactive { "its first prompt" } else { "its first command" };
    let head = format!("{} reads {files} before {until}.", startup.session);
    if startup.program.is_empty() {
        let text =
            format!("{} starts the program itself: no shell, and no profile.", startup.session);
        page.say(0, Tone::Strong, &text);
    } else {
        page.say(0, Tone::Strong, &head);
        page.say(0, Tone::Dim, &format!("{}{version}, {}", startup.title, startup.program));
    }
    page.gap();
    let mut rows: Vec<Vec<Cell>> = startup.given.iter().map(|file| given(startup, file)).collect();
    startup.steps.iter().for_each(|step| tree(startup, step, 0, &mut rows));
    page.table(2, &rows);
    for remark in &startup.remarks {
        page.gap();
        page.say(0, Tone::Dim, remark);
    }
    for (message, spot) in startup.errors.iter().take(MOST_ERRORS) {
        page.gap();
        let at = spot.as_ref().map(|at| format!("{}: ", words::spot(&startup.setting, at)));
        page.say(
            0,
            Tone::Warn,
            &format!("said while starting: {}{message}", at.unwrap_or_default()),
        );
    }
    let mut rules: Vec<&str> = startup.steps.iter().map(|step| step.rule).collect();
    rules.dedup();
    page.gap();
    for rule in rules {
        page.say(0, Tone::Dim, &format!("rule: {rule}"));
    }
    if let Some((reason, at)) = &startup.ended {
        page.gap();
        let at = at.as_ref().map(|at| format!(" at {}", words::spot(&startup.setting, at)));
        let text = format!("the start ends early: {reason}{}", at.unwrap_or_default());
        page.say(0, Tone::Warn, &text);
    }
    for why in &startup.doubts {
        page.gap();
        page.say(0, Tone::Warn, &format!("not followed: {}", words::why(&startup.setting, why)));
        if let Some(remedy) = &why.remedy {
            page.say(2, Tone::Dim, &format!("to be certain, {remedy}"));
        }
    }
}

/// How many complaints of the shell are repeated.
const MOST_ERRORS: usize = 5;

/// How many files were read in a step.
fn read_in(step: &Considered) -> usize {
    let inside: usize = step.inside.iter().map(read_in).sum();
    inside + usize::from(step.outcome == "read")
}

/// A file or key of the launcher's.
fn given(startup: &Startup, one: &Given) -> Vec<Cell> {
    let said = match one.names.is_empty() {
        true => "decides what the shell is given".to_owned(),
        false => format!("gives {}", words::reach(&one.names)),
    };
    let source = words::source(&startup.setting, &one.source);
    vec![cell("before", Tone::Good), plain(source), cell(said, Tone::Dim)]
}

/// A step, and what it had read below it.
fn tree(startup: &Startup, step: &Considered, depth: usize, rows: &mut Vec<Vec<Cell>>) {
    rows.push(row(startup, step, depth));
    step.inside.iter().for_each(|inside| tree(startup, inside, depth + 1, rows));
}

fn row(startup: &Startup, step: &Considered, depth: usize) -> Vec<Cell> {
    let tone = match step.outcome {
        "read" | "done" => Tone::Good,
        "unreadable" => Tone::Bad,
        "unknown" | "not-reached" => Tone::Warn,
        _ => Tone::Dim,
    };
    let what = words::home(&startup.setting, &step.what);
    let mut outcome = cell(step.outcome.replace('-', " "), tone);
    outcome.indent(2 * depth);
    vec![outcome, plain(what), cell(note(step), Tone::Dim)]
}

/// Why it is not read; else what it writes, and where it ends.
fn note(step: &Considered) -> String {
    let mut parts: Vec<String> = step.reason.iter().cloned().collect();
    // The text of a registry value stands in no file that could be looked at.
    if let Some(text) = step.written.as_ref().filter(|_| step.what.starts_with("HK")) {
        parts.push(format!("`{text}`"));
    }
    if !step.writes.is_empty() {
        parts.push(format!("writes {}", words::reach(&step.writes)));
    }
    if let Some(left) = &step.left {
        let below = match step.below {
            0 => String::new(),
            lines => {
                let verb = words::count(lines, "line below it is", "lines below it are");
                format!(": {verb} not run")
            }
        };
        parts.push(format!("ends at line {}{below}", left.line));
    }
    parts.join(", ")
}
