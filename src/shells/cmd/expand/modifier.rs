//! `%name:~start,length%` and `%name:search=replacement%`.

use std::rc::Rc;

use crate::machine::path::folded;
use crate::shells::cmd::traced::{HOLE, Traced};
use crate::value::{Alternative, Choice, Origin, Piece, Value};

/// Applies what stands behind the colon; `None` if it is no modifier.
pub fn modified(value: &Value, specification: &str, origin: &Origin) -> Option<Traced> {
    let change = Change::parse(specification)?;
    if specification.contains(HOLE) {
        let unknown = value.why_unknown()?;
        return Some(Traced::of(&Value::unknown((*unknown).clone())));
    }
    Some(Traced::of(&change.on(value, origin)))
}

/// Where what stands behind the colon ends. What is searched for may hold the sign itself, all but `=` (dbenham's rules;
/// jeb's library calls what loads a macro as `%macro:call "%~dp0…" :=%`).
pub fn end(text: &str, start: usize, sign: char) -> Option<usize> {
    let body = text.get(start..)?;
    if body.starts_with('~') {
        return Some(start + body.find(sign)?);
    }
    let searched = usize::from(body.starts_with('*'));
    let first = body[searched..].chars().next()?;
    let equals = searched + first.len_utf8() + body[searched + first.len_utf8()..].find('=')?;
    Some(start + equals + body[equals..].find(sign)?)
}

enum Change<'c> {
    Part { start: i64, length: Option<i64> },
    Replace { search: &'c str, from_start: bool, with: &'c str },
}

impl<'c> Change<'c> {
    fn parse(text: &'c str) -> Option<Self> {
        if let Some(numbers) = text.strip_prefix('~') {
            let (start, length) = match numbers.split_once(',') {
                Some((start, length)) => (start, Some(integer(length)?)),
                None => (numbers, None),
            };
            return Some(Self::Part { start: integer(start)?, length });
        }
        let (from_start, body) = match text.strip_prefix('*') {
            Some(body) => (true, body),
            None => (false, text),
        };
        let skip = body.chars().next().map_or(0, char::len_utf8);
        let equals = body.get(skip..)?.find('=')? + skip;
        Some(Self::Replace { search: &body[..equals], from_start, with: &body[equals + 1..] })
    }

    fn on(&self, value: &Value, origin: &Origin) -> Value {
        if let Some(text) = value.text() {
            return match self {
                Self::Part { start, length } => part(value, &text, *start, *length),
                Self::Replace { search, from_start, with } => replaced(
                    value,
                    &text,
                    search,
                    *from_start,
                    &Value::known(*with, origin.clone()),
                ),
            };
        }
        if let [Piece::Choice(choice)] = value.pieces() {
            let alternatives = choice.alternatives.iter().map(|one| Alternative {
                when: one.when.clone(),
                value: self.on(&one.value, origin),
            });
            let choice = Choice {
                condition: choice.condition.clone(),
                alternatives: alternatives.collect(),
            };
            return Value::from_pieces(vec![Piece::Choice(Rc::new(choice))]);
        }
        if let Some(part) = self.within_known_end(value) {
            return part;
        }
        value.why_unknown().map_or_else(Value::empty, |unknown| Value::unknown((*unknown).clone()))
    }

    /// A part that lies in the known text at the beginning, or at the end, of a value that is unknown between.
    fn within_known_end(&self, value: &Value) -> Option<Value> {
        let Self::Part { start, length } = *self else { return None };
        let is_text = |piece: &&Piece| matches!(piece, Piece::Text { .. });
        let pieces = value.pieces();
        let first: Vec<Piece> = pieces.iter().take_while(is_text).cloned().collect();
        let mut last: Vec<Piece> = pieces.iter().rev().take_while(is_text).cloned().collect();
        last.reverse();
        let (end, needed) = match (start >= 0, length) {
            (true, Some(length)) if length >= 0 => (first, start.saturating_add(length)),
            (false, _) => (last, start.saturating_neg()),
            _ => return None,
        };
        let end = Value::from_pieces(end);
        let text = end.text()?.into_owned();
        let units = i64::try_from(text.encode_utf16().count()).ok()?;
        (units >= needed).then(|| part(&end, &text, start, length))
    }
}

