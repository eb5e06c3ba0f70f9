//! `check` and `rule` for people.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use unicode_width::UnicodeWidthStr;

use super::doubts::{self, Style};
use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::render::visible;
use crate::report::Origin;
use crate::report::Severity;
use crate::report::check::{Check, Evidence, Excerpt, Finding, Pages, Totals};

/// Findings of one rule beyond these are counted.
const MOST_OF_A_RULE: usize = 5;

pub(super) fn write(page: &mut Page, check: &Check) {
    let least = check.least();
    if let Some(name) = check.setting.scenario.as_deref().filter(|_| check.among) {
        page.say(0, Tone::Strong, name);
    }
    for group in groups(check) {
        for finding in group.iter().take(MOST_OF_A_RULE) {
            page.gap();
            one(page, check, finding);
        }
        let more = group.len().saturating_sub(MOST_OF_A_RULE);
        if let (Some(first), 1..) = (group.first(), more) {
            let them = if more == 1 { "it" } else { "them" };
            let text = format!(
                "… and {more} more of {}. For {them}: envsim check --select {} --format json",
                first.rule, first.code
            );
            page.gap();
            page.say(2, Tone::Dim, &text);
        }
    }
    page.gap();
    summary(page, check, least);
    uncertain(page, check);
}

/// What is shown, the worst first, the findings of a rule together.
fn groups(check: &Check) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in check.shown() {
        let alike = |group: &&mut Vec<&Finding>| {
            group.first().is_some_and(|first| {
                first.code == finding.code && first.severity == finding.severity
            })
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
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
    let sessions = match finding.sessions.as_slice() {
        [] => String::new(),
        sessions => format!("  [{}]", sessions.join(" ")),
    };
    let head = format!("{level}  {}: {}{sessions}", finding.rule, finding.message);
    page.say(0, tone, &head);
    let quoted = finding.evidence.iter().find(|one| one.excerpt.is_some());
    if let Some(evidence) = quoted {
        quote(page, check, evidence);
    }
    let others = finding.evidence.iter().filter(|one| !quoted.is_some_and(|it| *it == **one));
    let rows: Vec<Vec<Cell>> = others
        .map(|one| {
            let who = one.origin.as_ref().map(|origin| words::origin(&check.setting, origin));
            vec![plain(&one.text), cell(who.unwrap_or_default(), Tone::Dim)]
        })
        .collect();
    page.table(2, &rows);
    if let Some(remedy) = &finding.remedy {
        let (remedy, page_of) =
            (format!("= remedy: {remedy}"), format!("envsim rule {}", finding.rule));
        if remedy.width() + page_of.width() + 4 <= page.width() {
            return page.table(2, &[vec![plain(remedy), cell(page_of, Tone::Dim)]]);
        }
        page.say(2, Tone::Plain, &remedy);
        page.say(4, Tone::Dim, &page_of);
    }
}

/// The line of the profile, and what it says there.
fn quote(page: &mut Page, check: &Check, evidence: &Evidence) {
    let (Some(excerpt), Some(origin)) = (&evidence.excerpt, &evidence.origin) else { return };
    let Some(spot) = &origin.spot else { return value(page, excerpt, origin, &evidence.text) };
    // What is shown is longer than what is written: the marked piece moves along.
    let (before, rest) = excerpt.line.split_at(excerpt.from);
    let (marked, after) = rest.split_at(excerpt.to - excerpt.from);
    let [before, marked, after] = [before, marked, after].map(visible);
    let span = before.len()..before.len() + marked.len();
    let line = format!("{before}{marked}{after}");
    let path = visible(&words::chain(&check.setting, origin)).into_owned();
    // A line that is quoted need not be said again.
    let told = evidence.text.trim();
    let label = if line.contains(told) { String::new() } else { visible(told).into_owned() };
    let mark = AnnotationKind::Primary.span(span);
    let mark = if label.is_empty() { mark } else { mark.label(&*label) };
    let number = usize::try_from(spot.line).unwrap_or(1);
    let snippet = Snippet::source(&*line).line_start(number).path(&*path).annotation(mark);
    let group = Group::with_level(Level::NOTE).element(snippet);
    let text = Renderer::styled().term_width(page.width()).render(&[group]).to_string();
    page.raw(&text);
}

/// The value of the registry: key and name, whose it is, its text and which piece of it is meant.
fn value(page: &mut Page, excerpt: &Excerpt, origin: &Origin, told: &str) {
    let key = origin.key.as_deref().unwrap_or_default();
    let whose = match key.get(..4).map(str::to_ascii_uppercase).as_deref() {
        Some("HKCU") => ", the user's",
        Some("HKLM") => ", the machine's",
        _ => "",
    };
    let name = origin.name.as_deref().unwrap_or_default();
    let kind = excerpt.stored.unwrap_or_default();
    let behind = format!(" {name}{whose} ({kind})");
    let key = match key.rsplitn(3, '\\').collect::<Vec<_>>().as_slice() {
        [last, parent, rest] if key.width() + behind.width() + 6 > page.width() => {
            let hive = rest.split('\\').next().unwrap_or_default();
            format!("{hive}\\…\\{parent}\\{last}")
        }
        _ => key.to_owned(),
    };
    page.verbatim(1, &[cell(format!("--> {key}{behind}"), Tone::Dim)]);
    page.verbatim(2, &[cell("|", Tone::Dim)]);
    let room = page.width() - 6;
    let [before, marked, after] = pieces(excerpt, room);
    page.verbatim(2, &[cell("|", Tone::Dim), plain(format!(" {before}{marked}{after}"))]);
    let carets = "^".repeat(marked.width().max(1));
    // A text that is quoted need not be said again.
    let said = told.len() < marked.len() + 14 && told.contains(marked.as_str());
    let quoted = said || excerpt.line.get(..40).is_some_and(|start| told.contains(start));
    let label = if quoted { String::new() } else { format!(" {told}") };
    let blanks = " ".repeat(before.width() + 1);
    let below = format!("{blanks}{carets}{label}");
    if below.width() <= room + 1 {
        page.verbatim(2, &[cell("|", Tone::Dim), cell(below, Tone::Warn)]);
    } else {
        page.verbatim(2, &[cell("|", Tone::Dim), cell(format!("{blanks}{carets}"), Tone::Warn)]);
        page.say(2, Tone::Plain, told);
    }
}

/// What stands before, in and behind the marked piece, cut on both sides to so many columns.
fn pieces(excerpt: &Excerpt, room: usize) -> [String; 3] {
    let (before, rest) = excerpt.line.split_at(excerpt.from);
    let (marked, after) = rest.split_at(excerpt.to - excerpt.from);
    let [before, marked, after] = [before, marked, after].map(|text| visible(text).into_owned());
    let marked = front(&marked, room);
    let left = room - marked.width();
    let before = match before.width() > left / 2 {
        true => back(&before, left.saturating_sub(after.width()).max(left / 2)),
        false => before,
    };
    let after = front(&after, left.saturating_sub(before.width()));
    [before, marked, after]
}

/// The first columns of a text.
fn front(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for one in text.chars() {
        if kept.width() + 2 > room {
            break;
        }
        kept.push(one);
    }
    if room > 0 { format!("{kept}…") } else { String::new() }
}

/// The last columns of a text.
fn back(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let turned: String = text.chars().rev().collect();
    front(&turned, room).chars().rev().collect()
}

fn summary(page: &mut Page, check: &Check, least: Severity) {
    let count = |severity| check.count(severity);
    let (errors, warnings, notes) =
        (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let sessions = match check.texts {
        0 => words::count(check.sessions, "session", "sessions"),
        texts => words::count(texts, "file", "files"),
    };
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
    if let Some(denied) = check.wanted.deny.filter(|_| check.failed()) {
        let many = check.findings.iter().filter(|one| one.severity >= denied).count();
        let are = if many == 1 { "finding is" } else { "findings are" };
        let level = word(denied).0;
        page.say(0, Tone::Bad, &format!("--deny {level}: {many} {are} of this level or above."));
    }
}

/// The last line of several machines.
pub(super) fn totals(page: &mut Page, totals: &Totals) {
    let counts = [
        words::count(totals.errors, "error", "errors"),
        words::count(totals.warnings, "warning", "warnings"),
        words::count(totals.notes, "note", "notes"),
    ];
    let machines = words::count(totals.machines, "machine", "machines");
    let text = match totals.found {
        0 => format!("{machines}: {}.", counts.join(", ")),
        found => format!("{found} of {machines} to look at: {}.", counts.join(", ")),
    };
    page.say(0, Tone::Strong, &text);
    if totals.refused > 0 {
        let many = words::count(totals.refused, "machine", "machines");
        page.say(0, Tone::Bad, &format!("{many} could not be read."));
    }
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
