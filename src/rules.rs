//! Rules: what is inconsistent or dangerous in an environment. One file per rule, one line in [`ALL`].
//!
//! A rule sees opened sessions and nothing of parsers; it alone makes findings.

mod current_directory_command;
mod duplicate_path_entry;
mod flattened_user_path;
mod go_bin_off_path;
mod go_root_mismatch;
mod missing_path_entry;
mod quoted_path_entry;
mod relative_path_entry;
mod session_only_variable;
mod shadowed_command;
mod variable_older_than_registry;

pub use variable_older_than_registry::{Stale, stale};

use crate::environment::Environment;
use crate::session::Session;
use crate::text::Severity;
use crate::value::{Origin, Value};

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &current_directory_command::RULE,
    &shadowed_command::RULE,
    &go_root_mismatch::RULE,
    &go_bin_off_path::RULE,
    &duplicate_path_entry::RULE,
    &missing_path_entry::RULE,
    &relative_path_entry::RULE,
    &quoted_path_entry::RULE,
    &flattened_user_path::RULE,
    &session_only_variable::RULE,
    &variable_older_than_registry::RULE,
];

/// The rule of that code or name.
pub fn by_name(name: &str) -> Option<&'static Rule> {
    let is = |rule: &&Rule| rule.code.eq_ignore_ascii_case(name) || rule.name == name;
    ALL.iter().copied().find(|rule| is(rule))
}

/// Something that can be found.
pub struct Rule {
    /// A letter for the family and three digits; never used again for anything else.
    pub code: &'static str,
    /// The situation, in words that finish "allow …".
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// How it is looked for.
    pub check: Check,
}

/// How a rule looks.
#[derive(Clone, Copy)]
pub enum Check {
    /// At one session after the other.
    Each(fn(&Rule, &Subject) -> Vec<Finding>),
    /// At all sessions together.
    Across(fn(&Rule, &[Subject]) -> Vec<Finding>),
}

impl Rule {
    /// What this rule finds in the sessions.
    pub fn findings(&self, subjects: &[Subject]) -> Vec<Finding> {
        match self.check {
            Check::Each(check) => {
                subjects.iter().flat_map(|subject| check(self, subject)).collect()
            }
            Check::Across(check) => check(self, subjects),
        }
    }
}

/// A session that is checked.
pub struct Subject<'s, 'm> {
    /// What reports call it.
    pub label: &'s str,
    /// The session.
    pub session: &'s Session<'m>,
    /// What it has.
    pub environment: Environment,
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What is to be seen there.
    pub text: String,
    /// Who wrote it.
    pub origin: Option<Origin>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// A sentence without a full stop.
    pub message: String,
    /// The session.
    pub session: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Rule {
    /// A finding of this rule.
    fn finding(&self, subject: &Subject, message: String, remedy: &str) -> Finding {
        Finding {
            code: self.code,
            rule: self.name,
            severity: self.severity,
            message,
            session: subject.label.to_owned(),
            evidence: Vec::new(),
            remedy: Some(remedy.to_owned()),
        }
    }
}

/// A known entry of PATH.
struct Entry {
    /// Counted from 1.
    number: usize,
    /// As written.
    text: String,
    /// The absolute machine path it names; `None` for a relative or empty one.
    place: Option<String>,
    /// Who wrote it.
    origin: Option<Origin>,
}

impl Entry {
    fn evidence(&self) -> Evidence {
        let text = format!("PATH entry {}: {}", self.number, self.text);
        Evidence { text, origin: self.origin.clone() }
    }
}

/// Whether every entry of PATH is known, so that one can be said not to stand there.
fn path_is_known(subject: &Subject) -> bool {
    subject.environment.is_complete()
        && subject.environment.variables.value("PATH").is_none_or(Value::is_known)
}

/// Whether two machine paths lead to the same file or directory.
fn same_place(subject: &Subject, one: &str, other: &str) -> bool {
    place_key(subject, one) == place_key(subject, other)
}

/// What is the same for all machine paths that lead to the same file or directory.
fn place_key(subject: &Subject, path: &str) -> String {
    let machine = subject.session.machine();
    let facts = machine.facts();
    let real = machine.real_path(path).unwrap_or_else(|_| path.to_owned());
    let key = facts.platform.key(&real, facts.ignores_case);
    key.trim_end_matches(facts.platform.separator()).to_owned()
}

/// The entries of PATH that are known.
fn path_entries(subject: &Subject) -> Vec<Entry> {
    let (session, start) = (subject.session, subject.session.start());
    let platform = start.facts.platform;
    let separator = session.shell().list_separator(&start.facts);
    let value = subject.environment.variables.value("PATH").cloned().unwrap_or_default();
    if value.pieces().is_empty() {
        return Vec::new();
    }
    let entry = |(index, value): (usize, Value)| {
        let text = value.text()?.into_owned();
        let bare = if platform.is_windows() { text.replace('"', "") } else { text.clone() };
        let native = session.shell().machine_path(start, &bare);
        let place = platform.is_absolute(&native).then_some(native);
        let origin = value.writer();
        Some(Entry { number: index + 1, text, place, origin })
    };
    let entries = value.entries(separator).into_iter().map(|entry| entry.value);
    entries.enumerate().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_pages_follow_the_template() {
        assert!(ALL.iter().map(|rule| rule.code).is_sorted());
        for rule in ALL {
            assert!(by_name(rule.name).is_some_and(|found| found.code == rule.code));
            for head in ["## Problem", "## Better", "## Why", "## Exceptions"] {
                assert!(rule.page.contains(head), "{} lacks {head}", rule.code);
            }
        }
    }
}
