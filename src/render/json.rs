//! JSON: one object per result, `"schema": "envsim-<command>/1"`.
//!
//! The view structs below this module are the only types with serde derives
//! that leave the program; keys may be added, those that are there stay.

pub(super) mod check;
mod diff;
mod env;
mod explain;
mod go_env;
mod origin;
mod parse;
mod programs;
mod sessions;
mod startup;
mod suite;

use serde::Serialize;

use super::visible::escaped_json;
use super::{Look, Renderer};
use crate::report::Report;
use crate::report::Severity;

/// The JSON format.
pub(super) struct Json;

impl Renderer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "one object, as `envsim schema` describes it"
    }

    fn render(&self, report: &Report, _: Look) -> String {
        let text = match report {
            Report::Explain(result) => explain::write(result),
            Report::Check(result) => object(&check::View::new(result)),
            Report::Checked(result) => object(&check::TotalsView::new(result)),
            Report::Pages(result) => object(&check::PagesView::new(result)),
            Report::Diff(result) => object(&diff::View::new(result)),
            Report::Spread(result) => object(&diff::spread::View::new(result)),
            Report::Env(result) => object(&env::View::new(result)),
            Report::GoEnv(result) => object(&go_env::View::new(result)),
            Report::Parse(result) => object(&parse::View::new(result)),
            Report::Sessions(result) => object(&sessions::View::new(result)),
            Report::Programs(result) => object(&programs::View::new(result)),
            Report::Startup(result) => object(&startup::View::new(result)),
            Report::Suite(result) => object(&suite::View::new(result)),
            Report::Verbatim(text) => return text.clone(),
        };
        escaped_json(text)
    }
}

fn object(view: &impl Serialize) -> String {
    // Maps have text keys and numbers are finite: nothing here can fail.
    let mut text = serde_json::to_string_pretty(view).unwrap_or_default();
    text.push('\n');
    text
}

/// The same for a format that is made of lists.
pub(super) fn listed(view: &impl Serialize) -> String {
    escaped_json(object(view))
}

/// The same in one line.
pub(super) fn line(view: &impl Serialize) -> String {
    let mut text = serde_json::to_string(view).unwrap_or_default();
    text.push('\n');
    escaped_json(text)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
