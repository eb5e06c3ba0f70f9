//! The contents of everything that a branch could change in place.

use std::collections::HashSet;
use std::rc::Rc;

use super::Evaluator;
use super::join::{Join, Pairs};
use crate::shells::powershell::object::{Object, Property, Record, Sequence, Table};
use crate::shells::powershell::state::State;

/// The contents of everything a branch could change in place.
#[derive(Default)]
pub(super) struct Heap {
    sequences: Vec<(Rc<Sequence>, Vec<Object>)>,
    tables: Vec<(Rc<Table>, Pairs)>,
    records: Vec<(Rc<Record>, Vec<Property>)>,
    /// How many objects were gone through.
    seen: usize,
}

/// So many objects are gone through, copied and put back for one step.
const HANDLED: usize = 8;

impl Evaluator<'_> {
    /// The contents of everything that a way could change in place, which is paid for.
    pub(super) fn heap(&mut self, state: &State) -> Heap {
        let heap = Heap::of(state);
        self.charge(heap.cost());
        heap
    }
}

impl Heap {
    /// Everything reachable from the variables of the state.
    pub(super) fn of(state: &State) -> Self {
        let mut heap = Self::default();
        let mut seen: HashSet<usize> = HashSet::new();
        let mut rest: Vec<Object> = state
            .scopes
            .values()
            .flat_map(|scope| scope.variables.values().map(|variable| variable.value.clone()))
            .chain([Object::List(state.error_list.clone())])
            .collect();
        while let Some(object) = rest.pop() {
            heap.seen += 1;
            heap.take(object, &mut seen, &mut rest);
        }
        heap
    }

    /// What going through it takes.
    pub(super) fn cost(&self) -> u64 {
        (self.seen / HANDLED) as u64
    }

    fn take(&mut self, object: Object, seen: &mut HashSet<usize>, rest: &mut Vec<Object>) {
        match object {
            Object::Array(list) | Object::List(list) => {
                if seen.insert(Rc::as_ptr(&list) as usize) {
                    rest.extend(list.items());
                    let items = list.items();
                    self.sequences.push((list, items));
                }
            }
            Object::Table(table) => {
                if seen.insert(Rc::as_ptr(&table) as usize) {
                    let content = table.content();
                    rest.extend(content.values().map(|(_, value)| value.clone()));
                    self.tables.push((table, content));
                }
            }
            Object::Record(record) => {
                if seen.insert(Rc::as_ptr(&record) as usize) {
                    let properties = record.properties();
                    rest.extend(properties.iter().map(|one| one.value.clone()));
                    self.records.push((record, properties));
                }
            }
            _ => {}
        }
    }

    /// The contents of the same things now.
    pub(super) fn again(&self) -> Self {
        Self {
            seen: self.seen,
            sequences: self
                .sequences
                .iter()
                .map(|(list, _)| (list.clone(), list.items()))
                .collect(),
            tables: self.tables.iter().map(|(table, _)| (table.clone(), table.content())).collect(),
            records: self
                .records
                .iter()
                .map(|(record, _)| (record.clone(), record.properties()))
                .collect(),
        }
    }

    pub(super) fn put_back(&self) {
        for (list, items) in &self.sequences {
            list.replace(items.clone());
        }
        for (table, content) in &self.tables {
            table.restore(content.clone());
        }
        for (record, properties) in &self.records {
            record.restore(properties.clone());
        }
    }

    /// Sets everything to what both branches agree on.
    pub(super) fn join(&self, other: &Self, join: &Join<'_>) {
        for ((list, one), (_, two)) in self.sequences.iter().zip(&other.sequences) {
            list.replace(join.items(one, two));
        }
        for ((table, one), (_, two)) in self.tables.iter().zip(&other.tables) {
            table.restore(join.pairs(one, two));
        }
        for ((record, one), (_, two)) in self.records.iter().zip(&other.records) {
            record.restore(join.properties(one, two));
        }
    }

    /// Keeps of these contents what agrees with how things are now, which stay as they are.
    pub(super) fn join_kept(&mut self, now: Self, join: &Join<'_>) {
        for (list, kept) in &mut self.sequences {
            *kept = join.items(kept, &list.items());
        }
        for (table, kept) in &mut self.tables {
            *kept = join.pairs(kept, &table.content());
        }
        for (record, kept) in &mut self.records {
            *kept = join.properties(kept, &record.properties());
        }
        add_new(&mut self.sequences, now.sequences);
        add_new(&mut self.tables, now.tables);
        add_new(&mut self.records, now.records);
    }
}

fn add_new<T, C>(kept: &mut Vec<(Rc<T>, C)>, more: Vec<(Rc<T>, C)>) {
    let seen: HashSet<usize> = kept.iter().map(|(one, _)| Rc::as_ptr(one) as usize).collect();
    kept.extend(more.into_iter().filter(|(one, _)| !seen.contains(&(Rc::as_ptr(one) as usize))));
}
