//! Assignments (POSIX 2.9.1, bash(1) PARAMETERS, zshparam(1)).

use indexmap::IndexMap;

use super::{Evaluator, Stop};
use crate::shells::posix::expand::Expanded;
use crate::shells::posix::state::{Slot, array_of, numbered, scalar_of};
use crate::shells::posix::syntax::{Assigned, Assignment, Element};
use crate::text::Span;
use crate::value::{Origin, Value};

impl Evaluator<'_> {
    /// Makes one assignment.
    pub fn assignment(&mut self, assignment: &Assignment) -> Expanded<()> {
        let name = self.text(assignment.name);
        let origin = self.origin(assignment.span);
        match &assignment.value {
            Assigned::Scalar(word) => {
                let value = self.assigned(word)?;
                match &assignment.subscript {
                    Some(subscript) => {
                        let key = self.single(subscript)?;
                        self.assign_element(&name, &key, value, assignment.append, assignment.span)
                    }
                    None if assignment.append => self.append(&name, value, origin, assignment.span),
                    None => self.assign(&name, value, origin, assignment.span),
                }
            }
            Assigned::Array(elements) => {
                let append = assignment.append;
                self.assign_array(&name, elements, append, assignment.span)
            }
        }
    }

    /// Whether the variable may be written; what happens if not.
    pub(in crate::shells::posix) fn writable(&mut self, name: &str, span: Span) -> Expanded<()> {
        if !self.state.variable(name).is_some_and(|variable| variable.readonly) {
            return Ok(());
        }
        self.error(&format!("{name}: readonly variable"), "readonly", span);
        Err(match (self.state.dialect.is_bash(), self.state.dialect.is_zsh()) {
            (true, _) => Stop::Line,
            (_, true) => Stop::File,
            _ => Stop::Shell,
        })
    }

    /// `NAME=value`: attributes of the variable change the text.
    pub fn assign(&mut self, name: &str, value: Value, origin: Origin, span: Span) -> Expanded<()> {
        // zsh: `for 1 in …` writes a positional parameter.
        if let (true, Ok(index @ 1..=99)) = (self.state.dialect.is_zsh(), name.parse::<usize>()) {
            let most = self.state.positional.len().max(index);
            self.state.positional.resize(most, Value::empty());
            self.state.positional[index - 1] = value;
            return Ok(());
        }
        self.writable(name, span)?;
        let (integer, case) = self
            .state
            .variable(name)
            .map_or((false, None), |variable| (variable.integer, variable.case));
        let value = match case {
            Some(b'u') => value.map_text(str::to_uppercase),
            Some(_) => value.map_text(str::to_lowercase),
            None => value,
        };
        let value = if integer { self.integer(&value, span)? } else { value };
        let list = self.state.variable(name).map(|variable| variable.slot.clone());
        match list {
            Some(Slot::Array(mut elements)) if self.state.dialect.is_bash() => {
                elements.insert(0, value);
                self.state.store(name, Slot::Array(elements));
            }
            // zsh: a scalar assigned to a tied array becomes its only element.
            Some(Slot::Array(_)) if self.state.dialect.is_zsh() && scalar_of(name).is_some() => {
                self.state.set_array(name, vec![value], origin);
            }
            _ => self.state.set(name, value, origin),
        }
        Ok(())
    }

    fn integer(&mut self, value: &Value, span: Span) -> Expanded<Value> {
        let Some(text) = value.text() else { return Ok(value.clone()) };
        Ok(match self.number(&text, span)? {
            Some(number) => Value::known(number.to_string(), self.origin(span)),
            None => self.unknown("is computed from something that is not known", span),
        })
    }

    fn append(&mut self, name: &str, value: Value, origin: Origin, span: Span) -> Expanded<()> {
        self.writable(name, span)?;
        let zsh = self.state.dialect.is_zsh();
        let variable = self.state.variable(name);
        if variable.is_some_and(|variable| variable.maybe_unset) {
            let reason = format!(
                "is appended to `{name}`, which is set only under a condition that is not known"
            );
            let unknown = self.unknown(&reason, span);
            return self.assign(name, unknown, origin, span);
        }
        if variable.is_some_and(|variable| variable.integer) {
            let old = self.state.value(name).unwrap_or_default();
            let sum = match (old.text(), value.text()) {
                (Some(old), Some(new)) => Value::known(format!("{old}+({new})"), origin.clone()),
                _ => old.then(value),
            };
            return self.assign(name, sum, origin, span);
        }
        match variable.map(|variable| variable.slot.clone()) {
            Some(Slot::Array(elements)) if zsh && array_of(name).is_none() => {
                let values = elements.into_values().chain([value]).collect();
                self.state.set_array(name, values, origin);
                Ok(())
            }
            _ => {
                let old = self.state.value(name).unwrap_or_default();
                self.assign(name, old.then(value), origin, span)
            }
        }
    }

    fn assign_element(
        &mut self,
        name: &str,
        key: &Value,
        value: Value,
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        self.writable(name, span)?;
        let origin = self.origin(span);
        let Some(key) = key.text().map(|key| key.into_owned()) else {
            let unknown = self.unknown("has elements whose names are not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        };
        let slot = self.state.variable(name).map_or(Slot::Unset, |variable| variable.slot.clone());
        let zsh = self.state.dialect.is_zsh();
        if zsh && matches!(name, "commands" | "functions" | "aliases" | "options") {
            self.incomplete("changes one of zsh's tables, which envsim does not follow", span);
            return Ok(());
        }
        if let Slot::Map(mut elements) = slot {
            let old = elements.get(&key).cloned().unwrap_or_default();
            elements.insert(key, if append { old.then(value) } else { value });
            self.state.store(name, Slot::Map(elements));
            return Ok(());
        }
        let mut elements = match slot {
            Slot::Array(elements) => elements,
            Slot::Scalar(value) if !zsh => [(0, value)].into(),
            Slot::Unset => Default::default(),
            _ => {
                let unknown = self.unknown("is changed in a way envsim does not follow", span);
                self.state.set(name, unknown, origin);
                return Ok(());
            }
        };
        let Some(number) = self.number(&key, span)? else {
            let unknown = self.unknown("has an index that is not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        };
        let count = elements.keys().last().map_or(0, |last| last + 1);
        let index = match number {
            number if number < 0 => count + number,
            number if zsh => number - 1,
            number => number,
        };
        if index < 0 {
            return Ok(());
        }
        if zsh {
            for missing in count..index {
                elements.insert(missing, Value::empty());
            }
        }
        let old = elements.get(&index).cloned().unwrap_or_default();
        elements.insert(index, if append { old.then(value) } else { value });
        if zsh {
            self.state.set_array(name, elements.into_values().collect(), origin);
        } else {
            self.state.store(name, Slot::Array(elements));
        }
        Ok(())
    }

    fn assign_array(
        &mut self,
        name: &str,
        elements: &[Element],
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        self.writable(name, span)?;
        let origin = self.origin(span);
        let slot = self.state.variable(name).map_or(Slot::Unset, |variable| variable.slot.clone());
        if self.state.dialect.is_zsh() && array_of(name).is_some() {
            self.error("attempt to assign array value to non-array", "assign", span);
            return Err(Stop::File);
        }
        if let Slot::Map(old) = slot {
            let map = self.map_elements(elements, if append { old } else { IndexMap::new() })?;
            self.state.store(name, Slot::Map(map));
            return Ok(());
        }
        let mut values = match (append, slot) {
            (true, Slot::Array(old)) => old,
            (true, Slot::Scalar(old)) => [(0, old)].into(),
            _ => Default::default(),
        };
        for element in elements {
            match &element.key {
                Some(key) => {
                    let key = self.single(key)?;
                    let value = self.single(&element.value)?;
                    let number = match key.text() {
                        Some(text) => self.number(&text, span)?,
                        None => None,
                    };
                    let Some(number) = number else {
                        let unknown = self.unknown("has an index that is not known", span);
                        self.state.set(name, unknown, origin);
                        return Ok(());
                    };
                    values.insert(number, value);
                }
                None => {
                    for value in self.word_arguments(&element.value)? {
                        let next = values.keys().last().map_or(0, |last| last + 1);
                        values.insert(next, value);
                    }
                }
            }
        }
        if self.state.dialect.is_zsh() {
            self.state.set_array(name, values.into_values().collect(), origin);
        } else {
            self.state.store(name, Slot::Array(values));
            let value = self.state.value(name);
            self.state.note(name, value, origin);
        }
        Ok(())
    }

    fn map_elements(
        &mut self,
        elements: &[Element],
        mut map: IndexMap<String, Value>,
    ) -> Expanded<IndexMap<String, Value>> {
        let mut loose = Vec::new();
        for element in elements {
            match &element.key {
                Some(key) => {
                    let key = self.single(key)?.text().unwrap_or_default().into_owned();
                    let value = self.single(&element.value)?;
                    map.insert(key, value);
                }
                None => loose.extend(self.word_arguments(&element.value)?),
            }
        }
        for pair in loose.chunks(2) {
            let key = pair[0].text().unwrap_or_default().into_owned();
            map.insert(key, pair.get(1).cloned().unwrap_or_default());
        }
        Ok(map)
    }

    /// Makes an empty array or table where nothing is yet.
    pub(in crate::shells::posix) fn declare_list(&mut self, name: &str, map: bool) {
        let unset = self.state.variable(name).is_none_or(|variable| variable.slot == Slot::Unset);
        if unset {
            let slot =
                if map { Slot::Map(IndexMap::new()) } else { Slot::Array(numbered(Vec::new())) };
            self.state.store(name, slot);
        }
    }
}
