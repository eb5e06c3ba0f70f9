//! `case` (POSIX 2.9.4.3, zshmisc(1)).

use super::word::Context;
use super::{Parsed, Parser};
use crate::shells::posix::syntax::{Arm, ArmEnd, Kind, Word};

impl Parser<'_> {
    pub(super) fn case_command(&mut self) -> Parsed<Kind> {
        self.at += 4;
        self.skip_blanks();
        let word = self.word(Context::Argument)?;
        self.skip_lines();
        if self.dialect.is_zsh() && self.take(";") {
            self.skip_lines();
        }
        let brace = self.dialect.is_zsh() && self.take_reserved("{");
        if !brace {
            self.expect("in")?;
            self.skip_blanks();
            // zsh takes any separator there (parse.c, `par_case`).
            if self.dialect.is_zsh() && !self.starts_with(";;") {
                self.take(";");
            }
        }
        let close = if brace { "}" } else { "esac" };
        let mut arms = Vec::new();
        loop {
            self.skip_lines();
            if self.take_reserved(close) {
                return Ok(Kind::Case { word, arms });
            }
            arms.push(self.arm(close)?);
        }
    }

    fn arm(&mut self, close: &str) -> Parsed<Arm> {
        let patterns = self.arm_patterns()?;
        let body = self.body(&[";;", ";&", ";|", close])?;
        let end = if self.take(";;&") || (self.dialect.is_zsh() && self.take(";|")) {
            ArmEnd::Continue
        } else if self.take(";&") {
            ArmEnd::FallThrough
        } else {
            self.take(";;");
            ArmEnd::Break
        };
        Ok(Arm { patterns, body, end })
    }

    /// In zsh the parenthesis may begin the first pattern instead of the list (zshmisc(1), `case`).
    fn arm_patterns(&mut self) -> Parsed<Vec<Word>> {
        let from = self.at;
        if !self.take("(") || !self.dialect.is_zsh() {
            return self.patterns();
        }
        let listed = self.attempt(Self::patterns)?;
        let ends = self.peek().is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b';'));
        match listed {
            Some(patterns) if ends => Ok(patterns),
            None if self.peek() == Some(b')') && self.at == from + 1 => {
                self.some_word(Context::Argument).map(|word| vec![word])
            }
            _ => {
                self.at = from;
                match self.attempt(Self::patterns)? {
                    Some(patterns) => Ok(patterns),
                    // The list's own parentheses, around a pattern with blanks.
                    None => Ok(vec![self.some_word(Context::Argument)?]),
                }
            }
        }
    }

    /// Patterns up to and with the closing parenthesis; only zsh takes an empty one, beside others.
    fn patterns(&mut self) -> Parsed<Vec<Word>> {
        let mut patterns = Vec::new();
        loop {
            self.skip_blanks();
            let alone = patterns.is_empty() && self.peek() == Some(b')');
            let empty = self.dialect.is_zsh() && matches!(self.peek(), Some(b'|' | b')')) && !alone;
            patterns.push(match empty {
                true => self.word(Context::Argument)?,
                false => self.some_word(Context::Argument)?,
            });
            self.skip_blanks();
            if !self.take("|") {
                break;
            }
        }
        self.expect(")")?;
        Ok(patterns)
    }
}
