//! Statements that envsim does not follow although they run in the session: from there on what they
//! could have changed is not known, until it is written again.

use std::rc::Rc;

use super::{GLOBAL, ScopeId, State};
use crate::environment::{Doubt, Reach};
use crate::machine::path::folded;
use crate::value::Unknown;

/// What an opaque statement may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Whatever the session has.
    Everything,
    /// Variables of the environment.
    Environment,
    /// Variables of the language.
    Variables,
    /// Functions and aliases.
    Commands,
}

impl May {
    fn reach(self) -> Reach {
        let any = || vec![Rc::from("*")];
        match self {
            Self::Everything => Reach::Everything,
            Self::Environment => Reach::Only { variables: any(), commands: Vec::new() },
            Self::Commands => Reach::Only { variables: Vec::new(), commands: any() },
            // No process and no look-up sees them.
            Self::Variables => Reach::Outside,
        }
    }
}

/// An opaque statement.
#[derive(Clone, Debug)]
pub struct Opaque {
    why: Rc<Unknown>,
    may: May,
    at: u64,
}

impl State {
    /// Notes an opaque statement.
    pub fn note_opaque(&mut self, why: Rc<Unknown>, may: May) {
        // One that runs again counts from its last run.
        self.opaque.retain(|old| old.may != may || old.why != why);
        self.clock += 1;
        self.opaque.push(Opaque { why: why.clone(), may, at: self.clock });
        if may == May::Everything {
            self.lost.get_or_insert_with(|| why.clone());
        }
        self.note_incomplete(why);
    }

    /// What was not followed, with what it may have changed.
    pub fn doubts(&self) -> Vec<Rc<Doubt>> {
        let reach = |unknown: &Rc<Unknown>| {
            let all = self.opaque.iter().filter(|one| one.why == *unknown);
            all.fold(Reach::Outside, |reach, one| one.may.reach().or(reach))
        };
        let doubt = |unknown: &Rc<Unknown>| {
            Rc::new(Doubt { reach: reach(unknown), unknown: unknown.clone() })
        };
        self.incomplete.iter().map(doubt).collect()
    }

    /// Why something written at a time may have been changed since, or made.
    pub fn changed_since(&self, written: u64, what: May) -> Option<Rc<Unknown>> {
        let reaches =
            |one: &&Opaque| one.at > written && (one.may == May::Everything || one.may == what);
        self.opaque.iter().find(reaches).map(|one| one.why.clone())
    }

    /// Why an alias or function that a profile made may have been replaced since, or taken away. Nobody
    /// replaces the shell's own ones unseen: with them nothing behind an opaque statement would be known.
    pub fn replaced(&self, name: &str) -> Option<Rc<Unknown>> {
        self.changed_since(0, May::Commands).filter(|_| !self.settled.contains(&folded(name)))
    }

    /// An alias or function is made in a scope now.
    pub fn settle(&mut self, scope: ScopeId, name: &str) {
        if scope == GLOBAL && !self.opaque.is_empty() {
            self.settled.insert(folded(name));
        }
    }

    /// Why a variable of the environment may be another than it was written, or there at all.
    pub fn environment_doubt(&self, name: &str) -> Option<Rc<Unknown>> {
        if self.opaque.is_empty() {
            return None;
        }
        let written = self.written.get(&self.environment_key(name)).copied().unwrap_or(0);
        self.changed_since(written, May::Environment)
    }

    /// A variable of the environment is written now.
    pub fn stamp_environment(&mut self, name: &str) {
        if !self.opaque.is_empty() {
            let key = self.environment_key(name);
            self.written.insert(key, self.clock);
        }
    }

    fn environment_key(&self, name: &str) -> String {
        if self.environment.ignores_case() { folded(name) } else { name.to_owned() }
    }

    /// What of the opaque statements of another course of events counts too, and since when each
    /// variable of the environment is certain in both.
    pub(in crate::shells::powershell) fn join_opaque(&mut self, other: &Self) {
        for one in &other.opaque {
            self.opaque.retain(|old| old.may != one.may || old.why != one.why || old.at > one.at);
            if !self.opaque.iter().any(|old| old.may == one.may && old.why == one.why) {
                self.opaque.push(one.clone());
            }
        }
        self.opaque.sort_by_key(|one| one.at);
        let written = |state: &Self, key: &String| state.written.get(key).copied().unwrap_or(0);
        let keys: Vec<String> = self.written.keys().cloned().collect();
        for key in keys {
            let least = written(self, &key).min(written(other, &key));
            self.written.insert(key, least);
        }
        self.clock = self.clock.max(other.clock);
    }
}
