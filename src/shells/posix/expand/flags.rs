//! zsh's flags that take texts apart and quotes away: `Q`, `z`, `s`, `p`, `V`, `q-` (zshexpn(1), "Parameter
//! Expansion Flags"), and the operators that take two arrays.

use std::cmp::Ordering;

use super::ansi;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::Slot;
use crate::shells::posix::syntax::{Parameter, Word};
use crate::text::Span;
use crate::value::Value;

/// Which empty pieces of a split text stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    None,
    /// One at the beginning, one at the end.
    Ends,
    All,
}

impl Empty {
    /// Whether the empty piece at that place stays, where `last` is the last place.
    pub(super) fn holds(self, at: usize, last: usize) -> bool {
        match self {
            Self::None => false,
            Self::Ends => last > 0 && (at == 0 || at == last),
            Self::All => true,
        }
    }
}

/// Splits at a text of any length.
pub(super) fn split_at(found: &Found, separator: &str, keeps: Empty, apart: bool) -> Option<Found> {
    let mut pieces = Vec::new();
    for value in &found.values {
        let text = value.text()?;
        let last = text.matches(separator).count();
        let mut at = 0;
        for (place, piece) in text.split(separator).enumerate() {
            if keeps.holds(place, last) || !piece.is_empty() {
                pieces.push(value.slice(at, at + piece.len()).unwrap_or_default());
            }
            at += piece.len() + separator.len();
        }
    }
    Some(Found::list(pieces, apart))
}

/// Joins with a text of any length.
pub(super) fn joined_with(found: Found, separator: &Value) -> Found {
    let mut whole = Value::empty();
    for (at, value) in found.values.into_iter().enumerate() {
        if at > 0 {
            whole.append(separator.clone());
        }
        whole.append(value);
    }
    Found::one(whole)
}

/// One level of quotes taken away; `None` where they do not end.
pub(super) fn unquoted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        rest = match letter {
            '\\' => {
                let next = after.chars().next()?;
                out.push(next);
                &after[next.len_utf8()..]
            }
            '\'' => {
                let (inside, behind) = after.split_once('\'')?;
                out.push_str(inside);
                behind
            }
            '"' => double(after, &mut out)?,
            '$' if after.starts_with('\'') => {
                let end = ansi_end(&after[1..])?;
                out.push_str(&ansi(&after[1..=end], true));
                &after[end + 2..]
            }
            '$' | '`' => return None,
            _ => {
                out.push(letter);
                after
            }
        };
    }
    Some(out)
}

fn double<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some(&text[at + 1..]),
            '\\' => match letters.next()?.1 {
                next @ ('"' | '\\' | '$' | '`') => out.push(next),
                next => out.extend(['\\', next]),
            },
            '$' | '`' => return None,
            _ => out.push(letter),
        }
    }
    None
}

fn ansi_end(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '\'' => return Some(at),
            _ => {}
        }
    }
    None
}

/// `z`: the words of a command line as they are written; `None` where the line holds what begins lists of its own.
pub(super) fn shell_words(text: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(taken(&mut word)),
            '\n' => {
                words.extend(taken(&mut word));
                words.push(";".to_owned());
            }
            ';' | '|' | '&' => {
                words.extend(taken(&mut word));
                let mut sign = String::from(letter);
                while letters.peek() == Some(&letter) && sign.len() < 2 {
                    sign.extend(letters.next());
                }
                words.push(sign);
            }
            '\\' => {
                word.push(letter);
                word.push(letters.next()?);
            }
            '\'' | '"' => {
                word.push(letter);
                loop {
                    let next = letters.next()?;
                    word.push(next);
                    match next {
                        _ if next == letter => break,
                        '\\' if letter == '"' => word.push(letters.next()?),
                        '$' | '`' if letter == '"' => return None,
                        _ => {}
                    }
                }
            }
            '(' | ')' | '<' | '>' | '{' | '}' | '`' | '#' | '!' => return None,
            '$' if matches!(letters.peek(), Some('(' | '{' | '[' | '\'' | '"')) => return None,
            _ => word.push(letter),
        }
    }
    words.extend(taken(&mut word));
    Some(words)
}

fn taken(word: &mut String) -> Option<String> {
    (!word.is_empty()).then(|| std::mem::take(word))
}

/// `V`: control characters made visible.
pub(super) fn visible(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\x7f' => out.push_str("^?"),
            _ if letter.is_ascii_control() => out.extend(['^', char::from(letter as u8 + 64)]),
            _ if letter.is_ascii() => out.push(letter),
            _ => return None,
        }
    }
    Some(out)
}

/// `q-`: single quotes where quotes are needed at all.
pub(super) fn least_quoted(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./,:+@%".contains(&byte);
    match text {
        "" => Some("''".to_owned()),
        _ if text.bytes().all(plain) => Some(text.to_owned()),
        _ if text.contains('\'') || !text.is_ascii() || text.contains(|c: char| c.is_control()) => {
            None
        }
        _ => Some(format!("'{text}'")),
    }
}

/// The order of texts in which numbers count as such (sort.c, `eltpcmp`).
pub(super) fn by_numbers(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let (Some(one), Some(other)) = (left.first(), right.first()) {
        if one.is_ascii_digit() && other.is_ascii_digit() {
            let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (ours, theirs) = (digits(left), digits(right));
            let number = |text: &[u8], len: usize| {
                let zeros = text[..len].iter().take_while(|byte| **byte == b'0').count();
                text[zeros..len].to_vec()
            };
            let (first, second) = (number(left, ours), number(right, theirs));
            let order = first.len().cmp(&second.len()).then(first.cmp(&second));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (&left[ours..], &right[theirs..]);
            continue;
        }
        if one != other {
            return one.cmp(other);
        }
        (left, right) = (&left[1..], &right[1..]);
    }
    left.len().cmp(&right.len())
}

