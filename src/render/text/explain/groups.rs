//! The sessions that give one answer stand in one row.

use super::{Cell, NOT_FOUND, Tone, UNCERTAIN, cell, words};
use crate::report::Setting;
use crate::report::explain::{InSession, Lack, Resolved};

/// Rows with the same cells become one where they may be joined; the first keeps its place.
pub(super) fn rows(
    labels: impl Iterator<Item = String>,
    rows: impl Iterator<Item = Vec<Cell>>,
    joined: bool,
) -> Vec<Vec<Cell>> {
    let mut groups: Vec<(Vec<String>, Vec<Cell>)> = Vec::new();
    for (label, row) in labels.zip(rows) {
        match groups.iter_mut().find(|(_, known)| joined && *known == row) {
            Some((labels, _)) => labels.push(label),
            None => groups.push((vec![label], row)),
        }
    }
    let mut table = Vec::new();
    for (labels, row) in groups {
        let mut lines = lines(&labels);
        let first = if lines.is_empty() { String::new() } else { lines.remove(0) };
        table.push(std::iter::once(cell(first, Tone::Strong)).chain(row).collect());
        table.extend(lines.into_iter().map(|line| vec![cell(line, Tone::Strong)]));
    }
    table
}

/// No line of labels is wider than this.
const WIDE: usize = 26;

/// Labels side by side, in as many lines as they take.
fn lines(labels: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for label in labels {
        match lines.last_mut() {
            Some(line) if line.len() + label.len() + 2 <= WIDE => {
                line.push_str(", ");
                line.push_str(label);
            }
            _ => lines.push(label.clone()),
        }
    }
    let last = lines.len().saturating_sub(1);
    lines.iter_mut().take(last).for_each(|line| line.push(','));
    lines
}

/// Whether some sessions find the name, all of them the same, and others certainly do not.
pub(super) fn divides(sessions: &[Resolved]) -> bool {
    let missing = sessions.iter().any(|one| one.kind == NOT_FOUND);
    let certain = || sessions.iter().filter(|one| is_found(one));
    let targets: std::collections::BTreeSet<_> =
        certain().map(|one| one.links.last().or(one.path.as_ref()).or(one.text.as_ref())).collect();
    missing && targets.len() == 1
}

fn is_found(one: &Resolved) -> bool {
    !matches!(one.kind, NOT_FOUND | UNCERTAIN)
}

/// `sd is found by bash, and not by sudo, cron and desktop.`
pub(super) fn headline(name: &str, sessions: &[Resolved]) -> String {
    let labels = |fits: &dyn Fn(&Resolved) -> bool| -> Vec<String> {
        sessions.iter().filter(|one| fits(one)).map(|one| one.label.clone()).collect()
    };
    let (with, without) = (labels(&is_found), labels(&|one| one.kind == NOT_FOUND));
    let open = labels(&|one| one.kind == UNCERTAIN);
    let starts = sessions.iter().any(|one| is_found(one) && !one.blocked);
    let with = words::list(&with, "and");
    let with = if starts { with } else { format!("{with}, where it does not start") };
    let text = divided(name, "found", is_found(&sessions[0]), &with, &without);
    match open.is_empty() {
        true => text,
        false => format!("{text} Not certain: {}.", words::list(&open, "and")),
    }
}

/// `GOPATH is set in bash, and not in desktop.`
pub(super) fn variable(
    name: &str,
    all: &[InSession],
    is_unset: &dyn Fn(&InSession) -> bool,
) -> String {
    let labels = |unset: bool| -> Vec<String> {
        all.iter().filter(|one| is_unset(one) == unset).map(|one| one.label.clone()).collect()
    };
    let own = all.first().is_some_and(|one| !is_unset(one));
    divided(name, "set", own, &words::list(&labels(false), "and"), &labels(true))
}

/// The side of the user's own shell comes first.
fn divided(name: &str, verb: &str, own: bool, with: &str, without: &[String]) -> String {
    let without = words::list(without, "or");
    match own {
        true => format!("{name} is {verb} by {with}, and not by {without}."),
        false => format!("{name} is not {verb} by {without}; it is by {with}."),
    }
}

/// Why it is not there, in a sentence.
pub(super) fn lack(setting: &Setting, lack: &Lack) -> String {
    match lack {
        Lack::NotRead { file, reason } => {
            let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("{} is not read{because}", words::home(setting, file))
        }
        Lack::Returned { file, at, before } => {
            let file = words::home(setting, file);
            format!("{file}:{at} returns, and {file}:{before} is not reached")
        }
        Lack::Replaced { file, at, before } => {
            let file = words::home(setting, file);
            format!("{file}:{at} replaces the shell, and {file}:{before} is not reached")
        }
        Lack::Overwritten { origin } => {
            format!("{} assigns PATH anew, without it", words::origin(setting, origin))
        }
        Lack::Given { origin, text } => {
            const SHORT: usize = 32;
            let by = match (origin.kind, &origin.key) {
                ("default", Some(rule)) => rule.clone(),
                _ => words::origin(setting, origin),
            };
            match text.as_deref().filter(|text| text.len() <= SHORT) {
                Some(text) => format!("its PATH is {text}, by {by}"),
                None => format!("its PATH comes from {by}"),
            }
        }
        Lack::NoShell => "no shell is started, and no profile is read".to_owned(),
        Lack::OtherAccount => {
            "HKCU\\Environment is the user's own, and it has another account".to_owned()
        }
        Lack::OnlyExe => "a program without a shell is looked for as .exe only".to_owned(),
    }
}
