//! Text for people: the answer first, then the comparison, then the evidence, then the next command.

mod check;
mod diff;
mod doubts;
mod env;
mod explain;
mod go_env;
mod page;
mod parse;
mod programs;
mod sessions;
mod startup;
mod suite;
mod words;

use super::{Look, Renderer};
use crate::report::Report;

/// The text format.
pub(super) struct Plain;

impl Renderer for Plain {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "what a person reads in a terminal"
    }

    fn between(&self) -> Option<&'static str> {
        Some("\n")
    }

    fn render(&self, report: &Report, look: Look) -> String {
        let mut page = page::Page::new(look.width);
        match report {
            Report::Explain(result) => explain::write(&mut page, result),
            Report::Check(result) => check::write(&mut page, result),
            Report::Checked(result) => check::totals(&mut page, result),
            Report::Pages(result) => check::pages(&mut page, result),
            Report::Diff(result) => diff::write(&mut page, result),
            Report::Spread(result) => diff::spread::write(&mut page, result),
            Report::Env(result) => env::write(&mut page, result),
            Report::GoEnv(result) => go_env::write(&mut page, result),
            Report::Parse(result) => parse::write(&mut page, result),
            Report::Sessions(result) => sessions::write(&mut page, result),
            Report::Programs(result) => programs::write(&mut page, result),
            Report::Startup(result) => startup::write(&mut page, result),
            Report::Suite(result) => suite::write(&mut page, result),
            Report::Verbatim(text) => return text.clone(),
        }
        page.finish()
    }
}
