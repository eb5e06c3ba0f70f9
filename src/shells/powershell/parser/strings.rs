//! Where strings end (`ScanStringLiteral`, `ScanStringExpandable`, here-strings).

use memchr::memchr2;

use super::Parser;
use super::characters::{is_blank, is_double_quote, is_single_quote};
use super::token::{Kind, Token};

impl Parser<'_> {
    pub(super) fn single_quoted(&mut self) -> Token {
        let plain = self.skip_single_quoted();
        self.text_token(Kind::Single, plain)
    }

    pub(super) fn double_quoted(&mut self) -> Token {
        let plain = self.skip_double_quoted();
        self.text_token(Kind::Double, plain)
    }

    fn unterminated(&mut self, start: usize) -> bool {
        let message = "the string is not closed";
        self.error(start, self.bytes.len(), "TerminatorExpectedAtEndOfString", message);
        self.pos = self.bytes.len();
        false
    }

    /// Consumes a closing quote; a doubled one is text.
    fn closes(&mut self, quote: char, test: fn(char) -> bool) -> bool {
        self.bump(quote);
        match self.here() {
            Some(c) if test(c) => {
                self.bump(c);
                false
            }
            _ => true,
        }
    }

    /// To behind the closing quote; whether no quote inside was doubled.
    pub(super) fn skip_single_quoted(&mut self) -> bool {
        let start = self.pos;
        let mut plain = true;
        if let Some(c) = self.here() {
            self.bump(c);
        }
        loop {
            let rest = &self.bytes[self.pos..];
            let Some(at) = memchr2(b'\'', 0xe2, rest) else {
                return self.unterminated(start);
            };
            self.pos += at;
            match self.here() {
                Some(c) if is_single_quote(c) => {
                    if self.closes(c, is_single_quote) {
                        return plain;
                    }
                    plain = false;
                }
                Some(c) => self.bump(c),
                None => return self.unterminated(start),
            }
        }
    }

    /// To behind the closing quote; whether nothing inside is escaped, doubled or filled in.
    pub(super) fn skip_double_quoted(&mut self) -> bool {
        let start = self.pos;
        let mut plain = true;
        if let Some(c) = self.here() {
            self.bump(c);
        }
        loop {
            self.take_bytes(|byte| !matches!(byte, b'"' | b'`' | b'$' | 0xe2));
            match self.here() {
                Some('$') => {
                    plain = false;
                    self.skip_dollar();
                }
                Some('`') => {
                    plain = false;
                    self.skip_escape();
                }
                Some(c) if is_double_quote(c) => {
                    if self.closes(c, is_double_quote) {
                        return plain;
                    }
                    plain = false;
                }
                Some(c) => self.bump(c),
                None => return self.unterminated(start),
            }
        }
    }

    /// A `$` in an expandable string and what belongs to it.
    pub(super) fn skip_dollar(&mut self) {
        if self.byte(self.pos + 1) == b'(' {
            self.pos = self.subexpression_end(self.pos).unwrap_or(self.bytes.len());
        } else if self.dollar_names() {
            self.skip_variable();
        } else {
            self.pos += 1;
        }
    }

    /// Behind the parenthesis that closes `$(` at `start`: they are counted, quotes or not.
    pub(super) fn subexpression_end(&self, start: usize) -> Option<usize> {
        let inside = start + 2;
        let mut open = 1_u32;
        for at in memchr::memchr2_iter(b'(', b')', self.bytes.get(inside..)?) {
            if self.bytes[inside + at] == b'(' {
                open += 1;
                continue;
            }
            open -= 1;
            if open == 0 {
                return Some(inside + at + 1);
            }
        }
        None
    }

    /// A here-string; `quote` follows the `@`.
    pub(super) fn here_string(&mut self, quote: char, expands: bool) -> Token {
        let kind = if expands { Kind::DoubleHere } else { Kind::SingleHere };
        self.pos += 1 + quote.len_utf8();
        if self.here_header() {
            self.here_body(expands);
        }
        self.token(kind)
    }

    fn here_header(&mut self) -> bool {
        self.skip_blanks();
        match self.here() {
            Some('\n' | '\r') => true,
            None => {
                self.unterminated(self.start);
                false
            }
            Some(_) => {
                let message = "nothing may follow the opening of a here-string on its line";
                let id = "UnexpectedCharactersAfterHereStringHeader";
                self.error(self.pos, self.pos + 1, id, message);
                let quote = self.byte(self.start + 1);
                while let Some(c) = self.here() {
                    if c == '\r' || c == '\n' {
                        break;
                    }
                    self.bump(c);
                    if c == char::from(quote) && self.byte(self.pos) == b'@' {
                        self.pos += 1;
                        break;
                    }
                }
                false
            }
        }
    }

    fn here_body(&mut self, expands: bool) {
        let test = if expands { is_double_quote } else { is_single_quote };
        let mut false_end = None;
        loop {
            match self.byte(self.pos) {
                b'\n' | b'\r' => {
                    let both = self.byte(self.pos) == b'\r' && self.byte(self.pos + 1) == b'\n';
                    self.pos += if both { 2 } else { 1 };
                    if self.here_end(test, &mut false_end) {
                        return;
                    }
                }
                b'$' if expands => self.skip_dollar(),
                b'`' if expands => self.skip_escape(),
                0 if self.pos >= self.bytes.len() => return self.unended_here(false_end),
                _ => {
                    self.pos += 1;
                    self.take_bytes(|byte| !matches!(byte, b'\n' | b'\r' | b'$' | b'`'));
                }
            }
        }
    }

    /// Whether the closing mark stands at the start of this line.
    fn here_end(&mut self, test: fn(char) -> bool, false_end: &mut Option<usize>) -> bool {
        let closes = |parser: &Self, at: usize| {
            let quote = parser.char_at(at).filter(|&c| test(c))?;
            let behind = at + quote.len_utf8();
            (parser.byte(behind) == b'@').then_some(behind + 1)
        };
        if let Some(end) = closes(self, self.pos) {
            self.pos = end;
            return true;
        }
        if self.here_is(is_blank) {
            self.skip_blanks();
            if false_end.is_none() && closes(self, self.pos).is_some() {
                *false_end = Some(self.pos);
            }
        }
        false
    }

    fn unended_here(&mut self, false_end: Option<usize>) {
        match false_end {
            None => _ = self.unterminated(self.start),
            Some(at) => {
                let message = "blanks before the closing of a here-string make it text";
                self.error(at, at + 1, "WhitespaceBeforeHereStringFooter", message);
            }
        }
    }
}
