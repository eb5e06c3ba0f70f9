//! Which names of programs can lead two sessions to different files: every directory is listed once, and
//! of the names that stand in the same directories, in the same order, only one is looked up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use super::super::Asked;
use super::super::env::path;
use crate::environment::Environment;
use crate::machine::{Kind, Platform};

/// A session and what it has.
pub(super) type Side<'a, 's, 'm> = (Asked<'s, 'm>, &'a Environment);

/// The names that have to be looked up in both sessions; `same` looks one up. Of two machines, which are `across`, that is
/// every name.
pub(super) fn doubtful(
    sides: [Side; 2],
    across: bool,
    same: &dyn Fn(&str) -> bool,
) -> BTreeSet<String> {
    let shelf = Shelf::filled(sides);
    let plain = |name: &str| sides.iter().all(|(asked, _)| asked.session.is_only_file(name));
    let mut doubtful = BTreeSet::new();
    let mut alike: HashMap<Row, bool> = HashMap::new();
    for (key, rows) in &shelf.names {
        for name in shelf.spellings(key) {
            let certain = !across
                && rows[0] == rows[1]
                && plain(name)
                && *alike.entry(rows[0]).or_insert_with(|| same(name));
            if !certain {
                doubtful.insert(name.clone());
            }
        }
    }
    doubtful
}

/// A row of directories, as a number: equal numbers are equal rows.
type Row = u32;

/// What a name meets next on PATH: a directory, and what the name is there where that matters.
type Meets = (u32, u8);

/// In which directories of PATH each name stands.
#[derive(Default)]
struct Shelf {
    /// By what names are one.
    names: IndexMap<String, [Row; 2]>,
    /// How a name is spelled, where that is not its key.
    spelled: BTreeMap<String, BTreeSet<String>>,
    rows: HashMap<(Row, Meets), Row>,
    directories: HashMap<String, u32>,
    folds: bool,
}

impl Shelf {
    fn filled(sides: [Side; 2]) -> Self {
        let folds = sides[0].0.session.machine().facts().ignores_case;
        let mut shelf = Self { folds, ..Self::default() };
        let exact = sides.iter().any(|(asked, environment)| is_open(*asked, environment));
        let places = sides.map(|(asked, environment)| Places::new(asked, environment));
        for (side, (asked, _)) in sides.into_iter().enumerate() {
            for place in &places[side].plain {
                shelf.stand(side, asked, place, exact);
            }
        }
        for (side, (asked, _)) in sides.into_iter().enumerate() {
            for place in &places[side].odd {
                shelf.stand_oddly(side, asked, place);
            }
        }
        shelf
    }

    fn spellings<'s>(&'s self, key: &'s String) -> Vec<&'s String> {
        if self.folds { self.spelled.get(key).into_iter().flatten().collect() } else { vec![key] }
    }

    fn key(&self, name: &str) -> String {
        if self.folds { crate::machine::path::folded(name) } else { name.to_owned() }
    }

    /// Puts the names of a directory on the shelf, behind those of the directories before it.
    fn stand(&mut self, side: usize, asked: Asked, place: &str, exact: bool) {
        let machine = asked.session.machine();
        let facts = machine.facts();
        let platform = facts.platform;
        let directory = self.directory(platform.key(place, facts.ignores_case));
        for file in machine.listing(place).iter().flat_map(|files| files.iter()) {
            let Some(name) = typed(platform, &file.name, file.kind) else { continue };
            let what = if exact { what(asked, &platform.join(place, &file.name)) } else { 0 };
            let key = self.key(&name);
            if self.folds {
                self.spelled.entry(key.clone()).or_default().insert(name);
            }
            let rows = self.names.entry(key).or_default();
            rows[side] = next(&mut self.rows, rows[side], (directory, what));
        }
    }

