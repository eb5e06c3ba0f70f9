//! Moving over text: quotes, carets, words, and the text that is left when carets are gone.

use nom::Parser as _;
use nom::bytes::complete::{take_till, take_while};

use super::Parser;
use crate::shells::cmd::syntax::is_delimiter;
use crate::shells::cmd::traced::Traced;
use crate::text::Span;

/// Length of the run of ordinary characters at the start.
fn ordinary(text: &str) -> usize {
    let special = |letter: char| {
        matches!(letter, '"' | '^' | '%' | '&' | '|' | '<' | '>' | '(' | ')' | '\n' | '\r')
            || is_delimiter(letter)
    };
    take_till::<_, _, ()>(special).parse(text).map_or(0, |(_, run): (&str, &str)| run.len())
}

fn delimiters(text: &str) -> usize {
    take_while::<_, _, ()>(is_delimiter).parse(text).map_or(0, |(_, run): (&str, &str)| run.len())
}

/// Length of the line end at the start: LF or CR LF, and 0x1A, which cmd reads as one.
fn line_end(text: &str) -> usize {
    match text.as_bytes() {
        [b'\n' | 0x1a, ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    }
}

/// Where a word ends besides operators.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// At the next delimiter.
    Delimiter,
    /// At an operator or the end of the line only.
    Operator,
    /// At the next closing parenthesis, whatever operators and lines stand before it.
    Parenthesis,
}

impl Parser<'_> {
    pub(super) fn rest(&self) -> &str {
        &self.line.text()[self.at..]
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.line.text().as_bytes().get(self.at).copied()
    }

    pub(super) fn looking_at(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(super) fn at_line_end(&self) -> bool {
        self.at == self.line.len() || line_end(self.rest()) > 0
    }

    pub(super) fn at_block_end(&self) -> bool {
        self.blocks > 0 && self.looking_at(")")
    }

    pub(super) fn skip_line_end(&mut self) {
        self.at += line_end(self.rest());
    }

    pub(super) fn skip_physical_line(&mut self) {
        let end = memchr::memchr(b'\n', self.rest().as_bytes());
        self.at = end.map_or(self.line.len(), |end| self.at + end + 1);
    }

    /// Fetches the next physical line if nothing is left.
    pub(super) fn refill(&mut self) -> bool {
        self.at < self.line.len() || self.feed.more(self.line)
    }

    pub(super) fn skip_delimiters(&mut self) {
        loop {
            self.at += delimiters(self.rest());
            let newline = match self.byte() {
                Some(b'^') => line_end(&self.rest()[1..]),
                _ => 0,
            };
            let after = self.at + 1 + newline;
            if newline == 0 || (after == self.line.len() && !self.feed.more(self.line)) {
                return;
            }
            if delimiters(&self.line.text()[after..]) == 0 {
                return;
            }
            self.at = after;
        }
    }

    /// Moves over blanks and line ends, fetching lines as needed.
    pub(super) fn skip_lines(&mut self) {
        loop {
            self.skip_delimiters();
            let end = line_end(self.rest());
            if end == 0 && (self.at < self.line.len() || !self.refill()) {
                return;
            }
            self.at += end;
        }
    }

    /// Moves over a caret and what it escapes.
    fn skip_escaped(&mut self) {
        self.at += 1;
        let newline = line_end(self.rest());
        if newline > 0 {
            self.at += newline;
            self.refill();
            let second = line_end(self.rest());
            if second > 0 {
                // The line feed that is kept is a character of the word: the word goes on behind it.
                self.at += second;
                self.refill();
                return;
            }
        }
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// Whether `%name%` of more than a letter is ahead, in text that is not expanded yet.
    pub(super) fn reference_ahead(&self) -> bool {
        let Some(rest) = self.rest().strip_prefix('%') else { return false };
        let end = rest.bytes().take_while(|byte| in_name(*byte)).count();
        end > 1 && rest[end..].starts_with('%')
    }

    /// Moves over `%name%` in text that is not expanded yet.
    fn skip_reference(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        self.at += match bytes.get(1) {
            Some(b'%' | b'*' | b'~' | b'0'..=b'9') => 2,
            _ => {
                let end = 1 + bytes[1..].iter().take_while(|byte| in_name(**byte)).count();
                match bytes.get(end) {
                    Some(b'%') if end > 1 => end + 1,
                    Some(b':') if end > 1 => {
                        let close = bytes[end..].iter().take(512).position(|byte| *byte == b'%');
                        let close = close.map_or(1, |close| end + close + 1);
                        if bytes[..close].contains(&b'\n') { 1 } else { close }
                    }
                    _ => 1,
                }
            }
        };
    }

    /// Moves over one word.
    pub(super) fn word(&mut self, until: Until) -> Span {
        let start = self.at;
        let mut quoted = false;
        loop {
            self.at += ordinary(self.rest());
            let Some(byte) = self.byte() else {
                if until == Until::Parenthesis && self.refill() {
                    quoted = false;
                    continue;
                }
                break;
            };
            match byte {
                _ if line_end(self.rest()) > 0 => {
                    if until != Until::Parenthesis {
                        break;
                    }
                    quoted = false;
                    self.skip_line_end();
                }
                b'"' => {
                    quoted = !quoted;
                    self.at += 1;
                }
                b'%' if self.unexpanded => self.skip_reference(),
                _ if quoted => self.at += 1,
                b'^' => self.skip_escaped(),
                b')' if until == Until::Parenthesis => break,
                b')' if self.blocks > 0 => break,
                b'&' | b'|' | b'<' | b'>' if until != Until::Parenthesis => break,
                _ if until == Until::Delimiter && is_delimiter(char::from(byte)) => break,
                _ => self.at += 1,
            }
        }
        Span::new(start, self.at)
    }

    /// Takes a word that must be followed by something that ends words.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let Some(length) = spelled(self.rest(), keyword) else { return false };
        let ended = self.rest()[length..].chars().next().is_none_or(|letter| {
            is_delimiter(letter) || matches!(letter, '(' | '\n' | '\r' | '&' | '|' | '<' | '>')
        });
        if ended {
            self.at += length;
        }
        ended
    }
}

