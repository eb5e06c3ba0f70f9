//! `if` and `for`, which have grammars of their own.

use super::scan::{Until, is_keyword, spelled};
use super::{Parse, Parser};
use crate::shells::cmd::syntax::{Comparison, For, If, Kind, Node, Test, is_delimiter};
use crate::text::Span;

/// A test of one word.
type Unary = fn(Span) -> Test;

/// The tests that ask about one word.
const UNARY: [(&str, Unary); 4] = [
    ("exist", Test::Exist),
    ("defined", Test::Defined),
    ("errorlevel", Test::ErrorLevel),
    ("cmdextversion", Test::CmdExtVersion),
];

impl Parser<'_> {
    /// `if` has been read.
    pub(super) fn conditional(&mut self, start: usize) -> Parse<Node> {
        self.skip_delimiters();
        let mut ignore_case = self.take_keyword("/i");
        self.skip_delimiters();
        let negated = self.take_keyword("not");
        self.skip_delimiters();
        if negated && !ignore_case {
            ignore_case = self.take_keyword("/i");
            self.skip_delimiters();
        }
        let test = self.test()?;
        self.skip_delimiters();
        if self.at_line_end() {
            return Err(self.unexpected());
        }
        let then = self.sequence()?;
        self.skip_continued();
        let otherwise = match self.take_keyword("else") {
            true => Some(self.otherwise()?),
            false => None,
        };
        let one = If { ignore_case, negated, test, then, otherwise };
        Ok(self.node(start, Kind::If(Box::new(one))))
    }

    /// Moves over blanks, and over carets that join the next line.
    fn skip_continued(&mut self) {
        loop {
            self.skip_delimiters();
            let end = match self.rest() {
                rest if rest.starts_with("^\r\n") => 3,
                rest if rest.starts_with("^\n") => 2,
                _ => return,
            };
            self.at += end;
            self.refill();
        }
    }

    fn otherwise(&mut self) -> Parse<Node> {
        self.skip_delimiters();
        if self.at_line_end() { Err(self.unexpected()) } else { self.sequence() }
    }

    fn test(&mut self) -> Parse<Test> {
        let left = self.operand()?;
        let word = left.of(self.line.text());
        let unary = UNARY.iter().find(|(keyword, _)| is_keyword(word, keyword));
        let names_a_variable = is_keyword(word, "defined");
        if let Some((_, test)) = unary {
            // `=` begins the names of cmd's own variables, `if defined =C:`. In front of a number it only
            // divides: `if errorlevel == 1` is `if errorlevel 1` (Wine's cmd reads it so).
            self.skip_blanks();
            if !names_a_variable || !self.looking_at("=") {
                self.skip_delimiters();
            }
            let own = self.looking_at("=");
            self.at += usize::from(own);
            if own {
                let rest = self.operand()?;
                return Ok(test(Span::new(rest.start as usize - 1, rest.end as usize)));
            }
            return self.operand().map(test);
        }
        self.skip_blanks();
        let comparison = self.comparison()?;
        self.skip_delimiters();
        let right = self.operand()?;
        Ok(Test::Compare(left, comparison, right))
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn operand(&mut self) -> Parse<Span> {
        let word = self.word(Until::Delimiter);
        if word.is_empty() { Err(self.unexpected()) } else { Ok(word) }
    }

    fn comparison(&mut self) -> Parse<Comparison> {
        if self.looking_at("==") {
            self.at += 2;
            return Ok(Comparison::Same);
        }
        self.skip_delimiters();
        let before = self.at;
        let word = self.word(Until::Delimiter);
        let word = word.of(self.line.text());
        match Comparison::NAMED.iter().find(|(name, _)| is_keyword(word, name)) {
            Some((_, comparison)) => Ok(*comparison),
            None => {
                self.at = before;
                Err(self.unexpected())
            }
        }
    }

    /// `for` has been read.
    pub(super) fn repeated(&mut self, start: usize) -> Parse<Node> {
        let mut one = ForHead::default();
        self.switches(&mut one)?;
        let variable = self.variable()?;
        self.skip_delimiters();
        if !self.take_keyword("in") {
            return Err(self.unexpected());
        }
        self.skip_delimiters();
        if !self.looking_at("(") {
            return Err(self.unexpected());
        }
        self.at += 1;
        let set = self.word(Until::Parenthesis);
        if !self.looking_at(")") {
            return Err(self.unexpected());
        }
        self.at += 1;
        self.skip_delimiters();
        if !self.take_keyword("do") {
            return Err(self.unexpected());
        }
        self.skip_delimiters();
        if self.at_line_end() {
            return Err(self.unexpected());
        }
        let body = self.sequence()?;
        let ForHead { directories, recursive, counting, lines } = one;
        let one = For { directories, recursive, counting, lines, variable, set, body };
        Ok(self.node(start, Kind::For(Box::new(one))))
    }

    fn switches(&mut self, one: &mut ForHead) -> Parse<()> {
        loop {
            self.skip_delimiters();
            let before = self.at;
            let rest = self.rest();
            if spelled(rest, "/").is_none() {
                return Ok(());
            }
            let switch = ["/d", "/l", "/r", "/f"]
                .into_iter()
                .find_map(|switch| Some((switch, spelled(rest, switch)?)));
            self.at += switch.map_or(0, |(_, length)| length);
            match switch.map(|(switch, _)| switch) {
                Some("/d") => one.directories = true,
                Some("/l") => one.counting = true,
                Some("/r") => one.recursive = Some(self.for_option()),
                Some("/f") => one.lines = Some(self.for_option()),
                _ => {
                    self.at = before;
                    return Err(self.unexpected());
                }
            }
        }
    }

    /// The root of `/r` or the options of `/f`, where the variable does not follow at once.
    fn for_option(&mut self) -> Option<Span> {
        self.skip_delimiters();
        if matches!(self.byte(), Some(b'%' | b'/')) && self.variable_ahead() {
            return None;
        }
        let word = self.word(Until::Delimiter);
        (!word.is_empty()).then_some(word)
    }

    /// `%i` (`%%i` where nothing is expanded yet) and a delimiter, or a further switch.
    fn variable_ahead(&self) -> bool {
        let rest = self.rest();
        if rest.starts_with('/') {
            return true;
        }
        let name = rest.trim_start_matches('%');
        let mut letters = without_caret(name).chars();
        letters.next();
        letters.next().is_none_or(is_delimiter)
    }

    fn variable(&mut self) -> Parse<char> {
        self.skip_delimiters();
        if self.unexpanded && self.reference_ahead() {
            return Err(self.unexpected());
        }
        let signs = if self.unexpanded && self.looking_at("%%") { 2 } else { 1 };
        let rest = self.rest();
        let name = rest.strip_prefix('%').map(|name| without_caret(&name[signs - 1..]));
        let letter = name.and_then(|name| name.chars().next());
        match (letter.filter(|letter| !letter.is_whitespace()), name) {
            (Some(letter), Some(name)) => {
                self.at += rest.len() - name.len() + letter.len_utf8();
                Ok(letter)
            }
            _ => Err(self.unexpected()),
        }
    }
}

/// A caret before the variable's character is gone before it is read: `%^i`.
fn without_caret(name: &str) -> &str {
    let plain = name.strip_prefix('^').filter(|plain| !plain.starts_with(is_delimiter));
    plain.filter(|plain| !plain.is_empty()).unwrap_or(name)
}

#[derive(Default)]
struct ForHead {
    directories: bool,
    recursive: Option<Option<Span>>,
    counting: bool,
    lines: Option<Option<Span>>,
}
