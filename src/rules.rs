//! Rules: what is inconsistent or dangerous in an environment. One file per rule, one line in [`ALL`].
//!
//! A rule sees opened sessions and nothing of parsers; it alone makes findings.

mod alias_leads_nowhere;
mod alias_of_one_word;
mod alias_with_arguments;
pub mod allow;
mod app_path_leads_nowhere;
mod appended_without_separator;
mod assigned_not_exported;
mod autorun;
mod autorun_condition;
mod batch_file_without_call;
mod batch_in_powershell;
mod behind_path_helper;
mod blank_around_equals;
mod blank_at_end_of_value;
mod blocked_profile;
mod blocked_script;
mod carriage_returns;
mod colon_in_reference;
mod creatable_entry_first;
mod crontab_given_up;
mod current_directory_command;
mod directories;
mod drive_not_changed;
mod duplicate_path_entry;
mod environment_d_overruled;
mod expectation;
mod exported_cdpath;
mod exported_secret;
pub mod fix;
mod flattened_user_path;
mod found_by_some_launchers;
pub mod fragment;
mod function_behind_alias;
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
mod guard_before_path;
mod hidden_from_32_bit;
mod java_home;
mod job_program_missing;
mod jobs;
mod lacks;
mod library_in_every_program;
mod library_list_with_current_directory;
mod list_not_joined;
mod long_path;
mod malformed_allow;
mod manager_not_first;
mod masked_profile;
mod missing_path_entry;
mod msys_minimal_path;
mod opaque_line;
mod order_dependent_reference;
mod other_program_by_launcher;
mod package_manager_off_path;
mod parenthesis_in_reference;
mod path_as_plain_variable;
mod path_assigned_anew;
mod path_in_other_case;
mod pathext_lacks_endings;
mod percent_in_job;
mod plain_path_with_references;
mod profile_encoding;
mod profile_left_behind;
mod profile_never_read;
mod program_of_variable_missing;
mod proxy_spellings_disagree;
mod quoted_path_entry;
mod quoted_tilde;
mod reference_of_another_shell;
mod relative_path_entry;
mod script_for_bash;
mod script_needs_session;
mod semicolon_between_entries;
mod session_only_variable;
mod setx_of_whole_list;
mod shadowed_command;
mod shim_leads_nowhere;
mod single_quoted_reference;
mod startup_error;
mod store_stub;
mod syntax_error;
mod system_directory_missing;
mod system_program_first;
mod terminal_type_fixed;
mod title_for_program;
mod unexpanded_path_entry;
mod unquoted_service_path;
mod unquoted_set_of_list;
mod unquoted_test_word;
mod unsafe_library_search;
mod unused_allow;
mod user_variable_replaces_machine;
mod value_of_before;
mod value_of_block_start;
mod variable_by_launcher;
mod variable_differs_by_launcher;
mod variable_names_missing_file;
mod variable_not_first;
mod variable_older_than_registry;
mod windows_program_in_wsl;
mod windows_tool_hidden;
mod word_of_another_shell;
mod word_of_bash_in_sh;
mod writable_path_entry;
mod written_for_another_shell;

pub use expectation::{CommandWant, Expectation, ValueWant, What, failed, fits};
pub use variable_older_than_registry::{Stale, stale};

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use directories::{Directory, Names};
use fix::Edit;
use fragment::Fragment;

