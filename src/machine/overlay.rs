//! A machine with what sessions wrote laid over it: nothing reaches the machine below.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
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
    /// The registry value is gone.
    RegistryRemoved {
        /// The key, with a short hive name.
        key: String,
        /// The value's name.
        name: String,
    },
}

#[derive(Clone, Debug)]
enum Laid {
    File(Rc<[u8]>),
    Directory,
    Gone,
}

/// A machine and the changes laid over it.
pub struct Overlay<'m> {
    below: &'m dyn Machine,
    changes: RefCell<Vec<Change>>,
    laid: RefCell<BTreeMap<String, (String, Laid)>>,
    /// Whether something was taken away.
    gone: Cell<bool>,
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
            gone: Cell::default(),
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
            Change::File { path, bytes } => self.lay(path, Laid::File(bytes.clone())),
            Change::Directory { path } => self.lay(path, Laid::Directory),
            Change::Removed { path } => self.lay(path, Laid::Gone),
            Change::Registry { .. }
            | Change::RegistryRemoved { .. }
            | Change::RegistryKey { .. }
            | Change::RegistryKeyRemoved { .. } => {}
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

    fn key(&self, path: &str) -> String {
        let facts = self.facts();
        facts.platform.key(path, facts.ignores_case)
    }

    fn lay(&self, path: &str, what: Laid) {
        let key = self.key(path);
        let mut laid = self.laid.borrow_mut();
        if matches!(what, Laid::Gone) {
            self.gone.set(true);
            let below = format!("{key}{}", self.platform().separator());
            laid.retain(|other, _| !other.starts_with(&below));
        } else {
            self.lay_parents(&mut laid, path);
        }
        laid.insert(key, (path.to_owned(), what));
    }

    fn lay_parents(&self, laid: &mut BTreeMap<String, (String, Laid)>, path: &str) {
        let mut above = self.platform().parent(path);
        while let Some(directory) = above {
            if self.below.is_directory(directory) {
                return;
            }
            laid.entry(self.key(directory)).or_insert((directory.to_owned(), Laid::Directory));
            above = self.platform().parent(directory);
        }
    }

    /// What was laid at this path, or that something above it was taken away.
    fn laid_at(&self, path: &str) -> Option<Laid> {
        let laid = self.laid.borrow();
        if laid.is_empty() {
            return None;
        }
        if let Some((_, what)) = laid.get(&self.key(path)) {
            return Some(what.clone());
        }
        let platform = self.platform();
        let mut above = platform.parent(path).filter(|_| self.gone.get());
        while let Some(directory) = above {
            if let Some((_, Laid::Gone)) = laid.get(&self.key(directory)) {
                return Some(Laid::Gone);
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

    /// A laid item is found through links below too.
    fn find(&self, path: &str) -> Option<Laid> {
        self.laid_at(path).or_else(|| {
            if self.laid.borrow().is_empty() {
                return None;
            }
            let real = self.below.real_path(path).ok()?;
            if real == path { None } else { self.laid_at(&real) }
        })
    }
}

fn status_of(what: &Laid) -> Result<Status, Fault> {
    let (kind, mode, size) = match what {
        Laid::File(bytes) => (Kind::File, 0o644, bytes.len() as u64),
        Laid::Directory => (Kind::Directory, 0o755, 0),
        Laid::Gone => return Err(Fault::NotFound),
    };
    Ok(Status {
        kind,
        mode,
        size,
        readable: true,
        writable: true,
        executable: mode & 0o100 != 0,
        app_alias: false,
        identity: (u64::MAX, 0),
    })
}

impl Machine for Overlay<'_> {
    fn facts(&self) -> &Facts {
        self.cwd_facts.as_ref().unwrap_or_else(|| self.below.facts())
    }

    fn status(&self, path: &str) -> Result<Status, Fault> {
        let path = &*self.opened(path);
        self.find(path).map_or_else(|| self.below.status(path), |what| status_of(&what))
    }

    fn link_status(&self, path: &str) -> Result<Status, Fault> {
        let path = &*self.opened(path);
        self.laid_at(path).map_or_else(|| self.below.link_status(path), |what| status_of(&what))
    }

    fn read_link(&self, path: &str) -> Result<String, Fault> {
        let path = &*self.opened(path);
        match self.laid_at(path) {
            None => self.below.read_link(path),
            Some(_) => Err(Fault::Other("not a symbolic link".into())),
        }
    }

    fn real_path(&self, path: &str) -> Result<String, Fault> {
        let path = &*self.opened(path);
        match self.laid_at(path) {
            None => self.below.real_path(path),
            Some(Laid::Gone) => Err(Fault::NotFound),
            Some(_) => Ok(self.platform().normalize(path)),
        }
    }

    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        let path = &*self.opened(path);
        match self.find(path) {
            None => self.below.read(path),
            Some(Laid::File(bytes)) => Ok(bytes),
            Some(Laid::Directory) => Err(Fault::IsADirectory),
            Some(Laid::Gone) => Err(Fault::NotFound),
        }
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        let path = &*self.opened(path);
        let laid_here = self.find(path);
        let mut entries = match laid_here {
            Some(Laid::Gone) => return Err(Fault::NotFound),
            Some(Laid::File(_)) => return Err(Fault::NotADirectory),
            Some(Laid::Directory) => self.below.list(path).unwrap_or_default(),
            None => self.below.list(path)?,
        };
        let laid = self.laid_in(path);
        let folded = |name: &str| self.key(name);
        let hidden: HashSet<String> = laid.iter().map(|(name, _)| folded(name)).collect();
        if !hidden.is_empty() {
            entries.retain(|entry| !hidden.contains(&folded(&entry.name)));
        }
        entries.extend(laid.into_iter().filter_map(|(name, what)| match what {
            Laid::Gone => None,
            Laid::File(_) => Some(Entry { name, kind: Kind::File }),
            Laid::Directory => Some(Entry { name, kind: Kind::Directory }),
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
        let mut values = self.below.registry_values(key);
        let wanted = folded(&canonical_key(key));
        for change in self.changes.borrow().iter() {
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
