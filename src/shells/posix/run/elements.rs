//! Assignments to one element.

use std::collections::BTreeMap;

use crate::environment::Shared;
use crate::shells::posix::evaluator::{Evaluator, Expanded, MOST_ELEMENTS, Stop, TOO_LONG};
use crate::shells::posix::state::{Slot, numbered};
use crate::text::Span;
use crate::value::{Piece, Value};

fn put(place: &mut Value, value: Value, append: bool) {
    *place = if append { std::mem::take(place).then(value) } else { value };
}

impl Evaluator<'_> {
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
            if self.own_table_named(name).is_some() {
                self.incomplete("changes one of zsh's tables at a name that is not known", span);
                return Ok(());
            }
            let unknown = self.unknown("has elements whose names are not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        };
        let is_map = self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Map(_)));
        if key.is_empty() && is_map && self.state.dialect.is_bash() {
            self.error(&format!("{name}[]: bad array subscript"), "subscript", span);
            return Err(Stop::Line);
        }
        if let Some(table) = self.own_table_named(name) {
            return self.assign_in_table(table, &key, value, append, span);
        }
        let zsh = self.state.dialect.is_zsh();
        let value = self.bounded(value, span);
        self.keeps_element(&value);
        if let Some(Slot::Map(old)) = self.state.variable(name).map(|variable| &variable.slot) {
            let copied = if old.is_shared() { old.len() } else { 0 };
            self.handles(copied);
            if let Slot::Map(elements) = &mut self.state.entry(name).slot {
                put(elements.entry(key).or_default(), value, append);
            }
            return Ok(());
        }
        // What has elements nobody knows keeps them beside one that is written.
        if let Some(Slot::Scalar(old)) = self.state.variable(name).map(|variable| &variable.slot)
            && matches!(old.pieces(), [Piece::Unknown(_)])
        {
            let unknown = self.unknown("has elements that are not known", span);
            self.state.set(name, unknown, origin);
            return Ok(());
        }
        let Some(number) = self.index(&key, span)? else {
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
        if index < 0 && zsh && number != 0 {
            let unknown = self.unknown("is changed in a way envsim does not follow", span);
            self.state.set_array(name, vec![unknown], origin);
            return Ok(());
        }
        if index < 0 && zsh {
            // The array is made all the same (zsh 5.9 Src/params.c, `setarrvalue`).
            self.in_array(name, |_| {});
            let message = format!("{name}: assignment to invalid subscript range");
            self.error(&message, "subscript", span);
            return Err(Stop::File);
        }
        if index < 0 {
            self.error(&format!("{name}[{key}]: bad array subscript"), "subscript", span);
            return Err(Stop::Line);
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

    /// Changes the array behind a name in place; a text becomes its first element.
    pub(super) fn in_array(&mut self, name: &str, change: impl FnOnce(&mut BTreeMap<i64, Value>)) {
        let variable = self.state.entry(name);
        variable.maybe_unset = false;
        let mut elements = match std::mem::replace(&mut variable.slot, Slot::Unset) {
            Slot::Array(elements) => elements,
            Slot::Scalar(value) => numbered(vec![value]),
            _ => Shared::default(),
        };
        self.parts_with(&elements);
        change(&mut elements);
        self.state.store(name, Slot::Array(elements));
    }
}
