//! Variables, and how they are read and written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::State;
use super::form::Form;
use super::order::in_order;
use crate::environment::{History, Shared, Write};
use crate::value::{Origin, Unknown, Value, When};

/// What a variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing: declared only, or unset.
    Unset,
    /// A text.
    Scalar(Value),
    /// Elements by index, counted from 0 in every dialect.
    Array(Shared<BTreeMap<i64, Value>>),
    /// Elements by key.
    Map(Shared<IndexMap<String, Value>>),
}

impl Slot {
    /// How many elements it has.
    pub fn elements(&self) -> usize {
        match self {
            Self::Unset => 0,
            Self::Scalar(_) => 1,
            Self::Array(elements) => elements.len(),
            Self::Map(elements) => elements.len(),
        }
    }
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What it holds.
    pub slot: Slot,
    /// Whether children get it.
    pub exported: bool,
    /// Whether zsh's `typeset` made it and nothing was assigned: empty here, and in no child's environment.
    pub declared: bool,
    /// Whether it may not change.
    pub readonly: bool,
    /// Whether assigned texts are evaluated (`-i`).
    pub integer: bool,
    /// `u` or `l` where assigned texts change case.
    pub case: Option<u8>,
    /// How zsh writes what is assigned.
    pub form: Option<Form>,
    /// zsh: the floating point of which the text shows so many digits; `None` where that is not known.
    pub number: Option<f64>,
    /// zsh's `-U`.
    pub unique: bool,
    /// Whether it stands for the variable whose name it holds (bash's `-n`).
    pub refers: bool,
    /// The variable that it may still stand for, as it did before a doubt.
    pub may_refer: Option<(Rc<str>, Rc<Unknown>)>,
    /// Whether only one of two undecided branches sets it, or a doubt reaches it.
    pub maybe_unset: bool,
    /// Whether only one of two undecided branches exports it.
    pub maybe_exported: bool,
    /// The condition under which it is set, where that is all that is not known.
    pub when: Option<When>,
    /// All writes, oldest first.
    pub history: History,
}

impl Default for Variable {
    fn default() -> Self {
        Self {
            slot: Slot::Unset,
            exported: false,
            declared: false,
            readonly: false,
            integer: false,
            case: None,
            form: None,
            number: None,
            unique: false,
            refers: false,
            may_refer: None,
            maybe_unset: false,
            maybe_exported: false,
            when: None,
            history: History::default(),
        }
    }
}

impl Variable {
    /// Gives it to every program from now on, or to none.
    pub fn export(&mut self, yes: bool) {
        (self.exported, self.maybe_exported) = (yes, false);
    }

    /// Whether two ways that meet have it exported both, where both have it.
    pub(super) fn exports_alike(&self, other: &Self) -> bool {
        let unset = self.slot == Slot::Unset || other.slot == Slot::Unset;
        !self.maybe_exported && !other.maybe_exported && (unset || self.exported == other.exported)
    }
}

/// Elements counted from 0.
pub fn numbered(elements: Vec<Value>) -> Shared<BTreeMap<i64, Value>> {
    (0..).zip(elements).collect()
}

/// `name[key]`, which a reference of bash may name (bash(1), PARAMETERS).
pub fn element_name(text: &str) -> Option<(&str, &str)> {
    let (name, key) = text.strip_suffix(']')?.split_once('[')?;
    (!name.is_empty()).then_some((name, key))
}

/// Elements with a blank between them.
pub fn spaced<'v>(elements: impl Iterator<Item = &'v Value>) -> Value {
    Value::from_entries(elements.cloned(), ' ')
}

/// Keeps the first of equal elements; an unknown one is equal to none.
pub fn deduplicate(elements: &mut Vec<Value>) {
    let mut seen = std::collections::HashSet::new();
    elements.retain(|element| element.text().is_none_or(|text| seen.insert(text.into_owned())));
}

