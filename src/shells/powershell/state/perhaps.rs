//! Functions and aliases that are there only under a condition nobody knows, with what is there otherwise.

use std::rc::Rc;

use indexmap::IndexMap;

use super::{AliasEntry, Function, ScopeId, State};
use crate::machine::path::folded;
use crate::shells::powershell::object::perhaps::{Entry, Perhaps};
use crate::value::{Unknown, Value};

/// How many different things a name may mean before envsim gives up on it.
const MOST: usize = 6;

impl Entry for Function {
    fn is_same(&self, other: &Self) -> bool {
        match (&self.body, &other.body) {
            (Some(one), Some(two)) => {
                Rc::ptr_eq(one, two) || self.origin == other.origin && one.text() == two.text()
            }
            (one, two) => one.is_none() && two.is_none(),
        }
    }

    fn perhaps(&self) -> Option<&Perhaps<Self>> {
        self.perhaps.as_ref()
    }

    fn set_perhaps(&mut self, perhaps: Option<Perhaps<Self>>) {
        self.perhaps = perhaps;
    }
}

impl Entry for AliasEntry {
    fn is_same(&self, other: &Self) -> bool {
        self.definition.same_text(&other.definition)
            && (self.read_only, self.constant, self.all_scope)
                == (other.read_only, other.constant, other.all_scope)
    }

    fn perhaps(&self) -> Option<&Perhaps<Self>> {
        self.perhaps.as_ref()
    }

    fn set_perhaps(&mut self, perhaps: Option<Perhaps<Self>>) {
        self.perhaps = perhaps;
    }
}

/// A condition that nobody knows, and its words for either side.
#[derive(Clone, Copy)]
pub struct Sides<'s> {
    /// Why it is not known.
    pub why: &'s Rc<Unknown>,
    /// When the first side is so.
    pub when: &'s str,
    /// When the second is.
    pub otherwise: &'s str,
}

/// What an entry may be, each with the condition it has; then nothing, where that may be.
fn flat<T: Entry>(entry: &T, given: Condition) -> (Vec<(T, Condition)>, Option<Condition>) {
    let mut all = Vec::new();
    let mut next = Some(entry);
    while let Some(one) = next {
        let mut plain = one.clone();
        plain.set_perhaps(None);
        match one.perhaps() {
            None => {
                all.push((plain, given.clone()));
                return (all, None);
            }
            Some(perhaps) => {
                all.push((plain, (perhaps.why.clone(), perhaps.when.clone())));
                next = perhaps.otherwise.as_deref();
                if next.is_none() {
                    return (all, Some((perhaps.why.clone(), perhaps.when.clone())));
                }
            }
        }
    }
    (all, None)
}

type Condition = (Rc<Unknown>, Rc<str>);

/// The entry that one of two sides has; `None` where neither has one. False when it may be too much.
fn either<T: Entry>(one: Option<&T>, two: Option<&T>, sides: Sides<'_>) -> (Option<T>, bool) {
    let mut all: Vec<(T, Condition)> = Vec::new();
    let mut nothing = one.is_none() || two.is_none();
    for (side, when) in [(one, sides.when), (two, sides.otherwise)] {
        let Some(entry) = side else { continue };
        let (more, absent) = flat(entry, (sides.why.clone(), when.into()));
        nothing |= absent.is_some();
        for (entry, condition) in more {
            if !all.iter().any(|(old, _)| old.is_same(&entry)) {
                all.push((entry, condition));
            }
        }
    }
    let fits = all.len() <= MOST;
    all.truncate(MOST);
    let mut made: Option<T> = None;
    for (mut entry, (why, when)) in all.into_iter().rev() {
        let last = made.is_none();
        if !last || nothing {
            entry.set_perhaps(Some(Perhaps { why, when, otherwise: made.take().map(Box::new) }));
        }
        made = Some(entry);
    }
    (made, fits)
}

/// Joins the tables of two sides. False when a name may mean more things than are kept.
pub fn join<T: Entry>(
    one: &mut IndexMap<String, T>,
    two: &IndexMap<String, T>,
    sides: Sides<'_>,
) -> bool {
    let mut complete = true;
    for (key, entry) in one.iter_mut() {
        let other = two.get(key);
        let settled = |entry: &T| entry.perhaps().is_none();
        if let Some(other) = other
            && settled(entry)
            && settled(other)
            && entry.is_same(other)
        {
            continue;
        }
        let (made, fits) = either(Some(&*entry), other, sides);
        complete &= fits;
        *entry = made.unwrap_or_else(|| entry.clone());
    }
    for (key, entry) in two {
        if !one.contains_key(key) {
            let (made, fits) = either(None, Some(entry), sides);
            complete &= fits;
            one.insert(key.clone(), made.unwrap_or_else(|| entry.clone()));
        }
    }
    complete
}

impl AliasEntry {
    /// What it stands for, whichever of its conditions holds.
    pub fn joined(&self) -> Value {
        let Some(perhaps) = &self.perhaps else { return self.definition.clone() };
        let Some(otherwise) = &perhaps.otherwise else {
            return Value::unknown((*perhaps.why).clone());
        };
        let others = otherwise.joined();
        let when = (&*perhaps.when, &self.definition);
        Value::join(&perhaps.why, when, ("otherwise", &others))
    }
}

/// An entry of which it is open whether it is there.
#[derive(Clone, Debug)]
pub struct Open {
    scope: ScopeId,
    key: String,
    is_alias: bool,
    /// Why that is not known.
    pub why: Rc<Unknown>,
    /// When it is there.
    pub when: Rc<str>,
}

impl State {
    /// The first open entry on the way from a command's name to what it runs.
    pub fn open_entry(&self, name: &str) -> Option<Open> {
        if !self.has_perhaps {
            return None;
        }
        let mut wanted = name.to_owned();
        for _ in 0..8 {
            let key = folded(&wanted);
            let alias = self
                .chain(self.current)
                .find_map(|(id, scope)| scope.aliases.get(&key).map(|alias| (id, alias)));
            let Some((scope, alias)) = alias else { return self.open_function(&key) };
            if let Some(perhaps) = &alias.perhaps {
                let (why, when) = (perhaps.why.clone(), perhaps.when.clone());
                return Some(Open { scope, key, is_alias: true, why, when });
            }
            wanted = alias.definition.text()?.into_owned();
        }
        None
    }

    fn open_function(&self, key: &str) -> Option<Open> {
        let (scope, function) = self
            .chain(self.current)
            .find_map(|(id, scope)| scope.functions.get(key).map(|function| (id, function)))?;
        let perhaps = function.perhaps.as_ref()?;
        let (why, when) = (perhaps.why.clone(), perhaps.when.clone());
        Some(Open { scope, key: key.to_owned(), is_alias: false, why, when })
    }

    /// Supposes that an open entry is there, or that what is there otherwise is.
    pub fn suppose(&mut self, open: &Open, is_there: bool) {
        let scope = self.scope_mut(open.scope);
        match open.is_alias {
            true => supposed(&mut scope.aliases, &open.key, is_there),
            false => supposed(&mut scope.functions, &open.key, is_there),
        }
    }
}

fn supposed<T: Entry>(table: &mut IndexMap<String, T>, key: &str, is_there: bool) {
    let Some(entry) = table.get_mut(key) else { return };
    let otherwise = entry.perhaps().and_then(|perhaps| perhaps.otherwise.clone());
    match (is_there, otherwise) {
        (true, _) => entry.set_perhaps(None),
        (false, Some(other)) => *entry = *other,
        (false, None) => drop(table.shift_remove(key)),
    }
}