use crate::environment::Environment;
use crate::session::Session;
use crate::shells::Lookup;
use crate::text::{Place, Severity, Span};
use crate::toolchains::Chain;
use crate::value::{Origin, Value};

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &unused_allow::RULE,
    &malformed_allow::RULE,
    &current_directory_command::RULE,
    &shadowed_command::RULE,
    &store_stub::RULE,
    &system_program_first::RULE,
    &batch_in_powershell::RULE,
    &hidden_from_32_bit::RULE,
    &windows_program_in_wsl::RULE,
    &blocked_script::RULE,
    &alias_leads_nowhere::RULE,
    &function_behind_alias::RULE,
    &windows_tool_hidden::RULE,
    &shim_leads_nowhere::RULE,
    &app_path_leads_nowhere::RULE,
    &expectation::RULE,
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
    &library_list_with_current_directory::RULE,
    &creatable_entry_first::RULE,
    &unquoted_service_path::RULE,
    &unsafe_library_search::RULE,
    &library_in_every_program::RULE,
    &found_by_some_launchers::RULE,
    &other_program_by_launcher::RULE,
    &variable_by_launcher::RULE,
    &written_for_another_shell::RULE,
    &manager_not_first::RULE,
    &msys_minimal_path::RULE,
    &variable_differs_by_launcher::RULE,
    &environment_d_overruled::RULE,
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
    &syntax_error::RULE,
    &quoted_tilde::RULE,
    &blank_around_equals::RULE,
    &semicolon_between_entries::RULE,
    &unquoted_test_word::RULE,
    &unquoted_set_of_list::RULE,
    &reference_of_another_shell::RULE,
    &single_quoted_reference::RULE,
    &value_of_block_start::RULE,
    &word_of_another_shell::RULE,
    &appended_without_separator::RULE,
    &alias_of_one_word::RULE,
    &drive_not_changed::RULE,
    &setx_of_whole_list::RULE,
    &batch_file_without_call::RULE,
    &word_of_bash_in_sh::RULE,
    &value_of_before::RULE,
    &path_as_plain_variable::RULE,
    &alias_with_arguments::RULE,
    &colon_in_reference::RULE,
    &parenthesis_in_reference::RULE,
    &list_not_joined::RULE,
    &title_for_program::RULE,
    &blank_at_end_of_value::RULE,
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
    &profile_left_behind::RULE,
    &profile_encoding::RULE,
    &blocked_profile::RULE,
    &guard_before_path::RULE,
    &profile_never_read::RULE,
    &session_only_variable::RULE,
    &variable_older_than_registry::RULE,
    &java_home::RULE,
    &variable_not_first::RULE,
    &program_of_variable_missing::RULE,
    &proxy_spellings_disagree::RULE,
    &exported_cdpath::RULE,
    &variable_names_missing_file::RULE,
    &terminal_type_fixed::RULE,
    &exported_secret::RULE,
    &assigned_not_exported::RULE,
    &path_in_other_case::RULE,
    &script_for_bash::RULE,
    &script_needs_session::RULE,
    &job_program_missing::RULE,
    &percent_in_job::RULE,
    &crontab_given_up::RULE,
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
    /// At one program text after the other.
    Text(fn(&Rule, &Fragment) -> Vec<Finding>),
    /// At what else is given: expectations, or comments of profiles.
    Elsewhere,
}

/// The sessions that were asked for, and a login where none of them is one: what ~/.profile sets is seen there.
fn asked<'a, 's, 'm>(subjects: &'a [Subject<'s, 'm>]) -> impl Iterator<Item = &'a Subject<'s, 'm>> {
    let beside = |one: &&Subject| one.beside;
    let first = subjects.iter().find(|one| one.is_whole_login()).filter(beside);
    subjects.iter().filter(|one| !one.beside).chain(first)
}

