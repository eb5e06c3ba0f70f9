//! A machine with what sessions wrote laid over it: nothing reaches the machine below.

mod attributes;
mod change;
mod files;
mod registry;
mod somewhere;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

pub use change::{Change, Effect, Opened, RegistryDoubt, RegistryPlace, Somewhere};
use files::{DIRECTORY_MODE, Laid};
pub use registry::text_value;
use registry::{doubts_after, keys_after, values_after};
use somewhere::Loose;

use super::path::folded;
use super::recorded::canonical_key;
use super::{Attributes, Entry, Facts, Fault, Machine, Output, RegistryValue, Status};

/// A machine and the changes laid over it.
pub struct Overlay<'m> {
    below: &'m dyn Machine,
    changes: RefCell<Vec<Change>>,
    laid: RefCell<BTreeMap<String, (String, Laid)>>,
    /// What was changed at places that are not known.
    loose: RefCell<Vec<Loose>>,
    /// Program texts that do what those of files do that cannot be read.
    programs: RefCell<BTreeMap<String, Rc<str>>>,
    asked: RefCell<Asked>,
    attributes: attributes::Given,
    cwd_facts: Option<Facts>,
    /// Whether a 32-bit program of a 64-bit Windows looks on.
    narrow: bool,
    /// What was asked for since it was last paid for, in steps.
    work: Cell<u64>,
}

/// What was asked for although nobody knows what stands there.
#[derive(Clone, Default)]
struct Asked {
    /// Where it is, and why.
    first: Option<(String, Rc<str>)>,
    last: Option<Rc<str>>,
    times: u64,
}

/// So many entries of a directory are listed for one step.
const LISTED: u64 = 4;
/// So many changes are looked through for one step.
const SCANNED: u64 = 16;
/// What a look into the registry costs: nobody has an index of it.
const REGISTRY: u64 = 8;

