//! Assignments (POSIX 2.9.1, bash(1) PARAMETERS, zshparam(1)).

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::shells::posix::evaluator::{Evaluator, Expanded, MOST_ELEMENTS, Stop, TOO_LONG};
use crate::shells::posix::state::{AliasKind, Slot, Variable, element_name, numbered};
use crate::shells::posix::syntax::{Assigned, Assignment, Element, Word};
use crate::text::Span;
use crate::value::{Origin, Unknown, Value};

/// Of a list of more elements zsh's history is not written: it would be as long as the list, each time.
const NOTED: usize = 256;

impl Evaluator<'_> {
    /// Makes one assignment.
    pub fn assignment(&mut self, assignment: &Assignment) -> Expanded<()> {
        let name = self.text(assignment.name);
        let origin = self.origin(assignment.span);
        match &assignment.value {
            Assigned::Scalar(word) => {
                let mut value = self.assigned(word)?;
                if self.assigns_names(word) {
                    let reason = "may be made of file names by GLOB_ASSIGN";
                    self.incomplete(reason, assignment.span);
                    value = self.unknown(reason, assignment.span);
                }
                match &assignment.subscript {
                    Some(subscript) => {
                        let key = self.single(subscript)?;
                        if self.is_text(&name) {
                            let append = assignment.append;
                            return self.assign_characters(
                                &name,
                                &key,
                                value,
                                append,
                                assignment.span,
                            );
                        }
                        if self.is_slice(&name, &key) {
                            return self.assign_slice(&name, &key, vec![value], assignment.span);
                        }
                        self.assign_element(&name, &key, value, assignment.append, assignment.span)
                    }
                    None if assignment.append => self.append(&name, value, origin, assignment.span),
                    None => self.assign(&name, value, origin, assignment.span),
                }
            }
            Assigned::Array(elements) if assignment.subscript.is_some() => {
                let key = match &assignment.subscript {
                    Some(subscript) => self.single(subscript)?,
                    None => Value::empty(),
                };
                let mut values = Vec::new();
                for element in elements {
                    values.extend(self.element_words(&element.value)?);
                }
                self.assign_slice(&name, &key, values, assignment.span)
            }
            Assigned::Array(elements) => {
                let append = assignment.append;
                self.assign_array(&name, elements, append, assignment.span)
            }
        }
    }

    /// zsh's GLOB_ASSIGN makes file names of what is assigned (zshoptions(1)).
    fn assigns_names(&self, word: &Word) -> bool {
        let text = || word.span.of(self.source.text());
        self.state.dialect.is_zsh()
            && self.option("globassign")
            && text().contains(['*', '?', '[', '<'])
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
        if self.state.dialect.is_zsh() && name == "0" {
            self.set_zero(value);
            return Ok(());
        }
        // zsh: `for 1 in …` writes a positional parameter.
        if let (true, Ok(index @ 1..=99)) = (self.state.dialect.is_zsh(), name.parse::<usize>()) {
            let most = self.state.positional.len().max(index);
            self.state.positional.resize(most, Value::empty());
            self.state.positional[index - 1] = value;
            return Ok(());
        }
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        if let Some((array, key)) = element_name(name) {
            let key = Value::known(key, origin);
            return self.assign_element(array, &key, value, false, span);
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
        let value = self.formed(name, value, span)?;
        let value = self.bounded(value, span);
        self.keeps(name, &value);
        let list = self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Array(_)));
        if list && self.state.dialect.is_bash() {
            if let Slot::Array(elements) = &mut self.state.entry(name).slot {
                elements.insert(0, value);
            }
        } else if list && self.state.dialect.is_zsh() && self.state.ties.scalar_of(name).is_some() {
            // zsh: a scalar assigned to a tied array becomes its only element.
            self.state.set_array(name, vec![value], origin);
        } else {
            self.state.set(name, value, origin);
        }
        Ok(())
    }

    /// What a variable with a width, a base or digits makes of a text.
    fn formed(&mut self, name: &str, value: Value, span: Span) -> Expanded<Value> {
        let Some(form) = self.state.variable(name).and_then(|variable| variable.form) else {
            return Ok(value);
        };
        let Some(text) = value.text().map(|text| text.into_owned()) else { return Ok(value) };
        let plain = text.trim().parse::<f64>().is_ok();
        let text = match form.is_number() && !plain {
            true => self.number(&text, span)?.map(|number| number.to_string()),
            false => Some(text),
        };
        Ok(match text.and_then(|text| form.written(&text)) {
            Some(written) => Value::known(written, self.origin(span)),
            None => self.unknown("is written in a form envsim does not follow", span),
        })
    }

    fn integer(&mut self, value: &Value, span: Span) -> Expanded<Value> {
        let Some(text) = value.text() else { return Ok(value.clone()) };
        Ok(match self.number(&text, span)? {
            Some(number) => Value::known(number.to_string(), self.origin(span)),
            None => self.unknown("is computed from something that is not known", span),
        })
    }

    fn append(&mut self, name: &str, value: Value, origin: Origin, span: Span) -> Expanded<()> {
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
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
        match variable.map(|variable| &variable.slot) {
            Some(Slot::Array(_)) if zsh && self.state.ties.array_of(name).is_none() => {
                self.extend(name, vec![value], origin);
                Ok(())
            }
            _ => {
                let old = self.state.value(name).unwrap_or_default();
                self.assign(name, old.then(value), origin, span)
            }
        }
    }

    pub(in crate::shells::posix) fn assign_element(
        &mut self,
        name: &str,
        key: &Value,
        value: Value,
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        self.writable(name, span)?;
        let origin = self.origin(span);
        let Some(key) = key.text().map(|key| key.into_owned()) else {
            let unknown = self.unknown("has elements whose names are not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        };
        let zsh = self.state.dialect.is_zsh();
        if zsh && matches!(name, "commands" | "functions" | "aliases" | "galiases" | "options") {
            self.in_table(name, &key, value, span);
            return Ok(());
        }
        let value = self.bounded(value, span);
        self.keeps_element(&value);
        if let Some(Slot::Map(_)) = self.state.variable(name).map(|variable| &variable.slot) {
            if let Slot::Map(elements) = &mut self.state.entry(name).slot {
                put(elements.entry(key).or_default(), value, append);
            }
            return Ok(());
        }
        let Some(number) = self.number(&key, span)? else {
            let unknown = self.unknown("has an index that is not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        };
        let count = match self.state.variable(name).map(|variable| &variable.slot) {
            Some(Slot::Array(elements)) => elements.keys().last().map_or(0, |last| last + 1),
            Some(Slot::Scalar(_)) if !zsh => 1,
            None | Some(Slot::Unset) => 0,
            _ => {
                let unknown = self.unknown("is changed in a way envsim does not follow", span);
                self.state.set(name, unknown, origin);
                return Ok(());
            }
        };
        let index = match number {
            number if number < 0 => count + number,
            number if zsh => number - 1,
            number => number,
        };
        if index < 0 {
            return Ok(());
        }
        // zsh makes all the elements before it.
        let missing = if zsh { usize::try_from(index - count).unwrap_or(0) } else { 0 };
        if missing > MOST_ELEMENTS {
            let unknown = self.unknown(TOO_LONG, span);
            self.state.set(name, unknown, origin);
            return Ok(());
        }
        self.handles(missing);
        self.in_array(name, |elements| {
            elements.extend((count..index).take(missing).map(|index| (index, Value::empty())));
            put(elements.entry(index).or_default(), value, append);
        });
        if zsh {
            self.noted(name, origin);
        }
        Ok(())
    }

    /// `aliases[name]=…` and zsh's other tables of itself (zshmodules(1), "The zsh/parameter Module").
    fn in_table(&mut self, table: &str, key: &str, value: Value, span: Span) {
        match (table, value.text().map(|text| text.into_owned())) {
            ("aliases", _) => self.add_alias(key, value, AliasKind::Command, span),
            ("galiases", _) => self.add_alias(key, value, AliasKind::Global, span),
            ("commands", _) => drop(self.state.hashed.insert(key.to_owned(), value)),
            ("options", Some(text)) if matches!(&*text, "on" | "off") => {
                self.zsh_option(key, text == "on");
            }
            ("functions", Some(text)) => {
                let place = crate::text::Place::new(&self.source, span);
                let source =
                    crate::text::Source::evaluated(&format!("{key}() {{ {text}\n}}"), place);
                let _ = self.evaluated(&source);
            }
            _ => self.incomplete("changes one of zsh's tables, which envsim does not follow", span),
        }
    }

    /// Changes the array behind a name in place; a text becomes its first element.
    fn in_array(&mut self, name: &str, change: impl FnOnce(&mut BTreeMap<i64, Value>)) {
        let variable = self.state.entry(name);
        variable.maybe_unset = false;
        let mut elements = match std::mem::replace(&mut variable.slot, Slot::Unset) {
            Slot::Array(elements) => elements,
            Slot::Scalar(value) => [(0, value)].into(),
            _ => BTreeMap::new(),
        };
        change(&mut elements);
        self.state.store(name, Slot::Array(elements));
    }

    /// Elements behind those that are there.
    fn extend(&mut self, name: &str, values: Vec<Value>, origin: Origin) {
        self.handles(values.len());
        for value in &values {
            self.keeps_element(value);
        }
        let reason = format!(
            "is appended to `{name}`, which is set only under a condition that is not known"
        );
        let doubt = self.state.variable(name).is_some_and(|variable| variable.maybe_unset);
        let doubt = doubt.then(|| Value::unknown(Unknown::new(reason, origin.clone())));
        self.in_array(name, |elements| {
            // An element that is not known stands for any number of them.
            if let Some(doubt) = doubt {
                *elements = [(0, doubt)].into();
            }
            let next = elements.keys().last().map_or(0, |last| last + 1);
            elements.extend((next..).zip(values));
        });
        self.noted(name, origin);
    }

    /// What follows from a list's having been changed in place: its history, what is tied to it.
    fn noted(&mut self, name: &str, origin: Origin) {
        let Some(Slot::Array(elements)) = self.state.variable(name).map(|variable| &variable.slot)
        else {
            return;
        };
        let count = elements.len();
        let zsh = self.state.dialect.is_zsh();
        let unique = self.state.variable(name).is_some_and(|variable| variable.unique);
        if zsh && (unique || self.state.ties.scalar_of(name).is_some()) {
            let values: Vec<Value> = elements.values().cloned().collect();
            self.handles(count);
            return self.state.set_array(name, values, origin);
        }
        if zsh && count > NOTED {
            return;
        }
        let value = self.state.value(name);
        self.state.note(name, value, origin);
    }

    fn assign_array(
        &mut self,
        name: &str,
        elements: &[Element],
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        self.writable(name, span)?;
        let origin = self.origin(span);
        if self.state.dialect.is_zsh() && self.state.ties.array_of(name).is_some() {
            self.error("attempt to assign array value to non-array", "assign", span);
            return Err(Stop::File);
        }
        let formed = |one: &Variable| one.integer || one.case.is_some();
        if self.state.variable(name).is_some_and(formed) {
            let unknown = self.unknown("is an array whose elements a type changes", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        }
        let old = self.state.variable(name).map(|variable| &variable.slot);
        if let Some(Slot::Map(old)) = old {
            let old = if append { old.clone() } else { IndexMap::new() };
            self.handles(old.len());
            let map = self.map_elements(elements, old)?;
            self.state.store(name, Slot::Map(map));
            return Ok(());
        }
        let list = matches!(old, Some(Slot::Array(_) | Slot::Scalar(_)));
        if append && list && elements.iter().all(|element| element.key.is_none()) {
            let mut values = Vec::new();
            for element in elements {
                values.extend(self.element_words(&element.value)?);
            }
            if self.too_many(name, values.len()) {
                let unknown = self.unknown(TOO_LONG, span);
                self.state.set(name, unknown, origin);
            } else {
                self.extend(name, values, origin);
            }
            return Ok(());
        }
        let mut values = match (append, old.cloned()) {
            (true, Some(Slot::Array(old))) => old,
            (true, Some(Slot::Scalar(old))) => [(0, old)].into(),
            _ => BTreeMap::new(),
        };
        let mut next = values.keys().last().map_or(0, |last| last + 1);
        for element in elements {
            match &element.key {
                Some(key) => {
                    let key = self.single(key)?;
                    let value = self.assigned(&element.value)?;
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
                    next = number + 1;
                }
                None => {
                    for value in self.element_words(&element.value)? {
                        values.insert(next, value);
                        next += 1;
                    }
                }
            }
        }
        self.handles(values.len() * 2);
        if self.state.dialect.is_zsh() {
            self.state.set_array(name, values.into_values().collect(), origin);
        } else {
            self.state.store(name, Slot::Array(values));
            let value = self.state.value(name);
            self.state.note(name, value, origin);
        }
        Ok(())
    }

    /// Whether so many more elements are more than envsim follows.
    fn too_many(&self, name: &str, more: usize) -> bool {
        let count = match self.state.variable(name).map(|variable| &variable.slot) {
            Some(Slot::Array(elements)) => elements.len(),
            _ => 0,
        };
        count + more > MOST_ELEMENTS
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
                None => loose.extend(self.element_words(&element.value)?),
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

fn put(place: &mut Value, value: Value, append: bool) {
    *place = if append { std::mem::take(place).then(value) } else { value };
}
