//! The text between `$'` and `'` (bash(1) QUOTING, zshmisc(1) QUOTING).

use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// zsh gives up where the locale has no such character (zshmisc(1), QUOTING).
    pub(super) fn wide_text(&mut self, span: Span) -> Expanded<Value> {
        let set =
            |name: &str| self.state.value(name).filter(|value| value.is_empty() != Some(true));
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let locale = match &locale {
            None => Some("C".to_owned()),
            Some(value) => value.text().map(|text| text.to_ascii_lowercase()),
        };
        let text = ansi(span.of(self.source.text()), true);
        match locale.as_deref() {
            Some(name) if name.contains("utf-8") || name.contains("utf8") => {
                Ok(Value::known(text, self.origin(span)))
            }
            Some("c" | "posix") => {
                self.error("character not in range", "locale", span);
                Err(Stop::File)
            }
            _ => Ok(self.unknown("holds a character that the locale may not have", span)),
        }
    }
}

/// Whether `\u` or `\U` may name a character beyond ASCII.
pub(super) fn names_wide(text: &str) -> bool {
    let wide = |(at, sign): (usize, &str)| {
        let digits: String = text[at + sign.len()..]
            .chars()
            .take(if sign == "\\u" { 4 } else { 8 })
            .take_while(char::is_ascii_hexdigit)
            .collect();
        u32::from_str_radix(&digits, 16).is_ok_and(|number| number > 0x7f)
    };
    text.match_indices("\\u").chain(text.match_indices("\\U")).any(wide)
}

/// The escapes of `$'…'` (bash(1) QUOTING).
pub fn ansi(text: &str, zsh: bool) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let Some(escape) = letters.next() else { break };
        let simple = match escape {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\x07',
            'b' => '\x08',
            'e' | 'E' => '\x1b',
            'f' => '\x0c',
            'v' => '\x0b',
            '\\' | '\'' | '"' | '?' => escape,
            'c' if !zsh => match letters.next() {
                Some(letter) => char::from(letter.to_ascii_uppercase() as u8 & 0x1f),
                None => 'c',
            },
            'x' => digits(&mut letters, 16, 2, 0).unwrap_or('x'),
            'u' => digits(&mut letters, 16, 4, 0).unwrap_or('u'),
            'U' => digits(&mut letters, 16, 8, 0).unwrap_or('U'),
            '0'..='7' => digits(&mut letters, 8, 2, escape as u32 - 48).unwrap_or('\0'),
            _ => {
                if !zsh {
                    out.push('\\');
                }
                escape
            }
        };
        // bash ends the text there (lib/sh/strtrans.c, `ansicstr`).
        if simple == '\0' && !zsh {
            break;
        }
        out.push(simple);
    }
    out
}

fn digits(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    base: u32,
    most: u32,
    first: u32,
) -> Option<char> {
    let mut value = first;
    let mut count = 0;
    while count < most {
        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(base)) else { break };
        value = value.wrapping_mul(base).wrapping_add(digit);
        letters.next();
        count += 1;
    }
    if count == 0 && base == 16 { None } else { char::from_u32(value) }
}
