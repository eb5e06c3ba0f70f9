//! zsh's flags and modifiers of a parameter, by their length (zshexpn(1)).

use super::Parser;
use crate::text::Span;

impl Parser<'_> {
    /// One of zsh's modifiers, colon included; none is consumed where there is none.
    pub(super) fn modifier(&mut self) -> Option<Span> {
        let rest = self.rest().as_bytes();
        let from = self.at;
        let letter = *rest.get(1)?;
        let len = match (rest.first()?, letter) {
            (
                b':',
                b'h' | b't' | b'r' | b'e' | b'a' | b'A' | b'l' | b'u' | b'q' | b'Q' | b'c' | b'P',
            ) => {
                let count = rest[2..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let next = rest.get(2 + count);
                if next.is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                    return None;
                }
                2 + count
            }
            (b':', b's') => substitution_len(rest, 2)?,
            (b':', b'g') if rest.get(2) == Some(&b's') => substitution_len(rest, 3)?,
            _ => return None,
        };
        self.at += len;
        Some(Span::new(from, self.at))
    }

    /// zsh's flags; an argument may hold a parenthesis (zshexpn(1), "Parameter Expansion Flags").
    pub(super) fn flags(&mut self) -> Option<Span> {
        if !self.dialect.is_zsh() || self.peek() != Some(b'(') {
            return None;
        }
        let from = self.at + 1;
        let len = flags_len(self.text.get(from..)?)?;
        self.at = from + len + 1;
        Some(Span::new(from, from + len))
    }
}

/// Length of zsh's flags up to the parenthesis that closes them.
fn flags_len(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let flag = *text.as_bytes().get(at)?;
        at += match flag {
            b')' => return Some(at),
            b'g' | b'I' | b'j' | b's' | b'Z' | b'_' => 1 + flag_argument_len(&text[at + 1..]),
            b'l' | b'r' => 1 + padding_len(&text[at + 1..]),
            b'}' | b'\n' => return None,
            _ => text[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
}

/// Length of one argument with its delimiters; 0 where none stands.
fn flag_argument_len(text: &str) -> usize {
    let Some(open) = text.chars().next().filter(|&open| open != ')') else { return 0 };
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        other => other,
    };
    let body = open.len_utf8();
    text[body..].find(close).map_or(0, |len| body + len + close.len_utf8())
}

/// `l` and `r` take a number and up to two texts, all with the same delimiter.
fn padding_len(text: &str) -> usize {
    let Some(open) = text.chars().next() else { return 0 };
    let mut len = flag_argument_len(text);
    for _ in 0..2 {
        if len > 0 && text[len..].starts_with(open) {
            len += flag_argument_len(&text[len..]);
        }
    }
    len
}

/// Length of `:s/a/b/` whose separator stands at `at`.
fn substitution_len(rest: &[u8], at: usize) -> Option<usize> {
    let separator = *rest.get(at)?;
    let middle = at + 1 + rest.get(at + 1..)?.iter().position(|&byte| byte == separator)?;
    let tail = rest.get(middle + 1..)?;
    let end = tail.iter().position(|&byte| byte == separator || byte == b'}')?;
    Some(middle + 1 + end + usize::from(tail[end] == separator))
}
