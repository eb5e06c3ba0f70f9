//! The parts of a string: text, what escapes make, variables and `$( )`.

use std::rc::Rc;

use super::super::syntax::{
    self, Expression, ExpressionKind, StringLiteral, StringPart, StringStyle,
};
use super::Parser;
use super::characters::{is_double_quote, is_single_quote};
use super::token::{Kind, Token};

/// Which rules hold inside a piece of string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// `@'…'@`: nothing has a meaning.
    Verbatim,
    Single,
    Double,
    Here,
    Bare,
}

/// Parts so far, and where the text that is not yet one of them begins.
struct Parts {
    done: syntax::Parts,
    from: usize,
    expands: bool,
}

impl Parser<'_> {
    /// The node of a string token or bare word; `expands` is false for a plain command name.
    pub(super) fn string(&mut self, token: Token, expands: bool) -> Expression {
        let (start, end) = (token.start as usize, token.end as usize);
        let (from, to, rules, style) = self.inside(token.kind, start, end);
        if token.plain {
            let parts = match to > from {
                true => syntax::Parts::One(self.text_part(from, to)),
                false => syntax::Parts::Empty,
            };
            let literal = StringLiteral { style, parts };
            return Expression {
                span: self.span(start, end),
                kind: ExpressionKind::String(literal),
            };
        }
        let mut parts = Parts { done: syntax::Parts::Empty, from, expands };
        let at = std::mem::replace(&mut self.pos, from);
        let ungot = self.ungot.take();
        self.pieces(to, rules, &mut parts);
        self.flush(&mut parts, to);
        self.pos = at;
        self.ungot = ungot;
        let literal = StringLiteral { style, parts: parts.done };
        Expression { span: self.span(start, end), kind: ExpressionKind::String(literal) }
    }

    /// A word that is its own text.
    pub(super) fn plain_word(&self, token: Token) -> Expression {
        let (start, end) = (token.start as usize, token.end as usize);
        let parts = syntax::Parts::One(self.text_part(start, end));
        let literal = StringLiteral { style: StringStyle::Bare, parts };
        Expression { span: self.span(start, end), kind: ExpressionKind::String(literal) }
    }

    /// The inside of a string token, without quotes.
    fn inside(&self, kind: Kind, start: usize, end: usize) -> (usize, usize, Rules, StringStyle) {
        match kind {
            Kind::Generic => (start, end, Rules::Bare, StringStyle::Bare),
            Kind::Single => {
                let (from, to) = self.unquoted(start, end, is_single_quote);
                (from, to, Rules::Single, StringStyle::Single)
            }
            Kind::Double => {
                let (from, to) = self.unquoted(start, end, is_double_quote);
                (from, to, Rules::Double, StringStyle::Double)
            }
            _ => {
                let expands = kind == Kind::DoubleHere;
                let style = if expands { StringStyle::DoubleHere } else { StringStyle::SingleHere };
                let (from, to) = self.here_content(start, end);
                (from, to, if expands { Rules::Here } else { Rules::Verbatim }, style)
            }
        }
    }

    fn unquoted(&self, start: usize, end: usize, test: fn(char) -> bool) -> (usize, usize) {
        let from = start + self.char_at(start).map_or(0, char::len_utf8);
        let last = self.text.get(from..end).and_then(|text| text.chars().next_back());
        let close = last.filter(|&c| test(c)).map_or(0, char::len_utf8);
        (from, end - close)
    }

    fn here_content(&self, start: usize, end: usize) -> (usize, usize) {
        let text = self.text.get(start..end).unwrap_or("");
        let Some(header) = text.find(['\n', '\r']) else { return (end, end) };
        let both = text[header..].starts_with("\r\n");
        let from = start + header + if both { 2 } else { 1 };
        let body = text.strip_suffix('@').unwrap_or(text);
        let quoted = body.strip_suffix(|c| is_single_quote(c) || is_double_quote(c));
        let body = quoted.unwrap_or(body);
        // One without an end has no line break to leave out.
        let last = body.strip_suffix(['\n', '\r']).unwrap_or(body);
        let last = if body.ends_with("\r\n") { &last[..last.len() - 1] } else { last };
        (from, (start + last.len()).max(from))
    }

    fn text_part(&self, from: usize, to: usize) -> StringPart {
        let span = self.span(from, to);
        if span.len() == to - from {
            return StringPart::Text(span);
        }
        StringPart::Made(self.text.get(from..to).unwrap_or("").into(), span)
    }

    fn flush(&mut self, parts: &mut Parts, to: usize) {
        if to > parts.from {
            let part = self.text_part(parts.from, to);
            parts.done.push(part);
        }
        parts.from = to;
    }

    fn pieces(&mut self, to: usize, rules: Rules, parts: &mut Parts) {
        while self.pos < to {
            let plain = |byte| !matches!(byte, b'"' | b'\'' | b'`' | b'$' | 0xe2);
            self.take_bytes_before(to, plain);
            if self.pos >= to {
                return;
            }
            let Some(c) = self.here() else { return };
            match c {
                '`' if !matches!(rules, Rules::Single | Rules::Verbatim) => self.escape(to, parts),
                '$' if !matches!(rules, Rules::Single | Rules::Verbatim) => {
                    self.dollar(to, rules, parts)
                }
                c if rules == Rules::Single && is_single_quote(c) => self.doubled(c, to, parts),
                c if rules == Rules::Double && is_double_quote(c) => self.doubled(c, to, parts),
                c if rules == Rules::Bare && is_single_quote(c) => {
                    self.quoted_piece(to, Rules::Single, parts);
                }
                c if rules == Rules::Bare && is_double_quote(c) => {
                    self.quoted_piece(to, Rules::Double, parts);
                }
                c => self.bump(c),
            }
        }
    }

    /// Of a doubled quote the second character is the text.
    fn doubled(&mut self, quote: char, to: usize, parts: &mut Parts) {
        self.flush(parts, self.pos);
        self.bump(quote);
        parts.from = self.pos;
        if self.pos < to
            && let Some(c) = self.here()
        {
            self.bump(c);
        }
    }

    /// A quoted piece inside a bare word.
    fn quoted_piece(&mut self, to: usize, rules: Rules, parts: &mut Parts) {
        let start = self.pos;
        self.flush(parts, start);
        let single = rules == Rules::Single;
        if single {
            self.skip_single_quoted();
        } else {
            self.skip_double_quoted();
        }
        let end = self.pos.min(to);
        let test = if single { is_single_quote } else { is_double_quote };
        let (from, inner) = self.unquoted(start, end, test);
        self.pos = from;
        parts.from = from;
        self.pieces(inner.max(from), rules, parts);
        self.flush(parts, inner.max(from));
        self.pos = end;
        parts.from = end;
    }

    fn escape(&mut self, to: usize, parts: &mut Parts) {
        let start = self.pos;
        let Some(c) = self.char_at(start + 1).filter(|&c| c != '\0' && start + 1 < to) else {
            self.pos += 1;
            return;
        };
        let made = match c {
            '0' => "\0",
            'a' => "\u{7}",
            'b' => "\u{8}",
            'e' if !self.desktop => "\u{1b}",
            'f' => "\u{c}",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\u{b}",
            'u' if !self.desktop => return self.unicode_escape(to, parts),
            c => {
                self.flush(parts, start);
                parts.from = start + 1;
                self.pos = start + 1 + c.len_utf8();
                return;
            }
        };
        self.flush(parts, start);
        self.pos = start + 2;
        parts.from = self.pos;
        parts.done.push(StringPart::Made(made.into(), self.span(start, start + 2)));
    }

    /// `` `u{1F600} ``: one to six digits.
    fn unicode_escape(&mut self, to: usize, parts: &mut Parts) {
        let start = self.pos;
        self.flush(parts, start);
        let inside = self.text.get(start + 2..to).and_then(|text| text.strip_prefix('{'));
        let digits = inside.and_then(|text| text.split_once('}')).map_or("", |(digits, _)| digits);
        let hex = !digits.is_empty() && digits.len() <= 6;
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| hex);
        let Some(value) = value.filter(|&value| value <= 0x10_ffff) else {
            let message = "the escape needs one to six hexadecimal digits in braces";
            self.error(start, start + 2, "InvalidUnicodeEscapeSequence", message);
            self.pos = start + 2;
            return;
        };
        self.pos = start + 4 + digits.len();
        parts.from = self.pos;
        let text = char::from_u32(value).unwrap_or('\u{fffd}').to_string();
        parts.done.push(StringPart::Made(text.into(), self.span(start, self.pos)));
    }

    fn dollar(&mut self, to: usize, rules: Rules, parts: &mut Parts) {
        let start = self.pos;
        if self.byte(start + 1) == b'(' {
            let Some(end) = self.subexpression_end(start).filter(|&end| end <= to) else {
                let message = "the `)` of `$(` is missing";
                self.error(start, to, "IncompleteDollarSubexpressionReference", message);
                self.pos = to;
                return;
            };
            let node = self.nested(start, end, rules != Rules::Here);
            self.pos = end;
            return self.expanded(start, node, parts);
        }
        if !self.dollar_names() {
            self.pos += 1;
            return;
        }
        self.skip_variable();
        let end = self.pos.min(to);
        self.check_variable(start, end);
        let name = self.variable_name(start, end);
        let span = self.span(start, end);
        self.pos = end;
        self.expanded(start, Expression { span, kind: ExpressionKind::Variable(name) }, parts);
    }

    fn expanded(&mut self, start: usize, node: Expression, parts: &mut Parts) {
        if parts.expands {
            self.flush(parts, start);
            parts.from = self.pos;
            parts.done.push(StringPart::Expression(Box::new(node)));
        }
    }

    /// Parses the `$( )` at `start..end` of a string.
    fn nested(&mut self, start: usize, end: usize, unescape: bool) -> Expression {
        if !self.enter() {
            self.leave();
            return Expression { span: self.span(start, end), kind: ExpressionKind::Broken };
        }
        let copied = if unescape { self.unescaped(start, end) } else { None };
        let node = match copied {
            None => self.nested_in_place(start, end),
            Some((text, origins)) => self.nested_copy(&text, origins),
        };
        self.leave();
        let broken = Expression { span: self.span(start, end), kind: ExpressionKind::Broken };
        node.unwrap_or(broken)
    }

    fn nested_in_place(&mut self, start: usize, end: usize) -> Option<Expression> {
        let outer = (self.bytes, self.start, self.mode, self.no_comma);
        self.bytes = &self.bytes[..end];
        self.pos = start;
        let node = self.primary(true);
        (self.bytes, self.start, self.mode, self.no_comma) = outer;
        self.ungot = None;
        node
    }

    fn nested_copy(&mut self, text: &str, origins: Rc<[u32]>) -> Option<Expression> {
        let mut inner = Parser::new(text, self.desktop, Some(origins));
        inner.depth = self.depth;
        inner.problems = std::mem::take(&mut self.problems);
        inner.error_ids = std::mem::take(&mut self.error_ids);
        let node = inner.primary(true);
        self.problems = inner.problems;
        self.error_ids = inner.error_ids;
        if inner.gave_up {
            self.gave_up = true;
            self.pos = self.bytes.len();
        }
        node
    }

    /// The text of a `$( )` whose quotes are doubled or escaped, as the engine unescapes it.
    fn unescaped(&self, start: usize, end: usize) -> Option<(String, Rc<[u32]>)> {
        let source = self.text.get(start..end)?;
        let mut text = String::new();
        let mut origins = Vec::new();
        let mut changed = false;
        let mut characters = source.char_indices().peekable();
        while let Some((mut at, mut c)) = characters.next() {
            if c == '`' || is_double_quote(c) {
                if let Some((next, quote)) = characters.next_if(|&(_, c)| is_double_quote(c)) {
                    (at, c) = (next, quote);
                    changed = true;
                }
            }
            text.push(c);
            for byte in 0..c.len_utf8() {
                origins.push(self.span(start + at + byte, start + at + byte).start);
            }
        }
        origins.push(self.span(end, end).start);
        changed.then(|| (text, origins.into()))
    }
}
