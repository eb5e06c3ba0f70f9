//! `check` and `rule` for people.

use super::doubts::{self, Style};
use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::Severity;
use crate::report::check::{Check, Finding, Pages};

pub(super) fn write(page: &mut Page, check: &Check) {
    let least = check.wanted.show.unwrap_or(Severity::Warning);
    for finding in check.findings.iter().filter(|finding| finding.severity >= least) {
        page.gap();
        one(page, check, finding);
    }
    page.gap();
    summary(page, check, least);
    uncertain(page, check);
}

/// What was not followed: what it may have changed is no ground for a finding.
fn uncertain(page: &mut Page, check: &Check) {
    if !check.doubts.is_empty() {
        page.gap();
        page.say(0, Tone::Plain, "not certain, and left out where it matters");
    }
    let all = check.doubts.iter().map(|(label, why)| (label.as_str(), why));
    doubts::say(page, &check.setting, all, &Style::Behind, false);
}

fn word(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Error => ("error", Tone::Bad),
        Severity::Warning => ("warning", Tone::Warn),
        Severity::Note => ("note", Tone::Dim),
    }
}

fn one(page: &mut Page, check: &Check, finding: &Finding) {
    let (level, tone) = word(finding.severity);
    let sessions = finding.sessions.join(" ");
    let head = format!("{level}  {}: {}  [{sessions}]", finding.rule, finding.message);
    page.say(0, tone, &head);
    let rows: Vec<Vec<Cell>> = finding
        .evidence
        .iter()
        .map(|one| {
            let who = one.origin.as_ref().map(|origin| words::origin(&check.setting, origin));
            vec![plain(&one.text), cell(who.unwrap_or_default(), Tone::Dim)]
        })
        .collect();
    page.table(2, &rows);
    if let Some(remedy) = &finding.remedy {
        page.table(
            2,
            &[vec![
                plain(format!("= remedy: {remedy}")),
                cell(format!("envsim rule {}", finding.rule), Tone::Dim),
            ]],
        );
    }
}

fn summary(page: &mut Page, check: &Check, least: Severity) {
    let count = |severity| check.findings.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings, notes) =
        (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let sessions = words::count(check.sessions, "session", "sessions");
    if check.findings.is_empty() {
        return page.say(0, Tone::Good, &format!("nothing found in {sessions}."));
    }
    let counts = [
        words::count(errors, "error", "errors"),
        words::count(warnings, "warning", "warnings"),
        words::count(notes, "note", "notes"),
    ];
    let hidden = match (least, warnings, notes) {
        (Severity::Note, _, _) | (Severity::Warning, _, 0) => "",
        (Severity::Warning, _, _) => " Notes are hidden: --show note",
        (Severity::Error, _, _) => " Only errors are shown: --show note",
    };
    page.say(0, Tone::Plain, &format!("{} in {sessions}.{hidden}", counts.join(", ")));
}

pub(super) fn pages(page: &mut Page, pages: &Pages) {
    if !pages.one {
        let rows: Vec<Vec<Cell>> = pages
            .rules
            .iter()
            .map(|rule| {
                let first = rule.page.lines().next().unwrap_or_default();
                let (level, tone) = word(rule.severity);
                vec![
                    plain(rule.code),
                    cell(rule.name, Tone::Strong),
                    cell(level, tone),
                    plain(first),
                ]
            })
            .collect();
        return page.table(0, &rows);
    }
    for rule in &pages.rules {
        let (level, _) = word(rule.severity);
        page.say(0, Tone::Strong, &format!("{} {} ({level})", rule.code, rule.name));
        page.gap();
        page.raw(rule.page);
    }
}
