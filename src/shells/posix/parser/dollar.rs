//! What begins with `$` (POSIX 2.6, bash(1) EXPANSION, zshexpn(1)).

use super::scan::digits;
use super::{Parsed, Parser, STACK, push};
use crate::shells::posix::syntax::{Operation, Parameter, Part, Subject, Word};
use crate::text::Span;

impl Parser<'_> {
    /// One expansion, or a lone dollar sign.
    pub(super) fn dollar(&mut self, parts: &mut Vec<Part>, quoted: bool) -> Parsed<()> {
        match self.peek_at(1) {
            Some(b'(') => {
                let part = self.parenthesised()?;
                parts.push(part);
            }
            Some(b'{') => {
                let parameter = stacker::maybe_grow(STACK.0, STACK.1, || self.braced(quoted))?;
                push(parts, Part::Parameter(Box::new(parameter)));
            }
            Some(b'\'') if !quoted && !self.dialect.is_dash() => {
                let span = self.ansi()?;
                parts.push(Part::Ansi(span));
            }
            Some(b'"') if !quoted && self.dialect.is_bash() => {
                self.at += 2;
                let inner = self.quoted_parts(Some(b'"'))?;
                push(parts, Part::Double(inner));
            }
            Some(b'[') if !self.dialect.is_dash() => {
                let from = self.at;
                self.at += 2;
                let inner = self.arithmetic_parts("]")?;
                parts.push(Part::Arithmetic(inner, Span::new(from, self.at)));
            }
            _ => match self.unbraced()? {
                Some(parameter) if parameter.is_plain() => push(parts, Part::Plain(parameter.span)),
                Some(parameter) => push(parts, Part::Parameter(Box::new(parameter))),
                None => self.text_of(parts, 1),
            },
        }
        Ok(())
    }

    /// `$(( … ))` or `$( … )`; what looks like the first may be a command that begins with a subshell.
    fn parenthesised(&mut self) -> Parsed<Part> {
        let from = self.at;
        if self.starts_with("$((") {
            self.at += 3;
            if let Some(parts) = self.attempt(|parser| parser.arithmetic_parts("))"))? {
                return Ok(Part::Arithmetic(parts, Span::new(from, self.at)));
            }
            self.at = from;
        }
        self.at += 2;
        let pending = std::mem::take(&mut self.pending);
        let document = std::mem::take(&mut self.document);
        let substituted = std::mem::replace(&mut self.substituted, true);
        let body = self.body(&[")"])?;
        (self.document, self.substituted) = (document, substituted);
        self.pending = pending;
        self.expect(")")?;
        Ok(Part::Command(body, Span::new(from, self.at)))
    }

    /// The text of an arithmetic expression up to its closing sign, which is consumed.
    pub(super) fn arithmetic_parts(&mut self, close: &str) -> Parsed<Vec<Part>> {
        self.down()?;
        let mut parts = Vec::new();
        let mut open = 0u32;
        loop {
            match self.peek() {
                None => return Err(self.broken(&format!("`{close}` is missing"))),
                Some(_) if open == 0 && self.starts_with(close) => break,
                Some(b'$') => self.dollar(&mut parts, true)?,
                Some(b'`') => parts.push(self.backquoted()?),
                Some(b'"') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(byte) => {
                    match byte {
                        b'(' => open += 1,
                        b')' if open == 0 => return Err(self.unexpected()),
                        b')' => open -= 1,
                        _ => {}
                    }
                    self.text_of(&mut parts, 1);
                }
            }
        }
        self.at += close.len();
        self.up();
        Ok(parts)
    }

    /// `$NAME`, `$1`, `$@`…; zsh adds marks before and subscripts and modifiers behind.
    fn unbraced(&mut self) -> Parsed<Option<Parameter>> {
        let from = self.at;
        self.at += 1;
        let mut marks = Vec::new();
        if self.dialect.is_zsh() {
            let first = usize::from(matches!(self.peek(), Some(b'+' | b'#')));
            let more = self.rest().as_bytes()[first..].iter();
            let count = first + more.take_while(|byte| matches!(byte, b'=' | b'~' | b'^')).count();
            // `$#*` and `$#@` count too.
            let all = self.peek() == Some(b'#') && matches!(self.peek_at(1), Some(b'*' | b'@'));
            if self.name_len_at(self.at + count) > 0 || all {
                marks.extend_from_slice(&self.rest().as_bytes()[..count]);
                self.at += count;
            }
        }
        let start = self.at;
        let len = match self.name_len_at(start) {
            0 => special_len(self.rest()),
            len => len,
        };
        if len == 0 {
            self.at = from;
            return Ok(None);
        }
        self.at += len;
        let subject = Subject::Name(Span::new(start, self.at));
        let span = Span::new(from, self.at);
        let mut parameter = Parameter { subject, marks, ..Parameter::plain(span) };
        if self.dialect.is_zsh() {
            self.unbraced_tail(&mut parameter)?;
        }
        parameter.span.end = self.at as u32;
        Ok(Some(parameter))
    }

    /// zsh: `$a[1]` and `$file:h`.
    fn unbraced_tail(&mut self, parameter: &mut Parameter) -> Parsed<()> {
        if self.peek() == Some(b'[') {
            parameter.subscript = self.attempt(Self::subscript)?;
        }
        while let Some(span) = self.modifier() {
            parameter.operations.push(Operation::Modifier(span));
        }
        Ok(())
    }

    /// `${ … }`.
    fn braced(&mut self, quoted: bool) -> Parsed<Parameter> {
        self.down()?;
        let from = self.at;
        self.at += 2;
        if !self.dialect.is_zsh() && self.is_bad() {
            return self.bad_substitution(from, quoted);
        }
        let flags = self.flags();
        let marks = self.marks();
        let outer = self.unpaired;
        self.unpaired |= quoted;
        let subject = self.subject();
        self.unpaired = outer;
        let subject = subject?;
        let subscript = match self.peek() {
            Some(b'[') if !self.dialect.is_dash() => Some(self.subscript()?),
            _ => None,
        };
        let mut operations = Vec::new();
        while self.peek() != Some(b'}') {
            if self.peek().is_none() {
                self.at = from;
                return Err(self.broken("`${` is never closed"));
            }
            operations.push(self.operation(quoted)?);
        }
        self.at += 1;
        self.up();
        let span = Span::new(from, self.at);
        Ok(Parameter { span, subject, subscript, flags, marks, operations, braced: true })
    }

    /// Whether no parameter stands behind `${`: bash and dash say so when they expand it, not before.
    fn is_bad(&self) -> bool {
        let rest = self.rest().as_bytes();
        let marked = match rest.first() {
            Some(b'#') => rest.get(1),
            Some(b'!') if self.dialect.is_bash() => rest.get(1),
            first => first,
        };
        let begins = |byte: u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!')
        };
        !rest.is_empty()
            && !rest.first().copied().is_some_and(begins)
            && !marked.copied().is_some_and(begins)
    }

    /// `${…}` that names no parameter, read to its end.
    fn bad_substitution(&mut self, from: usize, quoted: bool) -> Parsed<Parameter> {
        self.operand(b"}", quoted)?;
        if self.peek().is_none() {
            self.at = from;
            return Err(self.broken("`${` is never closed"));
        }
        self.at += 1;
        self.up();
        let span = Span::new(from, self.at);
        Ok(Parameter {
            span,
            subject: Subject::Bad,
            subscript: None,
            flags: None,
            marks: Vec::new(),
            operations: Vec::new(),
            braced: true,
        })
    }

    /// Signs before the name that are not the name itself.
    fn marks(&mut self) -> Vec<u8> {
        let mut marks = Vec::new();
        while let Some(byte) = self.peek() {
            let next = self.peek_at(1);
            let named = next.is_some_and(|next| {
                next.is_ascii_alphanumeric()
                    || matches!(next, b'_' | b'@' | b'*' | b'{' | b'$' | b'"')
            });
            let special =
                matches!(next, Some(b'?' | b'#' | b'-' | b'!')) && self.peek_at(2) == Some(b'}');
            let is_mark = match byte {
                b'#' => named || special,
                b'!' => {
                    let last = next == Some(b'#') && self.peek_at(2) == Some(b'}');
                    self.dialect.is_bash() && (named || last)
                }
                b'+' | b'=' | b'~' | b'^' => {
                    self.dialect.is_zsh()
                        && (named || matches!(next, Some(b'+' | b'=' | b'~' | b'^' | b'#' | b':')))
                }
                _ => false,
            };
            if !is_mark {
                break;
            }
            marks.push(byte);
            self.at += 1;
        }
        marks
    }

    fn subject(&mut self) -> Parsed<Subject> {
        let from = self.at;
        let rest = self.rest();
        let len = match self.name_len_at(from) {
            0 => digits(rest).map_or_else(|_| special_len(rest), |(_, digits)| digits.len()),
            len => len,
        };
        if self.dialect.is_zsh()
            && matches!(self.peek(), Some(b'$' | b'"'))
            && !rest.starts_with("$}")
        {
            let mut parts = Vec::new();
            if self.take("\"") {
                let inner = self.quoted_parts(Some(b'"'))?;
                push(&mut parts, Part::Double(inner));
            } else {
                self.dollar(&mut parts, false)?;
            }
            let span = Span::new(from, self.at);
            return Ok(Subject::Nested(Box::new(Word { parts, span })));
        }
        if len == 0 {
            return match self.peek() {
                // A name in a namespace, which versions behind 5.9 have, begins with a point.
                Some(b':' | b'/' | b'}' | b'-' | b'%' | b'.') if self.dialect.is_zsh() => {
                    Ok(Subject::Nothing)
                }
                _ => Err(self.broken("a parameter's name is missing")),
            };
        }
        self.at += len;
        Ok(Subject::Name(Span::new(from, self.at)))
    }

    /// `[ … ]`, brackets consumed.
    pub(super) fn subscript(&mut self) -> Parsed<Word> {
        self.down()?;
        self.at += 1;
        let word = stacker::maybe_grow(STACK.0, STACK.1, || self.operand(b"]", true))?;
        self.expect("]")?;
        self.up();
        Ok(word)
    }
}

/// Length of a special or one-digit parameter (POSIX 2.5.2).
fn special_len(rest: &str) -> usize {
    match rest.as_bytes().first() {
        Some(byte) if byte.is_ascii_digit() => 1,
        Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => 1,
        _ => 0,
    }
}