/// How much of a text spells a keyword: carets are gone before cmd asks for one (`i^f`, `d^o`, `^LE^Q`;
/// Wine's cmd and binary refinery's tests of IF).
pub(super) fn spelled(text: &str, keyword: &str) -> Option<usize> {
    let mut at = 0;
    for wanted in keyword.bytes() {
        if text.as_bytes().get(at) == Some(&b'^') {
            at += 1 + line_end(&text[at + 1..]);
        }
        let letter = text.as_bytes().get(at)?;
        if !letter.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Whether a word is a keyword.
pub(super) fn is_keyword(word: &str, keyword: &str) -> bool {
    spelled(word, keyword) == Some(word.len())
}

/// What names of variables are made of, where they are to be told from other text.
fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_().#$-".contains(&byte)
}

/// What else becomes of text when its carets are taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unescape {
    /// Nothing else.
    Plain,
    /// Delimiters outside quotes become blanks, as between the parentheses of `for`.
    Blanks,
}

/// The text a word stands for: carets outside quotes gone, continued lines joined.
pub fn unescape(line: &Traced, span: Span, how: Unescape) -> Traced {
    let text = span.of(line.text());
    let start = span.start as usize;
    let delimited = how == Unescape::Blanks && text.contains([',', ';', '=', '\t', '\n']);
    if !text.contains(['^', '\r']) && !delimited {
        return line.slice(start..start + text.len());
    }
    let mut out = Traced::default();
    let mut quoted = false;
    let mut at = 0;
    let mut kept = 0;
    while at < text.len() {
        let rest = &text[at..];
        let letter = rest.chars().next().unwrap_or(' ');
        let (drop, keep) = match letter {
            '^' if !quoted => {
                let newline = line_end(&rest[1..]);
                let next = rest[1 + newline..].chars().next().map_or(0, char::len_utf8);
                (1 + newline, next)
            }
            '\r' => (1, 0),
            '\n' if how == Unescape::Blanks => (1, 0),
            _ if how == Unescape::Blanks && !quoted && is_delimiter(letter) => (1, 0),
            _ => (0, letter.len_utf8()),
        };
        quoted = match letter {
            '"' => !quoted,
            '\n' => false,
            _ => quoted,
        };
        if drop > 0 {
            out.push_part(line, start + kept..start + at);
            if letter != '^' && letter != '\r' {
                let origin = line.origin_at(start + at);
                out.push(" ", &origin.unwrap_or_else(unreachable_origin));
            }
            kept = at + drop;
        }
        at += drop + keep;
    }
    out.push_part(line, start + kept..start + text.len());
    out
}

/// Every character of a line has an origin; this one stands where a line is empty.
fn unreachable_origin() -> crate::value::Origin {
    crate::value::Origin::Builtin("cmd".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    #[test]
    fn carets_go_once() {
        for (text, expected) in [
            ("a^&b", "a&b"),
            ("a^^^|b", "a^|b"),
            ("\"a^b\"^c", "\"a^b\"c"),
            ("hello^\nworld", "helloworld"),
            ("hello^\n\nworld", "hello\nworld"),
            ("a^", "a"),
        ] {
            let line = Traced::known(text, Origin::Default("t".into()));
            let out = unescape(&line, Span::new(0, text.len()), Unescape::Plain);
            assert_eq!(out.text(), expected, "{text:?}");
        }
        let line = Traced::known("a,b=\"c,d\"^,e", Origin::Default("t".into()));
        let out = unescape(&line, Span::new(0, line.len()), Unescape::Blanks);
        assert_eq!(out.text(), "a b \"c,d\",e");
    }
}