    /// Two shells may take such a directory for two places: no row with it is like another.
    fn stand_oddly(&mut self, side: usize, asked: Asked, place: &str) {
        let machine = asked.session.machine();
        let directory = self.directory(format!("{side} {place}"));
        for file in machine.listing(place).iter().flat_map(|files| files.iter()) {
            let Some(name) = typed(machine.platform(), &file.name, file.kind) else { continue };
            let key = self.key(&name);
            if let Some(rows) = self.names.get_mut(&key) {
                rows[side] = next(&mut self.rows, rows[side], (directory, 0));
            }
        }
    }

    fn directory(&mut self, key: String) -> u32 {
        let next = number(self.directories.len());
        *self.directories.entry(key).or_insert(next)
    }
}

fn next(rows: &mut HashMap<(Row, Meets), Row>, row: Row, meets: Meets) -> Row {
    // A row of no directory is 0.
    let fresh = number(rows.len() + 1);
    *rows.entry((row, meets)).or_insert(fresh)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether what a file is decides more than which file it is: something on PATH is not known, so
/// that it matters where the search ends, or the sessions do not see the same files.
fn is_open(asked: Asked, environment: &Environment) -> bool {
    let path = environment.variables.get("PATH");
    let known = path.is_none_or(|path| {
        !path.maybe_unset && path.value.as_ref().is_none_or(crate::value::Value::is_known)
    });
    !known || !asked.session.changes().is_empty()
}

fn what(asked: Asked, path: &str) -> u8 {
    match asked.session.machine().status(path) {
        Ok(status) => 1 + u8::from(status.is_file()) + 2 * u8::from(status.executable),
        Err(_) => 0,
    }
}

/// The directories of a session's PATH, each once.
struct Places {
    /// Those that are the same for every shell.
    plain: Vec<String>,
    /// Those that depend on the current directory or the home: a shell may or may not take them so.
    odd: Vec<String>,
}

impl Places {
    fn new(asked: Asked, environment: &Environment) -> Self {
        let session = asked.session;
        let facts = session.machine().facts();
        let platform = facts.platform;
        let cwd = environment.cwd.text().map(std::borrow::Cow::into_owned);
        let home = environment.variables.value("HOME").and_then(|home| home.text());
        let mut places = Self { plain: Vec::new(), odd: Vec::new() };
        for entry in path(session, environment).into_iter().filter_map(|entry| entry.entry) {
            let bare = if platform.is_windows() { entry.replace('"', "") } else { entry };
            let place = session.shell().machine_path(session.start(), &bare);
            if platform.is_absolute(&place) {
                places.plain.push(place);
                continue;
            }
            places.odd.extend(cwd.as_ref().map(|cwd| platform.join(cwd, &place)));
            let rest = bare.strip_prefix('~');
            places.odd.extend(home.iter().zip(rest).map(|(home, rest)| format!("{home}{rest}")));
        }
        if platform.is_windows() {
            places.plain.extend(cwd);
        }
        for all in [&mut places.plain, &mut places.odd] {
            let mut seen = HashSet::new();
            all.retain(|place| seen.insert(platform.key(place, facts.ignores_case)));
        }
        places
    }
}

/// The name under which a file is typed, if it can be a program.
fn typed(platform: Platform, file: &str, kind: Kind) -> Option<String> {
    match (kind, platform.is_windows()) {
        (Kind::Directory, _) => None,
        (_, true) => command_of(file),
        (_, false) => Some(file.to_owned()),
    }
}

/// The name under which a Windows file is typed; libraries and texts are no commands.
fn command_of(file: &str) -> Option<String> {
    const RUN: &[&str] = &[".com", ".exe", ".bat", ".cmd", ".ps1"];
    let lower = file.to_ascii_lowercase();
    let stem = RUN.iter().find_map(|extension| lower.strip_suffix(extension))?;
    Some(stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_no_commands() {
        assert_eq!(command_of("Git.EXE").as_deref(), Some("git"));
        assert_eq!(command_of("a.dll"), None);
        assert_eq!(command_of("README"), None);
    }
}
