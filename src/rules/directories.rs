//! The directories of a session's PATH and the programs in them, gone through once for all rules.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::shadowed_command::{is_program, programs};
use super::{Entry, Subject, path_entries, place_key};
use crate::text::Place;
use crate::value::Origin;

/// A directory on PATH that no earlier entry leads to.
pub(super) struct Directory {
    /// The entry.
    pub(super) entry: Entry,
    /// Its machine path.
    pub(super) place: String,
    /// What is the same for all paths that lead there.
    pub(super) key: String,
}

impl Subject<'_, '_> {
    /// The directories of PATH in order, each once.
    pub(super) fn directories(&self) -> &[Directory] {
        self.directories.get_or_init(|| {
            let mut seen = HashSet::new();
            let mut found = Vec::new();
            for entry in path_entries(self) {
                let Some(place) = entry.place.clone() else { continue };
                let key = place_key(self, &place);
                if seen.insert(key.clone()) {
                    found.push(Directory { entry, place, key });
                }
            }
            found
        })
    }

    /// The names that a directory's files are typed by, whether they can be run or not.
    pub(super) fn names_of(&self, directory: &Directory) -> Rc<HashSet<String>> {
        self.names.of(self, directory)
    }

    /// The first directory of PATH that has the name.
    pub(super) fn first_with(&self, name: &str) -> Option<&Directory> {
        self.directories().iter().find(|one| self.names_of(one).contains(name))
    }

    /// Whether PATH leads to that directory.
    pub(super) fn leads_to(&self, key: &str) -> bool {
        self.directories().iter().any(|directory| directory.key == key)
    }
}

/// The names in the directories of PATH, read once for all sessions and rules.
#[derive(Default)]
pub(super) struct Names {
    known: RefCell<HashMap<String, Rc<HashSet<String>>>>,
}

impl Names {
    fn of(&self, subject: &Subject, directory: &Directory) -> Rc<HashSet<String>> {
        if let Some(known) = self.known.borrow().get(&directory.key) {
            return known.clone();
        }
        let machine = subject.session.machine();
        let files = machine.listing(&directory.place).unwrap_or_else(|_| Rc::from([]));
        let names = programs(machine.platform(), &files).into_iter();
        let names: Rc<HashSet<String>> =
            Rc::new(names.map(|(name, _)| name.into_owned()).collect());
        self.known.borrow_mut().insert(directory.key.clone(), names.clone());
        names
    }
}

/// The programs of a directory: the names they are typed by, and their files, sorted.
pub(super) fn programs_of(subject: &Subject, place: &str) -> Vec<(String, String)> {
    let machine = subject.session.machine();
    let Ok(files) = machine.listing(place) else { return Vec::new() };
    programs(machine.platform(), &files)
        .into_iter()
        .map(|(name, file)| (name.into_owned(), machine.platform().join(place, file)))
        .filter(|(_, path)| is_program(subject, path))
        .collect()
}

/// The file of the start-up that an origin comes from, seen from the shell that began to read.
pub(super) fn outermost(origin: &Origin) -> Option<&Place> {
    let place = origin.place()?;
    Some(place.via().last().unwrap_or_else(|| place.in_file()))
}

/// `a`, `a and b`, `a, b and 3 more`.
pub(super) fn listed(names: &[String], most: usize) -> String {
    let shown = &names[..names.len().min(most)];
    match (names.len() - shown.len(), shown) {
        (0, [rest @ .., last]) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (0, _) => shown.join(", "),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}
