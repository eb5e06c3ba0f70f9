//! The options that change what a profile means.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};

use super::from_start::is_on_in_bash;
use crate::value::Unknown;

/// Whether it is a mark that is kept among the options: what was loaded, and stays so.
fn is_mark(name: &str) -> bool {
    name.starts_with(':')
}

/// The reason of an option that was not turned together with others: those that share one are on or off as one way
/// left them, or all the other way round.
fn alone(why: &Rc<Unknown>) -> Rc<Unknown> {
    Rc::new((**why).clone())
}

/// `set -o`, `shopt` and `setopt` options; names in lower case without underscores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    on: IndexSet<String>,
    /// Options that were turned off, whatever they were before.
    off: IndexSet<String>,
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

    /// Whether an option that is on from the start was turned off since.
    pub fn was_turned_off(&self, name: &str) -> bool {
        self.off.contains(name)
    }

    /// Why it is not known whether an option is on; `None` where it is.
    pub fn unsure(&self, name: &str) -> Option<&Rc<Unknown>> {
        let doubt = self.doubt.as_ref().filter(|_| !self.settled.contains(name));
        self.unsure.get(name).or(doubt)
    }

    /// Why it is not known of an option that one of two ways turned it on or off.
    pub fn unsure_by_way(&self, name: &str) -> Option<&Rc<Unknown>> {
        self.unsure.get(name)
    }

    /// The options that one of two ways turned on or off, in order, each with the reason.
    pub fn open(&self) -> impl Iterator<Item = (&str, &Rc<Unknown>)> {
        let named = self.unsure.iter().map(|(name, why)| (name.as_str(), why));
        named.filter(|(name, _)| !is_mark(name))
    }

    /// A statement that is not followed may have turned any of them on or off.
    pub fn raise(&mut self, why: &Rc<Unknown>) {
        self.doubt.get_or_insert_with(|| why.clone());
        self.settled.clear();
    }

    /// What one of two branches turned on or off is not known.
    pub fn join(&mut self, other: &Self, condition: &Rc<Unknown>) {
        let off = self.off.symmetric_difference(&other.off).filter(|name| is_on_in_bash(name));
        let differs = self.on.symmetric_difference(&other.on).chain(off);
        let differs: Vec<String> = differs.cloned().collect();
        for (name, why) in &mut self.unsure {
            let same = other.unsure.get(name).is_some_and(|other| Rc::ptr_eq(why, other));
            if !same || differs.contains(name) {
                *why = alone(why);
            }
        }
        for (name, why) in &other.unsure {
            if !self.unsure.contains_key(name) {
                self.unsure.insert(name.clone(), alone(why));
            }
        }
        for name in differs {
            self.unsure.entry(name).or_insert_with(|| condition.clone());
        }
        self.doubt = self.doubt.take().or_else(|| other.doubt.clone());
        self.settled.retain(|name| other.settled.contains(name));
        self.allexport |= other.allexport;
    }

    /// zsh's options that an emulation sets are as they are at the start; the others, and marks, stay.
    pub fn reset(&mut self, stays: impl Fn(&str) -> bool) {
        let stays = |name: &String| is_mark(name) || stays(name);
        self.on.retain(stays);
        self.off.retain(stays);
        self.unsure.retain(|name, _| stays(name));
        self.allexport = false;
    }

    /// Nobody has to ask any more whether an option was turned on or off before.
    pub fn settle(&mut self, name: &str) {
        if self.doubt.is_some() {
            self.settled.insert(name.to_owned());
        }
    }

    /// The options are as they were; marks, which are none, stay.
    pub fn restore(&mut self, mut before: Self) {
        let marks = self.on.iter().filter(|name| is_mark(name)).cloned();
        before.on.extend(marks);
        let unsure = self.unsure.iter().filter(|(name, _)| is_mark(name));
        before.unsure.extend(unsure.map(|(name, why)| (name.clone(), why.clone())));
        *self = before;
    }

    /// Turns an option on or off.
    pub fn turn(&mut self, name: &str, on: bool) {
        self.unsure.shift_remove(name);
        self.settle(name);
        if name == "allexport" {
            self.allexport = on;
        }
        if on {
            self.on.insert(name.to_owned());
            self.off.shift_remove(name);
        } else {
            self.on.shift_remove(name);
            self.off.insert(name.to_owned());
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
