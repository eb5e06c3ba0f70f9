//! Commands that read or change files, as far as profiles depend on them.

use std::rc::Rc;

use super::{Evaluator, arguments, redirect};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::machine::{Kind, Platform};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

const WINDOWS: Platform = Platform::Windows;

impl Evaluator<'_> {
    pub(super) fn file_command(&mut self, command: &str, text: &Traced, origin: &Origin) {
        let words = arguments::words(text);
        let mut names = Vec::new();
        for word in &words {
            match word.as_known() {
                Some(text) if text.starts_with('/') => {}
                Some(text) => names.push(text.replace('"', "")),
                None => {
                    let reason = format!("`{command}` with a file whose name is not known");
                    self.print_unknown(command, origin);
                    return self.unknown_code(&reason, origin);
                }
            }
        }
        match (command, names.as_slice()) {
            ("type", [name]) if !name.contains(['*', '?']) => self.type_file(name, origin),
            ("md" | "mkdir", [_, ..]) => self.make_directories(&names, origin),
            ("rd" | "rmdir" | "del" | "erase", [_, ..]) => self.remove(command, &names, origin),
            ("copy" | "move" | "ren" | "rename", [from, to]) => {
                self.copy_file(command, from, to, origin);
            }
            _ => {
                self.print_unknown(&format!("{command}{}", text.text()), origin);
                self.unknown_code(&format!("is what `{command}` returns"), origin);
            }
        }
    }

    fn type_file(&mut self, name: &str, origin: &Origin) {
        if redirect::is_device(name) {
            return self.state.returns(0);
        }
        match self.file_text(name, origin) {
            Ok(Some((text, from))) => {
                self.state.print(Value::known(text, from));
                self.state.returns(0);
            }
            Ok(None) => {
                self.failed("FileNotFound", "The system cannot find the file specified.", origin);
            }
            Err(unknown) => {
                self.state.print(Value::unknown((*unknown).clone()));
                self.unknown_code("is what `type` returns", origin);
            }
        }
    }

    fn change_unless_uncertain(&mut self, change: Change, path: &str) {
        match self.uncertain() {
            Some(unknown) => {
                self.record.unknown_files.insert(folded(path), unknown);
            }
            None => {
                self.record.unknown_files.remove(&folded(path));
                self.host.change(change);
            }
        }
    }

    fn make_directories(&mut self, names: &[String], origin: &Origin) {
        for name in names {
            let Ok(path) = full_path(&self.expander(), name) else {
                return self.unknown_code("makes a directory whose place is not known", origin);
            };
            if self.host.machine().exists(&path) {
                let message = format!("A subdirectory or file {name} already exists.");
                return self.failed("AlreadyExists", &message, origin);
            }
            self.change_unless_uncertain(Change::Directory { path: path.clone() }, &path);
        }
        self.state.returns(0);
    }

    fn remove(&mut self, command: &str, names: &[String], origin: &Origin) {
        for name in names {
            let Ok(path) = full_path(&self.expander(), name) else {
                return self.unknown_code("removes a file whose place is not known", origin);
            };
            let directory = self.host.machine().is_directory(&path);
            let wants_directory = command.starts_with('r');
            if name.contains(['*', '?']) || (directory && !wants_directory) {
                return self.unknown_code(&format!("is what `{command}` returns"), origin);
            }
            if self.host.machine().exists(&path) || self.unknown_file(&path).is_some() {
                self.change_unless_uncertain(Change::Removed { path: path.clone() }, &path);
            }
        }
        if command.starts_with('r') {
            self.unknown_code("is what `rd` returns", origin);
        } else {
            self.went_well();
        }
    }

    fn copy_file(&mut self, command: &str, from: &str, to: &str, origin: &Origin) {
        let expander = self.expander();
        let (Ok(source), Ok(target)) = (full_path(&expander, from), full_path(&expander, to))
        else {
            return self.unknown_code(&format!("is what `{command}` returns"), origin);
        };
        let machine = self.host.machine();
        let target = match command {
            "ren" | "rename" => WINDOWS.join(WINDOWS.parent(&source).unwrap_or("C:\\"), to),
            _ if machine.is_directory(&target) => WINDOWS.join(&target, WINDOWS.file_name(&source)),
            _ => target,
        };
        if from.contains(['*', '?', '+']) || machine.is_directory(&source) {
            return self.unknown_code(&format!("is what `{command}` returns"), origin);
        }
        if !machine.is_file(&source) {
            return self.failed(
                "FileNotFound",
                "The system cannot find the file specified.",
                origin,
            );
        }
        match machine.read(&source) {
            Ok(bytes) if self.unknown_file(&source).is_none() => {
                let change = Change::File { path: target.clone(), bytes };
                self.change_unless_uncertain(change, &target);
            }
            _ => {
                let unknown = Rc::new(Unknown::new(
                    format!("was copied from {source}, whose text is not known"),
                    origin.clone(),
                ));
                self.record.unknown_files.insert(folded(&target), unknown);
            }
        }
        if command != "copy" {
            self.change_unless_uncertain(Change::Removed { path: source.clone() }, &source);
        }
        self.state.returns(0);
    }

    /// The files (and directories) a pattern matches, each with the directory as it is written.
    pub(super) fn matching(
        &self,
        pattern: &str,
        directories: bool,
    ) -> Result<Vec<(String, Kind)>, Rc<Unknown>> {
        let cut = pattern.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
        let (directory, wild) = pattern.split_at(cut);
        let place = if directory.is_empty() { "." } else { directory };
        let place = full_path(&self.expander(), place)?;
        let mut found = Vec::new();
        let entries = self.host.machine().list(place.trim_end_matches('\\'));
        let entries = entries.or_else(|_| self.host.machine().list(&place)).unwrap_or_default();
        for entry in entries {
            let directory_entry = entry.kind == Kind::Directory;
            if directory_entry && !directories {
                continue;
            }
            if matches(&folded(wild), &folded(&entry.name)) {
                found.push((format!("{directory}{}", entry.name), entry.kind));
            } else if short_name_may_match(wild, &entry.name) {
                return Err(Rc::new(Unknown::new(
                    format!("`{pattern}` may match {} by its short name", entry.name),
                    Origin::Builtin("cmd".into()),
                )));
            }
        }
        found.sort_by_key(|(name, _)| folded(name));
        Ok(found)
    }
}

