//! `attrib`: which files are read-only, hidden, or of the system.

mod listing;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Evaluator;
use super::words::command_words;
use crate::machine::Platform;
use crate::machine::path::{folded, same_name};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::traced::{HOLE, Traced};
use crate::value::{Origin, Unknown};

/// What `attrib` made of a file. One that it made nothing of is an ordinary one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attributes {
    /// `R`, `H` and `S`.
    Known { read_only: bool, hidden: bool, system: bool },
    /// Nobody knows.
    Unknown(Rc<Unknown>),
}

const ORDINARY: Attributes = Attributes::Known { read_only: false, hidden: false, system: false };

/// The files that are not ordinary, by folded path.
#[derive(Debug, Default)]
pub struct Protected(BTreeMap<String, Attributes>);

impl Protected {
    fn of(&self, path: &str) -> &Attributes {
        self.0.get(&folded(path.trim_end_matches('\\'))).unwrap_or(&ORDINARY)
    }

    fn set(&mut self, path: &str, what: Attributes) {
        let key = folded(path.trim_end_matches('\\'));
        match what == ORDINARY {
            true => drop(self.0.remove(&key)),
            false => drop(self.0.insert(key, what)),
        }
    }

    /// A file is somewhere else now, with all below it.
    pub(super) fn moved(&mut self, from: &str, to: &str) {
        let (from, to) = (folded(from), folded(to));
        let below = format!("{from}\\");
        let inside = |one: &&String| **one == from || one.starts_with(&below);
        let keys: Vec<String> = self
            .0
            .range(from.clone()..)
            .map(|(key, _)| key)
            .take_while(|one| one.starts_with(&from))
            .filter(inside)
            .cloned()
            .collect();
        for key in keys {
            let Some(what) = self.0.remove(&key) else { continue };
            self.0.insert(format!("{to}{}", &key[from.len()..]), what);
        }
    }

    /// What is removed or made anew is ordinary.
    pub(super) fn forget(&mut self, path: &str) {
        if !self.0.is_empty() {
            self.0.remove(&folded(path));
        }
    }
}

/// What one `attrib` asks for.
#[derive(Default)]
struct Request {
    read_only: Option<bool>,
    hidden: Option<bool>,
    system: Option<bool>,
    /// Whether a letter was given at all.
    given: bool,
    /// `/s`: in all directories below, too.
    deep: bool,
    /// `/d`: directories, too.
    directories: bool,
    /// Whether something is asked that is not followed.
    other: bool,
    names: Vec<String>,
}

impl Request {
    fn read(words: &[Traced]) -> Self {
        let mut request = Self::default();
        for word in words {
            let text = word.text();
            let set = text.starts_with('+');
            match text.to_ascii_lowercase().as_str() {
                "/s" => request.deep = true,
                "/d" => request.directories = true,
                "/s/d" | "/d/s" => (request.deep, request.directories) = (true, true),
                _ => request.other |= word.as_known().is_none() || text.contains('/'),
            }
            if !set && !text.starts_with('-') {
                if !text.starts_with('/') {
                    request.names.push(text.to_owned());
                }
                continue;
            }
            request.given = true;
            match text[1..].to_ascii_lowercase().as_str() {
                "r" => request.read_only = Some(set),
                "h" => request.hidden = Some(set),
                "s" => request.system = Some(set),
                "a" | "i" => {}
                _ => request.other = true,
            }
        }
        request
    }

    /// Windows leaves a hidden file as it is while the command does not say what becomes of that, and
    /// one of the system likewise (the page of `attrib`).
    fn changed(&self, before: &Attributes) -> Option<Attributes> {
        let Attributes::Known { read_only, hidden, system } = before else { return None };
        if *hidden && self.hidden.is_none() || *system && self.system.is_none() {
            return None;
        }
        Some(Attributes::Known {
            read_only: self.read_only.unwrap_or(*read_only),
            hidden: self.hidden.unwrap_or(false),
            system: self.system.unwrap_or(false),
        })
    }
}

/// The files that a command names.
#[derive(Default)]
struct Named {
    files: Vec<String>,
    /// Names that nothing has.
    missing: Vec<String>,
}

