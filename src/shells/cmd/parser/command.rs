//! Simple commands, blocks, redirections, labels and remarks.

use super::scan::{Until, is_keyword};
use super::{Parse, Parser};
use crate::shells::cmd::syntax::{Direction, Kind, Node, Redirection, Simple, is_delimiter};
use crate::text::Span;

fn is_label(node: &Node) -> bool {
    matches!(node.kind, Kind::Label)
}

impl Parser<'_> {
    pub(super) fn command_here(&mut self) -> Parse<Node> {
        let mut redirections = Vec::new();
        loop {
            self.skip_delimiters();
            let start = self.at;
            match self.byte() {
                Some(b'@') if redirections.is_empty() => return self.quiet(),
                Some(b'@') => self.at += 1,
                Some(b'(') => return self.block(redirections),
                Some(b':') => return Ok(self.rest_of_line(start, Kind::Label)),
                Some(b')') if self.blocks == 0 => {
                    return Ok(self.rest_of_line(start, Kind::Remark));
                }
                Some(b'<' | b'>') => redirections.push(self.redirection(start)?),
                Some(byte) if byte.is_ascii_digit() && self.handle_ahead() => {
                    self.at += 1;
                    redirections.push(self.redirection(start)?);
                }
                Some(b'&' | b'|' | b')') => return Err(self.unexpected()),
                _ if self.at_line_end() => return Err(self.unexpected()),
                _ => return self.named(start, redirections),
            }
        }
    }

    /// `@` binds together all that follows it in its block: of `a && @b || c` nothing behind `&&` is
    /// shown (Wine's tests of ECHO). Alone it is an empty command.
    fn quiet(&mut self) -> Parse<Node> {
        let start = self.at;
        while self.looking_at("@") {
            self.at += 1;
            self.skip_delimiters();
        }
        if self.at_line_end() {
            return Ok(self.node(start, Kind::Remark));
        }
        let inner = self.sequence()?;
        Ok(self.node(start, Kind::Quiet(Box::new(inner))))
    }

    fn handle_ahead(&self) -> bool {
        matches!(self.line.text().as_bytes().get(self.at + 1), Some(b'<' | b'>'))
    }

    pub(super) fn node(&self, start: usize, kind: Kind) -> Node {
        Node { kind, span: Span::new(start, self.at) }
    }

    /// Everything up to the end of the line; only carets count, and they continue it.
    fn rest_of_line(&mut self, start: usize, kind: Kind) -> Node {
        let mut escaped = false;
        loop {
            if self.at_line_end() {
                let more = escaped && self.at < self.line.len();
                if !more {
                    return self.node(start, kind);
                }
                self.skip_line_end();
                if !self.refill() {
                    return self.node(start, kind);
                }
                escaped = false;
                continue;
            }
            let letter = self.rest().chars().next().unwrap_or(' ');
            escaped = letter == '^' && !escaped;
            self.at += letter.len_utf8();
        }
    }

    fn block(&mut self, before: Vec<Redirection>) -> Parse<Node> {
        let start = self.at;
        self.at += 1;
        self.blocks += 1;
        let mut body = Vec::new();
        loop {
            self.skip_lines();
            match self.byte() {
                None => return Err(self.unexpected()),
                // A label needs a command behind it: dbenham and jeb's "unexecuted label".
                Some(b')') if body.last().is_none_or(is_label) => return Err(self.unexpected()),
                Some(b')') => break,
                _ => body.push(self.sequence()?),
            }
            self.skip_delimiters();
            if !self.at_line_end() && !self.at_block_end() {
                return Err(self.unexpected());
            }
        }
        self.at += 1;
        self.blocks -= 1;
        let mut redirections = before;
        while let Some(one) = self.redirection_ahead()? {
            redirections.push(one);
        }
        Ok(self.node(start, Kind::Block { body, redirections }))
    }

    fn redirection_ahead(&mut self) -> Parse<Option<Redirection>> {
        self.skip_delimiters();
        let start = self.at;
        match self.byte() {
            Some(b'<' | b'>') => self.redirection(start).map(Some),
            Some(byte) if byte.is_ascii_digit() && self.handle_ahead() => {
                self.at += 1;
                self.redirection(start).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A redirection whose sign is ahead; a digit may stand between `start` and the sign.
    fn redirection(&mut self, start: usize) -> Parse<Redirection> {
        let reads = self.byte() == Some(b'<');
        let digit = self.line.text().as_bytes()[start];
        let handle = match digit {
            b'0'..=b'9' => digit - b'0',
            _ if reads => 0,
            _ => 1,
        };
        self.at += 1;
        let direction = match self.byte() {
            Some(b'>') if !reads => Direction::Append,
            Some(b'&') => Direction::Copy,
            _ if reads => Direction::Read,
            _ => Direction::Write,
        };
        if matches!(direction, Direction::Append | Direction::Copy) {
            self.at += 1;
        }
        self.skip_delimiters();
        let target = self.word(Until::Delimiter);
        if target.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Redirection { handle, direction, target })
    }

    /// A command that begins with a word.
    fn named(&mut self, start: usize, redirections: Vec<Redirection>) -> Parse<Node> {
        let name = self.word(Until::Delimiter);
        let word = name.of(self.line.text());
        let plain = redirections.is_empty();
        if plain && is_keyword(word, "if") {
            return self.conditional(start);
        }
        if plain && is_keyword(word, "for") {
            return self.repeated(start);
        }
        if is_keyword(word, "rem") {
            return Ok(self.remark(start));
        }
        let mut simple = Simple { name, arguments: Vec::new(), redirections };
        self.arguments(&mut simple)?;
        Ok(self.node(start, Kind::Simple(simple)))
    }

    fn arguments(&mut self, simple: &mut Simple) -> Parse<()> {
        loop {
            let part = self.word(Until::Operator);
            match self.byte() {
                Some(b'<' | b'>') => {
                    let handle = self.digit_before(part);
                    let end = handle.unwrap_or(self.at);
                    if end > part.start as usize {
                        simple.arguments.push(Span::new(part.start as usize, end));
                    }
                    let one = self.redirection(end)?;
                    simple.redirections.push(one);
                    self.skip_between_redirections();
                }
                _ => {
                    if !part.is_empty() {
                        simple.arguments.push(part);
                    }
                    return Ok(());
                }
            }
        }
    }

    /// Blanks between two redirections, and those between the last one and the end of the line, are
    /// no arguments (ReactOS' tests of ECHO).
    fn skip_between_redirections(&mut self) {
        let before = self.at;
        self.skip_delimiters();
        let redirected = match self.byte() {
            Some(b'<' | b'>') => true,
            Some(byte) => byte.is_ascii_digit() && self.handle_ahead(),
            None => false,
        };
        if !redirected && !self.at_line_end() {
            self.at = before;
        }
    }

    /// Where the digit stands that names the handle: right before the sign, a delimiter before it.
    fn digit_before(&self, part: Span) -> Option<usize> {
        let text = part.of(self.line.text());
        let digit = text.chars().next_back().filter(char::is_ascii_digit)?;
        let before = text[..text.len() - digit.len_utf8()].chars().next_back();
        before.is_none_or(is_delimiter).then(|| self.at - 1)
    }

    /// One word is read as usual, so that `rem & x` runs x; what follows it is passed over.
    /// A redirection sign is no operator here: `rem <x` is all remark.
    fn remark(&mut self, start: usize) -> Node {
        self.skip_delimiters();
        let word = self.word(Until::Delimiter);
        if word.is_empty() && !matches!(self.byte(), Some(b'<' | b'>')) {
            return self.node(start, Kind::Remark);
        }
        while !self.at_line_end() {
            self.at += self.rest().chars().next().map_or(1, char::len_utf8);
        }
        self.node(start, Kind::Remark)
    }
}
