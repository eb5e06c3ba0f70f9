//! Rules: what is inconsistent or dangerous in an environment. One file per rule, one line in [`ALL`].
//!
//! A rule sees opened sessions and nothing of parsers; it alone makes findings.

mod autorun;
mod autorun_condition;
mod batch_in_powershell;
mod behind_path_helper;
mod blocked_script;
mod carriage_returns;
mod current_directory_command;
mod directories;
mod duplicate_path_entry;
mod flattened_user_path;
mod found_by_some_launchers;
mod go;
mod go_bin_in_root;
mod go_bin_off_path;
mod go_compiler_not_counted;
mod go_env_file_missing;
mod go_env_file_overruled;
mod go_flags_refused;
mod go_install_refuses;
mod go_installed_twice;
mod go_msys_path;
mod go_refuses;
mod go_relative_xdg;
mod go_root_mismatch;
mod go_setting_in_one_shell;
mod go_target_left_set;
mod go_too_old;
mod go_toolchain_missing;
mod go_tree_incomplete;
mod go_tree_mixed;
mod go_tree_nested;
mod go_value_with_blank;
mod go_without_home;
mod hidden_from_32_bit;
mod java_home;
mod lacks;
mod long_path;
mod manager_not_first;
mod masked_profile;
mod missing_path_entry;
mod msys_minimal_path;
mod opaque_line;
mod order_dependent_reference;
mod other_program_by_launcher;
mod package_manager_off_path;
mod path_assigned_anew;
mod pathext_lacks_endings;
mod plain_path_with_references;
mod quoted_path_entry;
mod relative_path_entry;
mod script_for_bash;
mod script_needs_session;
mod session_only_variable;
mod shadowed_command;
mod startup_error;
mod store_stub;
mod system_directory_missing;
mod system_program_first;
mod unexpanded_path_entry;
mod user_variable_replaces_machine;
mod variable_by_launcher;
mod variable_differs_by_launcher;
mod variable_not_first;
mod variable_older_than_registry;
mod windows_program_in_wsl;
mod writable_path_entry;
mod written_for_another_shell;

pub use variable_older_than_registry::{Stale, stale};

use std::cell::OnceCell;

use directories::Directory;

use crate::environment::Environment;
use crate::session::Session;
use crate::text::Severity;
use crate::toolchains::Chain;
use crate::value::{Origin, Value};

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &current_directory_command::RULE,
    &shadowed_command::RULE,
    &store_stub::RULE,
    &system_program_first::RULE,
    &batch_in_powershell::RULE,
    &hidden_from_32_bit::RULE,
    &windows_program_in_wsl::RULE,
    &blocked_script::RULE,
    &go_root_mismatch::RULE,
    &go_bin_off_path::RULE,
    &go_bin_in_root::RULE,
    &go_refuses::RULE,
    &go_install_refuses::RULE,
    &go_tree_incomplete::RULE,
    &go_tree_nested::RULE,
    &go_tree_mixed::RULE,
    &go_installed_twice::RULE,
    &go_env_file_overruled::RULE,
    &go_relative_xdg::RULE,
    &go_without_home::RULE,
    &go_msys_path::RULE,
    &go_flags_refused::RULE,
    &go_compiler_not_counted::RULE,
    &go_too_old::RULE,
    &go_toolchain_missing::RULE,
    &go_value_with_blank::RULE,
    &go_target_left_set::RULE,
    &go_env_file_missing::RULE,
    &go_setting_in_one_shell::RULE,
    &found_by_some_launchers::RULE,
    &other_program_by_launcher::RULE,
    &variable_by_launcher::RULE,
    &written_for_another_shell::RULE,
    &manager_not_first::RULE,
    &msys_minimal_path::RULE,
    &variable_differs_by_launcher::RULE,
    &duplicate_path_entry::RULE,
    &missing_path_entry::RULE,
    &relative_path_entry::RULE,
    &quoted_path_entry::RULE,
    &path_assigned_anew::RULE,
    &unexpanded_path_entry::RULE,
    &package_manager_off_path::RULE,
    &system_directory_missing::RULE,
    &behind_path_helper::RULE,
    &writable_path_entry::RULE,
    &long_path::RULE,
    &flattened_user_path::RULE,
    &order_dependent_reference::RULE,
    &pathext_lacks_endings::RULE,
    &plain_path_with_references::RULE,
    &user_variable_replaces_machine::RULE,
    &opaque_line::RULE,
    &startup_error::RULE,
    &autorun::RULE,
    &masked_profile::RULE,
    &autorun_condition::RULE,
    &carriage_returns::RULE,
    &session_only_variable::RULE,
    &variable_older_than_registry::RULE,
    &java_home::RULE,
    &variable_not_first::RULE,
    &script_for_bash::RULE,
    &script_needs_session::RULE,
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
    /// At one session after the other, those of other launchers included.
    Wide(fn(&Rule, &Subject) -> Vec<Finding>),
    /// At all sessions together.
    Across(fn(&Rule, &[Subject]) -> Vec<Finding>),
}

impl Rule {
    /// What this rule finds in the sessions.
    pub fn findings(&self, subjects: &[Subject]) -> Vec<Finding> {
        match self.check {
            Check::Each(check) => {
                let asked = subjects.iter().filter(|subject| !subject.beside);
                asked.flat_map(|subject| check(self, subject)).collect()
            }
            Check::Wide(check) => {
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
    /// Whether it is opened for comparison only: the user's own shell by another launcher.
    pub beside: bool,
    directories: OnceCell<Vec<Directory>>,
    go: OnceCell<Option<Chain>>,
}

impl<'s, 'm> Subject<'s, 'm> {
    /// A session and what reports call it.
    pub fn new(label: &'s str, session: &'s Session<'m>, beside: bool) -> Self {
        let environment = session.environment();
        let (directories, go) = (OnceCell::new(), OnceCell::new());
        Self { label, session, environment, beside, directories, go }
    }
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
    let value = subject.environment.variables.value("PATH");
    is_settled(subject, "PATH") && value.is_none_or(Value::is_known)
}

/// Whether nothing that was not followed may have changed the variable, or made it.
fn is_settled(subject: &Subject, name: &str) -> bool {
    !subject.environment.doubts.iter().any(|doubt| doubt.reaches_variable(name))
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
