//! Words and quoting (POSIX 2.2, bash(1) QUOTING, zshmisc(1) QUOTING).

use super::scan::ends_word;
use super::{Parsed, Parser, push};
use crate::shells::posix::syntax::{Part, Word};
use crate::text::Span;

/// Where a word stands, which decides what ends it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A command word: `(` after it makes a function.
    Command,
    /// An argument, an assigned value or a pattern.
    Argument,
    /// An argument that bash reads as an assignment and takes as a text: behind `eval`.
    Evaluated,
    /// An operand of `[[ ]]`.
    Condition,
    /// The right side of `=~`.
    Regex,
}

impl Parser<'_> {
    /// One word; empty if none is here.
    pub(super) fn word(&mut self, context: Context) -> Parsed<Word> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut open = 0u32;
        while let Some(byte) = self.peek() {
            if byte == b'(' && (open > 0 || self.opens_group(context, start)) {
                let named =
                    context == Context::Evaluated && self.text.as_bytes()[self.at - 1] == b'=';
                self.extended |= open == 0
                    && self.dialect.is_bash()
                    && !named
                    && matches!(context, Context::Argument | Context::Evaluated);
                open += 1;
                self.text_of(&mut parts, 1);
            } else if byte == b')' && open > 0 {
                open -= 1;
                self.text_of(&mut parts, 1);
            } else if open > 0 && byte == b'\n' && !self.dialect.is_bash() {
                return Err(self.broken("`)` is missing"));
            } else if byte == b'|' && context == Context::Regex && self.dialect.is_bash() {
                // bash takes every bar into the expression (parse.y, PST_REGEXP).
                self.text_of(&mut parts, 1);
            } else if byte == b'=' && self.at == start && self.is_file_process(context) {
                self.process_body(&mut parts)?;
            } else if let Some(len) = self.number_range() {
                self.text_of(&mut parts, len);
            } else if ends_word(byte) && (open == 0 || self.is_process(byte)) {
                if !self.process(&mut parts, start, context)? {
                    break;
                }
            } else if byte == b'}' && self.dialect.is_zsh() && self.closes_brace(start) {
                break;
            } else {
                self.part(&mut parts)?;
            }
        }
        if open > 0 {
            self.at = start;
            return Err(self.broken("`)` is missing"));
        }
        Ok(Word { parts, span: Span::new(start, self.at) })
    }

    /// A word that must be there: whoever reads words in a loop gets on with each.
    pub(super) fn some_word(&mut self, context: Context) -> Parsed<Word> {
        let start = self.at;
        let word = self.word(context)?;
        if word.parts.is_empty() || self.at == start { Err(self.unexpected()) } else { Ok(word) }
    }

    /// Length of zsh's `<1-9>`, a range of numbers (zshexpn(1), "Glob Operators").
    pub(super) fn number_range(&self) -> Option<usize> {
        if !self.dialect.is_zsh() || self.peek() != Some(b'<') {
            return None;
        }
        let bytes = &self.text.as_bytes()[self.at + 1..];
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit());
        let dash = digits(0).count();
        let rest = bytes.get(dash).filter(|&&byte| byte == b'-').map(|_| dash + 1)?;
        let end = rest + digits(rest).count();
        (bytes.get(end) == Some(&b'>')).then_some(end + 2)
    }

    pub(super) fn is_process(&self, byte: u8) -> bool {
        matches!(byte, b'<' | b'>') && self.peek_at(1) == Some(b'(')
    }

    /// zsh ends a word at a last brace that the word itself did not open (lex.c, "hack to get {foo}").
    fn closes_brace(&self, start: usize) -> bool {
        if !self.peek_at(1).is_none_or(ends_word) {
            return false;
        }
        let word = &self.text.as_bytes()[start..self.at];
        let opened = word.iter().filter(|&&byte| byte == b'{').count();
        let closed = word.iter().filter(|&&byte| byte == b'}').count();
        opened <= closed
    }

    /// Whether a parenthesis here belongs to a pattern.
    fn opens_group(&self, context: Context, start: usize) -> bool {
        let previous = (self.at > start).then(|| self.text.as_bytes()[self.at - 1]);
        match context {
            Context::Regex => true,
            Context::Command => false,
            _ if self.dialect.is_zsh() => {
                context == Context::Condition || self.peek_at(1) != Some(b')')
            }
            Context::Evaluated if previous == Some(b'=') => true,
            _ if self.dialect.is_bash() => {
                matches!(previous, Some(b'?' | b'*' | b'+' | b'@' | b'!'))
            }
            _ => false,
        }
    }

    /// `<( … )`, `>( … )` and zsh's `=( … )`; false where there is none.
    fn process(&mut self, parts: &mut Vec<Part>, start: usize, context: Context) -> Parsed<bool> {
        let angle = matches!(self.peek(), Some(b'<' | b'>')) && self.peek_at(1) == Some(b'(');
        if !angle || self.dialect.is_dash() || context == Context::Command && self.at == start {
            return Ok(false);
        }
        self.process_body(parts)?;
        Ok(true)
    }

    /// Whether zsh's `=( … )` stands here.
    fn is_file_process(&self, context: Context) -> bool {
        self.dialect.is_zsh() && context == Context::Argument && self.peek_at(1) == Some(b'(')
    }

    fn process_body(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        let from = self.at;
        self.at += 2;
        let body = self.body(&[")"])?;
        self.expect(")")?;
        parts.push(Part::Process(body, Span::new(from, self.at)));
        Ok(())
    }

    /// One part of an unquoted word.
    fn part(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        match self.peek() {
            Some(b'\\') => self.escape(parts),
            Some(b'\'') => {
                let span = self.single()?;
                push(parts, Part::Single(span));
            }
            Some(b'"') => {
                self.at += 1;
                let inner = self.quoted_parts(Some(b'"'))?;
                push(parts, Part::Double(inner));
            }
            Some(b'`') => parts.push(self.backquoted()?),
            Some(b'$') => self.dollar(parts, false)?,
            _ => self.plain(parts),
        }
        Ok(())
    }

    /// A run of text up to the next special byte.
    fn plain(&mut self, parts: &mut Vec<Part>) {
        let stop = |&byte: &u8| {
            ends_word(byte) || matches!(byte, b'\\' | b'\'' | b'"' | b'`' | b'$' | b'}')
        };
        let bytes = &self.text.as_bytes()[self.at..];
        let len = bytes.iter().position(stop).unwrap_or(bytes.len()).max(1);
        self.text_of(parts, len);
    }

    /// Adds `len` bytes of text, widened to whole characters, to the part before if it is text too.
    pub(super) fn text_of(&mut self, parts: &mut Vec<Part>, len: usize) {
        let mut end = (self.at + len).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let span = Span::new(self.at, end);
        match parts.last_mut() {
            Some(Part::Text(last)) if last.end == span.start => last.end = span.end,
            _ => push(parts, Part::Text(span)),
        }
        self.at = end;
    }

    fn escape(&mut self, parts: &mut Vec<Part>) {
        match self.text[self.at + 1..].chars().next() {
            Some('\n') => self.at += 2,
            Some(letter) => {
                let from = self.at + 1;
                self.at = from + letter.len_utf8();
                parts.push(Part::Escaped(Span::new(from, self.at)));
            }
            // zsh drops one that nothing follows.
            None if self.dialect.is_zsh() => self.at += 1,
            None => self.text_of(parts, 1),
        }
    }

    /// The text between single quotes.
    pub(super) fn single(&mut self) -> Parsed<Span> {
        let from = self.at + 1;
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        match memchr::memchr(b'\'', rest) {
            Some(len) => {
                self.at = from + len + 1;
                Ok(Span::new(from, from + len))
            }
            None => Err(self.broken("the single quote is never closed")),
        }
    }

    /// The text of `$'…'`, where a backslash escapes the quote.
    pub(super) fn ansi(&mut self) -> Parsed<Span> {
        let from = self.at + 2;
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'\'' => {
                    self.at = at + 1;
                    return Ok(Span::new(from, at));
                }
                _ => at += 1,
            }
        }
        Err(self.broken("`$'` is never closed"))
    }

    /// The text between backquotes, to be parsed when it is run.
    pub(super) fn backquoted(&mut self) -> Parsed<Part> {
        let from = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 2,
                b'`' => {
                    self.at = at + 1;
                    return Ok(Part::Backquoted(Span::new(from, at)));
                }
                _ => at += 1,
            }
        }
        Err(self.broken("the backquote is never closed"))
    }

    /// What stands inside double quotes up to the closing one, which is consumed; without one, to the end.
    pub(super) fn quoted_parts(&mut self, close: Option<u8>) -> Parsed<Vec<Part>> {
        let opened = self.at;
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None if close.is_some() => {
                    self.at = opened;
                    return Err(self.broken("the double quote is never closed"));
                }
                None => return Ok(parts),
                byte if byte == close => {
                    self.at += 1;
                    return Ok(parts);
                }
                Some(b'\\') => self.quoted_escape(&mut parts, close),
                Some(b'$') => self.dollar(&mut parts, true)?,
                Some(b'`') => parts.push(self.backquoted()?),
                Some(_) => self.quoted_plain(&mut parts),
            }
        }
    }

    fn quoted_plain(&mut self, parts: &mut Vec<Part>) {
        let bytes = &self.text.as_bytes()[self.at..];
        let len = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'$' | b'`'));
        self.text_of(parts, len.unwrap_or(bytes.len()).max(1));
    }

    /// Inside double quotes a backslash escapes only what would be special there.
    pub(super) fn quoted_escape(&mut self, parts: &mut Vec<Part>, close: Option<u8>) {
        match self.peek_at(1) {
            Some(b'\n') => self.at += 2,
            Some(byte) if matches!(byte, b'$' | b'`' | b'\\') || Some(byte) == close => {
                parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 2)));
                self.at += 2;
            }
            Some(b'}') if close == Some(b'}') => {
                parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 2)));
                self.at += 2;
            }
            _ => self.text_of(parts, 1),
        }
    }
}
