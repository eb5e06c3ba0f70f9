//! `move`, `ren` and `mklink`.

use std::rc::Rc;

use super::copying::Consent;
use super::{WINDOWS, Words};
use crate::machine::Attributes;
use crate::machine::overlay::Change;
use crate::machine::path::{folded, same_name};
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::expand::full_path;
use crate::value::Origin;

/// How deep directories that are moved may nest.
const DEEPEST: u32 = 40;

impl Evaluator<'_> {
    /// Source and target of `move` and `ren`, where both places are known.
    fn two_places(&self, words: &Words) -> Option<(String, String)> {
        let [from, to] = words.names.as_slice() else { return None };
        let expander = self.expander();
        Some((full_path(&expander, from).ok()?, full_path(&expander, to).ok()?))
    }

    pub(super) fn move_file(&mut self, words: &Words, origin: &Origin) {
        if words.names.is_empty() {
            return self.usage(origin);
        }
        let wild = words.names.iter().any(|name| name.contains(['*', '?']));
        if wild {
            return self.move_several(words, origin);
        }
        let Some((source, target)) = self.two_places(words) else {
            return self.move_unknown("move", words, origin);
        };
        if self.undecided(&source).is_some() || self.undecided(&target).is_some() {
            return self.move_unknown("move", words, origin);
        }
        let target = self.place_in(&target, &source);
        if !self.host.machine().exists(&source) {
            return self.no_such_file(origin);
        }
        if !self.parent_is_there(&target) {
            return self.no_such_path(origin);
        }
        let inside = folded(&target).starts_with(&format!("{}\\", folded(&source)));
        if inside && self.host.machine().is_directory(&source) {
            return self.failed("Inside", "The process cannot access the file.", origin);
        }
        if same_name(&source, &target) && self.host.machine().is_directory(&source) {
            return self.failed("OntoItself", "The process cannot access the file.", origin);
        }
        if self.host.machine().exists(&target) && !same_name(&source, &target) {
            if self.host.machine().is_directory(&source) {
                return self.failed("AccessDenied", "Access is denied.", origin);
            }
            match self.consent(words) {
                Consent::Given => {}
                Consent::Refused => return self.failed("NotMoved", "0 file(s) moved.", origin),
                Consent::Unknown => return self.move_unknown("move", words, origin),
            }
        }
        self.take_over(&source, &target, 0, origin);
        self.print_unknown("move", origin);
        self.state.returns(0);
    }

    pub(super) fn rename(&mut self, words: &Words, origin: &Origin) {
        let [from, to] = words.names.as_slice() else { return self.usage(origin) };
        if to.contains(['\\', '/', ':']) {
            return self.usage(origin);
        }
        if words.names.iter().any(|name| name.contains(['*', '?'])) {
            return self.rename_several(words, (from, to), origin);
        }
        let source = full_path(&self.expander(), from).ok();
        let Some(source) = source else { return self.move_unknown("ren", words, origin) };
        let target = WINDOWS.join(WINDOWS.parent(&source).unwrap_or("C:\\"), to);
        if self.undecided(&source).is_some() || self.undecided(&target).is_some() {
            return self.move_unknown("ren", words, origin);
        }
        if !self.host.machine().exists(&source) {
            return self.no_such_file(origin);
        }
        if self.host.machine().exists(&target) && !same_name(&source, &target) {
            let message = "A duplicate file name exists, or the file cannot be found.";
            return self.failed("AlreadyExists", message, origin);
        }
        self.take_over(&source, &target, 0, origin);
        self.state.returns(0);
    }

    /// `ren *.txt *.bak`: one after the other, in the order of the directory.
    fn rename_several(&mut self, words: &Words, (from, to): (&str, &str), origin: &Origin) {
        let found = self.plainly_matching(from, false);
        let whole = full_path(&self.expander(), from);
        let (Ok(found), Ok(whole)) = (found, whole) else {
            return self.move_unknown("ren", words, origin);
        };
        let directory = WINDOWS.parent(&whole).unwrap_or("C:\\").to_owned();
        if found.is_empty() {
            return self.no_such_file(origin);
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, _) in &found {
            let name = WINDOWS.file_name(name);
            pairs.push((
                WINDOWS.join(&directory, name),
                WINDOWS.join(&directory, &masked(name, to)),
            ));
        }
        // One that is there already is refused, and what becomes of the others depends on the order.
        let machine = self.host.machine();
        let taken = |(at, (source, target)): (usize, &(String, String))| {
            let same = !same_name(source, target) && machine.exists(target);
            same || self.undecided(target).is_some()
                || pairs[..at].iter().any(|(_, other)| same_name(other, target))
        };
        if pairs.iter().enumerate().any(taken) {
            return self.not_followed("ren", &[directory], origin);
        }
        for (source, target) in pairs {
            self.take_over(&source, &target, 0, origin);
        }
        self.state.returns(0);
    }

    /// `move PATTERN DIRECTORY`.
    fn move_several(&mut self, words: &Words, origin: &Origin) {
        let [from, to] = words.names.as_slice() else {
            return self.move_unknown("move", words, origin);
        };
        let target = full_path(&self.expander(), to);
        let (Ok(found), Ok(target)) = (self.plainly_matching(from, false), target) else {
            return self.move_unknown("move", words, origin);
        };
        let into = self.directory_is_there(target.trim_end_matches('\\'));
        if found.is_empty() && !to.contains(['*', '?']) {
            return self.no_such_file(origin);
        }
        let clear =
            |path: &str| self.undecided(path).is_none() && !self.host.machine().exists(path);
        let places = found.iter().map(|(name, _)| WINDOWS.join(&target, WINDOWS.file_name(name)));
        let places: Vec<String> = places.collect();
        // What is there already is written over, unless a person is asked.
        if !into || to.contains(['*', '?']) || !places.iter().all(|path| clear(path)) {
            return self.move_unknown("move", words, origin);
        }
        for ((name, _), to) in found.iter().zip(places) {
            let Ok(path) = full_path(&self.expander(), name) else { continue };
            self.take_over(&path, &to, 0, origin);
        }
        self.print_unknown("move", origin);
        self.state.returns(0);
    }

    /// A directory goes with all that is in it.
    fn take_directory(&mut self, source: &str, target: &str, depth: u32, origin: &Origin) {
        let entries = self.host.machine().listing(source);
        let size = entries.as_ref().map_or(0, |entries| entries.len());
        if depth > DEEPEST || self.host.spend(1 + size as u64).is_err() {
            return self.lost("moves a directory deeper than envsim follows", origin);
        }
        let made = Change::Directory { path: target.to_owned() };
        self.change_unless_uncertain(made, target);
        for entry in entries.into_iter().flat_map(|entries| entries.to_vec()) {
            let (from, to) = (WINDOWS.join(source, &entry.name), WINDOWS.join(target, &entry.name));
            self.take_over(&from, &to, depth + 1, origin);
        }
        self.change_unless_uncertain(Change::Removed { path: source.to_owned() }, source);
    }

    /// The file stands at the target from now on.
    fn take_over(&mut self, source: &str, target: &str, depth: u32, origin: &Origin) {
        if same_name(source, target) {
            return;
        }
        let attributes = self.host.machine().attributes(source);
        match self.host.machine().is_directory(source) {
            true => self.take_directory(source, target, depth, origin),
            false => self.take_file(source, target, origin),
        }
        if attributes != Attributes::ORDINARY {
            let change = Change::Attributes { path: target.to_owned(), attributes };
            self.change_unless_uncertain(change, target);
        }
    }

    fn take_file(&mut self, source: &str, target: &str, origin: &Origin) {
        self.running_file_written(target, origin);
        self.removals = true;
        let removed = Change::Removed { path: source.to_owned() };
        match self.host.machine().read(source) {
            Ok(bytes) => {
                self.change_unless_uncertain(removed, source);
                let change = Change::File { path: target.to_owned(), bytes };
                self.change_unless_uncertain(change, target);
            }
            Err(_) => {
                let reason = format!("was moved from {source}, whose text is not known");
                self.change_unless_uncertain(removed, source);
                let why: Rc<str> = reason.into();
                let change = Change::Unread { path: target.to_owned(), why, program: None };
                self.change_unless_uncertain(change, target);
            }
        }
    }

    fn move_unknown(&mut self, command: &str, words: &Words, origin: &Origin) {
        let places = words.names.iter().map(|name| full_path(&self.expander(), name));
        let paths: Vec<String> = places.filter_map(Result::ok).collect();
        self.removals = true;
        self.not_followed(command, &paths, origin);
    }

    /// `mklink [/d | /h | /j] LINK TARGET`.
    pub(super) fn make_link(&mut self, words: &Words, origin: &Origin) {
        let ([link, target], true) = (words.names.as_slice(), words.only(&["/d", "/h", "/j"]))
        else {
            return self.usage(origin);
        };
        let expander = self.expander();
        let (Ok(link), Ok(target)) = (full_path(&expander, link), full_path(&expander, target))
        else {
            self.outside("makes a link whose place is not known", origin);
            return self.unknown_code("is what `mklink` returns", origin);
        };
        let machine = self.host.machine();
        if machine.exists(&link) || machine.link_status(&link).is_ok() {
            let message = "Cannot create a file when that file already exists.";
            return self.failed("AlreadyExists", message, origin);
        }
        if words.has("/h") && !machine.is_file(&target) {
            return self.no_such_file(origin);
        }
        if !words.has("/h") && !words.has("/j") {
            // Whether the user may make symbolic links is not known.
            return self.not_followed("mklink", &[link], origin);
        }
        let change = Change::Link { path: link.clone(), target };
        self.change_unless_uncertain(change, &link);
        self.print_unknown("mklink", origin);
        self.state.returns(0);
    }
}

