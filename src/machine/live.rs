//! The machine envsim runs on: the only module that touches the host. It reads, and never writes or starts anything.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one place that may")]

mod facts;
mod files;
mod regular;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::rc::Rc;

pub use files::{HostFiles, terminal_width};
use regular::fault;

use super::{Entry, Facts, Fault, Kind, Machine, Output, RegistryValue, Status};

/// Permissions of the user who runs envsim.
#[derive(Clone, Debug, Default)]
struct Identity {
    user: u32,
    groups: Vec<u32>,
}

/// What the host answered, by path.
type Answers<T> = RefCell<HashMap<String, Result<T, Fault>>>;

/// The machine envsim runs on. What was looked at once is remembered: a run sees one state.
#[derive(Debug)]
pub struct Live {
    facts: Facts,
    identity: Identity,
    known: Answers<Status>,
    read: Answers<Rc<[u8]>>,
    listed: Answers<Rc<[Entry]>>,
}

impl Live {
    /// Describes this machine and this process's user, environment and directory.
    pub fn new() -> Self {
        let identity = facts::identity();
        let facts = facts::gather(&identity);
        let (known, read, listed) = Default::default();
        Self { facts, identity, known, read, listed }
    }

    /// The facts, to be overridden from the command line.
    pub fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    fn describe(&self, found: &fs::Metadata) -> Status {
        let kind = match found.file_type() {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Directory,
            kind if kind.is_symlink() => Kind::Symlink,
            _ => Kind::Other,
        };
        let (mode, identity, rights) = rights(found, &self.identity);
        Status {
            kind,
            mode,
            size: found.len(),
            readable: rights & 4 != 0,
            writable: rights & 2 != 0,
            executable: rights & 1 != 0,
            app_alias: cfg!(windows) && kind == Kind::Symlink && found.len() == 0,
            identity,
        }
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

/// Mode, identity and the `rwx` bits that count for this user (path_resolution(7), "Permissions").
#[cfg(unix)]
fn rights(found: &fs::Metadata, who: &Identity) -> (u32, (u64, u64), u32) {
    use std::os::unix::fs::MetadataExt;
    let mode = found.mode() & 0o7777;
    let bits = if who.user == 0 {
        6 | u32::from(mode & 0o111 != 0 || found.is_dir())
    } else if found.uid() == who.user {
        mode >> 6 & 7
    } else if who.groups.contains(&found.gid()) {
        mode >> 3 & 7
    } else {
        mode & 7
    };
    (mode, (found.dev(), found.ino()), bits)
}

#[cfg(not(unix))]
fn rights(found: &fs::Metadata, _: &Identity) -> (u32, (u64, u64), u32) {
    let writable = !found.permissions().readonly();
    (0o644, (0, 0), 5 | u32::from(writable) << 1)
}

fn read_directory(path: &str) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| fault(&error))? {
        let entry = entry.map_err(|error| fault(&error))?;
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_dir() => Kind::Directory,
            Ok(kind) if kind.is_symlink() => Kind::Symlink,
            Ok(kind) if kind.is_file() => Kind::File,
            _ => Kind::Other,
        };
        entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind });
    }
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(entries)
}

impl Machine for Live {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn status(&self, path: &str) -> Result<Status, Fault> {
        if let Some(known) = self.known.borrow().get(path) {
            return known.clone();
        }
        let status = fs::metadata(path).map(|found| self.describe(&found)).map_err(|e| fault(&e));
        self.known.borrow_mut().insert(path.to_owned(), status.clone());
        status
    }

    fn link_status(&self, path: &str) -> Result<Status, Fault> {
        fs::symlink_metadata(path).map(|found| self.describe(&found)).map_err(|e| fault(&e))
    }

    fn read_link(&self, path: &str) -> Result<String, Fault> {
        regular::not_own(path)?;
        let target = fs::read_link(path).map_err(|error| fault(&error))?;
        Ok(target.to_string_lossy().into_owned())
    }

    fn real_path(&self, path: &str) -> Result<String, Fault> {
        regular::not_own(path)?;
        let real = fs::canonicalize(path).map_err(|error| fault(&error))?;
        let text = real.to_string_lossy();
        Ok(text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned())
    }

    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        if let Some(read) = self.read.borrow().get(path) {
            return read.clone();
        }
        let bytes = regular::read(path).map(Rc::from);
        self.read.borrow_mut().insert(path.to_owned(), bytes.clone());
        bytes
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        self.listing(path).map(|entries| entries.to_vec())
    }

    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        regular::not_own(path)?;
        if let Some(listed) = self.listed.borrow().get(path) {
            return listed.clone();
        }
        let listed = read_directory(path).map(Rc::from);
        self.listed.borrow_mut().insert(path.to_owned(), listed.clone());
        listed
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        facts::registry_values(key)
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        facts::registry_keys(key)
    }

    fn output(&self, _: &[&str]) -> Option<Output> {
        None
    }
}
