//! Simple and compound commands (POSIX 2.9, bash(1) SHELL GRAMMAR, zshmisc(1) COMPLEX COMMANDS).

use super::{Parsed, Parser, STACK};
use crate::shells::posix::syntax::{Command, Kind, Word};
use crate::text::Span;

/// Words that only close what is open.
const CLOSERS: &[&str] = &["then", "do", "done", "fi", "esac", "elif", "else", "}"];

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Parsed<Command> {
        self.down()?;
        let command = stacker::maybe_grow(STACK.0, STACK.1, || self.any_command())?;
        self.up();
        Ok(command)
    }

    fn any_command(&mut self) -> Parsed<Command> {
        self.skip_blanks();
        let start = self.at;
        let mut redirects = Vec::new();
        // zsh takes redirections before a compound command too (zshmisc(1), REDIRECTION).
        if self.dialect.is_zsh() {
            self.redirects(&mut redirects)?;
        }
        let kind = match self.compound()? {
            Some(kind) => kind,
            None => return self.simple(start, redirects),
        };
        self.redirects(&mut redirects)?;
        Ok(Command { kind, redirects, span: Span::new(start, self.at) })
    }

    fn compound(&mut self) -> Parsed<Option<Kind>> {
        let dash = self.dialect.is_dash();
        let zsh = self.dialect.is_zsh();
        match self.peek() {
            Some(b'(') if !dash && self.starts_with("((") => self.arithmetic_command(),
            Some(b'(') if zsh && self.starts_with("()") => {
                self.at += 2;
                self.anonymous().map(Some)
            }
            Some(b'(') => {
                self.at += 1;
                let body = self.full_body(&[")"])?;
                self.expect(")")?;
                Ok(Some(Kind::Subshell(body)))
            }
            Some(b'{') if self.take_reserved("{") => self.group().map(Some),
            Some(b'[') if !dash && self.take_reserved("[[") => self.condition().map(Some),
            Some(b'a'..=b'z') => self.keyword(),
            Some(b'}') if self.at_reserved("}") => Err(self.unexpected()),
            _ => Ok(None),
        }
    }

    fn keyword(&mut self) -> Parsed<Option<Kind>> {
        let zsh = self.dialect.is_zsh();
        let full = !self.dialect.is_dash();
        let word = self.rest().split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default();
        if !self.at_reserved(word) {
            return Ok(None);
        }
        let kind = match word {
            "if" => self.conditional_command()?,
            "while" | "until" => self.loop_command(word == "until")?,
            "for" => self.for_command()?,
            "foreach" if zsh => self.foreach()?,
            "case" => self.case_command()?,
            "select" if full => self.select()?,
            "repeat" if zsh => self.repeat()?,
            "function" if full => self.function_keyword()?,
            "coproc" if full => self.coprocess()?,
            _ if CLOSERS.contains(&word) => return Err(self.unexpected()),
            _ => return Ok(None),
        };
        Ok(Some(kind))
    }

    fn arithmetic_command(&mut self) -> Parsed<Option<Kind>> {
        let from = self.at;
        self.at += 2;
        if let Some(parts) = self.attempt(|parser| parser.arithmetic_parts("))"))? {
            let span = Span::new(from + 2, self.at - 2);
            return Ok(Some(Kind::Arithmetic(Word { parts, span })));
        }
        self.at = from + 1;
        let body = self.full_body(&[")"])?;
        self.expect(")")?;
        Ok(Some(Kind::Subshell(body)))
    }

    fn group(&mut self) -> Parsed<Kind> {
        let body = self.full_body(&["}"])?;
        self.expect("}")?;
        let from = self.at;
        self.skip_blanks();
        if self.dialect.is_zsh() && self.take_reserved("always") {
            self.skip_lines();
            self.expect("{")?;
            let always = self.body(&["}"])?;
            self.expect("}")?;
            return Ok(Kind::Always(body, always));
        }
        self.at = from;
        Ok(Kind::Group(body))
    }
}
