//! `del` and `rd`.

use super::Words;
use crate::machine::Kind;
use crate::machine::overlay::Change;
use crate::machine::path::same_name;
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::value::Origin;

/// What `rd` returns (the codes of the system; ERRORLEVEL keeps its value).
const NO_FILE: i32 = 2;
const NO_PATH: i32 = 3;
const IN_USE: i32 = 32;
const NOT_EMPTY: i32 = 145;
const NO_DIRECTORY: i32 = 267;

impl Evaluator<'_> {
    pub(super) fn erase(&mut self, words: &Words, origin: &Origin) {
        if words.names.is_empty() {
            return self.usage(origin);
        }
        let mut paths = Vec::new();
        for name in &words.names {
            let Ok(path) = full_path(&self.expander(), name) else {
                self.outside("removes a file whose place is not known", origin);
                return self.unknown_code("removes a file whose place is not known", origin);
            };
            paths.push(path);
        }
        let mut failed = false;
        for (name, path) in words.names.iter().zip(&paths) {
            let directory = self.host.machine().is_directory(path.trim_end_matches('\\'));
            // `del *` and `del directory` ask before they go on.
            let last = name.rsplit(['\\', '/', ':']).next().unwrap_or_default();
            let all = matches!(last, "*" | "*.*") || directory;
            let asks = all && !words.has("/q") || words.has("/p");
            let above = crate::machine::Platform::Windows.parent(path).unwrap_or(path);
            if asks || directory {
                let place = if directory { path.trim_end_matches('\\') } else { above };
                return self.not_followed("del", &[place.to_owned()], origin);
            }
            let protected = match name.contains(['*', '?']) || words.has("/s") {
                true => self.protection(above),
                false => self.protection(path),
            };
            if protected.is_some() && !words.has("/f")
                || words.switches.iter().any(|one| one.starts_with("/a"))
            {
                return self.not_followed("del", &[path.clone()], origin);
            }
            if words.has("/s") {
                if !self.erase_below(name, path, origin) {
                    return;
                }
                continue;
            }
            if !self.parent_is_there(path) {
                let message = "The system cannot find the path specified.";
                self.complain("PathNotFound", message, origin);
                failed = true;
                continue;
            }
            if !self.erase_matching(name, path, origin) {
                return;
            }
        }
        self.state.returns(i32::from(failed));
    }

    /// `/s`: in the directory and all below it.
    fn erase_below(&mut self, name: &str, path: &str, origin: &Origin) -> bool {
        let above = crate::machine::Platform::Windows.parent(path).unwrap_or(path).to_owned();
        let last = name.rsplit(['\\', '/', ':']).next().unwrap_or_default().to_owned();
        for directory in self.below(&above, 0) {
            let one = crate::machine::Platform::Windows.join(&directory, &last);
            if !self.erase_matching(&one, &one, origin) {
                return false;
            }
        }
        self.print_unknown("del /s", origin);
        true
    }

    /// Removes what a name or pattern stands for; `false` where that is not known.
    fn erase_matching(&mut self, name: &str, path: &str, origin: &Origin) -> bool {
        let files = match name.contains(['*', '?']) {
            false => vec![path.to_owned()],
            true => match self.matching(name, false) {
                Ok(found) => found
                    .into_iter()
                    .filter_map(|(name, _)| full_path(&self.expander(), &name).ok())
                    .collect(),
                Err(_) => {
                    self.not_followed("del", &[path.to_owned()], origin);
                    return false;
                }
            },
        };
        for file in files {
            if self.host.machine().exists(&file) || self.unknown_file(&file).is_some() {
                self.removals = true;
                self.change_unless_uncertain(Change::Removed { path: file.clone() }, &file);
            }
        }
        true
    }

    pub(super) fn remove_directories(&mut self, words: &Words, origin: &Origin) {
        let mut code = i32::from(words.names.is_empty());
        self.state.code = Level::Known(code);
        for name in &words.names {
            let Ok(path) = full_path(&self.expander(), name) else {
                self.outside("removes a directory whose place is not known", origin);
                return self.unknown_code("is what `rd` returns", origin);
            };
            let path = path.trim_end_matches('\\').to_owned();
            let asks = words.has("/s") && !words.has("/q");
            let unknown = self.unknown_file(&path);
            if asks || unknown.is_some() && !words.has("/s") {
                return self.not_followed("rd", &[path], origin);
            }
            if let Some(why) = unknown {
                // Whether it was there or not, it is gone now.
                self.removals = true;
                self.change_unless_uncertain(Change::Removed { path: path.clone() }, &path);
                self.state.code = Level::Unknown(why);
                continue;
            }
            code = match self.removal_fault(&path, words.has("/s")) {
                Some(fault) => fault,
                None => {
                    self.removals = true;
                    self.change_unless_uncertain(Change::Removed { path: path.clone() }, &path);
                    code
                }
            };
        }
        if code != 0 {
            self.complain("DirectoryNotRemoved", "The directory is not removed.", origin);
        }
        if code != 0 || !matches!(self.state.code, Level::Unknown(_)) {
            self.state.code = Level::Known(code);
        }
    }

    /// Why a directory cannot be removed.
    fn removal_fault(&self, path: &str, whole: bool) -> Option<i32> {
        let machine = self.host.machine();
        if machine.is_file(path) {
            return Some(NO_DIRECTORY);
        }
        if !self.directory_is_there(path) {
            return Some(if self.parent_is_there(path) { NO_FILE } else { NO_PATH });
        }
        let inside = |entry: &crate::machine::Entry| !matches!(entry.kind, Kind::Other);
        if !whole && machine.list(path).is_ok_and(|entries| entries.iter().any(inside)) {
            return Some(NOT_EMPTY);
        }
        let own = |cwd: &str| {
            let (cwd, path) = (format!("{cwd}\\"), format!("{path}\\"));
            cwd.get(..path.len()).is_some_and(|start| same_name(start, &path))
        };
        self.state.cwd.text().is_some_and(|cwd| own(&cwd)).then_some(IN_USE)
    }
}
