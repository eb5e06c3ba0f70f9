//! Results as people and programs read them: one file per format, all fed by the same reports.

mod finding;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod sarif;
mod text;
mod visible;

pub use visible::{visible, visible_lines};

use crate::report::Report;

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
}

/// A format.
pub trait Renderer: Sync {
    /// What `--format` calls it.
    fn name(&self) -> &'static str;

    /// One line about it.
    fn about(&self) -> &'static str;

    /// Whether only the findings of `check` can be written so.
    fn is_for_findings(&self) -> bool {
        false
    }

    /// What stands between the findings of two machines; `None` where a result holds one machine only.
    fn between(&self) -> Option<&'static str> {
        None
    }

    /// The result in this format, colours as ANSI sequences, a newline at the end.
    fn render(&self, report: &Report, look: Look) -> String;
}

/// Every format, sorted by name.
pub static ALL: &[&dyn Renderer] = &[
    &github::GitHub,
    &gitlab::GitLab,
    &json::Json,
    &jsonl::JsonLines,
    &junit::JUnit,
    &markdown::Markdown,
    &sarif::Sarif,
    &text::Plain,
];

/// The format of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Renderer> {
    ALL.iter().copied().find(|renderer| renderer.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted_and_unique() {
        let names: Vec<&str> = ALL.iter().map(|renderer| renderer.name()).collect();
        assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
        assert!(by_name("text").is_some() && by_name("yaml").is_none());
    }
}
