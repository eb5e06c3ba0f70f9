//! Assignments of whole arrays and tables.

use indexmap::IndexMap;

use crate::environment::Shared;
use crate::shells::posix::evaluator::{Evaluator, Expanded, MOST_ELEMENTS, Stop, TOO_LONG};
use crate::shells::posix::state::{Slot, Variable, numbered};
use crate::shells::posix::syntax::Element;
use crate::text::Span;
use crate::value::{Origin, Unknown, Value};

/// Of a list of more elements zsh's history is not written: it would be as long as the list, each time.
const NOTED: usize = 256;

impl Evaluator<'_> {
    /// Elements behind those that are there.
    pub(super) fn extend(&mut self, name: &str, values: Vec<Value>, origin: Origin) {
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
    pub(super) fn noted(&mut self, name: &str, origin: Origin) {
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

    pub(super) fn assign_array(
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
        if let Some(table) = self.own_table_named(name) {
            return self.assign_own_table(table, elements, append, span);
        }
        let old = self.state.variable(name).map(|variable| &variable.slot);
        if let Some(Slot::Map(old)) = old {
            let old = if append { old.clone() } else { Shared::default() };
            self.handles(old.len());
            match self.map_elements(elements, old.into_inner())? {
                Some(map) => self.state.store(name, Slot::Map(map.into())),
                None => {
                    let unknown = self.unknown("has elements whose names are not known", span);
                    self.state.set(name, unknown, origin);
                }
            }
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
            (true, Some(Slot::Scalar(old))) => numbered(vec![old]),
            _ => Shared::default(),
        };
        let mut next = values.keys().last().map_or(0, |last| last + 1);
        for element in elements {
            match &element.key {
                Some(key) => {
                    let key = self.single(key)?;
                    let value = self.assigned(&element.value)?;
                    let number = match key.text() {
                        Some(text) => self.index(&text, span)?,
                        None => None,
                    };
                    let Some(number) = number else {
                        let unknown = self.unknown("has an index that is not known", span);
                        self.state.set(name, unknown, origin);
                        return Ok(());
                    };
                    // bash counts from the end, and passes over what is before the first (arrayfunc.c,
                    // `assign_compound_array_list`).
                    let behind = values.keys().last().map_or(0, |last| last + 1);
                    let number = if number < 0 { behind + number } else { number };
                    if number < 0 {
                        self.error(&format!("{name}: bad array subscript"), "subscript", span);
                        continue;
                    }
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
        self.handles(values.len() * 4);
        if self.state.dialect.is_zsh() {
            self.state.set_array(name, values.into_inner().into_values().collect(), origin);
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

    /// The table; none where a key is not known, or how many words there are and so which are keys.
    pub(super) fn map_elements(
        &mut self,
        elements: &[Element],
        mut map: IndexMap<String, Value>,
    ) -> Expanded<Option<IndexMap<String, Value>>> {
        let mut loose = Vec::new();
        let mut named = true;
        for element in elements {
            match &element.key {
                Some(key) => {
                    let key = self.single(key)?;
                    let value = self.single(&element.value)?;
                    match key.text() {
                        // bash goes on with the next one (assoc.c, arrayfunc.c, `err_badarraysub`).
                        Some(key) if key.is_empty() && self.state.dialect.is_bash() => {
                            self.error("bad array subscript", "assign", element.value.span);
                        }
                        Some(key) => drop(map.insert(key.into_owned(), value)),
                        None => named = false,
                    }
                }
                None => loose.extend(self.element_words(&element.value)?),
            }
        }
        let counted = loose.iter().all(|one| !one.may_be_words());
        if self.state.dialect.is_zsh() && counted && loose.len() % 2 == 1 {
            let span = elements.first().map_or_else(Span::default, |one| one.value.span);
            self.error("bad set of key/value pairs for associative array", "assign", span);
            return Err(Stop::File);
        }
        for pair in loose.chunks(2) {
            match pair[0].text() {
                Some(key) => {
                    drop(map.insert(key.into_owned(), pair.get(1).cloned().unwrap_or_default()))
                }
                None => named = false,
            }
        }
        Ok((named && counted).then_some(map))
    }

    /// Makes an empty array or table where nothing is yet.
    pub(in crate::shells::posix) fn declare_list(&mut self, name: &str, map: bool) {
        let unset = self.state.variable(name).is_none_or(|variable| variable.slot == Slot::Unset);
        if unset {
            let slot =
                if map { Slot::Map(Shared::default()) } else { Slot::Array(numbered(Vec::new())) };
            self.state.store(name, slot);
        }
    }
}
