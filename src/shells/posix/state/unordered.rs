//! What is so after several things ran in an order that nobody knows.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::join::{same_alias, same_function};
use super::{Slot, State, Variable};
use crate::value::Unknown;

/// One of them: the state it may find, whichever of the others ran before, and the one it leaves.
pub struct Ran {
    /// Before it.
    pub found: State,
    /// Behind it.
    pub left: State,
}

impl State {
    /// The state behind all of them; `None` where there was none. What only one of them writes is as that one leaves it,
    /// and so is what all who write it leave alike: none of the others touches it.
    pub fn after_all(why: &Rc<Unknown>, all: &[Ran]) -> Option<Self> {
        let states = all.iter().map(|ran| ran.left.clone());
        let words = ("this one comes last", "another one comes last");
        let mut last =
            states.reduce(|rest, one| Self::join(why, (words.0, one), (words.1, rest)))?;
        for (name, writers) in written(all) {
            if let Some(variable) = agreed(&name, &writers) {
                last.variables.insert(name, variable);
            }
        }
        let sides = |of: fn(&Self) -> &crate::environment::Named<_>| {
            all.iter().map(|ran| (of(&ran.found), of(&ran.left))).collect::<Vec<_>>()
        };
        last.aliases.settle(&sides(|state| &state.aliases), same_alias);
        last.other_aliases.settle(&sides(|state| &state.other_aliases), same_alias);
        let functions: Vec<_> =
            all.iter().map(|ran| (&ran.found.functions, &ran.left.functions)).collect();
        last.functions.settle(&functions, same_function);
        Some(last)
    }
}

impl State {
    /// The variables that only one of several turns from this state writes, turn by turn.
    pub fn written_by_one(&self, turns: &[Self]) -> Vec<Vec<Rc<str>>> {
        let changes = |turn: &Self| self.variables.changes(&turn.variables);
        let written: Vec<Vec<Rc<str>>> = turns.iter().map(changes).collect();
        let mut writers: BTreeMap<&Rc<str>, usize> = BTreeMap::new();
        written.iter().flatten().for_each(|name| *writers.entry(name).or_default() += 1);
        let alone = |names: &Vec<Rc<str>>| {
            names.iter().filter(|name| writers[name] == 1).cloned().collect::<Vec<_>>()
        };
        written.iter().map(alone).collect()
    }

    /// The same with some variables as they are in another state, which no doubt has reached.
    #[must_use]
    pub fn with_variables_of(&self, other: &Self, names: &[Rc<str>]) -> Self {
        let mut state = self.clone();
        for name in names.iter().filter(|_| !other.has_doubts() && !self.has_doubts()) {
            match other.variables.get(name) {
                Some(variable) => state.variables.insert(name.clone(), variable.clone()),
                None => drop(state.variables.remove(name)),
            }
        }
        state
    }
}

/// Who writes which variable.
fn written(all: &[Ran]) -> BTreeMap<Rc<str>, Vec<&State>> {
    let mut names: BTreeMap<Rc<str>, Vec<&State>> = BTreeMap::new();
    for ran in all {
        for name in ran.found.variables.changes(&ran.left.variables) {
            names.entry(name).or_default().push(&ran.left);
        }
    }
    names
}

/// What a variable is whoever of its writers comes last.
fn agreed(name: &str, writers: &[&State]) -> Option<Variable> {
    let (first, others) = writers.split_first()?;
    let first = first.variables.get(name)?;
    let alike = |one: &&State| {
        one.variables.get(name).is_some_and(|one| {
            let certain = !one.maybe_unset && !first.maybe_unset;
            certain
                && same(&one.slot, &first.slot)
                && one.exports_alike(first)
                && one.exported == first.exported
        })
    };
    others.iter().all(alike).then(|| first.clone())
}

/// Whether both hold the same, whoever wrote it.
fn same(one: &Slot, other: &Slot) -> bool {
    match (one, other) {
        (Slot::Scalar(one), Slot::Scalar(other)) => one.is_known() && one.same_text(other),
        (one, other) => one == other,
    }
}
