//! `${name:offset:length}` (bash(1), "Substring Expansion").

use super::edit::Edit;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::Slot;
use crate::shells::posix::syntax::{Parameter, Subject, Word};
use crate::text::Span;
use crate::value::Value;

fn range(offset: i64, length: Option<i64>, count: i64) -> Option<(usize, usize)> {
    let from = if offset < 0 { count + offset } else { offset };
    if from < 0 {
        return None;
    }
    let from = from.min(count);
    let to = match length {
        None => count,
        Some(length) if length < 0 => count + length,
        Some(length) => (from + length).min(count),
    };
    (to >= from).then_some((from as usize, to as usize))
}

impl Evaluator<'_> {
    pub(super) fn slice_of(
        &mut self,
        found: Found,
        offset: &Word,
        length: Option<&Word>,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let span = parameter.span;
        let offset = self.slice_number(offset)?;
        let length = match length {
            Some(length) => self.slice_number(length)?.map(Some),
            None => Some(None),
        };
        let (Some(offset), Some(length)) = (offset, length) else {
            return Ok(Found::one(self.unknown("is cut at a place that is not known", span)));
        };
        self.ends_behind(&found, offset, length, span)?;
        if found.list {
            return Ok(self.sublist(found, offset, length, parameter));
        }
        let cuts = |value: &Value| value.text().is_none_or(|text| self.knows_letters(&text));
        if !found.values.iter().all(cuts) {
            return Ok(Found::one(
                self.unknown("cuts letters of a locale that is not known", span),
            ));
        }
        self.each(found, span, |text| {
            let letters: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let count = letters.len() as i64 - 1;
            let (from, to) = range(offset, length, count)?;
            Some(Edit::Keep(letters[from], letters[to]))
        })
    }

    /// bash: a length that counts from the end of a list, or from before the offset of a text (subst.c,
    /// `verify_substring_values`).
    fn ends_behind(
        &mut self,
        found: &Found,
        offset: i64,
        length: Option<i64>,
        span: Span,
    ) -> Expanded<()> {
        let Some(length) = length.filter(|length| *length < 0) else { return Ok(()) };
        let known = found.values.first().and_then(Value::text);
        let (true, Some(text)) = (self.state.dialect.is_bash() && found.set, known) else {
            return Ok(());
        };
        let count = text.chars().count() as i64;
        let from = if offset < 0 { count + offset } else { offset };
        let inside = (0..=count).contains(&from);
        if found.list || inside && count + length < from {
            self.error(&format!("{length}: substring expression < 0"), "substring", span);
            return Err(Stop::Line);
        }
        Ok(())
    }

    fn slice_number(&mut self, word: &Word) -> Expanded<Option<i64>> {
        match self.arithmetic(&word.parts, word.span)? {
            Ok(number) => Ok(Some(number)),
            Err(_) => Ok(None),
        }
    }

    fn sublist(
        &mut self,
        mut found: Found,
        offset: i64,
        length: Option<i64>,
        parameter: &Parameter,
    ) -> Found {
        let span = parameter.span;
        let subject = match parameter.subject {
            Subject::Name(name) => self.text(name),
            _ => String::new(),
        };
        // `${@:0}` begins with `$0`, and what is counted from the end may reach it.
        if matches!(subject.as_str(), "@" | "*") && parameter.subscript.is_none() {
            found.values.insert(0, self.zero(span));
        }
        let offset = self.place_in(&subject, offset);
        match range(offset, length, found.values.len() as i64) {
            Some((from, to)) => Found { values: found.values[from..to].to_vec(), ..found },
            None => Found::one(self.unknown("is cut at a place that does not exist", span)),
        }
    }

    /// bash counts the indices of an array with gaps, not its elements (bash(1), "Substring Expansion").
    fn place_in(&self, name: &str, offset: i64) -> i64 {
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let Some(Slot::Array(elements)) = slot.filter(|_| self.state.dialect.is_bash()) else {
            return offset;
        };
        let end = elements.keys().next_back().map_or(0, |last| last + 1);
        let from = if offset < 0 { end + offset } else { offset };
        match from < 0 {
            true => offset,
            false => elements.range(..from).count() as i64,
        }
    }
}
