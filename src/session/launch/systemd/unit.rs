//! Unit files and their drop-ins (systemd.unit(5), v252).

use std::rc::Rc;

use super::super::config::{self, Config, Read};
use crate::machine::Machine;
use crate::value::Unknown;

/// Where units of the system manager stand, the strongest first.
pub(super) const SYSTEM: &[&str] = &[
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];
/// Where units of a user's manager stand, behind those of the user's own.
pub(super) const USER: &[&str] = &[
    "/etc/systemd/user",
    "/run/systemd/user",
    "/usr/local/lib/systemd/user",
    "/usr/local/share/systemd/user",
    "/usr/share/systemd/user",
    "/usr/lib/systemd/user",
    "/lib/systemd/user",
];

/// An assignment in the section that was asked for.
#[derive(Clone)]
pub(super) struct Assignment {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) config: Rc<Config>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A unit, or a configuration file of the manager, with its drop-ins.
#[derive(Default)]
pub(super) struct Unit {
    pub(super) assignments: Vec<Assignment>,
    pub(super) doubts: Vec<Unknown>,
    pub(super) read: Vec<String>,
    /// Whether there is such a unit.
    pub(super) found: bool,
}

impl Unit {
    /// A unit by its name, `.service` added where no ending is written.
    pub(super) fn load(machine: &dyn Machine, directories: &[String], name: &str) -> Self {
        let mut unit = Self::default();
        let mut names = vec![name.to_owned()];
        names.extend(template(name));
        let places = names.iter().flat_map(|name| {
            directories.iter().map(move |directory| format!("{directory}/{name}"))
        });
        for path in places {
            if unit.file(machine, &path, "Service") {
                unit.found = true;
                break;
            }
        }
        for path in drop_ins(machine, directories, &names) {
            unit.file(machine, &path, "Service");
            unit.found = true;
        }
        unit
    }

    /// `system.conf` or `user.conf` with its drop-ins.
    pub(super) fn manager(machine: &dyn Machine, name: &str) -> Self {
        let mut unit = Self::default();
        let mains = ["/etc", "/run", "/usr/local/lib", "/usr/lib"];
        for directory in mains {
            if unit.file(machine, &format!("{directory}/systemd/{name}"), "Manager") {
                break;
            }
        }
        let directories: Vec<String> =
            mains.iter().map(|directory| format!("{directory}/systemd/{name}.d")).collect();
        for path in by_name(machine, &directories) {
            unit.file(machine, &path, "Manager");
        }
        unit
    }

    fn file(&mut self, machine: &dyn Machine, path: &str, section: &str) -> bool {
        match config::read(machine, path) {
            Read::Text(config) => {
                self.read.push(path.to_owned());
                self.assignments.extend(assignments(&Rc::new(config), section));
                true
            }
            Read::Missing => false,
            Read::Hidden(why) => {
                self.doubts.push(why);
                true
            }
        }
    }

    /// The last value of a key; an empty one resets.
    pub(super) fn last(&self, key: &str) -> Option<&Assignment> {
        self.assignments.iter().rev().find(|one| one.key == key).filter(|one| !one.value.is_empty())
    }

    /// All values of a key since it was emptied.
    pub(super) fn list(&self, key: &str) -> Vec<&Assignment> {
        let mut all: Vec<&Assignment> = Vec::new();
        for one in self.assignments.iter().filter(|one| one.key == key) {
            match one.value.is_empty() {
                true => all.clear(),
                false => all.push(one),
            }
        }
        all
    }
}

/// `a@b.service` is made from `a@.service`.
fn template(name: &str) -> Option<String> {
    let (prefix, rest) = name.split_once('@')?;
    let ending = rest.rsplit_once('.')?.1;
    Some(format!("{prefix}@.{ending}"))
}

/// `NAME.d/*.conf`, for the dashes in the name too, and for all of the type.
fn drop_ins(machine: &dyn Machine, directories: &[String], names: &[String]) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for name in names {
        folders.push(format!("{name}.d"));
        let Some((stem, ending)) = name.rsplit_once('.') else { continue };
        let dashes = stem.char_indices().filter(|(_, letter)| *letter == '-').map(|(at, _)| at);
        let mut cut: Vec<String> =
            dashes.map(|at| format!("{}-.{ending}.d", &stem[..at])).collect();
        cut.reverse();
        folders.extend(cut);
    }
    // What holds for all of the type comes last: a file of that name elsewhere hides its own.
    folders.extend(
        names
            .first()
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| format!("{ending}.d")),
    );
    let all: Vec<String> = folders
        .iter()
        .flat_map(|folder| directories.iter().map(move |one| format!("{one}/{folder}")))
        .collect();
    by_name(machine, &all)
}

/// The `.conf` files of directories, sorted by name; of one name the first directory's counts.
pub(super) fn by_name(machine: &dyn Machine, directories: &[String]) -> Vec<String> {
    let mut found: Vec<(String, String)> = Vec::new();
    for directory in directories {
        for name in config::names(machine, directory, |name| name.ends_with(".conf")) {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name.clone(), format!("{directory}/{name}")));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// The lines `KEY=value` of a section; a backslash joins lines, comments between them are passed over.
fn assignments(config: &Rc<Config>, section: &str) -> Vec<Assignment> {
    let mut found = Vec::new();
    let mut inside = false;
    let mut open: Option<(String, usize)> = None;
    for line in config.lines() {
        let text = line.text.trim_matches([' ', '\t', '\r']);
        if text.starts_with(['#', ';']) {
            continue;
        }
        let (mut joined, start) = open.take().unwrap_or((String::new(), line.start));
        let end = line.start + line.text.len();
        if let Some(front) = text.strip_suffix('\\') {
            joined.push_str(front);
            joined.push(' ');
            open = Some((joined, start));
            continue;
        }
        joined.push_str(text);
        if let Some(name) = joined.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inside = name == section;
        } else if let (true, Some((key, value))) = (inside, joined.split_once('=')) {
            let (key, value) = (key.trim_end().to_owned(), value.trim().to_owned());
            found.push(Assignment { key, value, config: config.clone(), start, end });
        }
    }
    found
}
