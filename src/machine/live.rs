//! The machine envsim runs on: the only module that touches the host. It reads, and never writes or starts anything.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one place that may")]

mod files;
#[cfg(not(any(windows, target_os = "macos")))]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
mod process;
mod regular;
mod system;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::rc::Rc;

pub use files::{HostFiles, terminal_width};
#[cfg(not(any(windows, target_os = "macos")))]
use linux::Linux as Host;
#[cfg(target_os = "macos")]
use macos::MacOs as Host;
pub use process::arguments;
use regular::fault;
use system::{Details, System};
#[cfg(windows)]
use windows::Windows as Host;

use super::path::is_on_network;
use super::{Attributes, Entry, Facts, Fault, Kind, Machine, Output, RegistryValue, Status};

/// The system that this program was built for.
const HOST: Host = Host;

/// What the host answered, by path or key.
type Answers<T> = RefCell<HashMap<String, T>>;

/// The machine envsim runs on. What was looked at once is remembered: a run sees one state.
#[derive(Debug)]
pub struct Live {
    facts: Facts,
    known: Answers<Result<Status, Fault>>,
    read: Answers<Result<Rc<[u8]>, Fault>>,
    starts: Answers<Result<Rc<[u8]>, Fault>>,
    listed: Answers<Result<Rc<[Entry]>, Fault>>,
    values: Answers<Vec<RegistryValue>>,
    keys: Answers<Option<Vec<String>>>,
}

impl Live {
    /// Describes this machine and this process's user, environment and directory.
    pub fn new() -> Self {
        let (known, read, starts, listed, values, keys) = Default::default();
        Self { facts: HOST.facts(), known, read, starts, listed, values, keys }
    }

    /// The facts, to be overridden from the command line.
    pub fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

/// What was remembered, or is asked for now.
fn remembered<T: Clone>(answers: &Answers<T>, name: &str, ask: impl FnOnce() -> T) -> T {
    if let Some(known) = answers.borrow().get(name) {
        return known.clone();
    }
    let answer = ask();
    answers.borrow_mut().insert(name.to_owned(), answer.clone());
    answer
}

fn describe(path: &str, found: &fs::Metadata) -> Status {
    let kind = match found.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Directory,
        kind if kind.is_symlink() => Kind::Symlink,
        _ => Kind::Other,
    };
    let Details { mode, identity, rights, app_alias, owner } = HOST.details(path, found);
    Status {
        kind,
        mode,
        size: found.len(),
        readable: rights & 4 != 0,
        writable: rights & 2 != 0,
        executable: rights & 1 != 0,
        app_alias,
        identity,
        owner,
    }
}

/// Nothing of another computer is asked for: that would be a word on the network, and may take minutes.
fn is_near(path: &str) -> Result<(), Fault> {
    match cfg!(windows) && is_on_network(path) {
        true => Err(Fault::Undecided("is on another computer, which is not asked".into())),
        false => Ok(()),
    }
}

/// Follows links, or looks at the last part itself.
fn status(path: &str, look: fn(&str) -> std::io::Result<fs::Metadata>) -> Result<Status, Fault> {
    is_near(path)?;
    regular::may_look(path)?;
    look(path).map(|found| describe(path, &found)).map_err(|error| fault(&error))
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
        remembered(&self.known, path, || status(path, |path| fs::metadata(path)))
    }

    fn link_status(&self, path: &str) -> Result<Status, Fault> {
        status(path, |path| fs::symlink_metadata(path))
    }

    fn read_link(&self, path: &str) -> Result<String, Fault> {
        is_near(path)?;
        regular::may_read(path)?;
        fs::read_link(path).map(|target| HOST.spelled(&target)).map_err(|error| fault(&error))
    }

    fn real_path(&self, path: &str) -> Result<String, Fault> {
        is_near(path)?;
        regular::may_read(path)?;
        let real = fs::canonicalize(path).map_err(|error| fault(&error))?;
        Ok(HOST.spelled(&real))
    }

    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        is_near(path)?;
        remembered(&self.read, path, || regular::read(path).map(Rc::from))
    }

    fn start_of(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        is_near(path)?;
        let seen = super::execve::seen(self.facts.platform);
        remembered(&self.starts, path, || regular::start(path, seen).map(Rc::from))
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        self.listing(path).map(|entries| entries.to_vec())
    }

    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        is_near(path)?;
        regular::may_read(path)?;
        remembered(&self.listed, path, || read_directory(path).map(Rc::from))
    }

    fn attributes(&self, path: &str) -> Attributes {
        match is_near(path) {
            Ok(()) => HOST.attributes(path),
            Err(_) => Attributes::ORDINARY,
        }
    }

    fn guarded(&self, path: &str) -> Option<Rc<str>> {
        self.attributes(path).guard()
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        remembered(&self.values, key, || HOST.registry_values(key))
    }

    fn registry_keys(&self, key: &str) -> Option<Vec<String>> {
        remembered(&self.keys, key, || HOST.registry_keys(key))
    }

    fn is_live(&self) -> bool {
        true
    }

    fn output(&self, _: &[&str]) -> Option<Output> {
        None
    }
}
