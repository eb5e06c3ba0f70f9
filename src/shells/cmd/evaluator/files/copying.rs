//! `copy`, `move`, `ren` and `mklink`.

use std::rc::Rc;

use super::{WINDOWS, Words};
use crate::machine::overlay::Change;
use crate::machine::path::{folded, same_name};
use crate::shells::cmd::evaluator::{Evaluator, redirect};
use crate::shells::cmd::expand::full_path;
use crate::value::{Origin, Unknown};

/// What ends a text that `copy` puts together without `/b` (MS `copy`).
const END_OF_TEXT: u8 = 0x1a;

/// How deep directories that are moved may nest.
const DEEPEST: u32 = 40;

/// Whether an existing file may be written over.
enum Consent {
    Given,
    Refused,
    Unknown,
}

impl Evaluator<'_> {
    /// In a batch file nobody is asked, unless `/-y` says so.
    fn consent(&mut self, words: &Words) -> Consent {
        if !words.has("/-y") || words.has("/y") {
            return Consent::Given;
        }
        match self.rest_of_input().map(|rest| rest.is_empty()) {
            Some(Some(true)) => Consent::Refused,
            _ => Consent::Unknown,
        }
    }

    pub(super) fn copy(&mut self, words: &Words, origin: &Origin) {
        let (from, to) = match words.names.as_slice() {
            [] => return self.usage(origin),
            [from] => (from.as_str(), "."),
            [from, to] => (from.as_str(), to.as_str()),
            _ => return self.copy_unknown(words, origin),
        };
        let sources: Vec<&str> = from.split('+').collect();
        let plain = words.only(&["/b", "/a", "/y", "/-y", "/v", "/n", "/z", "/d", "/l"]);
        let expander = self.expander();
        let full = |name: &str| full_path(&expander, name);
        let paths: Result<Vec<String>, _> = sources.iter().map(|name| full(name)).collect();
        let (Ok(paths), Ok(target)) = (paths, full(to)) else {
            return self.copy_unknown(words, origin);
        };
        let above = WINDOWS.parent(&target).unwrap_or(&target);
        let unknown = paths.iter().any(|path| self.undecided(path).is_some())
            || self.undecided(above).is_some()
            || self.undecided(target.trim_end_matches('\\')).is_some();
        let directory = paths.iter().any(|path| self.host.machine().is_directory(path));
        let several = from.contains(['*', '?']) || directory;
        if several && plain && paths.len() == 1 && !unknown && !to.contains(['*', '?']) {
            return self.copy_several(words, (from, directory), &target, origin);
        }
        if !plain || several || to.contains(['*', '?']) || unknown {
            return self.copy_unknown(words, origin);
        }
        let device = redirect::is_device(to);
        let closed =
            to.ends_with(['\\', '/']) && !self.directory_is_there(target.trim_end_matches('\\'));
        let target = self.place_in(&target, &paths[0]);
        if closed || !device && !self.parent_is_there(&target) {
            return self.no_such_path(origin);
        }
        let there = |me: &Self, index: usize| {
            redirect::is_device(sources[index]) || me.host.machine().is_file(&paths[index])
        };
        let missing = (0..paths.len()).filter(|index| !there(self, *index)).count();
        let itself = paths.len() == 1 && same_name(&paths[0], &target);
        if missing == paths.len() {
            return self.no_such_file(origin);
        }
        if itself {
            return self.failed("OntoItself", "The file cannot be copied onto itself.", origin);
        }
        if !device && self.host.machine().exists(&target) {
            match self.consent(words) {
                Consent::Given => {}
                Consent::Refused => return self.failed("NotCopied", "0 file(s) copied.", origin),
                Consent::Unknown => return self.copy_unknown(words, origin),
            }
        }
        if missing > 0 {
            return self.copy_unknown(words, origin);
        }
        if !device {
            self.combine(&sources, &paths, &target, words.has("/b"), origin);
        }
        self.print_unknown("copy", origin);
        self.state.returns(0);
    }

    /// A pattern, or all files of a directory, into a directory.
    fn copy_several(
        &mut self,
        words: &Words,
        (from, directory): (&str, bool),
        target: &str,
        origin: &Origin,
    ) {
        let pattern = match directory {
            true => format!("{}\\*", from.trim_end_matches('\\')),
            false => from.to_owned(),
        };
        let into = self.directory_is_there(target.trim_end_matches('\\'));
        let Ok(found) = self.matching(&pattern, false) else {
            return self.copy_unknown(words, origin);
        };
        if found.is_empty() {
            return self.no_such_file(origin);
        }
        // Several files into one are a text put together in ASCII mode.
        if !into || words.has("/-y") {
            return self.copy_unknown(words, origin);
        }
        for (name, _) in found {
            let Ok(path) = full_path(&self.expander(), &name) else { continue };
            let to = WINDOWS.join(target, WINDOWS.file_name(&path));
            if same_name(&to, &path) {
                return self.copy_unknown(words, origin);
            }
            self.combine(&[&name], &[path], &to, true, origin);
        }
        self.print_unknown("copy", origin);
        self.state.returns(0);
    }

    /// What a target that is a directory stands for.
    fn place_in(&self, target: &str, source: &str) -> String {
        match self.directory_is_there(target.trim_end_matches('\\')) {
            true => WINDOWS.join(target, WINDOWS.file_name(source)),
            false => target.to_owned(),
        }
    }

    /// One file out of several. The target is opened first: what it held counts only where it comes first.
    fn combine(
        &mut self,
        names: &[&str],
        paths: &[String],
        target: &str,
        binary: bool,
        origin: &Origin,
    ) {
        self.running_file_written(target, origin);
        let mut all = Vec::new();
        for (index, (name, path)) in names.iter().zip(paths).enumerate() {
            if redirect::is_device(name) || index > 0 && same_name(path, target) {
                continue;
            }
            match self.host.machine().read(path) {
                Ok(bytes) => all.extend_from_slice(&bytes),
                Err(_) => {
                    let reason = format!("was copied from {path}, whose text is not known");
                    let unknown = Rc::new(Unknown::new(reason, origin.clone()));
                    self.host.change(Change::File { path: target.to_owned(), bytes: [].into() });
                    self.record.unknown_files.insert(folded(target), unknown);
                    return;
                }
            }
        }
        if paths.len() > 1 && !binary {
            all.push(END_OF_TEXT);
        }
        if self.host.spend(crate::shells::steps_for(all.len())).is_err() {
            return;
        }
        let change = Change::File { path: target.to_owned(), bytes: all.into() };
        self.change_unless_uncertain(change, target);
    }

    fn copy_unknown(&mut self, words: &Words, origin: &Origin) {
        let target = words.names.last().map(|name| full_path(&self.expander(), name));
        let paths: Vec<String> = target.and_then(Result::ok).into_iter().collect();
        self.not_followed("copy", &paths, origin);
    }

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
        let Some((source, target)) = self.two_places(words).filter(|_| !wild) else {
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
        let wild = words.names.iter().any(|name| name.contains(['*', '?']));
        let source = full_path(&self.expander(), from).ok().filter(|_| !wild);
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
        if self.host.machine().is_directory(source) {
            return self.take_directory(source, target, depth, origin);
        }
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
                let change = Change::Unread { path: target.to_owned(), why };
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