/// `*.htm` also matches `x.html`, where the volume keeps short names.
fn short_name_may_match(wild: &str, name: &str) -> bool {
    let Some((_, extension)) = wild.rsplit_once('.') else { return false };
    let Some((_, own)) = name.rsplit_once('.') else { return false };
    extension.len() == 3
        && !extension.contains(['*', '?'])
        && own.len() > 3
        && folded(own).starts_with(&folded(extension))
}

/// `*` and `?`; `*.*` is everything.
fn matches(wild: &str, name: &str) -> bool {
    let wild = if wild == "*.*" { "*" } else { wild };
    let wild: Vec<char> = wild.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut w, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match wild.get(w) {
            Some('*') => {
                star = Some((w, n));
                w += 1;
            }
            Some('?') => {
                w += 1;
                n += 1;
            }
            Some(letter) if *letter == name[n] => {
                w += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    w = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    wild[w..].iter().all(|letter| matches!(letter, '*' | '?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (wild, name, expected) in [
            ("BA*", "BAZBAZ", true),
            ("*.*", "PLAIN", true),
            ("?A*", "BAR", true),
            ("*.TXT", "A.TXT.BAK", false),
            ("*A*B*", "XXAYYBZZ", true),
        ] {
            assert_eq!(matches(wild, name), expected, "{wild} {name}");
        }
        assert!(short_name_may_match("*.htm", "x.html"));
    }
}