/// The new name of a file by a pattern for it (dbenham, "How does the Windows RENAME command interpret wildcards?").
fn masked(source: &str, mask: &str) -> String {
    let source: Vec<char> = source.chars().collect();
    let mask: Vec<char> = mask.chars().collect();
    let (mut name, mut at, mut next) = (String::new(), 0, 0);
    while let Some(letter) = mask.get(next).copied() {
        next += 1;
        let left = &source[at.min(source.len())..];
        match letter {
            '*' => {
                // Up to the last of the letters behind it, or all.
                let stop = mask.get(next).copied();
                let last = stop.filter(|stop| !matches!(stop, '*' | '?'));
                let end = last.and_then(|stop| left.iter().rposition(|one| *one == stop));
                match (end, last) {
                    (Some(end), _) => {
                        name.extend(&left[..=end]);
                        (at, next) = (at + end + 1, next + 1);
                    }
                    (None, stop) => {
                        name.extend(left);
                        name.extend(stop);
                        (at, next) = (source.len(), next + usize::from(stop.is_some()));
                    }
                }
            }
            '?' => {
                if let Some(one) = left.first().filter(|one| **one != '.') {
                    name.push(*one);
                    at += 1;
                }
            }
            '.' => {
                let dot = left.iter().position(|one| *one == '.');
                at = dot.map_or(source.len(), |dot| at + dot + 1);
                name.push('.');
            }
            letter => {
                at += usize::from(left.first().is_some_and(|one| *one != '.'));
                name.push(letter);
            }
        }
    }
    name.trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_ren() {
        for (source, mask, expected) in [
            ("a.txt", "*.bak", "a.bak"),
            ("a.b.txt", "*.bak", "a.b.bak"),
            ("1", "A?Z*", "AZ"),
            ("12.txt", "A?Z*", "A2Z.txt"),
            ("1.txt", "A?Z*", "AZ.txt"),
            ("1234.txt", "A?Z*", "A2Z4.txt"),
            ("abc.txt", "x*", "xbc.txt"),
            ("abc.txt", "?x*", "axc.txt"),
            ("abc.txt", "*", "abc.txt"),
            ("abc.txt", "*.*", "abc.txt"),
            ("abc", "*.bak", "abc.bak"),
            ("abc.txt", "*.", "abc"),
            ("abc.txt", "????????.b", "abc.b"),
            ("part1.log", "*1_old.log", "part1_old.log"),
            ("a b.txt", "x.txt", "x.txt"),
        ] {
            assert_eq!(masked(source, mask), expected, "{source} {mask}");
        }
    }
}