impl Evaluator<'_> {
    /// `p`: the argument of a flag, with escapes and `$name` in it.
    pub(super) fn print_argument(&self, text: &str) -> Option<String> {
        if let Some(name) = text.strip_prefix('$') {
            let value = self.state.value(name)?;
            return value.text().map(|text| text.into_owned());
        }
        Some(ansi(text, true))
    }

    /// `${a:|b}` without what is in b, `${a:*b}` only that, `${a:^b}` in turns (zshexpn(1)).
    pub(super) fn combined(
        &mut self,
        sign: &str,
        word: &Word,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let span = parameter.span;
        let Some(name) = self.single(word)?.text().map(|text| text.into_owned()) else {
            return self.unfollowed(span);
        };
        let other = self.state.variable(&name);
        if other.is_some_and(|variable| variable.maybe_unset) {
            return self.unfollowed(span);
        }
        let others: Vec<Value> = match other.map(|variable| &variable.slot) {
            Some(Slot::Array(elements)) => elements.values().cloned().collect(),
            Some(Slot::Scalar(text)) if sign.starts_with('^') => vec![text.clone()],
            Some(Slot::Map(_)) if sign.starts_with('^') => return self.unfollowed(span),
            // What is no array has nothing in it (zsh 5.9 Src/subst.c, `paramsubst`).
            _ if sign == "*" && found.list => return Ok(Found { values: Vec::new(), ..found }),
            _ if sign == "*" => return Ok(Found::one(Value::empty())),
            _ => return Ok(found),
        };
        let known = found.values.iter().chain(&others).all(Value::is_known);
        if !known {
            return self.unfollowed(span);
        }
        self.handles(found.values.len() + others.len());
        // The longer one decides: of two of which one is empty the other is left.
        if sign == "^^" && others.is_empty() {
            return Ok(found);
        }
        if sign == "^^" && found.list && found.values.is_empty() {
            return Ok(Found { values: others, ..found });
        }
        let inside = |one: &Value| others.iter().any(|other| other.same_text(one));
        let values: Vec<Value> = match sign {
            "|" => found.values.iter().filter(|one| !inside(one)).cloned().collect(),
            "*" => found.values.iter().filter(|one| inside(one)).cloned().collect(),
            _ => {
                let (ours, theirs) = (found.values.len(), others.len());
                let count = if sign == "^" { ours.min(theirs) } else { ours.max(theirs) };
                let count = if ours == 0 || theirs == 0 { 0 } else { count };
                let pair =
                    |at: usize| [found.values[at % ours].clone(), others[at % theirs].clone()];
                (0..count).flat_map(pair).collect()
            }
        };
        match (found.list, sign) {
            (true, _) => Ok(Found { values, ..found }),
            (false, "|" | "*") => Ok(Found::one(values.into_iter().next().unwrap_or_default())),
            (false, _) => Ok(Found::list(values, true)),
        }
    }

    /// Where a scalar's subscript with a search points to, counted from 1 (zshparam(1), "Subscript Flags").
    pub(super) fn place_in_text(&mut self, text: &str, key: &str) -> Option<i64> {
        let key = key.trim();
        let Some((flags, sought)) = key.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        else {
            return key.parse().ok();
        };
        let last = match flags {
            "r" | "i" => false,
            "R" | "I" => true,
            _ => return None,
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" _-./:=@,".contains(&byte);
        if sought.is_empty() || !sought.bytes().all(plain) {
            return None;
        }
        let at = if last { text.rfind(sought) } else { text.find(sought) };
        let count = |at: usize| text[..at].chars().count() as i64 + 1;
        Some(match at {
            Some(at) => count(at),
            None if last => 0,
            None => count(text.len()),
        })
    }

    /// `$text[(w)2]`: a word of a text.
    pub(super) fn word_of_text(&self, value: &Value, key: &str, span: Span) -> Option<Found> {
        let number: i64 = key.strip_prefix("(w)")?.parse().ok()?;
        let text = value.text()?;
        let mut words = Vec::new();
        let mut at = 0;
        for word in text.split([' ', '\t', '\n']) {
            if !word.is_empty() {
                words.push(value.slice(at, at + word.len()).unwrap_or_default());
            }
            at += word.len() + 1;
        }
        let count = words.len() as i64;
        let index = if number < 0 { count + number } else { number - 1 };
        let word = usize::try_from(index).ok().and_then(|index| words.get(index).cloned());
        // Beyond the ends zsh gives the first or the last.
        Some(Found::one(word.unwrap_or_else(|| self.unknown("is a word beyond the text", span))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_words_as_zsh_has_them() {
        assert_eq!(unquoted("a\\ b'c d'\"e\\\"f\"").as_deref(), Some("a bc de\"f"));
        assert_eq!(unquoted("$'a\\tb'x").as_deref(), Some("a\tbx"));
        let words = shell_words("a \"b c\" d; e|f && g\nh").map(|words| words.join(","));
        assert_eq!(words.as_deref(), Some("a,\"b c\",d,;,e,|,f,&&,g,;,h"));
        assert_eq!(by_numbers("b9", "b10"), Ordering::Less);
        assert_eq!(by_numbers("B2", "a1"), Ordering::Less);
        assert_eq!(visible("a\tb\x1b").as_deref(), Some("a\\tb^["));
        assert_eq!(least_quoted("a b").as_deref(), Some("'a b'"));
    }
}
