//! A table of variables that follows the platform's rule for names and keeps what was overruled.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Doubt, Table};
use crate::machine::path::folded;
use crate::value::{Origin, Unknown, Value};

/// A value that was written, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The value; `None` is an `unset`.
    pub value: Option<Value>,
    /// Who wrote it.
    pub origin: Origin,
}

/// A variable and its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name as first spelled.
    pub name: String,
    /// The value; `None` when it is unset now (its history may still be asked for) or declared without one.
    pub value: Option<Value>,
    /// Whether child processes get it.
    pub exported: bool,
    /// Attributes in the shell's own words (`readonly`, `array`, `unique`…).
    pub flags: Vec<&'static str>,
    /// Whether it may be unset: it is set only under a condition that cannot be known.
    pub maybe_unset: bool,
    /// All writes, oldest first, the current one included; of very many the first and the latest.
    pub history: Vec<Write>,
    /// How much the values hold that were remembered since the oldest were forgotten.
    weight: usize,
}

/// How many writes of one variable are kept.
const KEPT: usize = 512;
/// How many bytes they may hold together, about.
const KEPT_BYTES: usize = 256 << 10;

impl Variable {
    /// The value as a child process gets it; one that may not be set is not known to the child.
    pub fn handed_down(&self) -> Option<Value> {
        let value = self.value.clone()?;
        let why = value.why_unknown();
        if !self.maybe_unset || why.as_ref().is_some_and(|why| why.likely.is_some()) {
            return Some(value);
        }
        let origin = why.map(|why| why.origin.clone()).or_else(|| value.origins().pop());
        let origin = origin.unwrap_or_else(|| Origin::Parent("the parent session".into()));
        let reason = "is set only under a condition in the parent session";
        Some(Value::unknown(Unknown::new(reason, origin)))
    }

    fn remember(&mut self, write: Write) {
        self.weight += write.value.as_ref().map_or(0, weight);
        if self.history.len() >= KEPT || self.weight > KEPT_BYTES && self.history.len() > 2 {
            self.history.drain(1..=self.history.len() / 2);
            self.weight = 0;
        }
        // Most are written once: a `Vec` begins with room for four.
        if self.history.is_empty() {
            self.history.reserve_exact(1);
        }
        self.history.push(write);
    }
}

fn weight(value: &Value) -> usize {
    value.size() + size_of_val(value.pieces())
}

/// Variables by name, in the order they were first written. A clone costs next to nothing.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    ignores_case: bool,
    table: Table<Variable>,
}

impl Variables {
    /// An empty table; on Windows names ignore case.
    pub fn new(ignores_case: bool) -> Self {
        Self { ignores_case, table: Table::default() }
    }

    fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.ignores_case { Cow::Owned(folded(name)) } else { Cow::Borrowed(name) }
    }

    /// The variable of that name, even if it is unset now.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.table.get(self.key(name).as_ref())
    }

    /// The variable of that name, to change its attributes.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Variable> {
        let key = self.key(name).into_owned();
        self.table.get_mut(&key)
    }

    /// Its value; `None` if it is not set.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.get(name).and_then(|variable| variable.value.as_ref())
    }

    /// Writes a value; the variable's other attributes stay.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) -> &mut Variable {
        let variable = self.entry(name);
        variable.remember(Write { value: Some(value.clone()), origin });
        variable.value = Some(value);
        variable.maybe_unset = false;
        variable
    }

    /// Writes a value and exports it.
    pub fn export(&mut self, name: &str, value: Value, origin: Origin) {
        self.set(name, value, origin).exported = true;
    }

    /// Takes the value away; the history stays.
    pub fn unset(&mut self, name: &str, origin: Origin) {
        let key = self.key(name).into_owned();
        if let Some(variable) = self.table.get_mut(&key) {
            variable.value = None;
            variable.exported = false;
            variable.maybe_unset = false;
            variable.remember(Write { value: None, origin });
        }
    }

    /// The variable of that name, made if it is not there.
    pub fn entry(&mut self, name: &str) -> &mut Variable {
        let key = self.key(name).into_owned();
        self.table.entry_or(&key, || Variable {
            name: name.to_owned(),
            value: None,
            exported: false,
            flags: Vec::new(),
            maybe_unset: false,
            history: Vec::new(),
            weight: 0,
        })
    }

    /// Every variable that the doubt reaches may have another value, or none.
    pub fn doubt(&mut self, doubt: &Doubt) {
        self.doubt_where(|name| doubt.reaches_variable(name).then(|| doubt.unknown.clone()));
    }

    /// Every variable for which there is a reason may have another value, or none.
    pub fn doubt_where(&mut self, reason: impl Fn(&str) -> Option<Rc<Unknown>>) {
        let names: Vec<Rc<str>> = self.table.by_name().map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(variable) = self.table.get(&name) else { continue };
            let Some(why) = reason(&variable.name) else { continue };
            let Some(variable) = self.table.get_mut(&name) else { continue };
            variable.value = Some(match variable.value.take() {
                Some(value) => value.doubted(&why),
                None => Value::unknown(why),
            });
            variable.maybe_unset = true;
        }
    }

    /// All variables that are set, in the order they were first written.
    pub fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.iter_all().filter(|variable| variable.value.is_some())
    }

    /// All variables that were ever written, the unset ones included.
    pub fn iter_all(&self) -> impl Iterator<Item = &Variable> {
        self.table.iter().map(|(_, variable)| variable)
    }

    /// How many were ever written.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether none was ever written.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The names under which the two may differ, as `other` has them in order: the rest is not looked at.
    pub fn changes(&self, other: &Self) -> Vec<Rc<str>> {
        self.table.changes(&other.table)
    }

    /// Whether names ignore case.
    pub fn ignores_case(&self) -> bool {
        self.ignores_case
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_names_ignore_case_and_keep_the_first_spelling() {
        let origin = || Origin::Default("test".into());
        let mut variables = Variables::new(true);
        variables.export("Path", Value::known("a", origin()), origin());
        variables.set("PATH", Value::known("b", origin()), origin());
        let path = variables.get("path").map(|path| (path.name.clone(), path.exported));
        assert_eq!(path, Some(("Path".to_owned(), true)));
        assert_eq!(variables.get("path").map(|path| path.history.len()), Some(2));
        variables.unset("PATH", origin());
        assert_eq!(variables.iter().count(), 0);
    }
}
