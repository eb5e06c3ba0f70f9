//! Which directories are searched: the one that is given, the current one, those of PATH.

use std::rc::Rc;

use super::inside::Found;
use super::names::{Names, both};
use super::{Directory, NO_CURRENT_DIRECTORY, Search, note};
use crate::machine::Platform;
use crate::shells::cmd::expand::{Expander, full_path};
use crate::shells::{Lookup, Stage, Verdict};
use crate::value::{Origin, Unknown, When};

impl Search<'_> {
    pub(super) fn direct(&self, name: &str, names: &Names, lookup: &mut Lookup) {
        let written = match name.contains(['\\', '/']) {
            true => Platform::Windows.parent(name).unwrap_or("."),
            false => name.get(..2).unwrap_or("."),
        };
        let bare = names.without_directory();
        for (directory, when) in self.absolute(written, lookup) {
            let found = Found { stage: Stage::Direct, origin: None, when };
            self.directory(&directory, &bare, &found, lookup);
        }
    }

    /// Where a directory is: in each alternative of the current directory, if that has a say.
    fn absolute(&self, written: &str, lookup: &mut Lookup) -> Vec<(String, Option<When>)> {
        let from = Expander { state: self.state, machine: self.machine };
        if let Ok(full) = full_path(&from, written) {
            return vec![(full, None)];
        }
        let mut all = Vec::new();
        for (cwd, when) in self.cwds(lookup) {
            all.push((self.machine.spelled(&Platform::Windows.absolute(&cwd, written)), when));
        }
        all
    }

    /// What the current directory is, or likely is.
    fn cwds(&self, lookup: &mut Lookup) -> Vec<(String, Option<When>)> {
        // No path has this separator: every entry is a whole alternative.
        let listed = self.state.cwd.listed('\0').into_iter();
        let mut all = Vec::new();
        for one in listed {
            note(lookup, one.doubt.clone());
            match one.value.text() {
                Some(text) => all.push((text.into_owned(), one.when)),
                None => lookup.doubts_here(why(&one.value)),
            }
        }
        all
    }

    pub(super) fn current_directory(&self, names: &Names, lookup: &mut Lookup) {
        let set = self.state.is_set(NO_CURRENT_DIRECTORY);
        let kept_out = match &set {
            Ok(set) => *set,
            Err(_) => self.state.variable(NO_CURRENT_DIRECTORY).is_some(),
        };
        for (cwd, when) in self.cwds(lookup) {
            let found = Found { stage: Stage::CurrentDirectory, origin: None, when };
            let mut here = Lookup::default();
            self.directory(&cwd, names, &found, &mut here);
            // The variable matters only to what is there.
            if let (Err(unknown), false) = (&set, here.candidates.is_empty()) {
                lookup.doubts_here(unknown.clone());
            }
            for doubt in here.doubts.iter().filter(|_| !kept_out) {
                lookup.doubts_here(doubt.unknown.clone());
            }
            for mut one in here.candidates {
                if kept_out {
                    one.verdict = Verdict::Refused;
                    one.reason = format!("{NO_CURRENT_DIRECTORY} is set, whatever its value");
                } else if one.verdict != Verdict::Refused {
                    one.verdict = Verdict::Chosen;
                }
                lookup.consider(one);
            }
        }
    }

    pub(super) fn listed(&self, entry: &Directory, names: &Names, lookup: &mut Lookup) {
        note(lookup, entry.doubt.clone());
        let Some(directory) = entry.value.as_known() else {
            if !self.leads_to_none(entry, names) {
                note(lookup, entry.value.why_unknown());
            }
            return;
        };
        if directory.is_empty() {
            return;
        }
        for (full, inner) in self.absolute(directory, lookup) {
            let found = Found {
                stage: Stage::PathEntry(entry.number),
                origin: entry.value.writer(),
                when: both(entry.when.as_ref(), inner),
            };
            self.directory(&full, names, &found, lookup);
        }
    }

    /// Whether a directory that is a link somewhere has nothing to say, wherever of all places it leads to.
    fn leads_to_none(&self, entry: &Directory, names: &Names) -> bool {
        let found = Found { stage: Stage::PathEntry(entry.number), origin: None, when: None };
        entry.value.to_value().leads_to().is_some_and(|places| {
            places.iter().all(|place| {
                let mut there = Lookup::default();
                self.directory(place, names, &found, &mut there);
                there == Lookup::default()
            })
        })
    }
}

fn why(value: &crate::value::Value) -> Rc<Unknown> {
    value
        .why_unknown()
        .unwrap_or_else(|| Rc::new(Unknown::new("is not known", Origin::Builtin("cmd".into()))))
}
