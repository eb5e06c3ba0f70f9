//! `cd`, `pushd`, `popd` and `X:`.

use std::rc::Rc;

use super::Evaluator;
use crate::machine::Platform;
use crate::machine::path::same_name;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::is_delimiter;
use crate::shells::cmd::traced::{Traced, bare};
use crate::value::{Origin, Unknown, Value};

/// Variables in which Windows names directories that are there.
const OWN: &[&str] = &[
    "SystemRoot",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramData",
    "PUBLIC",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "TEMP",
    "TMP",
];

/// Where a directory command leads.
enum Way {
    /// To this directory, which is there.
    There(String),
    /// Nowhere.
    Missing,
    /// Nobody knows.
    Unknown(Rc<Unknown>),
}

impl Evaluator<'_> {
    pub(super) fn change_directory(&mut self, text: &Traced, origin: &Origin) {
        let mut text = text.trim(&[' ', '\t', ',', ';', '=']);
        let switch = text.text().get(..2).is_some_and(|word| word.eq_ignore_ascii_case("/d"));
        if switch {
            text = text.slice(2..text.len()).trim(&[' ', '\t', ',', ';', '=']);
        }
        // Quotes without anything between them name nothing (ReactOS' tests of cmd, asserted on Windows).
        if text.is_empty() || text.text() == "\"\"" && !switch {
            let cwd = self.state.cwd.clone();
            self.print_line(cwd, origin);
            self.state.returns(0);
            return;
        }
        let bare = text.text().replace('"', "");
        let only_drive = bare.len() == 2 && bare.ends_with(':');
        if only_drive && !switch {
            return self.show_drive(&bare, origin);
        }
        match self.way(&text) {
            Way::There(path) => {
                match self.other_drive(&path) {
                    Ok(true) if !switch => self.remember_drive(&path, origin),
                    Err(why) if !switch => {
                        self.enter(path, origin);
                        self.state.cwd = self.state.cwd.doubted(&why);
                    }
                    _ => self.enter(path, origin),
                }
                self.state.returns(0);
            }
            way => self.not_entered(way, origin),
        }
    }

    fn show_drive(&mut self, drive: &str, origin: &Origin) {
        let here = self
            .state
            .cwd
            .text()
            .is_some_and(|cwd| cwd.get(..2).is_some_and(|own| same_name(own, drive)));
        let shown = match self.state.variable(&format!("={}", drive.to_ascii_uppercase())) {
            _ if here => self.state.cwd.clone(),
            Some(remembered) => remembered.clone(),
            None => {
                let root = format!("{}\\", drive.to_ascii_uppercase());
                let doubt = self.state.may_be_set().or_else(|| self.state.cwd.why_unknown());
                let root = Value::known(root, origin.clone());
                doubt.map_or_else(|| root.clone(), |why| root.doubted(&bare(&why)))
            }
        };
        self.print_line(shown, origin);
        self.state.returns(0);
    }

    fn not_entered(&mut self, way: Way, origin: &Origin) {
        match way {
            Way::There(_) => {}
            Way::Missing => {
                let message = "The system cannot find the path specified.";
                self.complain("PathNotFound", message, origin);
                self.state.returns(1);
            }
            Way::Unknown(unknown) => {
                self.state.cwd = Value::unknown(bare(&unknown));
                self.state.level = Level::Unknown(unknown.clone());
                self.state.code = Level::Unknown(unknown);
            }
        }
    }

    fn way(&self, text: &Traced) -> Way {
        if let Some(unknown) = text.why_unknown() {
            return Way::Unknown(unknown);
        }
        let name = text.text().replace('"', "");
        let name = name.trim_end_matches(is_delimiter);
        match full_path(&self.expander(), name) {
            Err(unknown) => Way::Unknown(unknown),
            Ok(path) => {
                let root = Platform::Windows.root_len(&path);
                let path = match path.len() > root {
                    true => path.trim_end_matches('\\').to_owned(),
                    false => path,
                };
                let machine = self.host.machine();
                if let Some(why) = self.undecided(&path) {
                    return Way::Unknown(why);
                }
                if self.directory_is_there(&path) {
                    Way::There(machine.spelled(&path))
                } else {
                    Way::Missing
                }
            }
        }
    }

    /// Whether a directory is there. The one cmd stands in, those that Windows itself names in the
    /// environment, and what is above them, exist even if the machine lists nothing in them.
    pub(super) fn directory_is_there(&self, path: &str) -> bool {
        let machine = self.host.machine();
        if machine.is_directory(path) {
            return true;
        }
        // What a script made of the variable names no directory that must be there.
        let given = |value: &&Value| {
            !value.origins().iter().any(|origin| matches!(origin, Origin::File(_)))
        };
        let named = OWN.iter().filter_map(|name| self.state.variable(name).filter(given)?.text());
        let start = machine.facts().cwd.as_str();
        let home = machine.facts().user.home.as_str();
        let cwd = self.state.cwd.text();
        let all = [Some(start), Some(home), cwd.as_deref()].into_iter().flatten();
        all.map(std::borrow::Cow::Borrowed).chain(named).any(|own| {
            let own = format!("{}\\", own.trim_end_matches('\\'));
            let path = format!("{}\\", path.trim_end_matches('\\'));
            own.get(..path.len()).is_some_and(|start| same_name(start, &path))
        })
    }

    /// Whether a path is on another drive than the current directory.
    fn other_drive(&self, path: &str) -> Result<bool, Rc<Unknown>> {
        let cwd = &self.state.cwd;
        let same =
            |cwd: &str| cwd.get(..2).zip(path.get(..2)).is_some_and(|(a, b)| same_name(a, b));
        let all = cwd.alternatives().unwrap_or_default();
        let all: Vec<bool> =
            all.iter().map(|one| one.value.text().is_some_and(|text| same(&text))).collect();
        match (all.first(), cwd.why_unknown()) {
            (Some(first), _) if all.iter().all(|one| one == first) => Ok(!first),
            (_, Some(why)) => Err(bare(&why)),
            (_, None) => Ok(false),
        }
    }

    /// The hidden variable that holds a drive's own directory.
    fn remember_drive(&mut self, path: &str, origin: &Origin) {
        if let Some(drive) = path.get(..2).filter(|drive| drive.ends_with(':')) {
            let name = format!("={}", drive.to_ascii_uppercase());
            self.state.set(&name, Value::known(path, origin.clone()), origin.clone());
        }
    }

    pub(super) fn enter(&mut self, path: String, origin: &Origin) {
        self.remember_drive(&path, origin);
        self.state.cwd = Value::known(path, origin.clone());
    }

    /// `D:`
    pub(super) fn change_drive(&mut self, drive: &str, origin: &Origin) {
        let name = format!("={}", drive.to_ascii_uppercase());
        let here = self.state.cwd.text();
        if here.is_some_and(|cwd| cwd.get(..2).is_some_and(|own| same_name(own, drive))) {
            self.state.code = Level::Known(0);
            return;
        }
        let target = match self.state.variable(&name) {
            Some(value) => value.clone(),
            None => Value::known(format!("{}\\", drive.to_ascii_uppercase()), origin.clone()),
        };
        let doubt = self.state.absence_doubt(&name).or_else(|| target.why_unknown());
        if let Some(why) = doubt.or_else(|| self.state.cwd.why_unknown()) {
            self.state.cwd = target.doubted(&bare(&why));
            self.unknown_code("depends on what is known of drives", origin);
            return;
        }
        let there = target.text().is_some_and(|path| self.host.machine().is_directory(&path));
        if there {
            self.state.cwd = target;
            self.state.code = Level::Known(0);
        } else {
            self.complain("DriveNotFound", "The system cannot find the drive specified.", origin);
            self.state.returns(1);
        }
    }

    pub(super) fn push_directory(&mut self, text: &Traced, origin: &Origin) {
        let text = text.trim(&[' ', '\t', ',', ';', '=']);
        if text.is_empty() {
            self.list_pushed(origin);
            return self.state.returns(0);
        }
        if text.text().replace('"', "").starts_with("\\\\") {
            let reason = "maps a free drive letter to a share";
            let unknown = Rc::new(Unknown::new(reason, origin.clone()));
            Rc::make_mut(&mut self.state.directories).push(self.state.cwd.clone());
            return self.not_entered(Way::Unknown(unknown), origin);
        }
        match self.way(&text) {
            Way::There(path) => {
                Rc::make_mut(&mut self.state.directories).push(self.state.cwd.clone());
                self.enter(path, origin);
                self.state.returns(0);
            }
            Way::Unknown(unknown) => {
                Rc::make_mut(&mut self.state.directories).push(self.state.cwd.clone());
                self.not_entered(Way::Unknown(unknown), origin);
            }
            way => self.not_entered(way, origin),
        }
    }

    /// `pushd` alone shows what is on the stack, newest first.
    fn list_pushed(&mut self, origin: &Origin) {
        let mut shown = Value::empty();
        for directory in self.state.directories.iter().rev() {
            shown = shown.then(directory.clone()).then(Value::known("\r\n", origin.clone()));
        }
        match self.state.stack_doubt() {
            Some(why) => self.state.print(shown.doubted(&why)),
            None => self.state.print(shown),
        }
    }

    pub(super) fn pop_directory(&mut self) {
        match Rc::make_mut(&mut self.state.directories).pop() {
            Some(cwd) => {
                self.state.code = match cwd.why_unknown() {
                    Some(why) => Level::Unknown(bare(&why)),
                    None => Level::Known(0),
                };
                self.state.cwd = cwd;
            }
            None => match self.state.stack_doubt() {
                Some(why) => {
                    self.state.cwd = self.state.cwd.doubted(&why);
                    self.state.code = Level::Unknown(why);
                }
                None => self.state.code = Level::Known(1),
            },
        }
    }
}
