//! What an expansion makes of a text: a part of it, letters of the other case, what stands in place of a match.

use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, LONGEST};
use crate::shells::posix::pattern::Pattern;
use crate::text::Span;
use crate::value::Value;

/// What stands in place of a match: texts with the match itself between them.
pub(super) type Replacement = Vec<String>;

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

/// Changes the first letter or every one, where it matches.
pub(super) fn cased(text: &str, letters: Letters, all: bool, pattern: Option<&Pattern>) -> Edit {
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

fn offsets(text: &str) -> (Vec<char>, Vec<usize>) {
    let letters = text.chars().collect();
    let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    (letters, bytes)
}

/// `#`, `##`, `%`, `%%`.
pub(super) fn remove(pattern: &Pattern, text: &str, suffix: bool, longest: bool) -> Option<Edit> {
    let (letters, bytes) = offsets(text);
    if !suffix {
        let ends = pattern.ends(&letters, 0);
        let end = if longest { ends.last() } else { ends.first() };
        if pattern.gave_up() {
            return None;
        }
        return Some(Edit::Keep(bytes[end.copied().unwrap_or(0)], text.len()));
    }
    let starts = pattern.starts(&letters);
    let start = if longest { starts.first() } else { starts.last() };
    let keep = Edit::Keep(0, bytes[start.copied().unwrap_or(letters.len())]);
    (!pattern.gave_up()).then_some(keep)
}

/// zsh: an empty pattern matches before every letter (zsh 5.9, Src/glob.c, `igetmatch`).
pub(super) fn before_letters(text: &str, with: &Replacement, all: bool) -> Edit {
    let with = with.join("");
    match (text.is_empty(), all) {
        (false, true) => {
            Edit::Text(text.chars().flat_map(|one| [with.clone(), one.into()]).collect())
        }
        _ => Edit::Text(with + text),
    }
}

/// `/` and `//`: the longest match at the first place, or at every place.
pub(super) fn replace(
    pattern: &Pattern,
    text: &str,
    with: &Replacement,
    all: bool,
    anchor: Option<u8>,
) -> Option<Edit> {
    let (letters, bytes) = offsets(text);
    let mut out = String::new();
    let mut at = 0;
    let mut done = false;
    while at <= letters.len() {
        if pattern.gave_up() || out.len() > LONGEST {
            return None;
        }
        let allowed = !done && (anchor != Some(b'#') || at == 0);
        let mut ends = if allowed { pattern.ends(&letters, at) } else { Vec::new() };
        if anchor == Some(b'%') {
            ends.retain(|&end| end == letters.len());
        }
        // A pattern of nothing matches at an end only.
        let nothing = anchor.is_some() && ends.last() == Some(&at);
        match ends.last().copied().filter(|&end| end > at || nothing) {
            Some(end) => {
                out.push_str(&with.join(&text[bytes[at]..bytes[end]]));
                if nothing {
                    out.push_str(&text[bytes[at]..]);
                    return Some(Edit::Text(out));
                }
                at = end;
                done = !all;
            }
            None => {
                out.push_str(letters.get(at).map_or("", |_| &text[bytes[at]..bytes[at + 1]]));
                at += 1;
            }
        }
    }
    Some(Edit::Text(out))
}
