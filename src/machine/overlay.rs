//! A machine with what sessions wrote laid over it: nothing reaches the machine below.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::path::folded;
use super::recorded::canonical_key;
use super::{Entry, Facts, Fault, Kind, Machine, Output, RegistryData, RegistryValue, Status};

/// A write to a file or registry value, in the order they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file now has these bytes; its directory exists.
    File {
        /// Absolute machine path.
        path: String,
        /// The whole content.
        bytes: Rc<[u8]>,
    },
    /// The directory now exists.
    Directory {
        /// Absolute machine path.
        path: String,
    },
    /// The file or directory has these permissions.
    Mode {
        /// Absolute machine path.
        path: String,
        /// Unix permission bits.
        mode: u32,
    },
    /// The path is a symbolic link.
    Link {
        /// Absolute machine path.
        path: String,
        /// Where it points, verbatim.
        target: String,
    },
    /// A regular file is there, and nobody knows what it holds.
    Unread {
        /// Absolute machine path.
        path: String,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// Nobody knows what stands there and below.
    Undecided {
        /// Absolute machine path.
        path: String,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// The file or directory is gone, with all below it.
    Removed {
        /// Absolute machine path.
        path: String,
    },
    /// The registry value was written.
    Registry {
        /// The key, with a short hive name.
        key: String,
        /// Name, type and data.
        value: RegistryValue,
    },
    /// The registry key exists.
    RegistryKey {
        /// The key, with a short hive name.
        key: String,
    },
    /// The registry key is gone, with all below it.
    RegistryKeyRemoved {
        /// The key, with a short hive name.
        key: String,
    },
    /// All windows were told that the environment changed (WM_SETTINGCHANGE).
    Broadcast,
    /// The registry value is gone.
    RegistryRemoved {
        /// The key, with a short hive name.
        key: String,
        /// The value's name.
        name: String,
    },
}

impl Change {
    /// The path that is changed; none for the registry.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::File { path, .. }
            | Self::Directory { path }
            | Self::Mode { path, .. }
            | Self::Link { path, .. }
            | Self::Unread { path, .. }
            | Self::Undecided { path, .. }
            | Self::Removed { path } => Some(path),
            _ => None,
        }
    }
}

/// What files and directories get where nobody says otherwise: a umask of 022.
const FILE_MODE: u32 = 0o644;
const DIRECTORY_MODE: u32 = 0o755;

#[derive(Clone, Debug)]
enum Laid {
    File(Rc<[u8]>, u32),
    Unread(Rc<str>, u32),
    /// Its permissions, and whether nothing of what was below is left in it.
    Directory(u32, bool),
    Link(String),
    Undecided(Rc<str>),
    Gone,
}

/// A machine and the changes laid over it.
pub struct Overlay<'m> {
    below: &'m dyn Machine,
    changes: RefCell<Vec<Change>>,
    laid: RefCell<BTreeMap<String, (String, Laid)>>,
    cwd_facts: Option<Facts>,
    /// Whether a 32-bit program of a 64-bit Windows looks on.
    narrow: bool,
}

impl<'m> Overlay<'m> {
    /// Nothing changed yet.
    pub fn new(below: &'m dyn Machine) -> Self {
        Self {
            below,
            changes: RefCell::default(),
            laid: RefCell::default(),
            cwd_facts: None,
            narrow: false,
        }
    }

    /// The same machine described by other facts.
    pub fn with_facts(below: &'m dyn Machine, facts: Facts) -> Self {
        Self { cwd_facts: Some(facts), ..Self::new(below) }
    }

    /// The same machine as a 32-bit program of a 64-bit Windows sees it.
    #[must_use]
    pub fn for_32_bit(self) -> Self {
        Self { narrow: true, ..self }
    }

