//! Function definitions and coprocesses (POSIX 2.9.5, bash(1) "Shell Function Definitions", zshmisc(1)).

use std::rc::Rc;

use super::word::Context;
use super::{Parsed, Parser};
use crate::shells::posix::syntax::{Kind, Word};
use crate::text::Span;

/// Words that begin a compound command in bash.
const COMPOUND: &[&str] = &["if", "for", "while", "until", "case", "select"];

impl Parser<'_> {
    pub(super) fn function_keyword(&mut self) -> Parsed<Kind> {
        self.at += 8;
        let mut names = Vec::new();
        loop {
            self.skip_blanks();
            let enough = !self.dialect.is_zsh() && !names.is_empty();
            if enough || self.ends_function_names() {
                break;
            }
            names.push(self.some_word(Context::Command)?);
        }
        if names.is_empty() && !self.dialect.is_zsh() {
            return Err(self.unexpected());
        }
        if self.take("(") {
            self.skip_blanks();
            self.expect(")")?;
        }
        if names.is_empty() { self.anonymous() } else { self.function_body(names) }
    }

    fn ends_function_names(&self) -> bool {
        let opens = self.starts_with("{") && self.named_braces() == 0;
        opens || matches!(self.peek(), None | Some(b'(' | b'\n' | b';' | b'<' | b'>'))
    }

    /// Length of a name that begins with a brace expansion, such as `{p,q}_x`.
    fn named_braces(&self) -> usize {
        let word = self.rest().split([' ', '\t', '\n', ';', '(']).next().unwrap_or_default();
        if self.dialect.is_zsh() && word.contains(',') && word.contains('}') {
            word.len()
        } else {
            0
        }
    }

    pub(super) fn function_body(&mut self, names: Vec<Word>) -> Parsed<Kind> {
        self.skip_lines();
        if !self.at_compound() && self.dialect.is_bash() {
            return Err(self.broken("a function's body is missing"));
        }
        let body = Rc::new(self.command()?);
        Ok(Kind::Function { names, body })
    }

    /// zsh's function without a name, and the arguments it is called with at once.
    pub(super) fn anonymous(&mut self) -> Parsed<Kind> {
        self.skip_lines();
        let body = Rc::new(self.command()?);
        // A simple command takes the words itself (parse.c, `par_simple`).
        let takes = !matches!(body.kind, Kind::Simple(_));
        let mut arguments = Vec::new();
        loop {
            self.skip_blanks();
            if !takes || self.ends_words() {
                return Ok(Kind::Anonymous { body, arguments });
            }
            arguments.push(self.some_word(Context::Argument)?);
        }
    }

    /// Whether no word of a list can stand here.
    fn ends_words(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b';' | b'&' | b'|' | b')' | b'}' | b'<' | b'>'))
    }

    fn at_compound(&self) -> bool {
        matches!(self.peek(), Some(b'{' | b'(' | b'['))
            || COMPOUND.iter().any(|word| self.at_reserved(word))
    }

    /// `coproc COMMAND`; bash names one before a compound command (bash(1) "Coprocesses").
    pub(super) fn coprocess(&mut self) -> Parsed<Kind> {
        self.at += 6;
        self.skip_blanks();
        let from = self.at;
        self.at += self.name_len_at(from);
        self.skip_blanks();
        let word = self.text[from..self.at].trim();
        let compound = self.peek() == Some(b'(')
            || ["{", "[["].iter().chain(COMPOUND).any(|word| self.at_reserved(word));
        let named = !word.is_empty() && self.dialect.is_bash() && compound;
        let named = named && !COMPOUND.contains(&word);
        let name = named.then(|| Span::new(from, from + word.len()));
        if !named {
            self.at = from;
        }
        self.command()?;
        Ok(Kind::Coprocess { name })
    }
}
