//! Markdown for a comment on a pull request: a headline, a table, the evidence folded away.

use std::fmt::Write;

use super::finding::{details, of};
use super::{Look, Renderer, visible};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Finding};

/// The format.
pub(super) struct Markdown;

impl Renderer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "Markdown for a comment on a pull request"
    }

    fn is_for_findings(&self) -> bool {
        true
    }

    fn between(&self) -> Option<&'static str> {
        Some("\n")
    }

    fn render(&self, report: &Report, _: Look) -> String {
        of(report).map(comment).unwrap_or_default()
    }
}

fn comment(check: &Check) -> String {
    let count = |severity, one: &str| match check.count(severity) {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let counts = [
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ];
    let named = check.setting.scenario.as_deref().filter(|_| check.among);
    let named = named.map(|name| format!(" in {}", visible(name))).unwrap_or_default();
    let mut text = match check.findings.is_empty() {
        true => format!("### envsim: nothing found{named}\n"),
        false => format!("### envsim: {}{named}\n", counts.join(", ")),
    };
    if check.shown().next().is_some() {
        text.push_str("\n| | Rule | Finding | Where |\n|---|---|---|---|\n");
    }
    for finding in check.shown() {
        text.push_str(&row(check, finding));
    }
    for finding in check.shown() {
        text.push_str(&folded(finding));
    }
    text
}

fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "**error**",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn row(check: &Check, finding: &Finding) -> String {
    let place = check.place(finding).map(|place| format!("{}:{}", place.file, place.line));
    let place = place.map(|place| code(&place)).unwrap_or_default();
    let (level, name) = (mark(finding.severity), finding.rule);
    format!("| {level} | {} {name} | {} | {place} |\n", finding.code, plain(&finding.message))
}

fn folded(finding: &Finding) -> String {
    let mut text = format!(
        "\n<details><summary>{} {} in {}</summary>\n\n",
        finding.code,
        finding.rule,
        plain(&finding.sessions.join(", "))
    );
    for line in details(finding) {
        // Writing to a text does not fail.
        let _ = writeln!(text, "- {}", plain(&line));
    }
    text.push_str("\n</details>\n");
    text
}

/// Text of strangers: nothing of it is markup, a mention or the end of a cell.
fn plain(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 8);
    for letter in visible(text).chars() {
        match letter {
            '<' => clean.push_str("&lt;"),
            '&' => clean.push_str("&amp;"),
            // A reference that no reader sees keeps `@name` from calling somebody.
            '@' => clean.push_str("&#64;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '#' | '$' | '>' => {
                clean.push('\\');
                clean.push(letter);
            }
            _ => clean.push(letter),
        }
    }
    clean
}

/// A code span that the text itself cannot end (CommonMark 6.1), inside of a table's cell.
fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|one| one != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
