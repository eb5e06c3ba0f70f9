//! Bare words and parameters (`ScanGenericToken`, `ScanParameter`).

use super::Parser;
use super::characters::{
    byte_is_plain_in_word, ends_word, is_blank, is_double_quote, is_single_quote,
};
use super::keywords::operator;
use super::token::{Kind, Mode, Token};

impl Parser<'_> {
    /// The rest of a bare word; `pos` stands somewhere inside it.
    pub(super) fn generic(&mut self) -> Token {
        if self.pos == self.start
            && let Some(c) = self.here()
            && ends_word(Some(c))
        {
            self.bump(c);
        }
        // What stands before `pos` may be a `$` or a quote that was read as something else at first.
        let head = &self.bytes[self.start..self.pos];
        let mut plain = head.iter().all(|&byte| byte_is_plain_in_word(byte));
        loop {
            self.take_bytes(byte_is_plain_in_word);
            let Some(c) = self.here() else { break };
            match c {
                c if ends_word(Some(c)) => break,
                '`' => self.skip_escape(),
                '$' => self.skip_dollar(),
                c if is_single_quote(c) => _ = self.skip_single_quoted(),
                c if is_double_quote(c) => _ = self.skip_double_quoted(),
                c => self.bump(c),
            }
            plain = false;
        }
        self.text_token(Kind::Generic, plain)
    }

    /// A backtick and what it escapes.
    pub(super) fn skip_escape(&mut self) {
        self.pos += 1;
        if let Some(c) = self.here() {
            self.bump(c);
        }
        let code = !self.desktop && self.byte(self.pos - 1) == b'u';
        if code && self.byte(self.pos) == b'{' {
            self.pos += 1;
            self.take_bytes(|byte| byte.is_ascii_hexdigit());
            if self.byte(self.pos) == b'}' {
                self.pos += 1;
            }
        }
    }

    /// From the dash on; a dash operator in expression mode.
    pub(super) fn parameter(&mut self, dash: usize) -> Token {
        self.pos += dash;
        let name = self.pos;
        loop {
            self.take_bytes(|byte| byte.is_ascii_alphabetic());
            let Some(c) = self.here() else { break };
            match c {
                '{' | '}' | '(' | ')' | ';' | ',' | '|' | '&' | '.' | '[' => break,
                '\r' | '\n' | '\0' => break,
                ':' if self.in_command() => {
                    self.pos += 1;
                    return self.token(Kind::Parameter(true));
                }
                ':' => break,
                c if is_blank(c) => break,
                c if is_single_quote(c) || is_double_quote(c) => {
                    if self.in_command() {
                        return self.generic();
                    }
                    break;
                }
                c if self.in_command() => self.bump(c),
                _ => break,
            }
        }
        if self.mode == Mode::Expression
            && let Some(kind) = operator(&self.bytes[name..self.pos])
        {
            return self.token(kind);
        }
        if self.pos == name {
            return self.token(Kind::Minus);
        }
        self.token(Kind::Parameter(false))
    }
}
