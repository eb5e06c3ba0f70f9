//! Where aliases stand, and in which order zsh lists them.

use std::rc::Rc;

use super::order::Buckets;
use super::{Alias, AliasKind, State};

/// The order of zsh's two tables of aliases (zsh 5.9 Src/hashtable.c, `createaliastables`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasOrder {
    words: Buckets<Rc<str>>,
    suffixes: Buckets<Rc<str>>,
    /// Whether two ways that were joined have made them in another order.
    unsure: bool,
}

impl Default for AliasOrder {
    fn default() -> Self {
        Self { words: Buckets::new(23), suffixes: Buckets::new(11), unsure: false }
    }
}

impl AliasOrder {
    fn of(&mut self, kind: AliasKind) -> &mut Buckets<Rc<str>> {
        match kind {
            AliasKind::Suffix => &mut self.suffixes,
            AliasKind::Command | AliasKind::Global => &mut self.words,
        }
    }

    /// The order after either of two ways.
    pub fn join(&mut self, other: &Self) {
        self.unsure |= *self != *other;
    }

    /// Whether it allows for what is there later.
    pub fn covers(&self, later: &Self) -> bool {
        self.unsure || self == later
    }
}

/// A command that nobody can write: makes a listed alias again.
pub const KEPT: &str = "\u{1}alias";

impl State {
    /// Makes an alias; in zsh one in place of any word and one in place of a command share their names.
    pub fn put_alias(&mut self, name: &str, alias: Alias) {
        if self.dialect.is_zsh() {
            self.alias_order.of(alias.kind).put(Rc::from(name));
            let global =
                self.other_aliases.get(name).is_some_and(|one| one.kind == AliasKind::Global);
            match alias.kind {
                AliasKind::Command if global => drop(self.other_aliases.remove(name)),
                AliasKind::Global if self.aliases.get(name).is_some() => {
                    self.aliases.remove(name);
                }
                _ => {}
            }
        }
        match alias.kind {
            AliasKind::Command => self.aliases.insert(name, alias),
            AliasKind::Global | AliasKind::Suffix => self.other_aliases.insert(name, alias),
        }
    }

    /// Takes an alias in place of a command away; whether there was one.
    pub fn take_alias(&mut self, name: &str) -> bool {
        self.alias_order.words.take(name);
        self.aliases.remove(name)
    }

    /// Takes one of zsh's other aliases away.
    pub fn take_other_alias(&mut self, name: &str) -> bool {
        let kind = self.other_aliases.get(name).map(|alias| alias.kind);
        if let Some(kind) = kind {
            self.alias_order.of(kind).take(name);
        }
        self.other_aliases.remove(name)
    }

    /// The names of a kind's table in zsh's order; `None` where that is not known.
    pub fn alias_names(&self, kind: AliasKind) -> Option<Vec<Rc<str>>> {
        let order = &self.alias_order;
        let names = if kind == AliasKind::Suffix { &order.suffixes } else { &order.words };
        (!order.unsure).then(|| names.names().cloned().collect())
    }
}