impl Rule {
    /// What this rule finds in the sessions.
    pub fn findings(&self, subjects: &[Subject]) -> Vec<Finding> {
        match self.check {
            Check::Each(check) => {
                asked(subjects).flat_map(|subject| check(self, subject)).collect()
            }
            Check::Wide(check) => {
                subjects.iter().flat_map(|subject| check(self, subject)).collect()
            }
            Check::Across(check) => check(self, subjects),
            Check::Text(check) => {
                let read = subjects.first().map_or(&[][..], |first| first.fragments(subjects));
                read.iter().flat_map(|fragment| check(self, fragment)).collect()
            }
            Check::Elsewhere => Vec::new(),
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
    pub environment: Rc<Environment>,
    /// Whether it is opened for comparison only: the user's own shell by another launcher.
    pub beside: bool,
    directories: OnceCell<Vec<Directory>>,
    path_is_known: OnceCell<bool>,
    names: Rc<Names>,
    known: RefCell<HashMap<String, Rc<Lookup>>>,
    go: OnceCell<Option<Chain>>,
    fragments: OnceCell<Vec<Fragment>>,
}

impl<'s, 'm> Subject<'s, 'm> {
    /// The sessions of one machine, each with what reports call it and whether it is there for comparison only.
    pub fn all(sessions: impl Iterator<Item = (&'s str, &'s Session<'m>, bool)>) -> Vec<Self> {
        let names = Rc::new(Names::default());
        let one = |(label, session, beside): (&'s str, &'s Session<'m>, bool)| Self {
            label,
            session,
            environment: session.environment(),
            beside,
            directories: OnceCell::new(),
            path_is_known: OnceCell::new(),
            names: Rc::clone(&names),
            known: RefCell::default(),
            go: OnceCell::new(),
            fragments: OnceCell::new(),
        };
        sessions.map(one).collect()
    }

    /// What a name leads to; asked of the shell once for all rules.
    fn lookup(&self, name: &str) -> Rc<Lookup> {
        if let Some(known) = self.known.borrow().get(name) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.session.lookup(name));
        self.known.borrow_mut().insert(name.to_owned(), Rc::clone(&found));
        found
    }

    /// Whether everything is set up here that the user's own shell sets up: a login that a person types into.
    fn is_whole_login(&self) -> bool {
        let mode = self.session.start().mode;
        mode.login && mode.interactive && lacks::is_of_a_person(self)
    }

    /// The user's own texts that all these sessions read; the first of them keeps the list.
    fn fragments(&self, all: &[Subject]) -> &[Fragment] {
        self.fragments.get_or_init(|| fragment::of_subjects(all))
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
    /// What mends it by itself, where anything does.
    pub fix: Vec<Edit>,
}

impl Rule {
    /// What this rule finds in a text that is looked at by itself.
    pub fn in_text(&self, fragment: &Fragment) -> Vec<Finding> {
        match self.check {
            Check::Text(check) => check(self, fragment),
            _ => Vec::new(),
        }
    }

    /// A finding of this rule.
    fn finding(&self, subject: &Subject, message: String, remedy: &str) -> Finding {
        self.said(subject.label, message, remedy)
    }

    /// A finding of this rule in a session of that name.
    fn said(&self, label: &str, message: String, remedy: &str) -> Finding {
        Finding {
            code: self.code,
            rule: self.name,
            severity: self.severity,
            message,
            session: label.to_owned(),
            evidence: Vec::new(),
            remedy: Some(remedy.to_owned()),
            fix: Vec::new(),
        }
    }
}

/// A known entry of PATH.
struct Entry {
    /// As written.
    text: String,
    /// The absolute machine path it names; `None` for a relative or empty one.
    place: Option<String>,
    /// Who wrote it.
    origin: Option<Origin>,
    /// What separates it from the others.
    separator: char,
}

impl Entry {
    fn evidence(&self) -> Evidence {
        // Its number differs from session to session, and with every entry before it.
        let what = if self.text.is_empty() { "an empty entry" } else { &self.text };
        let text = format!("PATH has {what}");
        Evidence { text, origin: self.origin.clone().map(|origin| self.narrowed(origin)) }
    }

    /// What takes the entry off the list, where it is written out in a file.
    fn dropped(&self) -> Vec<Edit> {
        let place = self.origin.clone().map(|origin| self.narrowed(origin));
        let place = match &place {
            Some(Origin::File(place)) => place,
            _ => return Vec::new(),
        };
        fix::without_entry(place, self.separator).into_iter().collect()
    }

    /// Where the entry itself stands, of the piece that wrote it and its neighbours.
    fn narrowed(&self, origin: Origin) -> Origin {
        let Origin::File(place) = &origin else { return origin };
        let text = place.text();
        let bounds = |one: char| matches!(one, ':' | ';' | '"' | '\'' | '=');
        let alone = |at: usize| {
            text[..at].chars().next_back().is_none_or(bounds)
                && text[at + self.text.len()..].chars().next().is_none_or(bounds)
        };
        let mut found = text.match_indices(self.text.as_str()).map(|(at, _)| at);
        match found.find(|at| !self.text.is_empty() && alone(*at)) {
            Some(at) => {
                let start = place.span.start as usize + at;
                let span = Span::new(start, start + self.text.len());
                Origin::File(Place::new(&place.source, span))
            }
            None => origin,
        }
    }
}

/// Whether every entry of PATH is known, so that one can be said not to stand there.
fn path_is_known(subject: &Subject) -> bool {
    *subject.path_is_known.get_or_init(|| {
        let value = subject.environment.variables.value("PATH");
        let separator = subject.session.shell().list_separator(&subject.session.start().facts);
        let known =
            |value: &Value| value.entries(separator).iter().all(|entry| entry.value.is_known());
        is_settled(subject, "PATH") && value.is_none_or(known)
    })
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
    let entry = |value: Value| {
        let text = value.text()?.into_owned();
        let bare = if platform.is_windows() { text.replace('"', "") } else { text.clone() };
        let native = session.shell().machine_path(start, &bare);
        let place = platform.is_absolute(&native).then_some(native);
        let origin = value.writer();
        Some(Entry { text, place, origin, separator })
    };
    let entries = value.entries(separator).into_iter().map(|entry| entry.value);
    entries.filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_pages_follow_the_template() {
        assert!(ALL.iter().map(|rule| rule.code).is_sorted());
        for rule in ALL {
            assert!(by_name(rule.name).is_some_and(|found| found.code == rule.code));
            for head in ["## Problem", "## Better", "## Why", "## Exceptions", "## Sources"] {
                assert!(rule.page.contains(head), "{} lacks {head}", rule.code);
            }
        }
    }
}
