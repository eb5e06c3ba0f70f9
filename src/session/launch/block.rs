//! An environment block in the making: names in the order they were first written.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::machine::{Machine, Platform, User};
use crate::shells::Given;
use crate::value::{Origin, Unknown, Value};

/// The variables that a process is to be given. Names are those of Unix: case counts.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// A name that was taken away keeps its place.
    table: IndexMap<String, Option<Value>>,
}

/// No process is given a longer text (execve(2), `MAX_ARG_STRLEN`).
const LONGEST: usize = 128 << 10;

/// A value that doubles from line to line ends here.
fn too_long(value: &Value) -> Value {
    let origin = value.origins().into_iter().next();
    let origin = origin.unwrap_or_else(|| Origin::Default("execve(2)".into()));
    Value::unknown(Unknown::new("is longer than what a process can be given", origin))
}

impl Block {
    /// What was given, as a block.
    pub(crate) fn of(given: impl IntoIterator<Item = Given>) -> Self {
        let table = given.into_iter().map(|one| (one.name, Some(one.value)));
        Self { table: table.collect() }
    }

    /// HOME, USER, LOGNAME and SHELL.
    pub(crate) fn identity(machine: &dyn Machine, user: &User) -> Self {
        let usual = match machine.platform() {
            Platform::MacOs => "/bin/zsh",
            _ => "/bin/bash",
        };
        let mut block = Self::default();
        for (name, text) in [
            ("HOME", user.home.as_str()),
            ("USER", user.name.as_str()),
            ("LOGNAME", user.name.as_str()),
            ("SHELL", user.shell.as_deref().unwrap_or(usual)),
        ] {
            block.system(name, text, "login(1)");
        }
        block
    }

    /// Writes a variable.
    pub(crate) fn put(&mut self, name: &str, value: Value) {
        let value = if value.size() > LONGEST { too_long(&value) } else { value };
        match self.table.get_mut(name) {
            Some(slot) => *slot = Some(value),
            None => drop(self.table.insert(name.to_owned(), Some(value))),
        }
    }

    /// Writes a variable that the launcher sets by itself, by a rule that can be cited.
    pub(crate) fn system(&mut self, name: &str, text: &str, rule: &str) {
        self.put(name, Value::known(text, Origin::Default(rule.into())));
    }

    /// Writes a variable whose value cannot be known beforehand.
    pub(crate) fn unknown(&mut self, name: &str, reason: &str, rule: &str) {
        let unknown = Unknown::new(reason, Origin::Default(rule.into()));
        self.put(name, Value::unknown(unknown.shaped(crate::value::Shape::Filled)));
    }

    /// Takes a variable away.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(slot) = self.table.get_mut(name) {
            *slot = None;
        }
    }

    /// A variable's value.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.table.get(name)?.as_ref()
    }

    /// A variable's value, where it is known.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name)?.text()
    }

    /// Whether the variable is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All of it, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.table.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)))
    }

    /// Writes all of another block over this one.
    pub(crate) fn extend(&mut self, other: &Self) {
        for (name, value) in other.iter() {
            self.put(name, value.clone());
        }
    }

    /// Something that is not known may have changed every variable, and added others.
    pub(crate) fn doubt(&mut self, why: &Unknown) {
        for value in self.table.values_mut().flatten() {
            *value = value.doubted(why);
        }
    }

    /// The block as a shell takes it.
    pub(crate) fn given(self) -> Vec<Given> {
        let set = self.table.into_iter().filter_map(|(name, value)| Some((name, value?)));
        set.map(|(name, value)| Given { name, value }).collect()
    }
}