    /// The path that is really opened.
    fn opened<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if self.narrow { super::wow64::redirected(path) } else { Cow::Borrowed(path) }
    }

    /// Makes a change; later reads see it.
    pub fn change(&self, change: Change) {
        match &change {
            Change::File { path, bytes } => {
                let (path, mode) = self.written(path);
                self.lay(&path, Laid::File(bytes.clone(), mode));
            }
            Change::Unread { path, why } => {
                let (path, mode) = self.written(path);
                self.lay(&path, Laid::Unread(why.clone(), mode));
            }
            Change::Directory { path } => self.lay(path, Laid::Directory(DIRECTORY_MODE, false)),
            Change::Mode { path, mode } => self.lay_mode(path, *mode),
            Change::Link { path, target } => self.lay(path, Laid::Link(target.clone())),
            Change::Undecided { path, why } => self.lay(path, Laid::Undecided(why.clone())),
            Change::Removed { path } => self.lay(path, Laid::Gone),
            Change::Registry { .. }
            | Change::RegistryRemoved { .. }
            | Change::RegistryKey { .. }
            | Change::RegistryKeyRemoved { .. }
            | Change::Broadcast => {}
        }
        let mut changes = self.changes.borrow_mut();
        let again = |last: &Change| match (last, &change) {
            (Change::File { path: old, .. }, Change::File { path, .. }) => old == path,
            _ => false,
        };
        // A file that is written line by line is kept as it is in the end.
        if changes.last().is_some_and(again) {
            changes.pop();
        }
        changes.push(change);
    }

    /// All changes, in the order they were made.
    pub fn changes(&self) -> Vec<Change> {
        self.changes.borrow().clone()
    }

    /// All changes, in the order they were made; the machine is as before them.
    pub fn take_changes(&self) -> Vec<Change> {
        self.laid.borrow_mut().clear();
        self.changes.take()
    }

    /// A write goes through links, and leaves the permissions of a file that is there.
    fn written(&self, path: &str) -> (String, u32) {
        match self.status(path) {
            Ok(status) => {
                let real = self.real_path(path).unwrap_or_else(|_| path.to_owned());
                (real, status.mode)
            }
            Err(_) => (path.to_owned(), FILE_MODE),
        }
    }

    fn lay_mode(&self, path: &str, mode: u32) {
        let Ok(real) = self.real_path(path) else { return };
        let laid = match self.laid_at(&real) {
            Some(Laid::File(bytes, _)) => Laid::File(bytes, mode),
            Some(Laid::Unread(why, _)) => Laid::Unread(why, mode),
            Some(Laid::Directory(_, empty)) => Laid::Directory(mode, empty),
            Some(_) => return,
            None if self.below.is_directory(&real) => Laid::Directory(mode, false),
            None => match self.below.read(&real) {
                Ok(bytes) => Laid::File(bytes, mode),
                Err(fault) => Laid::Unread(fault.to_string().into(), mode),
            },
        };
        self.lay(&real, laid);
    }

    fn key(&self, path: &str) -> String {
        let facts = self.facts();
        facts.platform.key(path, facts.ignores_case)
    }

    fn lay(&self, path: &str, what: Laid) {
        let key = self.key(path);
        let what = match what {
            // A directory that is made where another was taken away is empty.
            Laid::Directory(mode, _) => {
                let before = self.laid_at(path);
                let empty = matches!(before, Some(Laid::Gone | Laid::Directory(_, true)));
                Laid::Directory(mode, empty)
            }
            other => other,
        };
        if matches!(what, Laid::Gone | Laid::Undecided(_)) {
            let below = format!("{key}{}", self.platform().separator());
            self.laid.borrow_mut().retain(|other, _| !other.starts_with(&below));
        } else {
            self.lay_parents(path);
        }
        self.laid.borrow_mut().insert(key, (path.to_owned(), what));
    }

    fn lay_parents(&self, path: &str) {
        let Some(above) = self.platform().parent(path) else { return };
        let known = match self.laid_at(above) {
            None => self.below.is_directory(above),
            Some(Laid::Gone) => false,
            Some(_) => true,
        };
        if !known {
            self.lay(above, Laid::Directory(DIRECTORY_MODE, false));
        }
    }

    /// What was laid at this path, or what follows for it from what was laid above it.
    fn laid_at(&self, path: &str) -> Option<Laid> {
        let laid = self.laid.borrow();
        if laid.is_empty() {
            return None;
        }
        if let Some((_, what)) = laid.get(&self.key(path)) {
            return Some(what.clone());
        }
        let platform = self.platform();
        let mut above = platform.parent(path);
        while let Some(directory) = above {
            match laid.get(&self.key(directory)) {
                Some((_, Laid::Undecided(why))) => return Some(Laid::Undecided(why.clone())),
                Some((_, Laid::Directory(_, false))) | None => {}
                Some(_) => return Some(Laid::Gone),
            }
            above = platform.parent(directory);
        }
        None
    }

    /// The names that were laid directly in a directory.
    fn laid_in(&self, path: &str) -> Vec<(String, Laid)> {
        let laid = self.laid.borrow();
        if laid.is_empty() {
            return Vec::new();
        }
        let separator = self.platform().separator();
        let mut below = self.key(path);
        if !below.ends_with(separator) {
            below.push(separator);
        }
        laid.range(below.clone()..)
            .take_while(|(key, _)| key.starts_with(&below))
            .filter(|(key, _)| key.len() > below.len() && !key[below.len()..].contains(separator))
            .map(|(_, (spelling, what))| {
                (self.platform().file_name(spelling).to_owned(), what.clone())
            })
            .collect()
    }

    fn is_plain(&self) -> bool {
        self.laid.borrow().is_empty()
    }

    /// What stands at a path without links on the way.
    fn entry(&self, path: &str) -> Result<Status, Fault> {
        match self.laid_at(path) {
            Some(what) => self.status_of(&what),
            None => self.below.link_status(path),
        }
    }

    fn link(&self, path: &str) -> Option<String> {
        match self.laid_at(path) {
            Some(Laid::Link(target)) => Some(target),
            Some(_) => None,
            None => self.below.read_link(path).ok(),
        }
    }

    /// The path without links, as the kernel follows them (path_resolution(7)); the last part need not exist.
    fn canonical(&self, path: &str, follow_last: bool) -> Result<String, Fault> {
        let platform = self.platform();
        let root = &path[..platform.root_len(path)];
        let parts = |text: &str| -> Vec<String> {
            let parts = text.split(|c| platform.is_separator(c)).filter(|part| !part.is_empty());
            parts.rev().map(str::to_owned).collect()
        };
        let (mut here, mut todo) = (root.to_owned(), parts(&path[root.len()..]));
        let mut links = MOST_LINKS;
        while let Some(part) = todo.pop() {
            match part.as_str() {
                "." => continue,
                ".." => {
                    here = platform.parent(&here).unwrap_or(root).to_owned();
                    continue;
                }
                _ => {}
            }
            let next = platform.join(&here, &part);
            let last = todo.is_empty();
            let target = if last && !follow_last { None } else { self.link(&next) };
            if let Some(target) = target {
                links = links.checked_sub(1).ok_or(Fault::Loop)?;
                if platform.is_absolute(&target) {
                    here = target[..platform.root_len(&target)].to_owned();
                    todo.extend(parts(&target[platform.root_len(&target)..]));
                } else {
                    todo.extend(parts(&target));
                }
                continue;
            }
            if !last {
                let status = self.entry(&next)?;
                if !status.is_directory() {
                    return Err(Fault::NotADirectory);
                }
                if !status.executable {
                    return Err(Fault::Denied);
                }
            }
            here = next;
        }
        Ok(here)
    }

    fn status_of(&self, what: &Laid) -> Result<Status, Fault> {
        let (kind, mode, size) = match what {
            Laid::File(bytes, mode) => (Kind::File, *mode, bytes.len() as u64),
            Laid::Unread(_, mode) => (Kind::File, *mode, 0),
            Laid::Directory(mode, _) => (Kind::Directory, *mode, 0),
            Laid::Link(target) => (Kind::Symlink, 0o777, target.len() as u64),
            Laid::Undecided(why) => return Err(Fault::Undecided(why.clone())),
            Laid::Gone => return Err(Fault::NotFound),
        };
        let root = self.facts().user.root;
        let windows = self.platform().is_windows();
        Ok(Status {
            kind,
            mode,
            size,
            readable: root || windows || mode & 0o400 != 0,
            writable: root || windows || mode & 0o200 != 0,
            executable: windows
                || mode & 0o100 != 0
                || root && (kind != Kind::File || mode & 0o111 != 0),
            app_alias: false,
            identity: (u64::MAX, 0),
        })
    }
}

