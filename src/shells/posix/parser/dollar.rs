//! What begins with `$` (POSIX 2.6, bash(1) EXPANSION, zshexpn(1)).

use super::scan::digits;
use super::{Parsed, Parser, push};
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
                let parameter = self.braced(quoted)?;
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
        let body = self.body(&[")"])?;
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

    /// One of zsh's modifiers, colon included; none is consumed where there is none.
    fn modifier(&mut self) -> Option<Span> {
        let rest = self.rest().as_bytes();
        let from = self.at;
        let letter = *rest.get(1)?;
        let len = match (rest.first()?, letter) {
            (
                b':',
                b'h' | b't' | b'r' | b'e' | b'a' | b'A' | b'l' | b'u' | b'q' | b'Q' | b'c' | b'P',
            ) => {
                let count = rest[2..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let next = rest.get(2 + count);
                if next.is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                    return None;
                }
                2 + count
            }
            (b':', b's') => substitution_len(rest, 2)?,
            (b':', b'g') if rest.get(2) == Some(&b's') => substitution_len(rest, 3)?,
            _ => return None,
        };
        self.at += len;
        Some(Span::new(from, self.at))
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

    /// zsh's flags; an argument may hold a parenthesis (zshexpn(1), "Parameter Expansion Flags").
    fn flags(&mut self) -> Option<Span> {
        if !self.dialect.is_zsh() || self.peek() != Some(b'(') {
            return None;
        }
        let from = self.at + 1;
        let len = flags_len(self.text.get(from..)?)?;
        self.at = from + len + 1;
        Some(Span::new(from, from + len))
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
                Some(b':' | b'/' | b'}' | b'-' | b'%') if self.dialect.is_zsh() => {
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
        let word = self.operand(b"]", true)?;
        self.expect("]")?;
        self.up();
        Ok(word)
    }

    /// A word inside an expansion up to one of the closing bytes, which is not consumed.
    fn operand(&mut self, ends: &[u8], quoted: bool) -> Parsed<Word> {
        self.operand_within(ends, quoted, !quoted)
    }

    /// A pattern has quoting of its own even inside double quotes (bash(1), "Pattern Matching").
    fn pattern_operand(&mut self, ends: &[u8], quoted: bool) -> Parsed<Word> {
        self.operand_within(ends, false, !quoted)
    }

    /// `counts`: whether braces come in pairs, as zsh has it outside of double quotes (lex.c, `gettokstr`).
    fn operand_within(&mut self, ends: &[u8], quoted: bool, counts: bool) -> Parsed<Word> {
        let from = self.at;
        let mut parts = Vec::new();
        let (mut brackets, mut braces) = (0u32, 0u32);
        let counts = counts && !self.unpaired && self.dialect.is_zsh();
        while let Some(byte) = self.peek() {
            let inside = byte == b'}' && braces > 0;
            if brackets == 0 && !inside && ends.contains(&byte) {
                break;
            }
            match byte {
                b'{' | b'}' if counts => {
                    braces = if byte == b'{' { braces + 1 } else { braces.saturating_sub(1) };
                    self.text_of(&mut parts, 1);
                }
                // A quote can be escaped here as anywhere between quotes (POSIX 2.2.3).
                b'\\' if quoted && self.peek_at(1) == Some(b'"') => {
                    self.quoted_escape(&mut parts, Some(b'"'));
                }
                b'\\' if quoted => self.quoted_escape(&mut parts, Some(b'}')),
                b'\\' => {
                    let width = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 1 + width)));
                    self.at += 1 + width;
                }
                b'\'' if !quoted => {
                    let span = self.single()?;
                    push(&mut parts, Part::Single(span));
                }
                b'"' => {
                    self.at += 1;
                    let bare = quoted && self.dialect.is_bash();
                    let inner = match bare {
                        true => self.bare_parts()?,
                        false => self.quoted_parts(Some(b'"'))?,
                    };
                    push(&mut parts, Part::Double(inner));
                }
                b'`' => parts.push(self.backquoted()?),
                b'$' => self.dollar(&mut parts, quoted)?,
                b'[' if ends == b"]" => {
                    brackets += 1;
                    self.text_of(&mut parts, 1);
                }
                b']' if ends == b"]" => {
                    brackets = brackets.saturating_sub(1);
                    self.text_of(&mut parts, 1);
                }
                _ => self.text_of(&mut parts, 1),
            }
        }
        Ok(Word { parts, span: Span::new(from, self.at) })
    }

    /// bash: what stands between quotes inside of `"${x:-…}"` is outside of them, where any backslash escapes.
    fn bare_parts(&mut self) -> Parsed<Vec<Part>> {
        let opened = self.at;
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None => {
                    self.at = opened;
                    return Err(self.broken("the double quote is never closed"));
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(parts);
                }
                Some(b'\\') => {
                    let width = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    if self.peek_at(1) != Some(b'\n') {
                        parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 1 + width)));
                    }
                    self.at += 1 + width;
                }
                Some(b'`') => parts.push(self.backquoted()?),
                Some(b'$') => self.dollar(&mut parts, true)?,
                Some(_) => self.text_of(&mut parts, 1),
            }
        }
    }

    fn operation(&mut self, quoted: bool) -> Parsed<Operation> {
        let byte = self.peek().unwrap_or_default();
        let next = self.peek_at(1);
        match (byte, next) {
            (b'-' | b'=' | b'?' | b'+', _) => self.conditional(false, quoted),
            (b':', Some(b':')) if self.dialect.is_zsh() && self.starts_with("::=") => {
                self.at += 3;
                let word = self.operand(b"}", quoted)?;
                Ok(Operation::Conditional { operator: b':', colon: true, word })
            }
            (b':', Some(b'-' | b'=' | b'?' | b'+')) => {
                self.at += 1;
                self.conditional(true, quoted)
            }
            (b':', Some(b'#')) if self.dialect.is_zsh() => {
                self.at += 2;
                Ok(Operation::Filter(self.operand(b"}", quoted)?))
            }
            // zsh's set operations and repeated substitutions, which are read only.
            (b':', Some(b'|' | b'*' | b'^')) if self.dialect.is_zsh() => {
                let signs = [":^^", ":^", ":|", ":*"];
                let sign = signs.into_iter().find(|sign| self.starts_with(sign)).unwrap_or(":|");
                self.at += sign.len();
                let word = self.operand(b"}", quoted)?;
                Ok(Operation::Combine { sign: &sign[1..], word })
            }
            (b':', Some(sign @ b'&')) if self.dialect.is_zsh() => {
                self.at += 2;
                self.operand(b"}", quoted)?;
                Ok(Operation::Transform(sign))
            }
            (b'#' | b'%', _) => self.removal(byte == b'%', quoted),
            (b'/', _) if !self.dialect.is_dash() => self.replacement(quoted),
            (b':', _) if !self.dialect.is_dash() => {
                match self.dialect.is_zsh().then(|| self.modifier()) {
                    Some(Some(span)) => Ok(Operation::Modifier(span)),
                    // A letter is never an offset (subst.c, `check_colon_subscript`).
                    Some(None) if next.is_some_and(|next| next.is_ascii_alphabetic()) => {
                        let word = self.operand(b"}", quoted)?;
                        Ok(Operation::Modifier(word.span))
                    }
                    _ => self.slice(quoted),
                }
            }
            (b'^' | b',' | b'~', _) if self.dialect.is_bash() => {
                let all = next == Some(byte);
                self.at += 1 + usize::from(all);
                let pattern = self.operand(b"}", quoted)?;
                Ok(Operation::Case { sign: byte, all, pattern })
            }
            (b'@', Some(letter)) if self.dialect.is_bash() => {
                self.at += 2;
                Ok(match letter {
                    b'}' => {
                        self.at -= 1;
                        Operation::Names(b'@')
                    }
                    _ => Operation::Transform(letter),
                })
            }
            (b'*', Some(b'}')) if self.dialect.is_bash() => {
                self.at += 1;
                Ok(Operation::Names(b'*'))
            }
            _ => {
                let word = self.operand(b"}", quoted)?;
                if word.span.is_empty() {
                    return Err(self.unexpected());
                }
                Ok(Operation::Unsupported(word.span))
            }
        }
    }

    fn conditional(&mut self, colon: bool, quoted: bool) -> Parsed<Operation> {
        let operator = self.peek().unwrap_or_default();
        self.at += 1;
        Ok(Operation::Conditional { operator, colon, word: self.operand(b"}", quoted)? })
    }

    fn removal(&mut self, suffix: bool, quoted: bool) -> Parsed<Operation> {
        let sign = self.peek();
        self.at += 1;
        let longest = self.peek() == sign;
        self.at += usize::from(longest);
        Ok(Operation::Remove { suffix, longest, pattern: self.pattern_operand(b"}", quoted)? })
    }

    fn replacement(&mut self, quoted: bool) -> Parsed<Operation> {
        self.at += 1;
        let all = self.take("/");
        let anchor = match self.peek() {
            Some(sign @ (b'#' | b'%')) if !all || self.dialect.is_zsh() => {
                self.at += 1;
                Some(sign)
            }
            _ => None,
        };
        // A slash at the beginning belongs to bash's pattern (subst.c, `parameter_brace_patsub`).
        let slash = Span::new(self.at, self.at + 1);
        let begins = all && self.take("/");
        let mut pattern = self.pattern_operand(b"/}", quoted)?;
        if begins && self.dialect.is_zsh() {
            self.pattern_operand(b"}", quoted)?;
            return Ok(Operation::Transform(b'/'));
        }
        if begins {
            pattern.parts.insert(0, Part::Text(slash));
            pattern.span = Span::new(slash.start as usize, pattern.span.end as usize);
        }
        let replacement = match self.take("/") {
            true => self.pattern_operand(b"}", quoted)?,
            false => Word { parts: Vec::new(), span: Span::new(self.at, self.at) },
        };
        Ok(Operation::Replace { all, anchor, pattern, replacement })
    }

    fn slice(&mut self, quoted: bool) -> Parsed<Operation> {
        self.at += 1;
        let offset = self.operand(b":}", quoted)?;
        let length = match self.take(":") {
            true => Some(self.operand(b"}", quoted)?),
            false => None,
        };
        Ok(Operation::Slice { offset, length })
    }
}

