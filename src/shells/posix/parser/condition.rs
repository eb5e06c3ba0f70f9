//! `[[ … ]]` (bash(1) "Compound Commands", zshmisc(1) CONDITIONAL EXPRESSIONS).

use super::command::literal;
use super::word::Context;
use super::{DEEPEST, Parsed, Parser};
use crate::shells::posix::syntax::{Kind, Test, Word};
use crate::text::Span;

impl Parser<'_> {
    /// What follows `[[`, up to and with `]]`.
    pub(super) fn condition(&mut self) -> Parsed<Kind> {
        let test = self.either()?;
        self.skip_lines();
        self.expect("]]")?;
        Ok(Kind::Condition(Box::new(test)))
    }

    fn either(&mut self) -> Parsed<Test> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.broken("nested deeper than envsim follows"));
        }
        let mut left = self.both()?;
        self.skip_lines();
        while self.take("||") {
            left = Test::Or(Box::new(left), Box::new(self.both()?));
            self.skip_lines();
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Parsed<Test> {
        let mut left = self.primary()?;
        self.skip_lines();
        while self.take("&&") {
            left = Test::And(Box::new(left), Box::new(self.primary()?));
            self.skip_lines();
        }
        Ok(left)
    }

    fn primary(&mut self) -> Parsed<Test> {
        self.skip_lines();
        if self.take_reserved("!") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.broken("nested deeper than envsim follows"));
            }
            let inner = self.primary()?;
            self.depth -= 1;
            return Ok(Test::Not(Box::new(inner)));
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
            let inner = self.either()?;
            self.skip_lines();
            self.expect(")")?;
            return Ok(inner);
        }
        let left = self.operand_word(Context::Condition)?;
        self.skip_lines();
        if let Some(operator) = self.unary_operator(&left) {
            let operand = self.operand_word(Context::Condition)?;
            return Ok(Test::Unary(operator, operand));
        }
        match self.binary_operator() {
            Some(operator) => {
                self.skip_blanks();
                let regex = operator.of(self.text) == "=~";
                let context = if regex { Context::Regex } else { Context::Condition };
                Ok(Test::Binary(left, operator, self.operand_word(context)?))
            }
            None => Ok(Test::Word(left)),
        }
    }

    fn operand_word(&mut self, context: Context) -> Parsed<Word> {
        let word = self.word(context)?;
        if word.parts.is_empty() { Err(self.unexpected()) } else { Ok(word) }
    }

    /// `-f` and the like, when an operand follows.
    fn unary_operator(&self, word: &Word) -> Option<Span> {
        let text = literal(word, self.text)?;
        let is_operator = text.len() == 2 && text.starts_with('-');
        let ends = self.starts_with("]]") || self.starts_with("&&") || self.starts_with("||");
        let binary = self.peeks_binary();
        (is_operator && !ends && !binary && self.peek() != Some(b')')).then_some(word.span)
    }

    fn peeks_binary(&self) -> bool {
        let word = self.rest().split([' ', '\t', '\n']).next().unwrap_or_default();
        is_binary(word)
    }

    fn binary_operator(&mut self) -> Option<Span> {
        let word = self.rest().split([' ', '\t', '\n']).next().unwrap_or_default();
        if !is_binary(word) {
            return None;
        }
        let span = Span::new(self.at, self.at + word.len());
        self.at += word.len();
        Some(span)
    }
}

fn is_binary(word: &str) -> bool {
    matches!(
        word,
        "=" | "=="
            | "!="
            | "=~"
            | "<"
            | ">"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
    )
}
