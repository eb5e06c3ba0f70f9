//! Redirections (POSIX 2.7).

use super::scan::{digits, name_len};
use super::word::Context;
use super::{Parsed, Parser, Pending};
use crate::shells::posix::syntax::{Part, Redirect, Word};
use crate::text::Span;
use std::cell::OnceCell;
use std::rc::Rc;

impl Parser<'_> {
    pub(super) fn redirects(&mut self, redirects: &mut Vec<Redirect>) -> Parsed<()> {
        loop {
            self.skip_blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => return Ok(()),
            }
        }
    }

    /// One redirection, if one stands here (POSIX 2.7).
    pub(super) fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let start = self.at;
        let begins = matches!(self.peek(), Some(b'<' | b'>' | b'&' | b'{' | b'0'..=b'9'));
        if !begins || self.number_range().is_some() {
            return Ok(None);
        }
        let number = digits(self.rest()).map_or(0, |(_, digits)| digits.len());
        let named = self.named_descriptor();
        self.at += number.max(named);
        let descriptor = (self.at > start).then(|| Span::new(start, self.at));
        let from = self.at;
        let operators: &[&str] =
            &["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">!", ">"];
        // zsh: `|` or `!` behind any operator that writes overrides noclobber (zshmisc(1), REDIRECTION).
        let clobbers = |operator: &str| {
            self.dialect.is_zsh() && matches!(operator, "&>>" | "&>" | ">>" | ">&")
        };
        let process = matches!(self.peek(), Some(b'<' | b'>')) && self.peek_at(1) == Some(b'(');
        let allowed = |operator: &str| match operator {
            "&>>" | "&>" | "<<<" => !self.dialect.is_dash(),
            ">!" => self.dialect.is_zsh(),
            _ => true,
        };
        // zsh: `<<(` is `< <(` (lex.c, `gettok`).
        let doubled = self.dialect.is_zsh()
            && ["<<(", ">>("].iter().any(|operator| self.starts_with(operator));
        let mut found = operators
            .iter()
            .filter(|operator| self.starts_with(operator) && !(doubled && operator.len() > 1));
        let Some(operator) = found.find(|operator| allowed(operator) && !process) else {
            self.at = start;
            return Ok(None);
        };
        let overrides = clobbers(operator);
        self.at += operator.len();
        if overrides && matches!(self.peek(), Some(b'|' | b'!')) {
            self.at += 1;
        }
        self.skip_blanks();
        let target = self.word(Context::Argument)?;
        if target.parts.is_empty() {
            return Err(self.broken("a redirection's target is missing"));
        }
        let strips_tabs = *operator == "<<-";
        let is_document = strips_tabs || *operator == "<<";
        let document = is_document.then(|| self.awaits(&target, strips_tabs));
        let operator = Span::new(from, from + operator.len());
        Ok(Some(Redirect { descriptor, operator, target, document, strips_tabs }))
    }

    /// Length of bash's and zsh's `{name}` before an operator.
    fn named_descriptor(&self) -> usize {
        let Some(rest) = self.rest().strip_prefix('{') else { return 0 };
        let len = name_len(rest);
        let tail = &rest.as_bytes()[len..];
        match tail {
            [b'}', b'<' | b'>', ..] if len > 0 && !self.dialect.is_dash() => len + 2,
            _ => 0,
        }
    }

    fn awaits(&mut self, target: &Word, strips_tabs: bool) -> Rc<OnceCell<Word>> {
        let document = Rc::new(OnceCell::new());
        let quoted = target.parts.iter().any(|part| !matches!(part, Part::Text(_)));
        let delimiter = target.parts.iter().map(|part| self.unquoted(part)).collect();
        let pending = Pending { delimiter, quoted, strips_tabs, document: document.clone() };
        self.pending.push(pending);
        document
    }

    fn unquoted(&self, part: &Part) -> String {
        match part {
            Part::Text(span) | Part::Escaped(span) | Part::Single(span) => {
                span.of(self.text).to_owned()
            }
            Part::Double(parts) => parts.iter().map(|part| self.unquoted(part)).collect(),
            _ => String::new(),
        }
    }
}
