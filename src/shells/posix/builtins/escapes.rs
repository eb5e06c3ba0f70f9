//! The backslashes that `echo` and `printf` follow; they are not those of `$'…'`.

use std::iter::Peekable;
use std::str::Chars;

use crate::shells::posix::dialect::Dialect;

/// Who reads the backslashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// `echo` and `printf %b`: octal digits stand behind `\0`.
    Argument,
    /// The format of `printf`: one to three octal digits.
    Format,
}

/// The text with its escapes done; `None` where the shells differ in a way envsim does not follow.
///
/// POSIX echo and printf, bash(1) `echo -e`, zshbuiltins(1) echo; measured with bash 5.2, zsh 5.9, dash 0.5.12.
pub(super) fn escaped(text: &str, reader: Reader, dialect: Dialect) -> Option<String> {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            None => out.push('\\'),
            Some(escape) => one(escape, &mut letters, reader, dialect, &mut out)?,
        }
    }
    Some(out)
}

fn one(
    escape: char,
    letters: &mut Peekable<Chars<'_>>,
    reader: Reader,
    dialect: Dialect,
    out: &mut String,
) -> Option<()> {
    let plain = match escape {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '\\' => '\\',
        'e' | 'E' if !dialect.is_dash() => '\x1b',
        'x' if !dialect.is_dash() => number(letters, 16, 2, 0)?,
        '0' if reader == Reader::Argument => number(letters, 8, 3, 0)?,
        '0'..='7' if reader == Reader::Format => number(letters, 8, 2, escape.to_digit(8)?)?,
        '1'..='7' | 'c' | 'u' | 'U' | '"' | '\'' | '?' => return None,
        _ => {
            out.push('\\');
            escape
        }
    };
    out.push(plain);
    Some(())
}

/// A code of plain ASCII; a NUL byte and what lies beyond depend on shell and locale.
fn number(letters: &mut Peekable<Chars<'_>>, base: u32, most: u32, first: u32) -> Option<char> {
    let mut value = first;
    for _ in 0..most {
        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(base)) else { break };
        value = value * base + digit;
        letters.next();
    }
    char::from_u32(value).filter(|code| code.is_ascii() && *code != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_digits_are_counted_by_their_reader() {
        for (text, reader, expected) in [
            ("a\\", Reader::Argument, Some("a\\")),
            ("\\0101", Reader::Argument, Some("A")),
            ("\\1011", Reader::Format, Some("A1")),
            ("\\q\\t", Reader::Format, Some("\\q\t")),
            ("\\0", Reader::Argument, None),
            ("\\x41", Reader::Argument, Some("A")),
        ] {
            assert_eq!(escaped(text, reader, Dialect::BASH).as_deref(), expected, "{text}");
        }
        assert_eq!(escaped("\\x41", Reader::Format, Dialect::DASH).as_deref(), Some("\\x41"));
    }
}
