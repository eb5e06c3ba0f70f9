//! `if` and loops with zsh's short forms (POSIX 2.9.4, zshmisc(1) ALTERNATE FORMS FOR COMPLEX COMMANDS).

use super::scan::digits;
use super::word::Context;
use super::{Parsed, Parser};
use crate::shells::posix::syntax::{Body, Kind, Word};
use crate::text::Span;

/// What a loop runs over: nothing written means the positional parameters.
type Listed = Option<Vec<Word>>;

impl Parser<'_> {
    /// zsh's `{ … }` in place of reserved words.
    fn braces(&mut self) -> Parsed<Option<Body>> {
        if !self.dialect.is_zsh() || !self.take_reserved("{") {
            return Ok(None);
        }
        let body = self.body(&["}"])?;
        self.expect("}")?;
        Ok(Some(body))
    }

    pub(super) fn conditional_command(&mut self) -> Parsed<Kind> {
        self.at += 2;
        let mut arms = Vec::new();
        loop {
            let condition = self.condition_list("then")?;
            if let Some(body) = self.braces()? {
                arms.push((condition, body));
                self.skip_blanks();
                if self.take_reserved("elif") {
                    continue;
                }
                return self.short_else(arms);
            }
            if self.dialect.is_zsh() && !self.at_reserved("then") {
                // Where nothing is left the commands before it were all the condition (parse.c, `par_if`).
                let body = match self.ends_list() {
                    true => Vec::new(),
                    false => vec![self.and_or()?],
                };
                arms.push((condition, body.into()));
                return Ok(Kind::If { arms, otherwise: None });
            }
            self.expect("then")?;
            arms.push((condition, self.full_body(&["elif", "else", "fi"])?));
            if !self.take_reserved("elif") {
                break;
            }
        }
        let otherwise = match self.take_reserved("else") {
            true => Some(self.full_body(&["fi"])?),
            false => None,
        };
        self.expect("fi")?;
        Ok(Kind::If { arms, otherwise })
    }

    pub(super) fn ends_list(&self) -> bool {
        matches!(self.peek(), Some(b')' | b'}'))
            || ["fi", "done", "else", "elif", "esac"].iter().any(|word| self.at_reserved(word))
    }

    fn short_else(&mut self, arms: Vec<(Body, Body)>) -> Parsed<Kind> {
        if !self.take_reserved("else") {
            return Ok(Kind::If { arms, otherwise: None });
        }
        self.skip_lines();
        let otherwise = match self.braces()? {
            Some(body) => body,
            None => {
                let body = self.full_body(&["fi"])?;
                self.expect("fi")?;
                body
            }
        };
        Ok(Kind::If { arms, otherwise: Some(otherwise) })
    }

    /// The commands before `then` or `do`. In zsh a command that nothing separates from the last one
    /// is what is run, in braces or without.
    fn condition_list(&mut self, closer: &str) -> Parsed<Body> {
        let condition = match self.dialect.is_zsh() {
            true => self.list(&[closer], true)?,
            false => return self.full_body(&[closer]),
        };
        if condition.is_empty() { Err(self.unexpected()) } else { Ok(condition) }
    }

    pub(super) fn loop_command(&mut self, until: bool) -> Parsed<Kind> {
        self.at += 5;
        let condition = self.condition_list("do")?;
        let body = self.loop_body(self.dialect.is_zsh())?;
        Ok(Kind::While { until, condition, body })
    }

    /// `do … done`, `{ … }` where that is allowed, or zsh's single command.
    fn loop_body(&mut self, braces: bool) -> Parsed<Body> {
        self.skip_lines();
        if self.take_reserved("do") {
            let body = self.full_body(&["done"])?;
            self.expect("done")?;
            return Ok(body);
        }
        if braces && self.take_reserved("{") {
            let body = self.full_body(&["}"])?;
            self.expect("}")?;
            return Ok(body);
        }
        match self.dialect.is_zsh() {
            true => Ok(vec![self.and_or()?].into()),
            false => Err(self.broken("`do` is missing")),
        }
    }

    /// The body of a loop over words: bash allows braces there without saying so (parse.y, `for_command`).
    fn words_body(&mut self, words: &Listed) -> Parsed<Body> {
        let before = self.at;
        self.skip_blanks();
        self.take(";");
        self.skip_lines();
        let separated = words.is_some() || self.text[before..self.at].contains([';', '\n']);
        self.loop_body(self.dialect.is_zsh() || (self.dialect.is_bash() && separated))
    }

    pub(super) fn for_command(&mut self) -> Parsed<Kind> {
        self.at += 3;
        self.skip_blanks();
        if self.starts_with("((") && !self.dialect.is_dash() {
            return self.for_arithmetic();
        }
        let names = self.names()?;
        let words = self.loop_words()?;
        let body = self.words_body(&words)?;
        Ok(Kind::For { names, words, body })
    }

    fn names(&mut self) -> Parsed<Vec<Span>> {
        let mut names = Vec::new();
        loop {
            self.skip_blanks();
            let len = match self.name_len_at(self.at) {
                // zsh: `for 1 2 in …` sets the positional parameters.
                0 if self.dialect.is_zsh() => digits(self.rest()).map_or(0, |(_, name)| name.len()),
                len => len,
            };
            if len == 0 || (!names.is_empty() && (self.at_reserved("in") || self.at_reserved("do")))
            {
                break;
            }
            names.push(Span::new(self.at, self.at + len));
            self.at += len;
            if !self.dialect.is_zsh() {
                break;
            }
        }
        if names.is_empty() { Err(self.broken("a variable's name is missing")) } else { Ok(names) }
    }

    /// The words of a loop; none where the positional parameters are meant.
    fn loop_words(&mut self) -> Parsed<Listed> {
        let from = self.at;
        self.skip_lines();
        if self.take_reserved("in") {
            return self.words_of_list().map(Some);
        }
        if self.dialect.is_zsh() && self.take("(") {
            let words = self.words_in_parentheses()?;
            return Ok(Some(words.into_iter().map(|element| element.value).collect()));
        }
        self.at = from;
        Ok(None)
    }

    fn words_of_list(&mut self) -> Parsed<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                None | Some(b';' | b'\n' | b'&' | b'|' | b')') => return Ok(words),
                Some(_) => words.push(self.some_word(Context::Argument)?),
            }
        }
    }

    fn for_arithmetic(&mut self) -> Parsed<Kind> {
        self.at += 2;
        let part = |parser: &mut Self, close: &str| -> Parsed<Word> {
            let from = parser.at;
            let parts = parser.arithmetic_parts(close)?;
            Ok(Word { parts, span: Span::new(from, parser.at) })
        };
        let parts = [part(self, ";")?, part(self, ";")?, part(self, "))")?];
        self.skip_blanks();
        self.take(";");
        Ok(Kind::ForArithmetic { parts: Box::new(parts), body: self.loop_body(true)? })
    }

    /// zsh's `foreach`: closed by `end`, or written as any `for`.
    pub(super) fn foreach(&mut self) -> Parsed<Kind> {
        self.at += 7;
        let names = self.names()?;
        let words = self.loop_words()?;
        self.skip_blanks();
        let from = self.at;
        self.take(";");
        self.skip_lines();
        if self.at_reserved("{") || self.at_reserved("do") {
            let body = self.loop_body(true)?;
            return Ok(Kind::For { names, words, body });
        }
        self.at = from;
        self.take(";");
        let body = self.body(&["end"])?;
        self.expect("end")?;
        Ok(Kind::For { names, words, body })
    }

    pub(super) fn select(&mut self) -> Parsed<Kind> {
        self.at += 6;
        self.names()?;
        let words = self.loop_words()?;
        Ok(Kind::Select { body: self.words_body(&words)? })
    }

    pub(super) fn repeat(&mut self) -> Parsed<Kind> {
        self.at += 6;
        self.skip_blanks();
        let count = self.some_word(Context::Argument)?;
        self.skip_blanks();
        self.take(";");
        Ok(Kind::Repeat { count, body: self.loop_body(true)? })
    }
}
