//! Simple and compound commands (POSIX 2.9, bash(1) SHELL GRAMMAR, zshmisc(1) COMPLEX COMMANDS).

use std::cell::OnceCell;
use std::rc::Rc;

use super::scan::{digits, ends_word, name_len};
use super::word::Context;
use super::{Parsed, Parser, Pending, push};
use crate::shells::posix::syntax::{
    Argument, Arm, ArmEnd, Assigned, Assignment, Command, Element, Kind, Part, Redirect, Simple,
    Word,
};
use crate::text::Span;

/// Words that only close what is open.
const CLOSERS: &[&str] = &["then", "do", "done", "fi", "esac", "elif", "else", "}"];

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Parsed<Command> {
        self.down()?;
        let command = self.any_command()?;
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

    fn redirects(&mut self, redirects: &mut Vec<Redirect>) -> Parsed<()> {
        loop {
            self.skip_blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => return Ok(()),
            }
        }
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

    fn case_command(&mut self) -> Parsed<Kind> {
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

    /// Patterns up to and with the closing parenthesis; only zsh takes an empty one.
    fn patterns(&mut self) -> Parsed<Vec<Word>> {
        let mut patterns = Vec::new();
        loop {
            self.skip_blanks();
            let empty = self.dialect.is_zsh() && matches!(self.peek(), Some(b'|' | b')'));
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

    /// Assignments, words and redirections in any order.
    fn simple(&mut self, start: usize, mut redirects: Vec<Redirect>) -> Parsed<Command> {
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
                let kind = self.function_body(named(simple, word))?;
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
        let several = self.dialect.is_zsh() && simple.assignments.is_empty();
        if !simple.words.is_empty() && !several {
            return false;
        }
        let rest = self.rest().trim_start_matches([' ', '\t']);
        rest.strip_prefix('(')
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(')'))
    }

    /// `NAME=…`, if one stands here.
    fn assignment(&mut self) -> Parsed<Option<Assignment>> {
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

    /// One redirection, if one stands here (POSIX 2.7).
    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
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