impl Evaluator<'_> {
    /// `false` where it is not known what the command does or shows.
    pub(super) fn attributes(&mut self, rest: &Traced, origin: &Origin) -> bool {
        let mut request = Request::read(&command_words(rest));
        if request.names.is_empty() {
            request.names.push("*".to_owned());
        }
        let named = self.attributed(&request);
        let (Some(named), None) = (named, self.uncertain()) else {
            if request.given {
                self.attributes_unknown(&request, origin);
            }
            return false;
        };
        if request.given && !self.change_attributes(&request, &named) {
            self.attributes_unknown(&request, origin);
            return false;
        }
        self.show_attributes(&request, &named, origin);
        self.state.returns(0);
        true
    }

    /// `false` where one of the files may stay as it is.
    fn change_attributes(&mut self, request: &Request, named: &Named) -> bool {
        let of = |file: &String| request.changed(self.record.protected.of(file));
        let Some(changed) = named.files.iter().map(of).collect::<Option<Vec<_>>>() else {
            return false;
        };
        for (file, what) in named.files.iter().zip(changed) {
            self.record.protected.set(file, what);
        }
        true
    }

    /// The files that a command names; `None` where it is not known whether one is there.
    fn attributed(&mut self, request: &Request) -> Option<Named> {
        let mut named = Named::default();
        if request.other {
            return None;
        }
        for name in &request.names {
            let found = self.attributed_by(request, name)?;
            if found.is_empty() {
                named.missing.push(name.clone());
            }
            named.files.extend(found);
        }
        Some(named)
    }

    fn attributed_by(&mut self, request: &Request, name: &str) -> Option<Vec<String>> {
        let path = full_path(&self.expander(), name).ok()?;
        if request.deep {
            return self.attributed_below(&path, request.directories);
        }
        if !name.contains(['*', '?']) {
            self.undecided(&path).is_none().then_some(())?;
            return match self.host.machine().status(&path) {
                Ok(_) => Some(vec![path]),
                Err(fault) => (!fault.is_ours()).then(Vec::new),
            };
        }
        let mut files = Vec::new();
        for (file, _) in self.matching(name, request.directories).ok()? {
            files.push(full_path(&self.expander(), &file).ok()?);
        }
        Some(files)
    }

    /// With `/s` a name is looked for in its directory and in all below.
    fn attributed_below(&mut self, path: &str, directories: bool) -> Option<Vec<String>> {
        let (above, name) = path.rsplit_once('\\')?;
        let mut files = Vec::new();
        for directory in self.below(above, 0).ok()? {
            let pattern = Platform::Windows.join(&directory, name);
            files.extend(
                self.matching(&pattern, directories).ok()?.into_iter().map(|(file, _)| file),
            );
        }
        Some(files)
    }

    fn attributes_unknown(&mut self, request: &Request, origin: &Origin) {
        let reason = "may have attributes that `attrib` gave it";
        let unknown = Rc::new(Unknown::new(reason, origin.clone()));
        for name in &request.names {
            let named = match name.contains(HOLE) {
                // It may be any file.
                true => Some(String::new()),
                false => full_path(&self.expander(), self.directory_of(request, name)).ok(),
            };
            if let Some(path) = named {
                self.record.protected.set(&path, Attributes::Unknown(unknown.clone()));
            }
        }
    }

    /// The file of that name, or the directory that all of them are in: with `/s` they are in those below too.
    fn directory_of<'n>(&self, request: &Request, name: &'n str) -> &'n str {
        let plain = name.split(['*', '?']).next().unwrap_or(name);
        match plain.len() == name.len() && !request.other && !request.deep {
            true => name,
            false => plain.rfind(['\\', '/', ':']).map_or(".", |at| &plain[..=at]),
        }
    }

    /// Whether a file is known to be read-only, and nothing else is.
    pub(super) fn read_only(&self, path: &str) -> bool {
        let only = Attributes::Known { read_only: true, hidden: false, system: false };
        *self.record.protected.of(path) == only
    }

    /// Why a file may be passed over or refused, or one in a directory: it is hidden, or nobody knows.
    pub(super) fn protection(&self, path: &str) -> Option<Rc<Unknown>> {
        if self.record.protected.0.is_empty() {
            return None;
        }
        let path = folded(path.trim_end_matches('\\'));
        let inside = |one: &String| one.starts_with(&path) || path.starts_with(one.as_str());
        let hidden = || Unknown::new("is hidden", Origin::Builtin("attrib".into()));
        let all = self.record.protected.0.iter().filter(|(one, _)| inside(one));
        let mut doubts = all.filter_map(|(_, what)| match what {
            Attributes::Unknown(why) => Some(why.clone()),
            Attributes::Known { hidden: true, .. } | Attributes::Known { system: true, .. } => {
                Some(Rc::new(hidden()))
            }
            Attributes::Known { .. } => None,
        });
        doubts.next()
    }

    /// A copy has the attributes that its original has, as far as that is known.
    pub(super) fn copied_attributes(&mut self, source: &str, target: &str) {
        if self.record.protected.0.is_empty() || same_name(source, target) {
            return;
        }
        let what = self.record.protected.of(source).clone();
        let reason = "is a copy of a file with attributes";
        let unknown = || Unknown::new(reason, Origin::Builtin("attrib".into()));
        let what = if what == ORDINARY { what } else { Attributes::Unknown(Rc::new(unknown())) };
        self.record.protected.set(target, what);
    }
}
