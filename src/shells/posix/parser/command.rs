//! Simple and compound commands (POSIX 2.9, bash(1) SHELL GRAMMAR, zshmisc(1) COMPLEX COMMANDS).

use std::cell::OnceCell;
use std::rc::Rc;

use super::scan::{digits, ends_word, name_len};
use super::word::Context;
use super::{Parsed, Parser, Pending};
use crate::shells::posix::syntax::{
    Argument, Arm, ArmEnd, Assigned, Assignment, Body, Command, Element, Kind, Part, Redirect,
    Simple, Word,
};
use crate::text::Span;

/// Words that only close what is open.
const CLOSERS: &[&str] = &["then", "do", "done", "fi", "esac", "elif", "else", "}"];

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Parsed<Command> {
        self.skip_blanks();
        let start = self.at;
        let kind = match self.compound()? {
            Some(kind) => kind,
            None => return self.simple(start),
        };
        let mut redirects = Vec::new();
        loop {
            self.skip_blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => break,
            }
        }
        Ok(Command { kind, redirects, span: Span::new(start, self.at) })
    }

    fn compound(&mut self) -> Parsed<Option<Kind>> {
        let dash = self.dialect.is_dash();
        let zsh = self.dialect.is_zsh();
        match self.peek() {
            Some(b'(') if !dash && self.starts_with("((") => self.arithmetic_command(),
            Some(b'(') if zsh && self.starts_with("()") => {
                self.at += 2;
                self.function_body(Vec::new()).map(Some)
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
            Some(b'}') if zsh => Err(self.unexpected()),
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
            "coproc" if full => {
                self.at += word.len();
                self.command()?;
                Kind::Coprocess
            }
            _ if CLOSERS.contains(&word) => return Err(self.unexpected()),
            _ => return Ok(None),
        };
        Ok(Some(kind))
    }

    fn arithmetic_command(&mut self) -> Parsed<Option<Kind>> {
        let from = self.at;
        self.at += 2;
        if let Ok(parts) = self.arithmetic_parts("))") {
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

    /// `{ … }` of zsh's short forms.
    fn braces(&mut self) -> Parsed<Option<Body>> {
        let from = self.at;
        self.skip_lines();
        if self.dialect.is_zsh() && self.take_reserved("{") {
            let body = self.body(&["}"])?;
            self.expect("}")?;
            return Ok(Some(body));
        }
        self.at = from;
        Ok(None)
    }

    fn conditional_command(&mut self) -> Parsed<Kind> {
        self.at += 2;
        let mut arms = Vec::new();
        loop {
            let condition = self.full_body(&["then", "{"])?;
            if let Some(body) = self.braces()? {
                arms.push((condition, body));
                self.skip_blanks();
                if self.take_reserved("elif") {
                    continue;
                }
                let otherwise = if self.take_reserved("else") { self.braces()? } else { None };
                return Ok(Kind::If { arms, otherwise });
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

    fn loop_command(&mut self, until: bool) -> Parsed<Kind> {
        self.at += 5;
        let condition = self.full_body(&["do", "{"])?;
        let body = self.loop_body()?;
        Ok(Kind::While { until, condition, body })
    }

    /// `do … done`, or zsh's `{ … }` or single command.
    fn loop_body(&mut self) -> Parsed<Body> {
        self.skip_lines();
        if self.take_reserved("do") {
            let body = self.full_body(&["done"])?;
            self.expect("done")?;
            return Ok(body);
        }
        // bash allows braces behind `for` without saying so.
        if self.take_reserved("{") {
            let body = self.full_body(&["}"])?;
            self.expect("}")?;
            return Ok(body);
        }
        match self.dialect.is_zsh() {
            true => Ok(vec![self.and_or()?].into()),
            false => Err(self.broken("`do` is missing")),
        }
    }

    fn for_command(&mut self) -> Parsed<Kind> {
        self.at += 3;
        self.skip_blanks();
        if self.starts_with("((") && !self.dialect.is_dash() {
            return self.for_arithmetic();
        }
        let names = self.names()?;
        self.skip_lines();
        let words = match self.for_words()? {
            Some(words) => words,
            None => return Err(self.unexpected()),
        };
        self.skip_blanks();
        self.take(";");
        let body = self.loop_body()?;
        Ok(Kind::For { names, words, body })
    }

    fn names(&mut self) -> Parsed<Vec<Span>> {
        let mut names = Vec::new();
        loop {
            self.skip_blanks();
            let len = name_len(self.rest());
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

    /// The words of a loop; `Some(None)` where the positional parameters are meant.
    #[allow(clippy::option_option, reason = "no list at all and an error are two things")]
    fn for_words(&mut self) -> Parsed<Option<Option<Vec<Word>>>> {
        if self.take_reserved("in") {
            let mut words = Vec::new();
            loop {
                self.skip_blanks();
                match self.peek() {
                    None | Some(b';' | b'\n' | b'&' | b'|' | b')') => break,
                    Some(_) => words.push(self.word(Context::Argument)?),
                }
            }
            return Ok(Some(Some(words)));
        }
        if self.dialect.is_zsh() && self.take("(") {
            let words = self.words_in_parentheses()?;
            return Ok(Some(Some(words.into_iter().map(|element| element.value).collect())));
        }
        Ok(Some(None))
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
        Ok(Kind::ForArithmetic { parts, body: self.loop_body()? })
    }

    fn foreach(&mut self) -> Parsed<Kind> {
        self.at += 7;
        let names = self.names()?;
        self.skip_blanks();
        let words = self.for_words()?.flatten();
        self.skip_blanks();
        self.take(";");
        let body = self.body(&["end"])?;
        self.expect("end")?;
        Ok(Kind::For { names, words, body })
    }

    fn select(&mut self) -> Parsed<Kind> {
        self.at += 6;
        self.names()?;
        self.skip_blanks();
        self.for_words()?;
        self.skip_blanks();
        self.take(";");
        Ok(Kind::Select { body: self.loop_body()? })
    }

    fn repeat(&mut self) -> Parsed<Kind> {
        self.at += 6;
        self.skip_blanks();
        let count = self.word(Context::Argument)?;
        self.skip_blanks();
        self.take(";");
        Ok(Kind::Repeat { count, body: self.loop_body()? })
    }

    fn case_command(&mut self) -> Parsed<Kind> {
        self.at += 4;
        self.skip_blanks();
        let word = self.word(Context::Argument)?;
        self.skip_lines();
        let brace = self.dialect.is_zsh() && self.take_reserved("{");
        if !brace {
            self.expect("in")?;
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
        self.take("(");
        let mut patterns = Vec::new();
        loop {
            self.skip_blanks();
            let pattern = self.word(Context::Argument)?;
            if pattern.parts.is_empty() && self.peek() != Some(b'|') && self.peek() != Some(b')') {
                return Err(self.unexpected());
            }
            patterns.push(pattern);
            self.skip_blanks();
            if !self.take("|") {
                break;
            }
        }
        self.expect(")")?;
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

    fn function_keyword(&mut self) -> Parsed<Kind> {
        self.at += 8;
        let mut names = Vec::new();
        loop {
            self.skip_blanks();
            if self.starts_with("{") || matches!(self.peek(), None | Some(b'(' | b'\n' | b';')) {
                break;
            }
            names.push(self.word(Context::Command)?);
        }
        self.skip_blanks();
        if self.take("(") {
            self.skip_blanks();
            self.expect(")")?;
        }
        self.function_body(names)
    }

    fn function_body(&mut self, names: Vec<Word>) -> Parsed<Kind> {
        self.skip_lines();
        let compound = matches!(self.peek(), Some(b'{' | b'(' | b'['))
            || ["if", "for", "while", "until", "case", "select"]
                .iter()
                .any(|word| self.at_reserved(word));
        if !compound && !self.dialect.is_zsh() {
            return Err(self.broken("a function's body is missing"));
        }
        let body = Rc::new(self.command()?);
        Ok(Kind::Function { names, body })
    }

    /// Assignments, words and redirections in any order.
    fn simple(&mut self, start: usize) -> Parsed<Command> {
        let mut simple = Simple::default();
        let mut redirects = Vec::new();
        let mut declares = false;
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
                        true => simple.assignments.push(assignment),
                        false => simple.words.push(Argument::Assignment(assignment)),
                    }
                    continue;
                }
            }
            let word = self.word(if first { Context::Command } else { Context::Argument })?;
            if word.parts.is_empty() {
                return Err(self.unexpected());
            }
            let literal = literal(&word, self.text);
            if first && self.function_follows() {
                self.at += self.rest().find(')').map_or(0, |close| close + 1);
                let kind = self.function_body(vec![word])?;
                return Ok(Command { kind, redirects, span: Span::new(start, self.at) });
            }
            declares =
                declares || (first && literal.is_some_and(|name| self.dialect.declares(name)));
            simple.words.push(Argument::Word(word));
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        let kind = Kind::Simple(simple);
        Ok(Command { kind, redirects, span: Span::new(start, self.at) })
    }

    fn ends_simple(&self, simple: &Simple) -> bool {
        match self.peek() {
            None => true,
            // zsh: a parenthesis begins a pattern where an argument may stand.
            Some(b'(') => !self.dialect.is_zsh() || simple.words.is_empty(),
            Some(b'<' | b'>') => self.peek_at(1) != Some(b'('),
            Some(b'}') if self.dialect.is_zsh() => true,
            Some(byte) => ends_word(byte),
        }
    }

    /// Whether `( )` follows the word just read.
    fn function_follows(&mut self) -> bool {
        let rest = self.rest().trim_start_matches([' ', '\t']);
        rest.strip_prefix('(')
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(')'))
    }

    /// `NAME=…`, if one stands here.
    fn assignment(&mut self) -> Parsed<Option<Assignment>> {
        let start = self.at;
        let len = name_len(self.rest());
        if len == 0 {
            return Ok(None);
        }
        let name = Span::new(start, start + len);
        self.at += len;
        let subscript = match self.peek() {
            Some(b'[') if !self.dialect.is_dash() => self.subscript().ok(),
            _ => None,
        };
        let append = !self.dialect.is_dash() && self.starts_with("+=");
        self.at += usize::from(append);
        if self.peek() != Some(b'=') || (self.peek_at(0).is_none()) {
            self.at = start;
            return Ok(None);
        }
        self.at += 1;
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
    fn words_in_parentheses(&mut self) -> Parsed<Vec<Element>> {
        let mut elements = Vec::new();
        loop {
            self.skip_lines();
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    return Ok(elements);
                }
                None => return Err(self.broken("`)` is missing")),
                Some(b'[') => {
                    let from = self.at;
                    let key = self.subscript().ok().filter(|_| self.peek() == Some(b'='));
                    match &key {
                        Some(_) => self.at += 1,
                        None => self.at = from,
                    }
                    let value = self.word(Context::Argument)?;
                    elements.push(Element { key, value });
                }
                Some(_) => {
                    let value = self.word(Context::Argument)?;
                    if value.parts.is_empty() {
                        return Err(self.unexpected());
                    }
                    elements.push(Element { key: None, value });
                }
            }
        }
    }

    /// One redirection, if one stands here (POSIX 2.7).
    fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let start = self.at;
        let number = digits(self.rest()).map_or(0, |(_, digits)| digits.len());
        let named = self.named_descriptor();
        self.at += number.max(named);
        let descriptor = (self.at > start).then(|| Span::new(start, self.at));
        let from = self.at;
        let operators: &[&str] =
            &["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">!", ">"];
        let process = matches!(self.peek(), Some(b'<' | b'>')) && self.peek_at(1) == Some(b'(');
        let found = operators.iter().find(|operator| self.starts_with(operator));
        let allowed = |operator: &str| match operator {
            "&>>" | "&>" | "<<<" => !self.dialect.is_dash(),
            ">!" => self.dialect.is_zsh(),
            _ => true,
        };
        let Some(operator) = found.filter(|operator| allowed(operator) && !process) else {
            self.at = start;
            return Ok(None);
        };
        self.at += operator.len();
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

/// A word's text where it is written without any quoting or expansion.
pub(in crate::shells::posix) fn literal<'t>(word: &Word, text: &'t str) -> Option<&'t str> {
    match word.parts.as_slice() {
        [Part::Text(span)] => Some(span.of(text)),
        _ => None,
    }
}
