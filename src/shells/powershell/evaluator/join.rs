//! How what two branches leave becomes one: values, scopes, the environment, the whole session.

use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::environment::Variables;
use crate::shells::powershell::object::{Object, Property};
use crate::shells::powershell::state::{self, Scope, Sides, State, Strict};
use crate::value::{Unknown, Value};

/// The entries of a table, by folded key.
pub(super) type Pairs = IndexMap<String, (Object, Object)>;

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

    pub(super) fn pairs(&self, one: &Pairs, two: &Pairs) -> Pairs {
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

    pub(super) fn properties(&self, one: &[Property], two: &[Property]) -> Vec<Property> {
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
        joined.strict = Strict::join(joined.strict.as_ref(), two.strict.as_ref(), self.why);
        for (key, variable) in joined.variables.iter_mut() {
            match two.variables.get(key) {
                Some(other) => {
                    variable.value = self.object(&variable.value, &other.value);
                    variable.written = variable.written.min(other.written);
                }
                None => variable.value = self.unknown_or(&variable.value),
            }
        }
        for (key, variable) in two.variables.iter() {
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
        for key in one.changes(two) {
            let spelled = one.get(&key).or_else(|| two.get(&key));
            let Some(name) = spelled.map(|variable| variable.name.clone()) else { continue };
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
        for (name, why) in &two.type_members {
            one.type_members.entry(name.clone()).or_insert_with(|| why.clone());
        }
        one.given_members.retain(|name, list| {
            two.given_members.get(name).is_some_and(|other| {
                other.len() == list.len()
                    && list.iter().zip(other).all(|(left, right)| Rc::ptr_eq(left, right))
            })
        });
        for (name, why) in &two.brought {
            one.brought.entry(name.clone()).or_insert_with(|| why.clone());
        }
        if one.foreign_types.is_none() {
            one.foreign_types.clone_from(&two.foreign_types);
        }
        if one.not_found_handler.is_none() {
            one.not_found_handler.clone_from(&two.not_found_handler);
        }
        if one.moved_handler.is_none() {
            one.moved_handler.clone_from(&two.moved_handler);
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
