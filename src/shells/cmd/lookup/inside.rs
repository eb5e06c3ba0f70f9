//! What one directory has for a name.

use std::rc::Rc;

use super::names::{Names, Tried, both};
use super::{Search, note};
use crate::machine::app_alias::AppAlias;
use crate::machine::associations::opener;
use crate::machine::path::without_dots;
use crate::machine::{Fault, Platform};
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict};
use crate::value::{Origin, Unknown, When};

/// Where a directory comes from, and when.
pub(super) struct Found {
    pub stage: Stage,
    pub origin: Option<Origin>,
    pub when: Option<When>,
}

impl Search<'_> {
    /// All candidates of one directory, in the order cmd tries them.
    pub(super) fn directory(
        &self,
        directory: &str,
        names: &Names,
        found: &Found,
        lookup: &mut Lookup,
    ) {
        let stage = &found.stage;
        let directory = &without_dots(directory);
        if let Some(unknown) = self.undecided(directory, found) {
            return lookup.doubts_here(unknown);
        }
        if let Err(Fault::NotFound) = self.machine.status(directory) {
            return;
        }
        let tried = match names.tried() {
            Ok(tried) => tried,
            Err(unknown) => return lookup.doubts_here(unknown),
        };
        for Tried { name, reason, when } in tried {
            let path = Platform::Windows.absolute(directory, name);
            let added = name.strip_prefix(&names.name).unwrap_or_default();
            if added.matches('.').count() > 1 && self.is_file(&path) {
                note(lookup, Some(two_dots(added)));
            }
            let mut one = if self.machine.is_directory(&path) {
                candidate(&path, stage.clone(), Verdict::Refused, "it is a directory")
            } else if self.is_file(&path) {
                self.found(&path, stage, reason)
            } else {
                note(lookup, self.undecided(&path, found));
                continue;
            };
            one.origin.clone_from(&found.origin);
            one.when = both(found.when.as_ref(), when.clone());
            lookup.consider(one);
        }
        note(lookup, self.found_by_win32(directory, &names.name));
        if !names.has_extension() {
            let path = Platform::Windows.absolute(directory, &names.name);
            if self.is_file(&path) {
                let reason = "no extension, and PATHEXT has none for it";
                let mut one = candidate(
                    &self.machine.spelled(&path),
                    stage.clone(),
                    Verdict::Refused,
                    reason,
                );
                one.origin.clone_from(&found.origin);
                one.when.clone_from(&found.when);
                lookup.consider(one);
            }
        }
    }

    /// A file that Win32 finds by a name with dots or blanks behind its extension (MS "Naming Files"). Wine's cmd starts
    /// a program so and no batch file; Windows' was not asked.
    fn found_by_win32(&self, directory: &str, name: &str) -> Option<Rc<Unknown>> {
        let bare = name.trim_end_matches(['.', ' ']);
        let path = Platform::Windows.absolute(directory, bare);
        let found = bare.len() < name.len() && bare.contains('.') && self.is_file(&path);
        let reason = "is a file by Win32's rule that drops dots and blanks at the end of a name; that cmd starts it so is asserted nowhere";
        found.then(|| {
            let origin = Origin::Builtin("cmd".into());
            Rc::new(Unknown::new(format!("{path} {reason}"), origin))
        })
    }

    /// Why it is not known what stands at a path.
    fn undecided(&self, path: &str, found: &Found) -> Option<Rc<Unknown>> {
        let Err(Fault::Undecided(why)) = self.machine.status(path) else { return None };
        let origin = found.origin.clone().unwrap_or_else(|| Origin::Builtin("cmd".into()));
        Some(Rc::new(Unknown::new(format!("{path} {why}"), origin)))
    }

    /// App execution aliases are there although they cannot be opened.
    fn is_file(&self, path: &str) -> bool {
        self.machine
            .status(path)
            .or_else(|_| self.machine.link_status(path))
            .is_ok_and(|status| !status.is_directory())
    }

    fn found(&self, path: &str, stage: &Stage, reason: &str) -> Candidate {
        let alias = self.machine.link_status(path).is_ok_and(|status| status.app_alias);
        let reason = match (stage, alias) {
            (_, true) => AppAlias::at(self.machine, path).words(),
            (Stage::CurrentDirectory, _) => {
                format!("the current directory comes before PATH{reason}")
            }
            (Stage::Direct, _) => format!("the path is given{reason}"),
            (Stage::PathEntry(number), _) => format!("PATH entry {number}{reason}"),
            _ => reason.trim_start_matches(", ").to_owned(),
        };
        // Error 193 sends cmd to ShellExecute, which asks the registry.
        let opened = opener(self.machine, path).map(|opener| format!(", {}", opener.words()));
        let reason = format!("{reason}{}", opened.unwrap_or_default());
        candidate(&self.machine.spelled(path), stage.clone(), Verdict::Chosen, &reason)
    }
}

/// Windows 10 takes an item of two dots, Windows 11 does not (microsoft/terminal#17609).
fn two_dots(item: &str) -> Rc<Unknown> {
    let reason =
        format!("has {item} in PATHEXT, an item of two dots, which not every Windows takes");
    Rc::new(Unknown::new(reason, Origin::Builtin("PATHEXT".into())))
}

pub(super) fn candidate(path: &str, stage: Stage, verdict: Verdict, reason: &str) -> Candidate {
    let script = [".bat", ".cmd"].iter().any(|end| path.to_ascii_lowercase().ends_with(end));
    Candidate {
        kind: if script { CommandKind::Script } else { CommandKind::Application },
        path: Some(path.to_owned()),
        text: path.to_owned(),
        stage,
        verdict,
        reason: reason.to_owned(),
        origin: None,
        when: None,
    }
}
