//! JSON Lines: a finding in a line of its own and a summary in the last; any other result is one line.

use serde::Serialize;

use super::finding::of;
use super::json::{Json, check, line};
use super::{Look, Renderer};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::Check;

/// The format.
pub(super) struct JsonLines;

impl Renderer for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "JSON Lines: a finding a line, then a summary; any other result is one line"
    }

    fn between(&self) -> Option<&'static str> {
        Some("")
    }

    fn render(&self, report: &Report, look: Look) -> String {
        match (of(report), report) {
            (Some(result), _) => findings(result),
            (None, Report::Checked(totals)) => line(&check::TotalsView::new(totals)),
            (None, _) => one_line(&Json.render(report, look)),
        }
    }
}

#[derive(Serialize)]
struct Summary<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    sessions: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    certain: bool,
}

fn findings(result: &Check) -> String {
    let scenario = result.setting.scenario.as_deref();
    let mut text: String =
        result.findings.iter().map(|one| line(&check::Line::new(one, scenario))).collect();
    text.push_str(&line(&Summary {
        schema: "envsim-check-summary/1",
        scenario,
        sessions: result.sessions,
        errors: result.count(Severity::Error),
        warnings: result.count(Severity::Warning),
        notes: result.count(Severity::Note),
        certain: result.doubts.is_empty(),
    }));
    text
}

/// A pretty object in one line: line ends stand between its words only, those of texts are escapes.
fn one_line(pretty: &str) -> String {
    let mut text: String = pretty.lines().map(str::trim_start).collect();
    text.push('\n');
    text
}
