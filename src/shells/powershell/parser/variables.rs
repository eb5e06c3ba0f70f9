//! Variables as tokens and as nodes (`ScanVariable`).

use super::super::syntax::{Expression, ExpressionKind, VariableName};
use super::Parser;
use super::characters::{
    byte_follows_variable, ends_word, is_double_quote, is_unicode_word, starts_variable,
};
use super::token::{Kind, Token};

impl Parser<'_> {
    pub(super) fn variable(&mut self, splatted: bool) -> Token {
        self.pos += 1;
        let kind = if splatted { Kind::Splat } else { Kind::Variable };
        match self.here() {
            Some('{') if !splatted => {
                self.skip_braced_name(false);
                let next = self.here();
                if self.in_command() && !ends_word(next) && !matches!(next, Some('.' | '[')) {
                    return self.word_again();
                }
            }
            Some(c @ ('$' | '?' | '^')) => {
                self.bump(c);
                if self.in_command() && !ends_word(self.here()) {
                    return self.word_again();
                }
            }
            Some(c) if starts_variable(c) => {
                self.skip_plain_name();
                let next = self.here();
                if self.in_command() && !ends_word(next) && !self.ends_variable() {
                    return self.word_again();
                }
            }
            _ => return self.generic(),
        }
        self.check_variable(self.start, self.pos);
        self.token(kind)
    }

    /// `.`, `[`, `=` and `::` end a variable in command mode; anything else makes it a word.
    fn ends_variable(&self) -> bool {
        match self.byte(self.pos) {
            b'.' | b'[' | b'=' => true,
            b':' => self.byte(self.pos + 1) == b':',
            _ => false,
        }
    }

    fn word_again(&mut self) -> Token {
        self.pos = self.start;
        // A word of `$$$$` is looked at again behind each pair; its end stays where it was.
        let (from, end) = self.dollars;
        if self.start == from + 2 && self.start < end && self.bytes[from..].starts_with(b"$$") {
            self.pos = end;
            self.dollars = (self.start, end);
            return self.text_token(Kind::Generic, false);
        }
        let token = self.generic();
        self.dollars = (self.start, self.pos);
        token
    }

    /// The characters of a name without braces.
    fn skip_plain_name(&mut self) {
        if let Some(c) = self.here() {
            self.bump(c);
        }
        loop {
            self.take_bytes(byte_follows_variable);
            match self.here() {
                Some(':') if self.byte(self.pos + 1) != b':' => self.pos += 1,
                Some(c) if !c.is_ascii() && is_unicode_word(c) => self.bump(c),
                _ => return,
            }
        }
    }

    /// From `{` to behind `}`.
    fn skip_braced_name(&mut self, in_string: bool) {
        self.pos += 1;
        while let Some(c) = self.here() {
            self.bump(c);
            match c {
                '}' => return,
                '`' => {
                    if let Some(c) = self.here() {
                        self.bump(c);
                        self.skip_code_point(c);
                    }
                }
                c if in_string && is_double_quote(c) => {
                    if let Some(c) = self.here()
                        && is_double_quote(c)
                    {
                        self.bump(c);
                    }
                }
                _ => {}
            }
        }
    }

    /// Behind `` `u `` in braces, up to the `}` of its own; 5.1 has no such escape.
    fn skip_code_point(&mut self, escape: char) {
        if escape != 'u' || self.desktop || self.byte(self.pos) != b'{' {
            return;
        }
        let digits = self.text[self.pos + 1..].bytes().take_while(u8::is_ascii_hexdigit).count();
        if self.byte(self.pos + 1 + digits) == b'}' {
            self.pos += digits + 2;
        }
    }

    /// Whether a `$` here begins a variable inside a string.
    pub(super) fn dollar_names(&self) -> bool {
        self.char_at(self.pos + 1).is_some_and(|c| c == '{' || starts_variable(c))
    }

    /// A variable inside a string, from its `$`.
    pub(super) fn skip_variable(&mut self) {
        self.pos += 1;
        match self.here() {
            Some('{') => self.skip_braced_name(true),
            Some(c @ ('$' | '?' | '^')) => self.bump(c),
            _ => self.skip_plain_name(),
        }
    }

    /// Reports what is wrong with the variable at `start..end`.
    pub(super) fn check_variable(&mut self, start: usize, end: usize) {
        let text = &self.text[start + 1..end];
        let Some(inside) = text.strip_prefix('{') else {
            if first_colon_is_last(text) {
                let message = "the colon makes a drive or scope of the name; write `${name}:`";
                self.error(start, end, "InvalidVariableReferenceWithDrive", message);
            }
            return;
        };
        let Some(name) = inside.strip_suffix('}') else {
            let message = "the variable's closing brace is missing";
            return self.error(start, end, "IncompleteDollarVariableReference", message);
        };
        if name.is_empty() {
            self.error(start, end, "EmptyVariableReference", "the variable has no name");
        } else if first_colon_is_last(name) {
            let message = "the variable has a drive or scope and no name";
            self.error(start, end, "InvalidBracedVariableReference", message);
        }
        let opens =
            |(at, _): &(usize, &str)| !name[..*at].ends_with('`') && !name[..*at].ends_with("`u");
        if name.match_indices('{').any(|found| opens(&found)) {
            let message = "`{` in a variable's name needs a backtick";
            let id = "OpenBraceNeedsToBeBackTickedInVariableName";
            self.error(start, end, id, message);
        }
    }

    /// The name of the variable that stands at `start..end`, with its `$` or `@`.
    pub(super) fn variable_name(&self, start: usize, end: usize) -> VariableName {
        let braced = self.byte(start + 1) == b'{';
        if !braced {
            return VariableName { name: self.span(start + 1, end), braced };
        }
        let close = if self.byte(end - 1) == b'}' { end - 1 } else { end };
        VariableName { name: self.span(start + 2, close.max(start + 2)), braced }
    }

    pub(super) fn variable_node(&self, token: Token) -> Expression {
        let name = self.variable_name(token.start as usize, token.end as usize);
        Expression { span: self.token_span(token), kind: ExpressionKind::Variable(name) }
    }
}

fn first_colon_is_last(name: &str) -> bool {
    name.find(':').is_some_and(|at| at > 0 && at + 1 == name.len())
}
