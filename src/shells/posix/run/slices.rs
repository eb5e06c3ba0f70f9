//! zsh's assignments to parts of an array: `a[2,3]=(x y)`, `path[(r)/bin]=()` (zshparam(1), "Array Subscripts").

use std::ops::Range;

use super::Evaluator;
use crate::shells::posix::expand::{Expanded, MOST_ELEMENTS, TOO_LONG};
use crate::shells::posix::state::Slot;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// Whether a subscript means more than one element of an array, or one that is searched for.
    pub(super) fn is_slice(&self, name: &str, key: &Value) -> bool {
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let several = key.text().is_some_and(|key| key.contains(',') || key.starts_with('('));
        self.state.dialect.is_zsh() && several && matches!(slot, Some(Slot::Array(_)))
    }

    pub(super) fn assign_slice(
        &mut self,
        name: &str,
        key: &Value,
        values: Vec<Value>,
        span: Span,
    ) -> Expanded<()> {
        self.writable(name, span)?;
        let origin = self.origin(span);
        let old: Option<Vec<Value>> = match self.state.variable(name).map(|one| &one.slot) {
            None | Some(Slot::Unset) => Some(Vec::new()),
            Some(Slot::Array(elements)) => Some(elements.values().cloned().collect()),
            _ => None,
        };
        let known = old.filter(|all| !all.iter().any(Value::may_be_words));
        let range = match (&known, key.text().map(|key| key.into_owned())) {
            (Some(old), Some(key)) if self.state.dialect.is_zsh() => self.range(old, &key, span)?,
            _ => None,
        };
        let (Some(mut all), Some(range)) = (known, range) else {
            let unknown = self.unknown("is changed in a way envsim does not follow", span);
            self.state.set_array(name, vec![unknown], origin);
            return Ok(());
        };
        if range.start + values.len() > MOST_ELEMENTS {
            let unknown = self.unknown(TOO_LONG, span);
            self.state.set_array(name, vec![unknown], origin);
            return Ok(());
        }
        self.handles(all.len() + range.start + values.len());
        if !values.is_empty() && all.len() < range.start {
            all.resize(range.start, Value::empty());
        }
        let (from, to) = (range.start.min(all.len()), range.end.min(all.len()));
        all.splice(from..to.max(from), values);
        self.state.set_array(name, all, origin);
        Ok(())
    }

    /// The elements that a subscript means.
    fn range(&mut self, old: &[Value], key: &str, span: Span) -> Expanded<Option<Range<usize>>> {
        let count = old.len() as i64;
        if key.starts_with('(') {
            let Some(search) = self.search(key) else { return Ok(None) };
            let place = self.place_of(old, &search);
            return Ok(place.map(|at| at..at + 1));
        }
        let (from, to) = match key.split_once(',') {
            Some((from, to)) => (from, to),
            None => (key, key),
        };
        let (Some(from), Some(to)) = (self.number(from, span)?, self.number(to, span)?) else {
            return Ok(None);
        };
        let first = if from < 0 { count + from } else { (from - 1).max(0) };
        let end = if to < 0 { count + to + 1 } else { to };
        let place = |number: i64| usize::try_from(number).ok();
        Ok(place(first).zip(place(end.max(first))).map(|(from, to)| from..to))
    }
}
