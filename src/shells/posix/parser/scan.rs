//! The smallest steps: bytes, blanks, comments, names and here-documents.

use nom::bytes::complete::{take_till, take_while1};
use nom::{IResult, error::Error};

use super::{Broken, Parser, Pending};
use crate::shells::posix::syntax::{Part, Word};
use crate::text::Span;

type Scan<'t> = IResult<&'t str, &'t str, Error<&'t str>>;

/// Decimal digits.
pub(super) fn digits(input: &str) -> Scan<'_> {
    take_while1(|c: char| c.is_ascii_digit())(input)
}

/// Length of the name at the start of a text (POSIX 3.235); 0 where there is none.
pub(in crate::shells::posix) fn name_len(input: &str) -> usize {
    let bytes = input.as_bytes();
    if bytes.first().is_none_or(u8::is_ascii_digit) {
        return 0;
    }
    bytes.iter().take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'_').count()
}

/// Whether a byte ends an unquoted word (POSIX 2.3).
pub(super) fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}

/// How many bytes of a text stand before a part of it.
fn text_before(whole: &str, part: &str) -> usize {
    whole.find(part).unwrap_or_default()
}

impl<'s> Parser<'s> {
    pub(super) fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.text.as_bytes()[self.at.min(self.text.len())..].starts_with(text.as_bytes())
    }

    /// Consumes the text if it is next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let there = self.starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    /// Length of the name at an offset; zsh takes letters of every script (zshparam(1), POSIX_IDENTIFIERS).
    pub(super) fn name_len_at(&self, at: usize) -> usize {
        let text = self.text.get(at..).unwrap_or_default();
        let plain = name_len(text);
        if !self.dialect.is_zsh() || text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
            return plain;
        }
        if text.as_bytes()[0].is_ascii_digit() {
            return 0;
        }
        text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
    }

    /// Tries a reading that may not fit; nothing is consumed where it does not. What was read in vain
    /// is counted, so that the attempts of a text together cost no more than reading it a few times.
    pub(super) fn attempt<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Broken>,
    ) -> Result<Option<T>, Broken> {
        if self.wasted > self.text.len() * 4 + (1 << 16) {
            return Err(self.broken("can be read in more ways than envsim tries"));
        }
        let (from, depth, waiting) = (self.at, self.depth, self.pending.len());
        let substituted = self.substituted;
        match read(self) {
            Ok(read) => Ok(Some(read)),
            Err(broken) => {
                self.wasted += self.at.max(broken.at).saturating_sub(from) + 1;
                (self.at, self.depth) = (from, depth);
                self.substituted = substituted;
                self.pending.truncate(waiting);
                Ok(None)
            }
        }
    }

    pub(super) fn broken(&self, message: &str) -> Broken {
        Broken { message: message.to_owned(), at: self.at, certain: false }
    }

    /// What the shell itself cannot read.
    pub(super) fn refused(&self, message: &str) -> Broken {
        Broken { certain: true, ..self.broken(message) }
    }

    pub(super) fn unexpected(&self) -> Broken {
        let message = match self.rest().split_whitespace().next() {
            Some(word) => format!("unexpected `{}`", word.chars().take(20).collect::<String>()),
            None => "unexpected end of file".to_owned(),
        };
        self.broken(&message)
    }

    /// Consumes the text or reports what is missing.
    pub(super) fn expect(&mut self, text: &str) -> Result<(), Broken> {
        if self.take(text) { Ok(()) } else { Err(self.broken(&format!("`{text}` is missing"))) }
    }

    /// Blanks and continued lines.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'#') => {
                    let comment: Scan<'_> = take_till(|c| c == '\n')(self.rest());
                    self.at += comment.map_or(0, |(_, comment)| comment.len());
                }
                _ => return,
            }
        }
    }

    /// Blanks and a comment; what comes next.
    pub(super) fn skip_blanks_and_comment(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.peek()
    }

    /// Blanks, comments and line ends.
    pub(super) fn skip_lines(&mut self) {
        while self.skip_blanks_and_comment() == Some(b'\n') {
            self.newline();
        }
    }

    /// A line end, and the here-documents that begin behind it.
    pub(super) fn newline(&mut self) {
        self.at += 1;
        for pending in std::mem::take(&mut self.pending) {
            self.document(&pending);
        }
    }

    fn document(&mut self, pending: &Pending) {
        let start = self.at;
        let mut end = self.text.len();
        let mut after = end;
        let mut at = start;
        while at < self.text.len() {
            let bytes = &self.text.as_bytes()[at..];
            let next = memchr::memchr(b'\n', bytes).map_or(self.text.len(), |len| at + len + 1);
            let line = self.text[at..next].trim_end_matches('\n');
            let line = if pending.strips_tabs { line.trim_start_matches('\t') } else { line };
            if line == pending.delimiter {
                (end, after) = (at, next);
                break;
            }
            // bash lets the end of `$(…)` stand right behind it (bash 5.2 make_cmd.c, `make_here_document`).
            let closed = line.strip_prefix(&*pending.delimiter).filter(|_| self.substituted);
            if closed.is_some_and(|rest| rest.starts_with(')')) && self.dialect.is_bash() {
                let tabs = text_before(&self.text[at..next], line);
                (end, after) = (at, at + tabs + pending.delimiter.len());
                break;
            }
            at = next;
        }
        let span = Span::new(start, end);
        let word = if pending.quoted {
            Word { parts: vec![Part::Single(span)], span }
        } else {
            self.document_word(span)
        };
        let _ = pending.document.set(word);
        self.at = after;
    }

    /// An unquoted here-document: like double quotes, but `"` is text.
    fn document_word(&mut self, span: Span) -> Word {
        let text = &self.text[..span.end as usize];
        let mut inner = Parser {
            text,
            at: span.start as usize,
            dialect: self.dialect,
            depth: self.depth,
            pending: Vec::new(),
            wasted: 0,
            extended: false,
            defined: Vec::new(),
            unpaired: false,
            document: true,
            substituted: false,
            spoilt: None,
        };
        let parts = inner.quoted_parts(None).unwrap_or_else(|broken| {
            // zsh reads what is in it with the line, the others when it is expanded.
            self.spoilt = self.spoilt.take().or(self.dialect.is_zsh().then_some(broken));
            vec![Part::Single(span)]
        });
        Word { parts, span }
    }

    /// Consumes a reserved word that stands alone.
    pub(super) fn take_reserved(&mut self, word: &str) -> bool {
        let there = self.at_reserved(word);
        if there {
            self.at += word.len();
        }
        there
    }

    pub(super) fn at_reserved(&self, word: &str) -> bool {
        if !self.starts_with(word) {
            return false;
        }
        match self.peek_at(word.len()) {
            None => true,
            // zsh: `{` needs no blank behind it; a closing brace may end a word anywhere.
            Some(_) if self.dialect.is_zsh() && matches!(word, "{" | "}") => true,
            Some(byte) => {
                ends_word(byte) || (byte == b'\\' && self.peek_at(word.len() + 1) == Some(b'\n'))
            }
        }
    }

    /// Whether the closing word or sign is next.
    pub(super) fn at_closer(&self, closer: &str) -> bool {
        match closer {
            ")" | ";;" | ";&" | ";|" => self.starts_with(closer),
            _ => self.at_reserved(closer),
        }
    }
}
