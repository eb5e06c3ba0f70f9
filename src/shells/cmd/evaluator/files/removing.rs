//! `del` and `rd`.

use super::{WINDOWS, Words, matches};
use crate::machine::overlay::Change;
use crate::machine::path::{folded, same_name};
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

/// Which of read-only and other files `/a…` wants: all, or those that are so; `None` for other letters.
fn chosen(words: &Words) -> Option<Option<bool>> {
    let Some(chosen) = words.switches.iter().find(|one| one.starts_with("/a")) else {
        return Some(None);
    };
    match chosen[2..].trim_start_matches(':') {
        "" => Some(None),
        "r" => Some(Some(true)),
        "-r" => Some(Some(false)),
        _ => None,
    }
}

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
        let (mut failed, mut denied) = (false, false);
        for (name, path) in words.names.iter().zip(&paths) {
            let above = WINDOWS.parent(path).unwrap_or(path);
            if self.undecided(above).is_some() {
                return self.not_followed("del", std::slice::from_ref(path), origin);
            }
            if !self.parent_is_there(path) {
                let message = "The system cannot find the path specified.";
                self.complain("PathNotFound", message, origin);
                failed = true;
                continue;
            }
            let Some(files) = self.erased_files(name, path, words) else {
                let above = WINDOWS.parent(path).unwrap_or(path).to_owned();
                self.running_file_erased(&above, path, origin);
                return self.not_followed("del", &[above], origin);
            };
            // `del *` and `del directory` ask before they go on.
            let last = name.rsplit(['\\', '/', ':']).next().unwrap_or_default();
            let directory = self.host.machine().is_directory(path.trim_end_matches('\\'));
            let all = matches!(last, "*" | "*.*") || directory;
            let asks = all && !words.has("/q") || words.has("/p");
            let chosen = chosen(words);
            let kept = |file: &String| self.protection(file).is_some();
            let (false, Some(chosen)) = (asks || files.iter().any(kept), chosen) else {
                return self.not_followed("del", &files, origin);
            };
            for file in files {
                let read_only = self.read_only(&file);
                if chosen.is_some_and(|wanted| wanted != read_only) {
                    continue;
                }
                // `/a:r` asks for them by their name (Wine's tests of DEL).
                if read_only && chosen.is_none() && !words.has("/f") {
                    self.complain("AccessDenied", "Access is denied.", origin);
                    denied = true;
                    continue;
                }
                self.removals = true;
                self.change_unless_uncertain(Change::Removed { path: file.clone() }, &file);
            }
            if words.has("/s") {
                self.print_unknown("del /s", origin);
            }
        }
        if denied {
            return self
                .unknown_code("is what `del` returns of a file that it may not remove", origin);
        }
        self.state.returns(i32::from(failed));
    }

    /// What is perhaps removed may be the batch file that runs.
    fn running_file_erased(&mut self, directory: &str, pattern: &str, origin: &Origin) {
        let script = self.state.arguments.as_ref().map(|own| own.script.clone());
        let Some(script) = script else { return };
        let within = WINDOWS.parent(&script).is_some_and(|own| same_name(own, directory));
        if within
            && matches(&folded(WINDOWS.file_name(pattern)), &folded(WINDOWS.file_name(&script)))
        {
            self.lost("removes perhaps the batch file that runs", origin);
        }
    }

    /// The files a name, a pattern or a directory stands for; `None` where that is not known.
    fn erased_files(&mut self, name: &str, path: &str, words: &Words) -> Option<Vec<String>> {
        let bare = path.trim_end_matches('\\');
        let (place, last) = match self.host.machine().is_directory(bare) {
            true => (bare.to_owned(), "*".to_owned()),
            false => {
                let last = name.rsplit(['\\', '/', ':']).next().unwrap_or_default();
                (WINDOWS.parent(path).unwrap_or(path).to_owned(), last.to_owned())
            }
        };
        let places = match words.has("/s") {
            true => self.below(&place, 0).ok()?,
            false => vec![place],
        };
        let mut files = Vec::new();
        for place in places {
            let one = WINDOWS.join(&place, &last);
            if last.contains(['*', '?']) {
                // A `/a` that is given takes the place of the one that passes over what is hidden.
                let found = match words.switches.iter().any(|one| one.starts_with("/a")) {
                    true => self.plainly_matching(&one, false),
                    false => self.matching(&one, false),
                };
                files.extend(found.ok()?.into_iter().map(|(file, _)| file));
            } else if self.host.machine().exists(&one) || self.undecided(&one).is_some() {
                files.push(one);
            }
        }
        Some(files)
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
            let unknown = self.undecided(&path);
            let open = unknown.is_some() || self.entries(&path).is_err();
            if asks || open && !words.has("/s") {
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
        if !whole && machine.list(path).is_ok_and(|entries| !entries.is_empty()) {
            return Some(NOT_EMPTY);
        }
        let own = |cwd: &str| {
            let (cwd, path) = (format!("{cwd}\\"), format!("{path}\\"));
            cwd.get(..path.len()).is_some_and(|start| same_name(start, &path))
        };
        self.state.cwd.text().is_some_and(|cwd| own(&cwd)).then_some(IN_USE)
    }
}