/// Length of zsh's flags up to the parenthesis that closes them.
fn flags_len(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let flag = *text.as_bytes().get(at)?;
        at += match flag {
            b')' => return Some(at),
            b'g' | b'I' | b'j' | b's' | b'Z' | b'_' => 1 + flag_argument_len(&text[at + 1..]),
            b'l' | b'r' => 1 + padding_len(&text[at + 1..]),
            b'}' | b'\n' => return None,
            _ => text[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
}

/// Length of one argument with its delimiters; 0 where none stands.
fn flag_argument_len(text: &str) -> usize {
    let Some(open) = text.chars().next().filter(|&open| open != ')') else { return 0 };
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        other => other,
    };
    let body = open.len_utf8();
    text[body..].find(close).map_or(0, |len| body + len + close.len_utf8())
}

/// `l` and `r` take a number and up to two texts, all with the same delimiter.
fn padding_len(text: &str) -> usize {
    let Some(open) = text.chars().next() else { return 0 };
    let mut len = flag_argument_len(text);
    for _ in 0..2 {
        if len > 0 && text[len..].starts_with(open) {
            len += flag_argument_len(&text[len..]);
        }
    }
    len
}

/// Length of a special or one-digit parameter (POSIX 2.5.2).
fn special_len(rest: &str) -> usize {
    match rest.as_bytes().first() {
        Some(byte) if byte.is_ascii_digit() => 1,
        Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => 1,
        _ => 0,
    }
}

/// Length of `:s/a/b/` whose separator stands at `at`.
fn substitution_len(rest: &[u8], at: usize) -> Option<usize> {
    let separator = *rest.get(at)?;
    let middle = at + 1 + rest.get(at + 1..)?.iter().position(|&byte| byte == separator)?;
    let tail = rest.get(middle + 1..)?;
    let end = tail.iter().position(|&byte| byte == separator || byte == b'}')?;
    Some(middle + 1 + end + usize::from(tail[end] == separator))
}
