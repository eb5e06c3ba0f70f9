//! Assignments to one element.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::shells::posix::evaluator::{Evaluator, Expanded, MOST_ELEMENTS, Stop, TOO_LONG};
use crate::shells::posix::state::{AliasKind, Slot};
use crate::shells::posix::syntax::Element;
use crate::text::Span;
use crate::value::Value;

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

    /// `aliases=(…)`: what is there goes; `options=(…)` turns those that it names.
    pub(super) fn assign_own_table(
        &mut self,
        table: &str,
        elements: &[Element],
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        let Some(map) = self.map_elements(elements, IndexMap::new())? else {
            self.incomplete("changes one of zsh's tables, which envsim does not follow", span);
            return Ok(());
        };
        match table {
            "aliases" if !append => self.state.aliases.clear(),
            "galiases" if !append => {
                let names = self.state.other_aliases.iter();
                let global = names.filter(|(_, one)| one.item.kind == AliasKind::Global);
                let names: Vec<String> = global.map(|(name, _)| name.to_string()).collect();
                for name in names {
                    self.state.other_aliases.remove(&name);
                }
            }
            _ => {}
        }
        for (key, value) in map {
            self.in_table(table, &key, value, span);
        }
        Ok(())
    }

    /// Changes the array behind a name in place; a text becomes its first element.
    pub(super) fn in_array(&mut self, name: &str, change: impl FnOnce(&mut BTreeMap<i64, Value>)) {
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
}
