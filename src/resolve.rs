//! A name in a session: what comes nearest where the shell finds nothing.

mod installers;
mod lacking;
mod path;
mod places;
pub mod shim;
pub mod shims;

use std::collections::BTreeSet;

pub use lacking::{Lack, is_only_exe, lacking};

use crate::machine::{Kind, Machine, Platform};
use crate::session::Session;
use crate::session::launch::wsl;
use crate::shells::Lookup;
use crate::text::Meant;
use crate::value::Origin;

/// Something that is nearly what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Its name; the one that was asked for, or one that is spelled like it.
    pub name: String,
    /// Its file.
    pub path: Option<String>,
    /// Why it is not found, or what it is instead.
    pub reason: String,
}

/// How many are worth telling.
const MOST: usize = 3;

/// How many of similar names are looked up at most: what is near may be no program.
const MOST_TRIED: usize = 100;

/// What comes nearest to a name that the session does not find: the same name where the
/// shell does not look or may not run it, then names that are spelled like it.
pub fn nearest(session: &Session, name: &str, lookup: &Lookup) -> Vec<Near> {
    let mut found = refused(name, lookup);
    found.extend(path::misspelt(session, name));
    found.extend(path::without_ending(session, name, &path_directories(session)));
    found.dedup();
    found.extend(elsewhere(session, name, &found));
    if found.is_empty() {
        found.extend(spelled(session, name));
    }
    found.truncate(MOST);
    found
}

/// The shell saw it and did not take it.
fn refused(name: &str, lookup: &Lookup) -> Vec<Near> {
    let seen = lookup.candidates.iter().filter(|candidate| candidate.path.is_some());
    seen.map(|candidate| Near {
        name: name.to_owned(),
        path: candidate.path.clone(),
        reason: candidate.reason.clone(),
    })
    .collect()
}

/// The same name in the current directory, or where programs usually are.
fn elsewhere(session: &Session, name: &str, known: &[Near]) -> Vec<Near> {
    let machine = session.machine();
    let platform = machine.platform();
    if name.is_empty() || name.contains(|letter| platform.is_separator(letter)) {
        return Vec::new();
    }
    let cwd = session.environment().cwd.text().map(std::borrow::Cow::into_owned);
    let here = cwd.map(|cwd| (cwd, "it stands in the current directory only".to_owned()));
    let out = wsl::keeps_path_out(machine);
    let usual = places::off_path(session).into_iter().map(|(directory, who)| {
        let by = out.as_ref().filter(|_| directory.starts_with("/mnt/")).and_then(Origin::place);
        let reason = match (by, who) {
            (None, Some(who)) => format!("{who} adds its directory, which is not on PATH"),
            (Some(at), _) => format!(
                "its directory is not on PATH: {}:{} keeps Windows' own out",
                at.file(),
                at.line()
            ),
            (None, None) => "its directory is not on PATH".to_owned(),
        };
        (directory, reason)
    });
    let mut found: Vec<Near> = Vec::new();
    for (directory, reason) in here.into_iter().chain(usual) {
        let Some(path) = program_in(machine, &directory, name) else { continue };
        let told = |near: &Near| near.path.as_deref() == Some(&path);
        if !known.iter().any(told) && !found.iter().any(told) {
            found.push(Near { name: name.to_owned(), path: Some(path), reason });
        }
    }
    found
}

/// The known absolute directories of the session's PATH, as machine paths.
fn path_directories(session: &Session) -> Vec<String> {
    let environment = session.environment();
    let start = session.start();
    let separator = session.shell().list_separator(&start.facts);
    let Some(value) = environment.variables.value("PATH") else { return Vec::new() };
    value
        .entries(separator)
        .iter()
        .filter_map(|entry| entry.value.text().map(|text| text.replace('"', "")))
        .map(|text| session.shell().machine_path(start, &text))
        .filter(|path| start.facts.platform.is_absolute(path))
        .collect()
}

fn program_in(machine: &dyn Machine, directory: &str, name: &str) -> Option<String> {
    let platform = machine.platform();
    let endings: &[&str] =
        if platform.is_windows() { &["", ".exe", ".bat", ".cmd"] } else { &[""] };
    endings
        .iter()
        .map(|ending| platform.join(directory, &format!("{name}{ending}")))
        .find(|path| machine.is_file(path))
}

/// Names the session does find that take one or two changes to reach.
fn spelled(session: &Session, name: &str) -> Vec<Near> {
    let limit = if name.chars().count() < 6 { 1 } else { 2 };
    let mut near: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut meant = Meant::new(name, limit);
    each_known_name(session, &mut |known| {
        if let Some(distance @ 1..) = meant.distance(known) {
            near.insert((distance, known.to_owned()));
        }
    });
    near.into_iter()
        .take(MOST_TRIED)
        .filter_map(|(_, known)| {
            let lookup = session.lookup(&known);
            let winner = lookup.winner()?;
            let reason = match &winner.path {
                Some(_) => winner.stage.describe(),
                None => winner.kind.name().to_owned(),
            };
            Some(Near { name: known, path: winner.path.clone(), reason })
        })
        .take(MOST)
        .collect()
}

fn each_known_name(session: &Session, tell: &mut dyn FnMut(&str)) {
    let machine = session.machine();
    let environment = session.environment();
    environment.aliases.keys().chain(environment.functions.keys()).for_each(|name| tell(name));
    for directory in path_directories(session) {
        let Ok(entries) = machine.listing(&directory) else { continue };
        for entry in entries.iter().filter(|entry| entry.kind != Kind::Directory) {
            tell(typed(machine.platform(), &entry.name));
        }
    }
}

/// A file's name as people type it: without the ending that Windows adds.
fn typed(platform: Platform, file: &str) -> &str {
    let endings = [".exe", ".bat", ".cmd", ".com"];
    let runs = |ending: &str| endings.iter().any(|known| ending.eq_ignore_ascii_case(known));
    match file.len().checked_sub(4).and_then(|at| file.split_at_checked(at)) {
        Some((stem, ending)) if platform.is_windows() && runs(ending) => stem,
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_typed_without_the_ending_windows_adds() {
        assert_eq!(typed(Platform::Windows, "Git.EXE"), "Git");
        assert_eq!(typed(Platform::Windows, "readme.txt"), "readme.txt");
        assert_eq!(typed(Platform::Linux, "a.exe"), "a.exe");
    }
}