impl<'m> Overlay<'m> {
    /// Nothing changed yet.
    pub fn new(below: &'m dyn Machine) -> Self {
        Self {
            below,
            changes: RefCell::default(),
            laid: RefCell::default(),
            loose: RefCell::default(),
            programs: RefCell::default(),
            asked: RefCell::default(),
            attributes: attributes::Given::default(),
            cwd_facts: None,
            narrow: false,
            work: Cell::default(),
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
        // What lies above is looked through as well, once something does.
        self.works(if self.is_plain() { 1 } else { 3 });
        if self.narrow { super::wow64::redirected(path) } else { Cow::Borrowed(path) }
    }

    fn works(&self, steps: u64) {
        self.work.set(self.work.get().saturating_add(steps));
    }

    /// The steps of everything that was asked for since this was called last: whoever looks has to pay.
    pub fn take_work(&self) -> u64 {
        self.work.take()
    }

    /// Makes a change; later reads see it.
    pub fn change(&self, change: Change) {
        self.attributes.follow(&change, |path| self.key(path), |path| self.below.attributes(path));
        match &change {
            Change::File { path, bytes } => {
                let (path, mode) = self.written(path);
                self.programs.borrow_mut().remove(&self.key(&path));
                self.lay(&path, Laid::File(bytes.clone(), mode));
            }
            Change::Unread { path, why, program } => {
                let (path, mode) = self.written(path);
                if let Some(program) = program {
                    self.programs.borrow_mut().insert(self.key(&path), program.clone());
                }
                self.lay(&path, Laid::Unread(why.clone(), mode));
            }
            Change::Directory { path } => self.lay(path, Laid::Directory(DIRECTORY_MODE, false)),
            Change::Mode { path, mode } => self.lay_mode(path, *mode),
            Change::Link { path, target } => self.lay(path, Laid::Link(target.clone())),
            Change::Undecided { path, why } => self.lay(path, Laid::Undecided(why.clone())),
            Change::PerhapsDirectory { path, .. } if self.is_directory(path) => {}
            Change::PerhapsDirectory { path, why } => self.lay(path, Laid::Perhaps(why.clone())),
            Change::Removed { path } => self.lay(path, Laid::Gone),
            Change::Somewhere { at, effect, why } => self.loosen(at, *effect, why),
            Change::Registry { .. }
            | Change::RegistryRemoved { .. }
            | Change::RegistryKey { .. }
            | Change::RegistryKeyRemoved { .. }
            | Change::RegistryUndecided { .. }
            | Change::Attributes { .. }
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

    /// A program text that does what the one in a file does that cannot be read.
    pub fn program_at(&self, path: &str) -> Option<Rc<str>> {
        let path = self.canonical(path, true).ok()?;
        let unread = matches!(self.laid_at(&path), Some(Laid::Unread(..)));
        self.programs.borrow().get(&self.key(&path)).filter(|_| unread).cloned()
    }

    /// Why nobody knows what stands at a path; that this was asked is not kept.
    pub fn why_undecided(&self, path: &str) -> Option<Rc<str>> {
        let asked = self.asked.borrow().clone();
        let status = self.link_status(path);
        *self.asked.borrow_mut() = asked;
        match status {
            Err(fault) => fault.undecided().cloned(),
            Ok(_) => None,
        }
    }

    /// The first thing asked for since this was called last that is open: where it is, and why.
    pub fn take_asked(&self) -> Option<(String, Rc<str>)> {
        self.asked.borrow_mut().first.take()
    }

    /// How often something was asked for that is open, and why it was the last time: whoever asked and answers
    /// as if it were known answers wrong.
    pub fn asks_of_undecided(&self) -> (u64, Option<Rc<str>>) {
        let asked = self.asked.borrow();
        (asked.times, asked.last.clone())
    }

    /// A value of a key is asked for, or all of them, that this session may have written.
    fn ask_registry(&self, key: &str, name: Option<&str>) {
        self.works(REGISTRY + self.changes.borrow().len() as u64 / SCANNED);
        let doubts = doubts_after(Vec::new(), key, &self.changes.borrow());
        let fits = |one: &RegistryDoubt| match (&one.name, name) {
            (Some(own), Some(name)) => folded(own) == folded(name),
            _ => true,
        };
        if let Some(doubt) = doubts.into_iter().find(fits) {
            let value = name.map_or(String::new(), |name| format!("\\{name}"));
            self.undecided(&format!("{key}{value}"), doubt.why);
        }
    }

    fn undecided(&self, at: &str, why: Rc<str>) -> Fault {
        let mut asked = self.asked.borrow_mut();
        asked.first.get_or_insert_with(|| (at.to_owned(), why.clone()));
        asked.last = Some(why.clone());
        asked.times += 1;
        Fault::Undecided(why)
    }

    /// All changes, in the order they were made.
    pub fn changes(&self) -> Vec<Change> {
        self.changes.borrow().clone()
    }

    /// All changes, in the order they were made; the machine is as before them.
    pub fn take_changes(&self) -> Vec<Change> {
        self.laid.borrow_mut().clear();
        self.loose.borrow_mut().clear();
        self.changes.take()
    }
}

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
                self.status_of(&path, &what)?;
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
            // Of a directory that may be there nothing is read either way.
            Some(Laid::Perhaps(_)) => Err(Fault::NotFound),
            Some(what) if !self.status_of(&path, &what)?.readable => Err(Fault::Denied),
            Some(Laid::File(bytes, _)) => Ok(bytes),
            Some(Laid::Unread(why, _)) => Err(Fault::Undecided(why)),
            Some(Laid::Undecided(why)) => Err(self.undecided(&path, why)),
            Some(Laid::Directory(..)) => Err(Fault::IsADirectory),
            Some(Laid::Gone | Laid::Link(_)) => Err(Fault::NotFound),
        }
    }