/// Decimal, octal or hexadecimal, with a sign; an empty text is 0.
fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = match digits {
        "" if text.is_empty() => 0,
        "" => return None,
        _ => {
            let lower = digits.to_ascii_lowercase();
            if let Some(hex) = lower.strip_prefix("0x") {
                i64::from_str_radix(hex, 16).ok()?
            } else if lower.len() > 1 && lower.starts_with('0') {
                i64::from_str_radix(&lower, 8).ok()?
            } else {
                lower.parse().ok()?
            }
        }
    };
    Some(if negative { -number } else { number })
}

/// Counts in UTF-16 units, as cmd does.
fn part(value: &Value, text: &str, start: i64, length: Option<i64>) -> Value {
    let units = i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX);
    let from = if start < 0 { (units + start).max(0) } else { start.min(units) };
    let to = match length {
        None => units,
        Some(length) if length < 0 => units + length,
        Some(length) => from.saturating_add(length).min(units),
    };
    if to <= from {
        return Value::empty();
    }
    let (from, to) = (byte_of(text, from), byte_of(text, to));
    value.slice(from, to).unwrap_or_default()
}

fn byte_of(text: &str, unit: i64) -> usize {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += letter.len_utf16() as i64;
    }
    text.len()
}

fn replaced(value: &Value, text: &str, search: &str, from_start: bool, with: &Value) -> Value {
    let needle: Vec<char> = folded(search).chars().collect();
    let (source, with) = (Traced::of(value), Traced::of(with));
    let mut out = Traced::default();
    let (mut at, mut kept) = (0, 0);
    while at < text.len() {
        let Some(length) = matching(&text[at..], &needle) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if !from_start {
            out.push_part(&source, kept..at);
        }
        out.append(&with);
        at += length;
        kept = at;
        if from_start {
            break;
        }
    }
    out.push_part(&source, kept..text.len());
    out.to_value()
}

/// How many bytes at the start of the text match, whatever the case.
fn matching(text: &str, needle: &[char]) -> Option<usize> {
    let mut letters = text.char_indices();
    for wanted in needle {
        let (_, letter) = letters.next()?;
        let same = match letter.is_ascii() && wanted.is_ascii() {
            true => letter.eq_ignore_ascii_case(wanted),
            false => folded(letter.encode_utf8(&mut [0; 4])).starts_with(*wanted),
        };
        if !same {
            return None;
        }
    }
    Some(letters.next().map_or(text.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_replacements() {
        let origin = Origin::Default("test".into());
        for (text, specification, expected) in [
            ("qwerty", "~0,1", Some("q")),
            ("qwerty", "~2,2", Some("er")),
            ("qwerty", "~-2,3", Some("ty")),
            ("qwerty", "~-2,1", Some("t")),
            ("qwerty", "~2,-1", Some("ert")),
            ("qwerty", "~2,-3", Some("e")),
            ("qwerty", "~-2,-4", Some("")),
            ("qwerty", "~-3,-2", Some("r")),
            ("qwerty", "~4,4", Some("ty")),
            ("qwerty", "~0x1,02", Some("we")),
            ("qwerty", "~a", None),
            ("qwertyQWERTY", "qw=az", Some("azertyazERTY")),
            ("qwertyQWERTY", "qw=", Some("ertyERTY")),
            ("qwertyQWERTY", "*TY==_", Some("=_QWERTY")),
            ("qwertyQWERTY", "*TY=", Some("QWERTY")),
            ("qwerty", "x=y", Some("qwerty")),
            ("qwerty", "plain", None),
            ("a;;b", ";;=;", Some("a;b")),
        ] {
            let value = Value::known(text, origin.clone());
            let changed = modified(&value, specification, &origin);
            let changed = changed.map(|changed| changed.text().to_owned());
            assert_eq!(changed.as_deref(), expected, "{specification}");
        }
    }
}
