//! Branches whose condition nobody knows: both are run on a copy of the state, and the states are joined.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Evaluator;
use super::costs;
use super::errors::{ErrorRecord, Flow, Raised, Stop};
use super::failure::unknown_record;
use super::sink::{Collect, Sink};
use crate::environment::Variables;
use crate::shells::powershell::object::{Object, Property, Record, Sequence, Table};
use crate::shells::powershell::state::{self, May, Scope, Sides, State};
use crate::value::{Unknown, Value};

/// The entries of a table, by folded key.
type Pairs = IndexMap<String, (Object, Object)>;

/// The contents of everything a branch could change in place.
#[derive(Default)]
pub(super) struct Heap {
    sequences: Vec<(Rc<Sequence>, Vec<Object>)>,
    tables: Vec<(Rc<Table>, Pairs)>,
    records: Vec<(Rc<Record>, Vec<Property>)>,
}

/// Where a doubt ends at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// The innermost loop.
    Loop,
    /// The function or script block that was called.
    Call,
    /// The file.
    File,
}

/// Whether the statements that ran since then ran at all is not known.
pub struct Doubt {
    pub(super) why: Unknown,
    pub(super) state: Box<State>,
    pub(super) heap: Heap,
    until: Until,
    /// Whether a loop around it may have ended there.
    pub(super) leaves: bool,
    /// The error that leaves there, where it is one.
    pub(super) error: Option<Rc<ErrorRecord>>,
    /// Names the doubt; later ones have greater numbers.
    pub(super) number: u64,
    /// The `try` that was open, and what it had put aside of its output (`failure::Late`).
    pub(super) written: Option<(usize, usize)>,
}

fn until(flow: &Flow) -> Until {
    match flow {
        Ok(()) | Err(Stop::Break(_) | Stop::Continue(_)) => Until::Loop,
        Err(Stop::Return) => Until::Call,
        Err(_) => Until::File,
    }
}

type Branch<'b> = &'b mut dyn FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow;

