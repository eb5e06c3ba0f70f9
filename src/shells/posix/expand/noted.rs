//! What zsh's `(#m)` and `(#b)` leave of a match: `MATCH`, `MBEGIN`, `MEND`, `match`, `mbegin`, `mend` (zshexpn(1),
//! "Globbing Flags").

use super::replace::{Places, longest_end, offsets, places};
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, LONGEST};
use crate::shells::posix::pattern::{Match, Notes, Pattern};
use crate::shells::posix::syntax::Word;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// Keeps what matched from one letter of a text to another.
    pub(super) fn notes_match(
        &mut self,
        pattern: &Pattern,
        text: &Value,
        ends: (usize, usize),
        span: Span,
    ) {
        let Some(notes) = pattern.notes() else { return };
        let Some(known) = text.text().map(|text| text.into_owned()) else { return };
        let letters: Vec<char> = known.chars().collect();
        let within = letters.get(ends.0..ends.1).unwrap_or_default();
        match pattern.first(within, 0, true) {
            Some(found) => self.keeps_match(text, &known, notes, ends.0, &found, span),
            None => self.keeps_unknown(notes, span),
        }
    }

    fn keeps_match(
        &mut self,
        text: &Value,
        known: &str,
        notes: Notes,
        start: usize,
        found: &Match,
        span: Span,
    ) {
        let (_, bytes) = offsets(known);
        let cut = |from: usize, to: usize| {
            text.slice(bytes[start + from], bytes[start + to]).unwrap_or_default()
        };
        let first = usize::from(!self.option("ksharrays"));
        let origin = self.origin(span);
        let number = |at: usize| Value::known(at.to_string(), origin.clone());
        // Of a group that took no part there is nothing, at no place.
        let place = |at: Option<usize>| match at {
            Some(at) => number(at),
            None => Value::known("-1", origin.clone()),
        };
        if notes.whole {
            self.state.set("MATCH", cut(0, found.end), origin.clone());
            self.state.set("MBEGIN", number(start + first), origin.clone());
            self.state.set(
                "MEND",
                number((start + found.end + first).saturating_sub(1)),
                origin.clone(),
            );
        }
        if notes.groups {
            let groups = &found.groups;
            let texts =
                groups.iter().map(|one| one.map_or_else(Value::empty, |one| cut(one.0, one.1)));
            let begins = groups.iter().map(|one| place(one.map(|one| start + one.0 + first)));
            let ends = groups
                .iter()
                .map(|one| place(one.map(|one| (start + one.1 + first).saturating_sub(1))));
            let all = [
                ("match", texts.collect::<Vec<_>>()),
                ("mbegin", begins.collect()),
                ("mend", ends.collect()),
            ];
            for (name, values) in all {
                self.state.set_array(name, values, origin.clone());
            }
        }
    }

    fn keeps_unknown(&mut self, notes: Notes, span: Span) {
        let unknown = self.unknown("is what a pattern matched that envsim does not follow", span);
        let origin = self.origin(span);
        let whole: &[&str] = if notes.whole { &["MATCH", "MBEGIN", "MEND"] } else { &[] };
        let groups: &[&str] = if notes.groups { &["match", "mbegin", "mend"] } else { &[] };
        for name in whole {
            self.state.set(name, unknown.clone(), origin.clone());
        }
        for name in groups {
            self.state.set_array(name, vec![unknown.clone()], origin.clone());
        }
    }

    /// `${x#(#b)…}` and its like.
    pub(super) fn notes_removed(
        &mut self,
        pattern: &Pattern,
        values: &[Value],
        (suffix, longest): (bool, bool),
        span: Span,
    ) {
        let Some(notes) = pattern.notes() else { return };
        for value in values {
            let Some(text) = value.text().map(|text| text.into_owned()) else {
                self.keeps_unknown(notes, span);
                continue;
            };
            let letters: Vec<char> = text.chars().collect();
            let ends = match (suffix, longest) {
                (false, true) => longest_end(pattern, &letters, 0, true).map(|end| (0, end)),
                (false, false) => pattern.ends(&letters, 0).first().map(|end| (0, *end)),
                (true, true) => pattern.starts(&letters).first().map(|at| (*at, letters.len())),
                (true, false) => pattern.starts(&letters).last().map(|at| (*at, letters.len())),
            };
            if let Some(ends) = ends {
                self.notes_match(pattern, value, ends, span);
            }
        }
    }

    /// `${x//(#m)…/…$MATCH…}`: the replacement is expanded for every match anew.
    pub(super) fn replaced_noting(
        &mut self,
        pattern: &Pattern,
        found: Found,
        replacement: &Word,
        (all, anchor): (bool, Option<u8>),
        span: Span,
    ) -> Expanded<Found> {
        let mut values = Vec::new();
        let at = Places { all, anchor, ordered: true };
        for value in &found.values {
            let text = value.text().map(|text| text.into_owned());
            let ends = text.as_ref().and_then(|text| {
                let letters: Vec<char> = text.chars().collect();
                places(pattern, &letters, at)
            });
            self.works(Some(pattern));
            values.push(match (text, ends) {
                (Some(text), Some(ends)) => {
                    self.rewritten_noting(pattern, value, &text, &ends, replacement, span)?
                }
                _ => self.unknown("uses a pattern envsim does not follow or know", span),
            });
        }
        Ok(Found { values, ..found })
    }

    fn rewritten_noting(
        &mut self,
        pattern: &Pattern,
        value: &Value,
        text: &str,
        ends: &[(usize, usize)],
        replacement: &Word,
        span: Span,
    ) -> Expanded<Value> {
        let (_, bytes) = offsets(text);
        let mut made = Value::empty();
        let (mut behind, mut length) = (0, 0);
        for (from, to) in ends {
            made.append(value.slice(behind, bytes[*from]).unwrap_or_default());
            self.notes_match(pattern, value, (*from, *to), span);
            let with = self.single(replacement)?;
            length += bytes[*from] - behind + with.size();
            made.append(with);
            behind = bytes[*to];
            let _ = self.host.spend(1);
            if length > LONGEST {
                return Ok(self.unknown("is longer than envsim follows", span));
            }
        }
        made.append(value.slice(behind, text.len()).unwrap_or_default());
        Ok(made)
    }
}
