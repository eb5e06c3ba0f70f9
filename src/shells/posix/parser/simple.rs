//! Simple commands: assignments, words and redirections in any order (POSIX 2.9.1).

use super::scan::{ends_word, name_len};
use super::word::Context;
use super::{Parsed, Parser, push};
use crate::shells::posix::syntax::{Argument, Command, Kind, Part, Redirect, Simple, Word};
use crate::text::Span;

/// The names of a function: the words before `()`.
fn named(simple: Simple, last: Word) -> Vec<Word> {
    let before = simple.words.into_iter().filter_map(|argument| match argument {
        Argument::Word(word) => Some(word),
        Argument::Assignment(_) => None,
    });
    before.chain([last]).collect()
}

/// A word's text where it is written without any quoting or expansion.
pub(in crate::shells::posix) fn literal<'t>(word: &Word, text: &'t str) -> Option<&'t str> {
    match word.parts.as_slice() {
        [Part::Text(span)] => Some(span.of(text)),
        _ => None,
    }
}

impl Parser<'_> {
    /// Assignments, words and redirections in any order.
    pub(super) fn simple(&mut self, start: usize, mut redirects: Vec<Redirect>) -> Parsed<Command> {
        let mut simple = Simple::default();
        let (mut declares, mut evaluates) = (false, false);
        loop {
            self.skip_blanks();
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            if self.ends_simple(&simple) {
                break;
            }
            let first = simple.words.is_empty();
            if first || declares {
                if let Some(assignment) = self.assignment()? {
                    match first {
                        true => push(&mut simple.assignments, assignment),
                        false => simple.words.push(Argument::Assignment(Box::new(assignment))),
                    }
                    continue;
                }
            }
            let word = self.some_word(match first {
                true => Context::Command,
                false if evaluates => Context::Evaluated,
                false => Context::Argument,
            })?;
            let literal = literal(&word, self.text);
            if self.function_follows(&simple) {
                let named_well = literal.is_some_and(|name| name_len(name) == name.len());
                if self.dialect.is_dash() && !named_well {
                    return Err(self.broken("a function needs a name of letters, digits and `_`"));
                }
                self.at += self.rest().find(')').map_or(0, |close| close + 1);
                let names = named(simple, word);
                if let Some([Part::Text(first)]) = names.first().map(|name| &*name.parts) {
                    self.defined.push(*first);
                }
                let kind = self.function_body(names)?;
                return Ok(Command { kind, redirects, span: Span::new(start, self.at) });
            }
            evaluates |= first && literal.is_some_and(|name| self.evaluates(name));
            declares =
                declares || (first && literal.is_some_and(|name| self.dialect.declares(name)));
            push(&mut simple.words, Argument::Word(word));
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        let kind = Kind::Simple(simple);
        Ok(Command { kind, redirects, span: Span::new(start, self.at) })
    }

    /// Commands whose arguments bash reads as assignments and takes as texts (builtins.h, `ASSIGNMENT_BUILTIN`).
    fn evaluates(&self, command: &str) -> bool {
        self.dialect.is_bash() && matches!(command, "eval" | "let" | "alias")
    }

    fn ends_simple(&self, simple: &Simple) -> bool {
        match self.peek() {
            None => true,
            // zsh: a parenthesis begins a pattern where an argument may stand.
            Some(b'(') => !self.dialect.is_zsh() || simple.words.is_empty(),
            Some(b'<' | b'>') => self.peek_at(1) != Some(b'(') && self.number_range().is_none(),
            Some(b'}') if self.dialect.is_zsh() => self.peek_at(1).is_none_or(ends_word),
            Some(byte) => ends_word(byte),
        }
    }

    /// Whether `( )` follows the word just read; zsh takes several names (zshmisc(1), "Functions").
    fn function_follows(&self, simple: &Simple) -> bool {
        // No shell takes assignments in front of it.
        if !simple.assignments.is_empty() || !simple.words.is_empty() && !self.dialect.is_zsh() {
            return false;
        }
        let rest = self.rest().trim_start_matches([' ', '\t']);
        rest.strip_prefix('(')
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(')'))
    }
}
