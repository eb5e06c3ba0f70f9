//! `startup` for people.

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::startup::{Considered, Startup};

pub(super) fn write(page: &mut Page, startup: &Startup) {
    let read = startup.steps.iter().filter(|step| step.outcome == "read").count();
    let version = startup.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let files = match read {
        0 => "no file".to_owned(),
        some => words::count(some, "file", "files"),
    };
    let head = format!("{} reads {files} before its first prompt.", startup.session);
    page.say(0, Tone::Strong, &head);
    page.say(0, Tone::Dim, &format!("{}{version}, {}", startup.title, startup.program));
    page.gap();
    let rows: Vec<Vec<Cell>> = startup.steps.iter().map(|step| row(startup, step)).collect();
    page.table(2, &rows);
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

fn row(startup: &Startup, step: &Considered) -> Vec<Cell> {
    let tone = match step.outcome {
        "read" | "done" => Tone::Good,
        "unreadable" => Tone::Bad,
        "unknown" | "not-reached" => Tone::Warn,
        _ => Tone::Dim,
    };
    let what = words::home(&startup.setting, &step.what);
    let reason = step.reason.clone().unwrap_or_default();
    vec![cell(step.outcome.replace('-', " "), tone), plain(what), cell(reason, Tone::Dim)]
}
