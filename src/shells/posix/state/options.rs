//! The options that change what a profile means.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use crate::value::Unknown;

/// `set -o`, `shopt` and `setopt` options; names in lower case without underscores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    on: IndexSet<String>,
    /// Options that only one of two undecided branches turns on or off, and why.
    unsure: IndexMap<String, Rc<Unknown>>,
    /// Options that were turned on or off behind the last doubt.
    settled: IndexSet<String>,
    /// What may have turned options on or off.
    pub doubt: Option<Rc<Unknown>>,
    /// `set -a`.
    pub allexport: bool,
    /// Whether the shell is interactive.
    pub interactive: bool,
    /// Whether it is a login shell.
    pub login: bool,
}

impl Options {
    /// Whether an option is on.
    pub fn has(&self, name: &str) -> bool {
        self.on.contains(name)
    }

    /// Why it is not known whether an option is on; `None` where it is.
    pub fn unsure(&self, name: &str) -> Option<&Rc<Unknown>> {
        let doubt = self.doubt.as_ref().filter(|_| !self.settled.contains(name));
        self.unsure.get(name).or(doubt)
    }

    /// A statement that is not followed may have turned any of them on or off.
    pub fn raise(&mut self, why: &Rc<Unknown>) {
        self.doubt.get_or_insert_with(|| why.clone());
        self.settled.clear();
    }

    /// What one of two branches turned on or off is not known.
    pub fn join(&mut self, other: &Self, condition: &Rc<Unknown>) {
        let differs = self.on.symmetric_difference(&other.on);
        let differs: Vec<String> = differs.cloned().collect();
        self.unsure.extend(differs.into_iter().map(|name| (name, condition.clone())));
        self.unsure.extend(other.unsure.iter().map(|(name, why)| (name.clone(), why.clone())));
        self.doubt = self.doubt.take().or_else(|| other.doubt.clone());
        self.settled.retain(|name| other.settled.contains(name));
        self.allexport |= other.allexport;
    }

    /// The options that change what a profile means are as they are at the start.
    pub fn reset(&mut self) {
        self.on.clear();
        self.unsure.clear();
        self.allexport = false;
    }

    /// Turns an option on or off.
    pub fn turn(&mut self, name: &str, on: bool) {
        self.unsure.shift_remove(name);
        if self.doubt.is_some() {
            self.settled.insert(name.to_owned());
        }
        if name == "allexport" {
            self.allexport = on;
        }
        if on {
            self.on.insert(name.to_owned());
        } else {
            self.on.shift_remove(name);
        }
    }

    /// The option's name and whether it is turned on, from zsh's spellings (`NO_NOMATCH`, `nullglob`).
    pub fn zsh_name(text: &str, on: bool) -> (String, bool) {
        let plain: String =
            text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
        // `notify` and `nomatch` begin with `no` themselves.
        match plain.strip_prefix("no") {
            Some(rest) if !matches!(plain.as_str(), "nomatch" | "notify") => (rest.to_owned(), !on),
            _ => (plain, on),
        }
    }
}
