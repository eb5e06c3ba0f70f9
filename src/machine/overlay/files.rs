//! The files and directories that were laid over a machine, and where a path leads among them.

use std::borrow::Cow;
use std::rc::Rc;

use super::Overlay;
use crate::machine::{Fault, Kind, Machine, Status};

/// What files and directories get where nobody says otherwise: a umask of 022.
const FILE_MODE: u32 = 0o644;
pub(super) const DIRECTORY_MODE: u32 = 0o755;

#[derive(Clone, Debug)]
pub(super) enum Laid {
    File(Rc<[u8]>, u32),
    Unread(Rc<str>, u32),
    /// Its permissions, and whether nothing of what was below is left in it.
    Directory(u32, bool),
    Link(String),
    Undecided(Rc<str>),
    /// A directory, or what is below.
    Perhaps(Rc<str>),
    Gone,
}

/// Linux gives up after as many links (path_resolution(7)).
const MOST_LINKS: u32 = 40;

impl Overlay<'_> {
    /// A write goes through links, and leaves the permissions of a file that is there.
    pub(super) fn written(&self, path: &str) -> (String, u32) {
        let asked = self.asked.borrow().clone();
        let status = self.status(path);
        *self.asked.borrow_mut() = asked;
        match status {
            Ok(status) => {
                let real = self.real_path(path).unwrap_or_else(|_| path.to_owned());
                (real, status.mode)
            }
            Err(_) => (path.to_owned(), FILE_MODE),
        }
    }

    pub(super) fn lay_mode(&self, path: &str, mode: u32) {
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

    pub(super) fn key(&self, path: &str) -> String {
        let facts = self.facts();
        facts.platform.key(path, facts.ignores_case)
    }

    pub(super) fn lay(&self, path: &str, what: Laid) {
        let path = &*self.long(path);
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
            self.settle(&below);
            let mut laid = self.laid.borrow_mut();
            let inside = laid.range(below.clone()..).map(|(other, _)| other);
            let inside: Vec<String> =
                inside.take_while(|other| other.starts_with(&below)).cloned().collect();
            inside.iter().for_each(|other| drop(laid.remove(other)));
        } else {
            let perhaps = if let Laid::Perhaps(_) = &what { Some(what.clone()) } else { None };
            self.lay_parents(path, perhaps.unwrap_or(Laid::Directory(DIRECTORY_MODE, false)));
        }
        self.laid.borrow_mut().insert(key, (path.to_owned(), what));
    }

    /// The directories above something that is there, or perhaps there, are as well.
    fn lay_parents(&self, path: &str, as_what: Laid) {
        let Some(above) = self.platform().parent(path) else { return };
        let known = match self.laid_at(above) {
            None => self.below.is_directory(above),
            Some(Laid::Gone) => false,
            Some(_) => true,
        };
        if !known {
            self.lay(above, as_what);
        }
    }

    /// The spelling of a path at which something was laid.
    pub(super) fn laid_as(&self, path: &str) -> Option<String> {
        self.laid.borrow().get(&self.key(path)).map(|(spelling, _)| spelling.clone())
    }

    /// What was laid at this path, or what follows for it from what was laid above it.
    pub(super) fn laid_at(&self, path: &str) -> Option<Laid> {
        match self.laid_here(path) {
            // What may have been made below a directory that is new or was emptied came after that.
            Some(Laid::Gone) if self.laid_as(path).is_none() => {
                self.loosened(path, true).or(Some(Laid::Gone))
            }
            Some(what) => Some(what),
            None => self.loosened(path, false),
        }
    }

    fn laid_here(&self, path: &str) -> Option<Laid> {
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
                Some((_, Laid::Directory(_, false) | Laid::Perhaps(_))) | None => {}
                Some(_) => return Some(Laid::Gone),
            }
            above = platform.parent(directory);
        }
        None
    }

    /// The names that were laid directly in a directory.
    pub(super) fn laid_in(&self, path: &str) -> Vec<(String, Laid)> {
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

    pub(super) fn is_plain(&self) -> bool {
        self.laid.borrow().is_empty() && self.loose.borrow().is_empty()
    }

    /// What stands at a path without links on the way.
    pub(super) fn entry(&self, path: &str) -> Result<Status, Fault> {
        match self.laid_at(path) {
            Some(what) => self.status_of(path, &what),
            None => self.below.link_status(path),
        }
    }

    /// What stands at a path that leads on: through a directory that may have been made to what was laid in it,
    /// else to what is below.
    fn way(&self, path: &str) -> Result<Status, Fault> {
        match self.laid_at(path) {
            Some(Laid::Perhaps(_))
                if self.laid_in(path).is_empty() && self.loosened_inside(path).is_none() =>
            {
                self.below.link_status(path)
            }
            Some(Laid::Perhaps(_)) => self.status_of(path, &Laid::Directory(DIRECTORY_MODE, false)),
            _ => self.entry(path),
        }
    }

    pub(super) fn link(&self, path: &str) -> Option<String> {
        match self.laid_at(path) {
            Some(Laid::Link(target)) => Some(target),
            Some(_) => None,
            None => self.below.read_link(path).ok(),
        }
    }

    /// Of a path that is written: the part that is there, by its long name.
    fn long<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let platform = self.platform();
        if !path.contains('~') || !platform.is_windows() {
            return Cow::Borrowed(path);
        }
        let mut above = Some(path);
        while let Some(one) = above {
            if let Some(long) = self.below.long_path(one) {
                let rest = path[one.len()..].trim_start_matches('\\');
                let long = if rest.is_empty() { long } else { platform.join(&long, rest) };
                return Cow::Owned(long);
            }
            above = platform.parent(one);
        }
        Cow::Borrowed(path)
    }

    /// A path whose last part may be an 8.3 name, as the machine below has it.
    fn lengthened(&self, path: String) -> String {
        let short = path.contains('~') && self.platform().is_windows();
        let long = || self.below.long_path(&path).filter(|_| self.laid_at(&path).is_none());
        if short { long().unwrap_or(path) } else { path }
    }

    /// The path without links, as the kernel follows them (path_resolution(7)); the last part need not exist.
    pub(super) fn canonical(&self, path: &str, follow_last: bool) -> Result<String, Fault> {
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
            let next = self.lengthened(platform.join(&here, &part));
            let last = todo.is_empty();
            let target = if last && !follow_last { None } else { self.link(&next) };
            if let Some(target) = target {
                links = links.checked_sub(1).ok_or(Fault::Loop)?;
                self.named_through(&next, &todo)?;
                if platform.is_absolute(&target) {
                    here = target[..platform.root_len(&target)].to_owned();
                    todo.extend(parts(&target[platform.root_len(&target)..]));
                } else {
                    todo.extend(parts(&target));
                }
                continue;
            }
            if !last {
                let status =
                    self.way(&next).map_err(|fault| self.made_perhaps(fault, &next, &todo))?;
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

    /// What was changed under a name that is not known may have been named through a link.
    fn named_through(&self, link: &str, behind: &[String]) -> Result<(), Fault> {
        if behind.is_empty() || self.loose.borrow().is_empty() {
            return Ok(());
        }
        let platform = self.platform();
        let whole =
            behind.iter().rev().fold(link.to_owned(), |path, part| platform.join(&path, part));
        match self.loosened(&whole, false) {
            Some(what) => self.status_of(&whole, &what).map(|_| ()),
            None => Ok(()),
        }
    }

    /// What may have been written may have come with the directories above it.
    fn made_perhaps(&self, fault: Fault, missing: &str, behind: &[String]) -> Fault {
        let platform = self.platform();
        let whole =
            behind.iter().rev().fold(missing.to_owned(), |path, part| platform.join(&path, part));
        let laid = self.laid.borrow().get(&self.key(&whole)).map(|(_, what)| what.clone());
        match (fault, laid) {
            (Fault::NotFound, Some(Laid::Undecided(why))) => self.undecided(&whole, why),
            (fault, _) => fault,
        }
    }

    pub(super) fn status_of(&self, path: &str, what: &Laid) -> Result<Status, Fault> {
        let (kind, mode, size) = match what {
            Laid::File(bytes, mode) => (Kind::File, *mode, bytes.len() as u64),
            Laid::Unread(_, mode) => (Kind::File, *mode, 0),
            Laid::Directory(mode, _) => (Kind::Directory, *mode, 0),
            Laid::Link(target) => (Kind::Symlink, 0o777, target.len() as u64),
            Laid::Undecided(why) => return Err(self.undecided(path, why.clone())),
            Laid::Perhaps(why) => {
                self.undecided(path, why.clone());
                return Err(Fault::PerhapsDirectory(why.clone()));
            }
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
            // What a session makes is its user's.
            owner: self.facts().user.uid.zip(self.facts().user.gid),
        })
    }
}