/// Linux gives up after as many links (path_resolution(7)).
const MOST_LINKS: u32 = 40;

impl Machine for Overlay<'_> {
    fn facts(&self) -> &Facts {
        self.cwd_facts.as_ref().unwrap_or_else(|| self.below.facts())
    }

    fn status(&self, path: &str) -> Result<Status, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.status(path);
        }
        let status = self.entry(&self.canonical(path, true)?)?;
        let inside = path.ends_with(|c| self.platform().is_separator(c));
        if inside && !status.is_directory() {
            return Err(Fault::NotADirectory);
        }
        Ok(status)
    }

    fn link_status(&self, path: &str) -> Result<Status, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.link_status(path);
        }
        self.entry(&self.canonical(path, false)?)
    }

    fn read_link(&self, path: &str) -> Result<String, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.read_link(path);
        }
        let path = self.canonical(path, false)?;
        match self.laid_at(&path) {
            None => self.below.read_link(&path),
            Some(Laid::Link(target)) => Ok(target),
            Some(what) => {
                self.status_of(&what)?;
                Err(Fault::Other("not a symbolic link".into()))
            }
        }
    }

    fn real_path(&self, path: &str) -> Result<String, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.real_path(path);
        }
        let real = self.canonical(path, true)?;
        self.entry(&real)?;
        match self.laid_at(&real) {
            None => self.below.real_path(&real),
            Some(_) => Ok(real),
        }
    }

    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.read(path);
        }
        let path = self.canonical(path, true)?;
        match self.laid_at(&path) {
            None => self.below.read(&path),
            Some(what) if !self.status_of(&what)?.readable => Err(Fault::Denied),
            Some(Laid::File(bytes, _)) => Ok(bytes),
            Some(Laid::Unread(why, _) | Laid::Undecided(why)) => Err(Fault::Undecided(why)),
            Some(Laid::Directory(..)) => Err(Fault::IsADirectory),
            Some(Laid::Gone | Laid::Link(_)) => Err(Fault::NotFound),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.list(path);
        }
        let path = &self.canonical(path, true)?;
        let mut entries = match self.laid_at(path) {
            Some(Laid::Gone) => return Err(Fault::NotFound),
            Some(Laid::Undecided(why)) => return Err(Fault::Undecided(why)),
            Some(Laid::Directory(_, true)) => Vec::new(),
            Some(Laid::Directory(_, false)) => self.below.list(path).unwrap_or_default(),
            Some(_) => return Err(Fault::NotADirectory),
            None => self.below.list(path)?,
        };
        let laid = self.laid_in(path);
        let undecided = laid.iter().find_map(|(_, what)| match what {
            Laid::Undecided(why) => Some(why.clone()),
            _ => None,
        });
        if let Some(why) = undecided {
            return Err(Fault::Undecided(why));
        }
        let folded = |name: &str| self.key(name);
        let hidden: HashSet<String> = laid.iter().map(|(name, _)| folded(name)).collect();
        if !hidden.is_empty() {
            entries.retain(|entry| !hidden.contains(&folded(&entry.name)));
        }
        entries.extend(laid.into_iter().filter_map(|(name, what)| {
            let status = self.status_of(&what).ok()?;
            Some(Entry { name, kind: status.kind })
        }));
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(entries)
    }

    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        let path = &*self.opened(path);
        if self.laid.borrow().is_empty() {
            return self.below.listing(path);
        }
        self.list(path).map(Rc::from)
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        values_after(self.below.registry_values(key), key, &self.changes.borrow())
    }

    fn told_registry_values(&self, key: &str) -> Vec<RegistryValue> {
        let changes = self.changes.borrow();
        match changes.iter().rposition(|one| *one == Change::Broadcast) {
            Some(last) => values_after(self.below.registry_values(key), key, &changes[..last]),
            None => self.below.told_registry_values(key),
        }
    }

    fn was_told(&self) -> bool {
        self.changes.borrow().contains(&Change::Broadcast) || self.below.was_told()
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        let mut keys = self.below.registry_keys(key);
        let below = format!("{}\\", folded(&canonical_key(key)));
        for change in self.changes.borrow().iter() {
            let written = match change {
                Change::Registry { key, .. } | Change::RegistryKey { key } => key,
                Change::RegistryKeyRemoved { key: gone } => {
                    if is_below(below.trim_end_matches('\\'), gone) {
                        keys = None;
                    } else if let Some(names) = &mut keys {
                        names.retain(|name| !is_below(&folded(&format!("{below}{name}")), gone));
                    }
                    continue;
                }
                _ => continue,
            };
            let canonical = canonical_key(written);
            let same = format!("{}\\", folded(&canonical));
            if same == below {
                keys.get_or_insert_default();
            } else if same.starts_with(&below) {
                let name = canonical[below.len()..].split('\\').next().unwrap_or_default();
                let names = keys.get_or_insert_default();
                if !names.iter().any(|known| folded(known) == folded(name)) {
                    names.push(name.to_owned());
                }
            }
        }
        keys
    }

    fn is_live(&self) -> bool {
        self.below.is_live()
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        self.below.output(command)
    }
}

