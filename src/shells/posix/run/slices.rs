//! zsh's assignments to parts of an array: `a[2,3]=(x y)`, `path[(r)/bin]=()` (zshparam(1), "Array Subscripts").

use std::ops::Range;

use crate::shells::posix::evaluator::{Evaluator, Expanded, MOST_ELEMENTS, TOO_LONG};
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

    /// Whether zsh takes a subscript for characters of a text.
    pub(super) fn is_text(&self, name: &str) -> bool {
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let counts = self.state.dialect.is_zsh() && !self.option("ksharrays");
        counts && matches!(slot, Some(Slot::Scalar(_))) && self.state.ties.array_of(name).is_none()
    }

    /// `text[2,3]=x` (zshparam(1), "Array Subscripts": scalars).
    pub(super) fn assign_characters(
        &mut self,
        name: &str,
        key: &Value,
        value: Value,
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        self.writable(name, span)?;
        let origin = self.origin(span);
        let old = self.state.value(name).unwrap_or_default();
        let plain =
            |key: &str| !key.starts_with('(') || key.starts_with("(i)") || key.starts_with("(I)");
        let made = match (old.text(), key.text().filter(|key| plain(key))) {
            (Some(text), Some(key)) => {
                let letters: Vec<Value> = text
                    .chars()
                    .map(|letter| Value::known(letter.to_string(), origin.clone()))
                    .collect();
                let range = match key.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
                    Some((flag, sought)) => found_at(&text, sought, flag == "I"),
                    None => self.range(&letters, &key, span)?,
                };
                range.map(|range| {
                    let at = |place: usize| {
                        text.char_indices().nth(place).map_or(text.len(), |(at, _)| at)
                    };
                    let from = if append { at(range.end) } else { at(range.start) };
                    let front = old.slice(0, from).unwrap_or_default();
                    let back =
                        old.slice(at(range.end.max(range.start)), text.len()).unwrap_or_default();
                    front.then(value).then(back)
                })
            }
            _ => None,
        };
        let value = made
            .unwrap_or_else(|| self.unknown("is changed in a way envsim does not follow", span));
        self.assign(name, value, origin, span)
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

/// The characters that a plain text is found at; `None` where a pattern is sought, or nothing is found.
fn found_at(text: &str, sought: &str, last: bool) -> Option<Range<usize>> {
    if sought.is_empty() || !sought.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let at = if last { text.rfind(sought) } else { text.find(sought) }?;
    let from = text[..at].chars().count();
    Some(from..from + 1)
}
