//! `NAME=…`, and the elements between parentheses.

use super::scan::{digits, name_len};
use super::word::Context;
use super::{Parsed, Parser};
use crate::shells::posix::syntax::{Assigned, Assignment, Element};
use crate::text::Span;

impl Parser<'_> {
    /// `NAME=…`, if one stands here.
    pub(super) fn assignment(&mut self) -> Parsed<Option<Assignment>> {
        let start = self.at;
        let len = match name_len(self.rest()) {
            // zsh assigns to positional parameters, and to `0`.
            0 if self.dialect.is_zsh() => digits(self.rest()).map_or(0, |(_, digits)| digits.len()),
            len => len,
        };
        if len == 0 {
            return Ok(None);
        }
        let name = Span::new(start, start + len);
        self.at += len;
        let subscript = match self.peek() {
            Some(b'[') if !self.dialect.is_dash() => self.attempt(Self::subscript)?,
            _ => None,
        };
        let append = !self.dialect.is_dash() && self.starts_with("+=");
        self.at += usize::from(append);
        if self.peek() != Some(b'=') || (self.peek_at(0).is_none()) {
            self.at = start;
            return Ok(None);
        }
        self.at += 1;
        while self.take("\\\n") {}
        let value = if self.peek() == Some(b'(') && !self.dialect.is_dash() {
            self.at += 1;
            Assigned::Array(self.words_in_parentheses()?)
        } else {
            Assigned::Scalar(self.word(Context::Argument)?)
        };
        let span = Span::new(start, self.at);
        Ok(Some(Assignment { name, subscript, append, value, span }))
    }

    /// Elements up to the closing parenthesis, which is consumed.
    pub(super) fn words_in_parentheses(&mut self) -> Parsed<Vec<Element>> {
        let mut elements = Vec::new();
        loop {
            self.skip_lines();
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return Ok(elements);
                }
                Some(b';') if self.dialect.is_zsh() => self.at += 1,
                None => return Err(self.broken("`)` is missing")),
                Some(b'[') => {
                    let from = self.at;
                    let key = self.attempt(Self::subscript)?;
                    let key = key.filter(|_| self.peek() == Some(b'='));
                    match &key {
                        Some(_) => self.at += 1,
                        None => self.at = from,
                    }
                    let value = match &key {
                        Some(_) => self.word(Context::Argument)?,
                        None => self.some_word(Context::Argument)?,
                    };
                    elements.push(Element { key, value });
                }
                Some(_) => {
                    let value = self.some_word(Context::Argument)?;
                    elements.push(Element { key: None, value });
                }
            }
        }
    }
}
