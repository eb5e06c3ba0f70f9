//! What an expansion makes of a text: a part of it, letters of the other case, what stands in place of a match.

use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::pattern::Pattern;
use crate::text::Span;
use crate::value::Value;

/// What an operation makes of a text.
pub(super) enum Edit {
    /// A part of it, by bytes.
    Keep(usize, usize),
    /// Another text.
    Text(String),
}

impl Edit {
    /// What a part at one end leaves of a text so long.
    pub(super) fn other(self, len: usize) -> Self {
        match self {
            Self::Keep(0, to) if to < len => Self::Keep(to, len),
            Self::Keep(from, _) => Self::Keep(0, from),
            text => text,
        }
    }
}

impl Evaluator<'_> {
    /// Applies a text function to every value; `None` makes it unknown.
    pub(super) fn each(
        &mut self,
        found: Found,
        span: Span,
        change: impl Fn(&str) -> Option<Edit>,
    ) -> Expanded<Found> {
        let values = found.values.iter().map(|value| {
            let Some(text) = value.text() else {
                return Value::unknown((*self.why(value, span)).clone());
            };
            match change(&text) {
                Some(Edit::Keep(from, to)) => value.slice(from, to).unwrap_or_default(),
                Some(Edit::Text(text)) if value.pieces().is_empty() => self.computed(text, span),
                Some(Edit::Text(text)) => value.map_text(|_| text),
                None => self.unknown("uses a pattern envsim does not follow or know", span),
            }
        });
        let values = values.collect();
        Ok(Found { values, ..found })
    }
}

/// What is done to the letters that a pattern matches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Upper,
    Lower,
    Turned,
}

fn cased_ascii(text: &str, letters: Letters) -> String {
    let turned = |letter: char| match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    match letters {
        Letters::Upper => text.to_ascii_uppercase(),
        Letters::Lower => text.to_ascii_lowercase(),
        Letters::Turned => text.chars().map(turned).collect(),
    }
}

/// Changes the first letter or every one, where it matches.
pub(super) fn cased(text: &str, letters: Letters, all: bool, pattern: Option<&Pattern>) -> Edit {
    if let (true, true, None) = (all, text.is_ascii(), pattern) {
        return Edit::Text(cased_ascii(text, letters));
    }
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let within = all || at == 0;
        let fits =
            || pattern.is_none_or(|pattern| pattern.matches(letter.encode_utf8(&mut [0; 4])));
        if !within || !fits() {
            out.push(letter);
            continue;
        }
        let upper = match letters {
            Letters::Upper => true,
            Letters::Lower => false,
            Letters::Turned => letter.is_lowercase(),
        };
        match upper {
            true => out.extend(letter.to_uppercase()),
            false => out.extend(letter.to_lowercase()),
        }
    }
    Edit::Text(out)
}