/// Whether a folded key is another key or lies below it.
fn is_below(folded_key: &str, other: &str) -> bool {
    let other = folded(&canonical_key(other));
    folded_key == other
        || folded_key.strip_prefix(&other).is_some_and(|rest| rest.starts_with('\\'))
}

/// The values of a key after some changes.
fn values_after(
    mut values: Vec<RegistryValue>,
    key: &str,
    changes: &[Change],
) -> Vec<RegistryValue> {
    let wanted = folded(&canonical_key(key));
    for change in changes {
        match change {
            Change::Registry { key, value } if folded(&canonical_key(key)) == wanted => {
                write_value(&mut values, value);
            }
            Change::RegistryKeyRemoved { key } if is_below(&wanted, key) => values.clear(),
            Change::RegistryRemoved { key, name } if folded(&canonical_key(key)) == wanted => {
                values.retain(|value| folded(&value.name) != folded(name));
            }
            _ => {}
        }
    }
    values
}

/// The registry keeps the spelling of a name that is there already.
fn write_value(values: &mut Vec<RegistryValue>, value: &RegistryValue) {
    match values.iter_mut().find(|old| folded(&old.name) == folded(&value.name)) {
        Some(old) => old.data = value.data.clone(),
        None => values.push(value.clone()),
    }
}

