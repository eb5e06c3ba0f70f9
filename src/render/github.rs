//! Annotations of GitHub Actions: a workflow command in a line for each finding.

use super::finding::{details, headline, of};
use super::{Look, Renderer, visible_lines};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Finding};

/// The format.
pub(super) struct GitHub;

impl Renderer for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "annotations of GitHub Actions, a line each"
    }

    fn is_for_findings(&self) -> bool {
        true
    }

    fn between(&self) -> Option<&'static str> {
        Some("")
    }

    fn render(&self, report: &Report, _: Look) -> String {
        let Some(check) = of(report) else { return String::new() };
        check.shown().map(|finding| line(check, finding)).collect()
    }
}

/// `::error title=…,file=…,line=…::message` (GitHub docs, Workflow commands).
fn line(check: &Check, finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let title = format!("{} {}", finding.code, finding.rule);
    let mut properties = format!("title={}", property(&title));
    if let Some(place) = check.place(finding) {
        properties.push_str(&format!(",file={}", property(place.file.trim_start_matches("./"))));
        properties.push_str(&format!(",line={},col={}", place.line, place.column));
        if let Some(end) = place.end_column {
            properties.push_str(&format!(",endColumn={end}"));
        }
    }
    let lines: Vec<String> = std::iter::once(headline(finding)).chain(details(finding)).collect();
    format!("::{command} {properties}::{}\n", message(&lines.join("\n")))
}

/// Line ends and percent signs are data there only as `%0A` and `%25` (actions/toolkit, command.ts).
fn message(text: &str) -> String {
    let text = visible_lines(text);
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