impl State {
    /// The name that a reference leads to, the name itself where it is none (bash(1), PARAMETERS).
    pub fn referred<'n>(&'n self, name: &'n str) -> Cow<'n, str> {
        let mut name = Cow::Borrowed(name);
        for _ in 0..8 {
            let Some(variable) = self.variables.get(&name).filter(|one| one.refers) else { break };
            let Slot::Scalar(target) = &variable.slot else { break };
            let Some(target) = target.text().filter(|target| !target.is_empty()) else { break };
            name = Cow::Owned(target.into_owned());
        }
        name
    }

    /// The variable of that name; one that a doubt may have made is not known, and perhaps not set.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        if self.variables.get(name).is_some_and(|one| one.refers) {
            let name = self.referred(name).into_owned();
            return self.variables.get(&name).or_else(|| self.doubtful(&name));
        }
        self.variables.get(name).or_else(|| self.doubtful(name))
    }

    /// The variable of that name, made if it is not there.
    pub fn entry(&mut self, name: &str) -> &mut Variable {
        if !self.variables.contains_key(name)
            && let Some(doubtful) = self.doubtful(name).cloned()
        {
            self.variables.insert(name, doubtful);
        }
        self.variables.entry(name)
    }

    /// A variable's text: of an array what `$name` stands for; `None` if it is not set.
    pub fn value(&self, name: &str) -> Option<Value> {
        if let Some(array) = self.tied_array(name) {
            return Some(self.joined(name, array));
        }
        match &self.variable(name)?.slot {
            Slot::Unset => None,
            Slot::Scalar(value) => Some(value.clone()),
            Slot::Array(elements) if self.dialect.is_zsh() => Some(spaced(elements.values())),
            Slot::Array(elements) => elements.get(&0).cloned(),
            Slot::Map(elements) if self.dialect.is_zsh() => {
                Some(spaced(in_order(elements, self.dialect).into_iter().map(|(_, value)| value)))
            }
            Slot::Map(elements) => elements.get("0").cloned(),
        }
    }

    /// A variable's elements: one for a scalar; `None` if it is not set.
    pub fn elements(&self, name: &str) -> Option<Vec<Value>> {
        if self.tied_array(name).is_some() {
            return self.value(name).map(|value| vec![value]);
        }
        match &self.variable(name)?.slot {
            Slot::Unset => None,
            Slot::Scalar(value) => Some(vec![value.clone()]),
            Slot::Array(elements) => Some(elements.values().cloned().collect()),
            Slot::Map(elements) => {
                let all = in_order(elements, self.dialect);
                Some(all.into_iter().map(|(_, value)| value.clone()).collect())
            }
        }
    }

    /// Whether it is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.tied_array(name).is_some()
            || match self.variables.get(&self.referred(name)).map(|variable| &variable.slot) {
                None | Some(Slot::Unset) => false,
                Some(Slot::Scalar(_)) => true,
                Some(Slot::Array(elements)) => self.dialect.is_zsh() || elements.contains_key(&0),
                Some(Slot::Map(elements)) => self.dialect.is_zsh() || elements.contains_key("0"),
            }
    }

    /// Whether nothing can have set a name.
    pub fn surely_lacks(&self, name: &str) -> bool {
        let nothing =
            |variable: &Variable| !variable.maybe_unset && matches!(variable.slot, Slot::Unset);
        self.tied_array(name).is_none() && self.variable(name).is_none_or(nothing)
    }

    /// The array whose elements a tied scalar shows, if it is set.
    fn tied_array(&self, name: &str) -> Option<&BTreeMap<i64, Value>> {
        match &self.variables.get(self.ties.array_of(name)?)?.slot {
            Slot::Array(elements) => Some(elements),
            _ => None,
        }
    }

    fn joined(&self, scalar: &str, elements: &BTreeMap<i64, Value>) -> Value {
        Value::from_perhaps_entries(elements.values().cloned(), self.ties.separator(scalar))
    }

    /// Writes a text; attributes that change texts are the caller's business.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) {
        let exports = self.options.allexport;
        if let Some(array) = self.ties.array_of(name).map(str::to_owned) {
            let separator = self.ties.separator(name);
            let mut entries: Vec<Value> =
                value.entries(separator).into_iter().map(|one| one.value).collect();
            if self.variables.get(name).is_some_and(|variable| variable.unique) {
                deduplicate(&mut entries);
            }
            self.store(&array, Slot::Array(numbered(entries)));
            self.note(name, Some(value), origin);
            if exports {
                self.entry(name).export(true);
            }
            return;
        }
        self.share(name, &value);
        self.store(name, Slot::Scalar(value.clone()));
        self.note(name, Some(value), origin);
        if exports {
            self.entry(name).export(true);
        }
    }

    /// Writes elements.
    pub fn set_array(&mut self, name: &str, mut elements: Vec<Value>, origin: Origin) {
        if self.variables.get(name).is_some_and(|variable| variable.unique) {
            deduplicate(&mut elements);
        }
        let scalar = self.ties.scalar_of(name).map(str::to_owned);
        if name == "watch" {
            self.watches();
        }
        self.store(name, Slot::Array(numbered(elements)));
        let written = scalar.as_deref().unwrap_or(name);
        let value = self.value(written);
        self.note(written, value, origin);
        if scalar.is_some() && self.options.allexport {
            self.entry(written).export(true);
        }
    }

    /// zsh's prompts on the right have two names for one text, each set or not by itself (Src/params.c, `rprompt`).
    fn share(&mut self, name: &str, value: &Value) {
        let other = match name {
            "RPS1" => "RPROMPT",
            "RPROMPT" => "RPS1",
            "RPS2" => "RPROMPT2",
            "RPROMPT2" => "RPS2",
            "WATCH" | "watch" => return self.watches(),
            _ => return,
        };
        if self.dialect.is_zsh() && self.is_set(other) {
            self.store(other, Slot::Scalar(value.clone()));
        }
    }

    /// zsh's module that watches logins gives these their texts (zsh 5.9 Src/Modules/watch.c).
    fn watches(&mut self) {
        let texts = [("WATCHFMT", "%n has %a %l from %m."), ("LOGCHECK", "60")];
        for (name, text) in texts {
            if self.dialect.is_zsh() && self.variable(name).is_none() {
                let value = Value::known(text, Origin::Builtin("zsh Src/Modules/watch.c".into()));
                self.store(name, Slot::Scalar(value));
            }
        }
    }

    /// Puts a slot in place.
    pub fn store(&mut self, name: &str, slot: Slot) {
        let slot =
            self.through(name).map_or(slot, |why| Slot::Scalar(Value::unknown((*why).clone())));
        let variable = self.entry(name);
        variable.slot = slot;
        variable.declared = false;
        variable.number = None;
        variable.maybe_unset = false;
        variable.when = None;
        if name == "PATH" || name == "path" {
            self.hashed.clear();
        }
    }

    /// What is written to a name that may stand for another variable may be written there.
    fn through(&mut self, name: &str) -> Option<Rc<Unknown>> {
        let (target, why) = self.variables.get(name)?.may_refer.clone()?;
        let target = self.entry(&target);
        target.slot = Slot::Scalar(Value::unknown((*why).clone()));
        target.maybe_unset = true;
        target.when = None;
        Some(why)
    }

    /// Adds a write to a variable's history.
    pub fn note(&mut self, name: &str, value: Option<Value>, origin: Origin) {
        self.entry(name).history.push(Write { value, origin });
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str, origin: Origin) {
        self.through(name);
        self.share(name, &Value::empty());
        let tied = self.ties.array_of(name).or(self.ties.scalar_of(name)).map(str::to_owned);
        for name in [Some(name), tied.as_deref()].into_iter().flatten() {
            if self.variable(name).is_none() {
                continue;
            }
            let variable = self.entry(name);
            let history = std::mem::take(&mut variable.history);
            *variable = Variable { history, ..Variable::default() };
            variable.history.push(Write { value: None, origin: origin.clone() });
        }
        if name == "PATH" {
            self.hashed.clear();
        }
    }
}