/// Shorthand for a `REG_SZ` value.
pub fn text_value(name: &str, text: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Text(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::{Node, Recorded};
    use super::super::{Facts, Platform};
    use super::*;

    #[test]
    fn writes_are_seen_and_the_machine_below_is_not_touched() {
        let mut below = Recorded::new(Facts::new(Platform::Linux));
        below.put("/home/me/.bashrc", Node::File(Some(b"old".as_slice().into())), None);
        let over = Overlay::new(&below);
        let path = "/home/me/.config/go/env".to_owned();
        over.change(Change::File { path: path.clone(), bytes: b"GOBIN=/x".as_slice().into() });
        over.change(Change::Removed { path: "/home/me/.bashrc".into() });
        assert_eq!(over.read(&path).as_deref(), Ok(b"GOBIN=/x".as_slice()));
        assert!(over.is_directory("/home/me/.config"));
        let names: Vec<_> = over.list("/home/me").unwrap_or_default();
        assert_eq!(names, [Entry { name: ".config".into(), kind: Kind::Directory }]);
        assert!(below.is_file("/home/me/.bashrc"));
    }

    #[test]
    fn a_registry_write_keeps_the_spelling_of_the_name() {
        let mut below = Recorded::new(Facts::new(Platform::Windows));
        below.put_registry("HKCU\\Environment", text_value("Path", "a"));
        let over = Overlay::new(&below);
        let value = text_value("PATH", "b");
        over.change(Change::Registry { key: "HKCU\\Environment".into(), value });
        assert_eq!(over.registry_values("HKCU\\environment"), [text_value("Path", "b")]);
    }
}
