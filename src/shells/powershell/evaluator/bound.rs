//! The arguments of a cmdlet's call, by parameter.

use std::rc::Rc;

use super::{Action, Evaluator};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::truth;
use crate::value::{Unknown, Value};

/// The arguments of a cmdlet's call.
#[derive(Clone, Default)]
pub struct Bound {
    pub(super) values: Vec<(&'static str, Object)>,
    pub(super) raw: Vec<(&'static str, String)>,
    /// `-ErrorAction`.
    pub action: Option<Action>,
    /// `-ErrorVariable`.
    pub error_variable: Option<String>,
    /// `-OutVariable`.
    pub out_variable: Option<String>,
    /// `-WhatIf`.
    pub what_if: bool,
    /// The object of the pipeline that is being treated.
    pub input: Option<Object>,
    /// The parameters that the last object of the pipeline was bound to.
    pub(super) piped: Vec<&'static str>,
}

impl Bound {
    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&Object> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether no argument is a script block, nor holds one.
    pub(super) fn holds_no_block(&self) -> bool {
        let plain = |value: &Object| {
            matches!(value, Object::Text(_) | Object::Bool(_) | Object::Integer(..))
                || value.enumerate().is_some_and(|items| {
                    items.iter().all(|item| matches!(item, Object::Text(_) | Object::Integer(..)))
                })
        };
        self.values.iter().all(|(_, value)| plain(value))
    }

    /// Whether it was given.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether a switch is on.
    pub fn switch(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| truth(value) == Ok(true))
    }

    /// A parameter as text; a number as it was written.
    pub fn value(&self, evaluator: &Evaluator<'_>, name: &str) -> Option<Value> {
        if let Some((_, raw)) = self.raw.iter().find(|(known, _)| *known == name) {
            return Some(Value::known(raw.as_str(), evaluator.at.clone()));
        }
        self.get(name).map(|value| evaluator.text_of(value))
    }

    /// A parameter as known text.
    pub fn text(&self, evaluator: &Evaluator<'_>, name: &str) -> Option<String> {
        self.value(evaluator, name)?.text().map(|text| text.into_owned())
    }

    /// A parameter as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)?.base() {
            Object::Integer(_, number) => i64::try_from(*number).ok(),
            other => other.known_text()?.parse().ok(),
        }
    }

    /// The elements of a parameter that takes a list.
    pub fn items(&self, name: &str) -> Vec<Object> {
        match self.get(name) {
            Some(value) => value.enumerate().unwrap_or_else(|| vec![value.clone()]),
            None => Vec::new(),
        }
    }

    /// Writes a parameter's value.
    pub fn put(&mut self, name: &'static str, value: Object) {
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value));
    }

    /// Whether a variable that a common parameter names keeps what it holds.
    pub fn goes_on(&self, evaluator: &Evaluator<'_>, parameter: &str) -> bool {
        let name = self.get(parameter).and_then(|value| evaluator.plain(value));
        name.is_some_and(|name| name.starts_with('+'))
    }

    /// The first reason why an argument is unknown.
    pub fn doubt(&self) -> Option<Rc<Unknown>> {
        self.values.iter().find_map(|(_, value)| value.why_unknown())
    }

    /// The same, where a value of a known type raises nothing whatever it is.
    pub fn doubt_of_type(&self) -> Option<Rc<Unknown>> {
        let untyped = self.values.iter().filter(|(_, value)| value.as_scalar().is_none());
        untyped.map(|(_, value)| value).find_map(Object::why_unknown)
    }
}
