//! Commands that read or change files, as far as profiles depend on them.
//!
//! What they return is what Wine's `test_builtins` asserts of real Windows.

mod copying;
mod listing;
mod moving;
mod removing;

use std::rc::Rc;

use super::{Evaluator, arguments, longest, redirect};
use crate::machine::file_pattern::{self, Open, matches};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::machine::{Attributes, Kind, Platform};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

const WINDOWS: Platform = Platform::Windows;

/// The words of a command on files: switches in lower case, and names without quotes.
struct Words {
    switches: Vec<String>,
    names: Vec<String>,
}

impl Words {
    fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|one| one == switch)
    }

    /// Whether all switches are among these.
    fn only(&self, known: &[&str]) -> bool {
        self.switches.iter().all(|one| known.contains(&one.as_str()))
    }
}

impl Evaluator<'_> {
    pub(super) fn file_command(&mut self, command: &str, text: &Traced, origin: &Origin) {
        let mut words = Words { switches: Vec::new(), names: Vec::new() };
        let given = arguments::words(text);
        self.opens_named(command, &given);
        for word in given {
            let Some(known) = word.as_known() else {
                let reason = format!("`{command}` with a file whose name is not known");
                self.print_unknown(command, origin);
                if !matches!(command, "type" | "dir") {
                    self.outside(&reason, origin);
                }
                return self.unknown_code(&reason, origin);
            };
            match known.starts_with('/') {
                // `/s/q` is two switches.
                true => words.switches.extend(
                    known.split('/').skip(1).map(|one| format!("/{}", one.to_ascii_lowercase())),
                ),
                false => words.names.push(known.replace('"', "")),
            }
        }
        match command {
            "type" => self.type_files(&words.names, origin),
            "dir" => self.list_files(&words, origin),
            "md" | "mkdir" => self.make_directories(&words.names, origin),
            "rd" | "rmdir" => self.remove_directories(&words, origin),
            "del" | "erase" => self.erase(&words, origin),
            "copy" => self.copy(&words, text, origin),
            "move" => self.move_file(&words, origin),
            "mklink" => self.make_link(&words, origin),
            _ => self.rename(&words, origin),
        }
    }

    fn usage(&mut self, origin: &Origin) {
        self.failed("InvalidSyntax", "The syntax of the command is incorrect.", origin);
    }

    fn no_such_file(&mut self, origin: &Origin) {
        self.failed("FileNotFound", "The system cannot find the file specified.", origin);
    }

    fn no_such_path(&mut self, origin: &Origin) {
        self.failed("PathNotFound", "The system cannot find the path specified.", origin);
    }

    /// A use that is not followed: what stands at the paths is not known any more.
    fn not_followed(&mut self, command: &str, paths: &[String], origin: &Origin) {
        let reason = format!("may be changed by `{command}`, which envsim does not follow so");
        let unknown = Rc::new(Unknown::new(reason, origin.clone()));
        for path in paths {
            self.mark_undecided(path, unknown.clone());
        }
        self.print_unknown(command, origin);
        self.unknown_code(&format!("is what `{command}` returns"), origin);
    }

    fn type_files(&mut self, names: &[String], origin: &Origin) {
        if names.is_empty() {
            return self.usage(origin);
        }
        for name in names {
            let files = match name.contains(['*', '?']) {
                false => vec![name.clone()],
                true => match self.plainly_matching(name, false) {
                    Ok(found) => found.into_iter().map(|(name, _)| name).collect(),
                    Err(_) => return self.not_followed("type", &[], origin),
                },
            };
            if files.is_empty() {
                return self.no_such_file(origin);
            }
            let wild = name.contains(['*', '?']);
            for file in files {
                if names.len() > 1 || wild {
                    self.name_shown(&file, wild, origin);
                }
                if !self.type_file(&file, origin) {
                    return;
                }
            }
        }
        self.state.returns(0);
    }

    /// Names go to standard error (Wine's tests of `type`); how a path is written there is not known.
    fn name_shown(&mut self, file: &str, wild: bool, origin: &Origin) {
        let reason = "names the files that `type` shows";
        self.state.print_error(match wild || file.contains(['\\', '/', ':']) {
            true => Value::unknown(Unknown::new(reason, origin.clone())),
            false => Value::known(format!("\r\n{file}\r\n\r\n\r\n"), origin.clone()),
        });
    }

    /// `false` where the file cannot be shown: nothing after it is.
    fn type_file(&mut self, name: &str, origin: &Origin) -> bool {
        if redirect::is_device(name) {
            return true;
        }
        match self.file_value(name, origin) {
            Ok(Some(text)) => {
                self.state.print(text);
                true
            }
            Ok(None) => {
                self.no_such_file(origin);
                false
            }
            Err(unknown) => {
                self.state.print(Value::unknown((*unknown).clone()));
                self.unknown_code("is what `type` returns", origin);
                false
            }
        }
    }

    fn change_unless_uncertain(&mut self, change: Change, path: &str) {
        match self.uncertain() {
            Some(unknown) => self.mark_undecided(path, unknown),
            None => {
                self.forget_doubts(path);
                self.host.change(change);
            }
        }
    }

    /// Why a file, or one in a directory, may be passed over or refused: it is hidden, or nobody knows.
    pub(super) fn protection(&self, path: &str) -> Option<Rc<Unknown>> {
        let why = self.host.machine().guarded(path.trim_end_matches('\\'))?;
        Some(Rc::new(Unknown::new(why, Origin::Builtin("cmd".into()))))
    }

    /// Whether a file is known to be read-only, and nothing else is.
    pub(super) fn read_only(&self, path: &str) -> bool {
        self.host.machine().attributes(path).is_only_read_only()
    }

    pub(super) fn mark_undecided(&mut self, path: &str, unknown: Rc<Unknown>) {
        let why = unknown.reason.clone();
        self.record.unknown_files.insert(folded(path), unknown);
        self.host.change(Change::Undecided { path: path.to_owned(), why });
    }

    /// What stands at a path, and below it, is certain again.
    fn forget_doubts(&mut self, path: &str) {
        let path = folded(path);
        let below = format!("{path}\\");
        self.record.unknown_files.retain(|one, _| *one != path && !one.starts_with(&below));
    }

    fn make_directories(&mut self, names: &[String], origin: &Origin) {
        if names.is_empty() {
            return self.usage(origin);
        }
        let mut failed = false;
        self.state.code = Level::Known(0);
        for name in names {
            let invalid =
                name.as_bytes().get(1) == Some(&b':') && !name.as_bytes()[0].is_ascii_alphabetic();
            if invalid {
                let message = "The system cannot find the drive specified.";
                self.complain("DriveNotFound", message, origin);
                failed = true;
                continue;
            }
            let Ok(path) = full_path(&self.expander(), name) else {
                self.outside("makes a directory whose place is not known", origin);
                return self.unknown_code("makes a directory whose place is not known", origin);
            };
            if redirect::is_device(name) {
                continue;
            }
            let path = path.trim_end_matches('\\').to_owned();
            if let Some(why) = self.undecided(&path) {
                // Whether it was there or not, it is there now.
                self.change_unless_uncertain(Change::Directory { path: path.clone() }, &path);
                self.state.level = Level::Unknown(why.clone());
                self.state.code = Level::Unknown(why);
                continue;
            }
            let odd = |letter: char| matches!(letter, '?' | '*' | '<' | '>' | '|' | '"');
            if name.contains(odd) {
                // What stands before the part that is no name is made.
                let part = path.split('\\').take_while(|part| !part.contains(odd));
                let made = part.collect::<Vec<_>>().join("\\");
                if !self.directory_is_there(&made) {
                    self.change_unless_uncertain(Change::Directory { path: made.clone() }, &made);
                }
                self.complain("InvalidName", "The filename is incorrect.", origin);
                failed = true;
                continue;
            }
            if self.host.machine().exists(&path) || self.directory_is_there(&path) {
                let message = format!("A subdirectory or file {name} already exists.");
                self.complain("AlreadyExists", &message, origin);
                failed = true;
            } else if !self.drive_is_there(&path) {
                let message = "The system cannot find the drive specified.";
                self.complain("DriveNotFound", message, origin);
                failed = true;
            } else if longest::is_too_long(&path, longest::DIRECTORY) {
                failed |= self.too_long_directory(&path, origin);
            } else {
                self.change_unless_uncertain(Change::Directory { path: path.clone() }, &path);
            }
        }
        if failed || !matches!(self.state.code, Level::Unknown(_)) {
            self.state.returns(i32::from(failed));
        }
    }

    /// Whether the drive (or share) of a path is there.
    fn drive_is_there(&self, path: &str) -> bool {
        let root = WINDOWS.root_len(path);
        let drive = path.get(..root.max(2)).unwrap_or(path);
        path.starts_with("\\\\") || !drive.starts_with('@') && self.directory_is_there(drive)
    }

    /// Whether the directory of a path is there.
    pub(super) fn parent_is_there(&self, path: &str) -> bool {
        WINDOWS.parent(path).is_none_or(|parent| self.directory_is_there(parent))
    }

    /// The files (and directories) a pattern matches, each with the directory as it is written. What is hidden or of
    /// the system is passed over (Wine's tests of DEL and FOR, asserted on Windows).
    pub(super) fn matching(
        &self,
        pattern: &str,
        directories: bool,
    ) -> Result<Vec<(String, Kind)>, Rc<Unknown>> {
        let mut seen = Vec::new();
        for (name, kind) in self.all_matching(pattern, directories)? {
            match self.host.machine().attributes(&full_path(&self.expander(), &name)?) {
                Attributes::Known { hidden: false, system: false, .. } => seen.push((name, kind)),
                Attributes::Known { .. } => {}
                Attributes::Unknown(why) => {
                    return Err(Rc::new(Unknown::new(why, Origin::Builtin("cmd".into()))));
                }
            }
        }
        Ok(seen)
    }

    /// The same where nobody asked Windows whether the command passes over what is hidden.
    pub(super) fn plainly_matching(
        &self,
        pattern: &str,
        directories: bool,
    ) -> Result<Vec<(String, Kind)>, Rc<Unknown>> {
        let (all, seen) =
            (self.all_matching(pattern, directories)?, self.matching(pattern, directories)?);
        match all.len() == seen.len() {
            true => Ok(all),
            false => {
                let reason = format!("`{pattern}` may pass over a file that is hidden");
                Err(Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into()))))
            }
        }
    }

    /// The same with what is hidden.
    pub(super) fn all_matching(
        &self,
        pattern: &str,
        directories: bool,
    ) -> Result<Vec<(String, Kind)>, Rc<Unknown>> {
        let cut = pattern.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
        let (directory, wild) = pattern.split_at(cut);
        // A slash leads into a directory, and what is shown knows nothing of it.
        let shown = &pattern[..pattern.rfind(['\\', ':']).map_or(0, |at| at + 1)];
        let place = if directory.is_empty() { "." } else { directory };
        let place = full_path(&self.expander(), place)?;
        // What is perhaps there may match.
        let below = format!("{}\\", folded(place.trim_end_matches('\\')));
        let perhaps = self.record.unknown_files.iter().find(|(path, _)| {
            let name = path.strip_prefix(&below);
            name.is_some_and(|name| matches(&folded(wild), name)) && self.undecided(path).is_some()
        });
        let whole = self.undecided(place.trim_end_matches('\\'));
        if let Some(why) = whole.or_else(|| perhaps.map(|(_, why)| why.clone())) {
            return Err(why);
        }
        let entries = file_pattern::named(self.host.machine(), &place, wild).map_err(|open| {
            let reason = match open {
                Open::Unseen(fault) => format!("depends on what is in {place}, of which {fault}"),
                Open::ShortName(name) => {
                    format!("`{pattern}` may match {name} by its short name")
                }
            };
            Rc::new(Unknown::new(reason, Origin::Builtin("cmd".into())))
        })?;
        let wanted = entries.into_iter().filter(|one| directories || one.kind != Kind::Directory);
        Ok(wanted.map(|entry| (format!("{shown}{}", entry.name), entry.kind)).collect())
    }
}