    fn start_of(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        if self.is_plain() {
            return self.below.start_of(&self.opened(path));
        }
        let bytes = self.read(path)?;
        Ok(bytes[..bytes.len().min(super::execve::seen(self.platform()))].into())
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault> {
        if self.is_plain() {
            let found = self.below.list(&self.opened(path));
            return found.inspect(|found| self.works(found.len() as u64 / LISTED));
        }
        self.list_fitting(path, &|_| true)
    }

    fn list_fitting(&self, path: &str, fits: &dyn Fn(&str) -> bool) -> Result<Vec<Entry>, Fault> {
        let path = &*self.opened(path);
        let path = &self.canonical(path, true)?;
        let mut entries = match self.laid_at(path) {
            Some(Laid::Gone) => return Err(Fault::NotFound),
            Some(Laid::Undecided(why) | Laid::Perhaps(why)) => {
                return Err(self.undecided(path, why));
            }
            Some(Laid::Directory(_, true)) => Vec::new(),
            Some(Laid::Directory(_, false)) => self.below.list(path).unwrap_or_default(),
            Some(_) => return Err(Fault::NotADirectory),
            None => self.below.list(path)?,
        };
        self.works(entries.len() as u64 / LISTED);
        entries.retain(|entry| fits(&entry.name));
        let mut laid = self.laid_in(path);
        laid.retain(|(name, _)| fits(name));
        let undecided = laid.iter().find_map(|(_, what)| match what {
            Laid::Undecided(why) | Laid::Perhaps(why) => Some(why.clone()),
            _ => None,
        });
        if let Some(why) = undecided.or_else(|| self.loosened_inside(path)) {
            return Err(self.undecided(path, why));
        }
        let folded = |name: &str| self.key(name);
        let hidden: HashSet<String> = laid.iter().map(|(name, _)| folded(name)).collect();
        if !hidden.is_empty() {
            entries.retain(|entry| !hidden.contains(&folded(&entry.name)));
        }
        entries.extend(laid.into_iter().filter_map(|(name, what)| {
            let status = self.status_of(&name, &what).ok()?;
            Some(Entry { name, kind: status.kind })
        }));
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        self.works(entries.len() as u64);
        Ok(entries)
    }

    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.listing(path).inspect(|found| self.works(found.len() as u64 / 64));
        }
        self.list(path).map(Rc::from)
    }

    fn spelling(&self, path: &str) -> Option<String> {
        let path = &*self.opened(path);
        if self.is_plain() {
            return self.below.spelling(path);
        }
        let path = self.canonical(path, false).ok()?;
        match self.laid_as(&path) {
            Some(own) => self.entry(&path).ok().map(|_| self.platform().file_name(&own).to_owned()),
            None => self.below.spelling(&path),
        }
    }

    fn attributes(&self, path: &str) -> Attributes {
        let given = self.attributes.of(&self.key(path));
        given.unwrap_or_else(|| self.below.attributes(path))
    }

    fn guarded(&self, path: &str) -> Option<Rc<str>> {
        self.attributes.guard(&self.key(path)).or_else(|| self.below.guarded(path))
    }

    fn registry_values(&self, key: &str) -> Vec<RegistryValue> {
        self.ask_registry(key, None);
        values_after(self.below.registry_values(key), key, &self.changes.borrow())
    }

    fn registry_value(&self, key: &str, name: &str) -> Option<RegistryValue> {
        self.ask_registry(key, Some(name));
        let values = values_after(self.below.registry_values(key), key, &self.changes.borrow());
        values.into_iter().find(|value| folded(&value.name) == folded(name))
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
        let below = format!("{}\\", folded(&canonical_key(key)));
        keys_after(self.below.registry_keys(key), &below, &self.changes.borrow())
    }

    fn long_path(&self, path: &str) -> Option<String> {
        self.below.long_path(path)
    }

    fn short_name(&self, path: &str) -> Option<String> {
        match self.laid_at(path) {
            // A name that is made gets a short one that nobody knows.
            Some(_) => None,
            None => self.below.short_name(path),
        }
    }

    fn registry_doubts(&self, key: &str) -> Vec<RegistryDoubt> {
        doubts_after(self.below.registry_doubts(key), key, &self.changes.borrow())
    }

    fn is_live(&self) -> bool {
        self.below.is_live()
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        self.below.output(command)
    }
}

#[cfg(test)]
mod tests;