impl Heap {
    /// Everything reachable from the variables of the state.
    pub(super) fn of(state: &State) -> Self {
        let mut heap = Self::default();
        let mut seen: HashSet<usize> = HashSet::new();
        let mut rest: Vec<Object> = state
            .scopes
            .values()
            .flat_map(|scope| scope.variables.values().map(|variable| variable.value.clone()))
            .collect();
        while let Some(object) = rest.pop() {
            heap.take(object, &mut seen, &mut rest);
        }
        heap
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
    fn join_kept(&mut self, now: Self, join: &Join<'_>) {
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

/// How two values become one.
pub(super) struct Join<'j> {
    pub(super) why: &'j Unknown,
    pub(super) when: String,
    pub(super) otherwise: String,
    /// Whether some name may mean more things than are kept.
    overflow: Cell<bool>,
}

impl<'j> Join<'j> {
    pub(super) fn new(why: &'j Unknown, when: &str, otherwise: &str) -> Self {
        let (when, otherwise) = (when.to_owned(), otherwise.to_owned());
        Self { why, when, otherwise, overflow: Cell::new(false) }
    }

    pub(super) fn unknown(&self) -> Object {
        Object::unknown(self.why.clone())
    }

    fn object(&self, one: &Object, two: &Object) -> Object {
        match (one, two) {
            (Object::Text(left), Object::Text(right)) => {
                Object::Text(Value::join(self.why, (&self.when, left), (&self.otherwise, right)))
            }
            _ if same(one, two, 0) => one.clone(),
            _ => self.unknown(),
        }
    }

    pub(super) fn items(&self, one: &[Object], two: &[Object]) -> Vec<Object> {
        if one.len() == two.len() {
            return one.iter().zip(two).map(|(left, right)| self.object(left, right)).collect();
        }
        vec![self.unknown()]
    }

    fn pairs(&self, one: &Pairs, two: &Pairs) -> Pairs {
        let mut joined = IndexMap::new();
        let keys = one.keys().chain(two.keys().filter(|key| !one.contains_key(*key)));
        for key in keys {
            let entry = match (one.get(key), two.get(key)) {
                (Some((name, left)), Some((_, right))) => (name.clone(), self.object(left, right)),
                (Some((name, _)), None) | (None, Some((name, _))) => (name.clone(), self.unknown()),
                (None, None) => continue,
            };
            joined.insert(key.clone(), entry);
        }
        joined
    }

    fn properties(&self, one: &[Property], two: &[Property]) -> Vec<Property> {
        let mut joined = Vec::new();
        for property in one {
            let same = two.iter().find(|other| other.name == property.name);
            let value = same
                .map_or_else(|| self.unknown(), |other| self.object(&property.value, &other.value));
            joined.push(Property { name: property.name.clone(), value });
        }
        for property in two.iter().filter(|other| !one.iter().any(|one| one.name == other.name)) {
            joined.push(Property { name: property.name.clone(), value: self.unknown() });
        }
        joined
    }

    fn scope(&self, one: Scope, two: &Scope) -> Scope {
        let mut joined = one;
        for (key, variable) in &mut joined.variables {
            match two.variables.get(key) {
                Some(other) => {
                    variable.value = self.object(&variable.value, &other.value);
                    variable.written = variable.written.min(other.written);
                }
                None => variable.value = self.unknown_or(&variable.value),
            }
        }
        for (key, variable) in &two.variables {
            if !joined.variables.contains_key(key) {
                let mut variable = variable.clone();
                variable.value = self.unknown_or(&variable.value);
                joined.variables.insert(key.clone(), variable);
            }
        }
        let why = Rc::new(self.why.clone());
        let sides = Sides { why: &why, when: &self.when, otherwise: &self.otherwise };
        let functions = state::join(&mut joined.functions, &two.functions, sides);
        let aliases = state::join(&mut joined.aliases, &two.aliases, sides);
        self.overflow.set(self.overflow.get() || !functions || !aliases);
        joined
    }

    /// A variable that only one branch has: `$null` in the other.
    fn unknown_or(&self, value: &Object) -> Object {
        if value.is_null() { value.clone() } else { self.unknown() }
    }

    fn environment(&self, mut one: Variables, two: &Variables) -> Variables {
        // A name that both have is joined once.
        let more = two.iter_all().filter(|variable| one.get(&variable.name).is_none());
        let names: Vec<String> =
            one.iter_all().chain(more).map(|variable| variable.name.clone()).collect();
        for name in names {
            let (left, right) = (one.value(&name).cloned(), two.value(&name).cloned());
            let maybe = one.get(&name).is_some_and(|one| one.maybe_unset)
                || two.get(&name).is_some_and(|two| two.maybe_unset);
            match (left, right) {
                (Some(left), Some(right)) if left == right => {}
                (Some(left), Some(right)) => {
                    let joined =
                        Value::join(self.why, (&self.when, &left), (&self.otherwise, &right));
                    one.export(&name, joined, self.why.origin.clone());
                }
                (None, None) => {}
                (Some(value), None) | (None, Some(value)) => {
                    let empty = Value::empty();
                    let joined =
                        Value::join(self.why, (&self.when, &value), (&self.otherwise, &empty));
                    let joined =
                        if joined.is_known() { Value::unknown(self.why.clone()) } else { joined };
                    one.export(&name, joined, self.why.origin.clone());
                    one.entry(&name).maybe_unset = true;
                }
            }
            if maybe {
                one.entry(&name).maybe_unset = true;
            }
        }
        one
    }

    /// What the session is when it is one of two; where it runs is that of the first.
    pub(super) fn state(&self, mut one: State, two: &State) -> State {
        one.environment = self.environment(one.environment, &two.environment);
        let ids: Vec<u32> = one.scopes.keys().copied().collect();
        for id in ids {
            if let Some(other) = two.scopes.get(&id)
                && let Some(mine) = one.scopes.remove(&id)
            {
                let joined = self.scope(mine, other);
                one.scopes.insert(id, joined);
            }
        }
        // A scope that only one of them has is a module's: its functions run in it.
        for id in two.modules.iter().filter_map(|module| module.scope) {
            if let Some(scope) = two.scopes.get(&id) {
                one.scopes.entry(id).or_insert_with(|| scope.clone());
            }
        }
        one.has_perhaps |= two.has_perhaps || one.scopes.values().any(has_perhaps);
        let moved = one.location_stack != two.location_stack
            || one.process_directory != two.process_directory
            || one.drives != two.drives;
        if moved || self.overflow.take() {
            one.note_incomplete(Rc::new(self.why.clone()));
        }
        if one.location != two.location {
            one.lost = Some(Rc::new(self.why.clone()));
        }
        if one.lost.is_none() {
            one.lost.clone_from(&two.lost);
        }
        one.succeeded = self.object(&one.succeeded, &two.succeeded);
        let common = one
            .errors
            .iter()
            .zip(&two.errors)
            .take_while(|(left, right)| Rc::ptr_eq(left, right))
            .count();
        if one.errors.len() != common || two.errors.len() != common {
            one.errors.truncate(common);
            one.unsure_errors = Some(Rc::new(self.why.clone()));
        }
        if one.unsure_errors.is_none() {
            one.unsure_errors.clone_from(&two.unsure_errors);
        }
        if one.not_found_handler.is_none() {
            one.not_found_handler.clone_from(&two.not_found_handler);
        }
        if one.lookup_handler.is_none() {
            one.lookup_handler.clone_from(&two.lookup_handler);
        }
        one.join_opaque(two);
        one.settled.retain(|name| two.settled.contains(name));
        for unknown in &two.incomplete {
            one.note_incomplete(unknown.clone());
        }
        // An alias that only one side took away is there perhaps.
        one.removed_aliases.retain(|key, _| two.removed_aliases.contains_key(key));
        for (key, class) in &two.classes {
            one.classes.entry(key.clone()).or_insert_with(|| class.clone());
        }
        one
    }
}

fn has_perhaps(scope: &Scope) -> bool {
    scope.functions.values().any(|one| one.perhaps.is_some())
        || scope.aliases.values().any(|one| one.perhaps.is_some())
}

/// Whether two objects are surely the same value.
pub(super) fn same(one: &Object, two: &Object, depth: u32) -> bool {
    if depth > 20 {
        return false;
    }
    match (one, two) {
        (Object::Null, Object::Null) | (Object::Nothing, Object::Nothing) => true,
        (Object::Bool(a), Object::Bool(b)) => a == b,
        (Object::Char(a), Object::Char(b)) => a == b,
        (Object::Integer(k, a), Object::Integer(l, b)) => k == l && a == b,
        (Object::Double(a), Object::Double(b)) => a.to_bits() == b.to_bits(),
        (Object::Text(a), Object::Text(b)) => a.same_text(b),
        (Object::Enum(a), Object::Enum(b)) => a == b,
        (Object::Type(a), Object::Type(b)) => a == b,
        (Object::Version(a), Object::Version(b)) => a == b,
        (Object::Array(a), Object::Array(b)) | (Object::List(a), Object::List(b)) => {
            Rc::ptr_eq(a, b) || {
                let (a, b) = (a.items(), b.items());
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(a, b, depth + 1))
            }
        }
        (Object::Table(a), Object::Table(b)) => Rc::ptr_eq(a, b),
        (Object::Record(a), Object::Record(b)) => {
            Rc::ptr_eq(a, b) || a.scalar().is_some() && a.scalar() == b.scalar()
        }
        (Object::Block(a), Object::Block(b)) => Rc::ptr_eq(a, b),
        (Object::Error(a), Object::Error(b)) => Rc::ptr_eq(a, b),
        (Object::Unknown(a), Object::Unknown(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

impl Evaluator<'_> {
    /// Runs both branches and joins what they leave.
    ///
    /// # Errors
    /// When both branches end the same way.
    pub fn both(
        &mut self,
        why: &Rc<Unknown>,
        condition: &str,
        out: &mut dyn Sink,
        mut one: impl FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow,
        mut two: impl FnMut(&mut Evaluator<'_>, &mut dyn Sink) -> Flow,
    ) -> Flow {
        let words: String = condition.chars().take(60).collect();
        let join = Join::new(why, &words, &format!("not {words}"));
        self.forked(&join, out, &mut one, &mut two)
    }

    fn forked(
        &mut self,
        join: &Join<'_>,
        out: &mut dyn Sink,
        one: Branch<'_>,
        two: Branch<'_>,
    ) -> Flow {
        if self.speculative >= 6 {
            self.opaque("too many conditions that are not known are nested", May::Everything);
            return Ok(());
        }
        self.host.spend(50).map_err(|_| Stop::OutOfFuel)?;
        let before = self.state.clone();
        let heap = Heap::of(&before);
        self.speculative += 1;
        let routed = self.routed_so_far();
        let mut first = Collect::default();
        let flow_one = one(self, &mut first);
        let after_one = std::mem::replace(self.state, before);
        self.state.number_after(&after_one);
        let heap_one = heap.again();
        heap.put_back();
        let mut second = Collect::default();
        let flow_two = two(self, &mut second);
        self.speculative -= 1;
        self.doubt_routed(&routed, &Rc::new(join.why.clone()));
        let heap_two = heap.again();
        let after_two = self.state.clone();
        *self.state = join.state(after_one, &after_two);
        heap_one.join(&heap_two, join);
        let outputs = if first.items.is_empty() && second.items.is_empty() {
            Vec::new()
        } else {
            join.items(&first.items, &second.items)
        };
        for item in outputs {
            out.write(self, item)?;
        }
        self.either(flow_one, flow_two, join.why)
    }

    /// How a statement ends whose branches end so.
    pub(super) fn either(&mut self, one: Flow, two: Flow, why: &Unknown) -> Flow {
        match (one, two) {
            (Ok(()), Ok(())) => Ok(()),
            (Err(Stop::OutOfFuel), _) | (_, Err(Stop::OutOfFuel)) => Err(Stop::OutOfFuel),
            (Err(Stop::Return), Err(Stop::Return)) => Err(Stop::Return),
            (Err(Stop::Exit(one)), Err(Stop::Exit(_))) => Err(Stop::Exit(one)),
            (Err(Stop::Process(one)), Err(Stop::Process(_))) => Err(Stop::Process(one)),
            (Err(Stop::Break(one)), Err(Stop::Break(two))) if one == two => Err(Stop::Break(one)),
            (Err(Stop::Continue(one)), Err(Stop::Continue(two))) if one == two => {
                Err(Stop::Continue(one))
            }
            (Err(Stop::Error(one)), Err(Stop::Error(two))) => {
                Err(Stop::Error(self.one_of(one, two, why)))
            }
            (Err(Stop::Halted(at, one)), Err(Stop::Halted(same, two))) if at == same => {
                Err(Stop::Halted(at, self.one_of(one, two, why)))
            }
            // One branch leaves and the other goes on: what follows may not happen at all.
            (one, two) => {
                let until = until(&one).max(until(&two));
                let error = [&one, &two].into_iter().find_map(|flow| match flow {
                    Err(Stop::Error(raised) | Stop::Halted(_, raised)) => {
                        Some(raised.record.clone())
                    }
                    _ => None,
                });
                let goes_on = |flow: &Flow| matches!(flow, Ok(()) | Err(Stop::Continue(None)));
                let leaves = !goes_on(&one) || !goes_on(&two);
                self.doubt_that(why, until, error, leaves);
                Ok(())
            }
        }
    }

    /// An error that is one of two.
    fn one_of(&mut self, one: Raised, two: Raised, why: &Unknown) -> Raised {
        if Rc::ptr_eq(&one.record, &two.record) {
            return one;
        }
        let record = self.unknown_error(&Rc::new(why.clone()));
        Raised { record, whole: one.whole && two.whole }
    }

    /// From here on nothing is certain: whether the rest runs depends on something unknown.
    pub(super) fn doubt(&mut self, why: &Unknown, until: Until, error: Option<Rc<ErrorRecord>>) {
        self.doubt_that(why, until, error, false);
    }

    fn doubt_that(
        &mut self,
        why: &Unknown,
        until: Until,
        error: Option<Rc<ErrorRecord>>,
        leaves: bool,
    ) {
        let known =
            |doubt: &Doubt| doubt.why == *why && doubt.until >= until && (doubt.leaves || !leaves);
        if error.is_none() && self.doubts.iter().any(known) {
            return;
        }
        let cost = if error.is_some() { costs::ESCAPE } else { 50 };
        if self.host.spend(cost).is_err() {
            return;
        }
        self.numbered += 1;
        let number = self.numbered;
        if self.merged_into_last(why, error.is_some()) {
            return;
        }
        let state = Box::new(self.state.clone());
        let heap = Heap::of(&state);
        let written = self.late.last().map(|written| (self.late.len(), *written));
        let why = why.clone();
        self.doubts.push(Doubt { why, state, heap, until, leaves, error, number, written });
    }

    /// Beyond some errors that may leave here, a further one leaves with the state of the last or its own.
    fn merged_into_last(&mut self, why: &Unknown, is_error: bool) -> bool {
        const MOST: usize = 8;
        let level = self.late.len();
        let mine = |doubt: &&mut Doubt| {
            doubt.error.is_some() && doubt.written.map_or(0, |(level, _)| level) == level
        };
        if !is_error || self.doubts.iter_mut().filter(mine).count() < MOST {
            return false;
        }
        let Some(last) = self.doubts.iter_mut().rfind(mine) else { return false };
        let join = Join::new(why, "it fails there", "it fails later");
        let state = std::mem::replace(&mut *last.state, self.state.clone());
        *last.state = join.state(state, self.state);
        let now = Heap::of(&last.state);
        last.heap.join_kept(now, &join);
        last.error = Some(unknown_record(why, self.at.place().cloned()));
        last.written = last.written.map(|(level, _)| (level, usize::MAX));
        true
    }

    /// Joins what was so before a doubt with what is now, for the doubts after `from` that end here.
    pub fn resolve_doubts(&mut self, from: u64, until: Until) {
        while let Some(at) =
            self.doubts.iter().rposition(|doubt| doubt.number > from && doubt.until <= until)
        {
            let doubt = self.doubts.remove(at);
            let join = Join::new(&doubt.why, "it goes on", "it ends early");
            let now = doubt.heap.again();
            let after = self.state.clone();
            *self.state = join.state(after, &doubt.state);
            now.join(&doubt.heap, &join);
        }
    }

    /// Walks elements whose order is not defined: forwards and backwards, and keeps what does not depend on it.
    ///
    /// # Errors
    /// Whatever ends the walk.
    pub fn in_any_order(
        &mut self,
        items: Vec<Object>,
        out: &mut dyn Sink,
        mut walk: impl FnMut(&mut Evaluator<'_>, Vec<Object>, &mut dyn Sink) -> Flow,
    ) -> Flow {
        if items.len() < 2 {
            return walk(self, items, out);
        }
        let why = crate::shells::powershell::object::convert::unordered(&self.at);
        let reversed: Vec<Object> = items.iter().rev().cloned().collect();
        let before = self.state.clone();
        let heap = Heap::of(&before);
        // Runs that change files cannot be tried twice: the order of two writes to one file would matter.
        let mut first = Collect::default();
        let flow = walk(self, items, &mut first);
        if flow.is_err() {
            for item in first.items {
                out.write(self, item)?;
            }
            return flow;
        }
        let after_one = std::mem::replace(self.state, before);
        let heap_one = heap.again();
        heap.put_back();
        let mut second = Collect::default();
        self.speculative += 2;
        let incomplete = after_one.incomplete.clone();
        let flow_two = walk(self, reversed, &mut second);
        self.speculative -= 2;
        let heap_two = heap.again();
        let after_two = self.state.clone();
        let join = Join::new(&why, "one order", "another order");
        let mut joined = join.state(after_one, &after_two);
        joined.incomplete = incomplete;
        *self.state = joined;
        heap_one.join(&heap_two, &join);
        let unordered = self.join_unordered(&first.items, &second.items);
        for item in unordered {
            out.write(self, item)?;
        }
        flow_two
    }

    /// Outputs of a walk in any order: kept where reversing them gives the other walk's.
    fn join_unordered(&mut self, one: &[Object], two: &[Object]) -> Vec<Object> {
        let mirrored =
            one.len() == two.len() && one.iter().zip(two.iter().rev()).all(|(a, b)| same(a, b, 0));
        if one.len() < 2 || !mirrored {
            let same_all =
                one.len() == two.len() && one.iter().zip(two).all(|(a, b)| same(a, b, 0));
            if same_all {
                return one.to_vec();
            }
            let why = crate::shells::powershell::object::convert::unordered(&self.at);
            return vec![Object::unknown(why)];
        }
        vec![Object::Array(Rc::new(Sequence::unordered("System.Object[]", one.to_vec())))]
    }
}
