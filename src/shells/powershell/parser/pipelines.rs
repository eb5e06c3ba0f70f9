//! Assignments, pipelines and chains (`PipelineChainRule`, `PipelineRule`).

use memchr::memchr2;

use super::super::syntax::{
    ChainOperator, Element, Expression, Pipeline, Redirection, Statement, StatementKind,
};
use super::Parser;
use super::characters::is_blank;
use super::token::{Kind, Mode, Token};

impl Parser<'_> {
    /// An assignment, or pipelines joined by `&&` and `||`.
    pub(super) fn pipeline_chain(&mut self) -> Option<Statement> {
        let token = self.peek();
        if self.in_command() && self.begins_command(token) {
            return self.chain(None);
        }
        let (value, assignment) = self.in_mode(Mode::Expression, |parser| {
            let value = parser.expression(false);
            let mut assignment = None;
            if value.is_some()
                && let token = parser.peek()
                && let Kind::Assign(operator) = token.kind
            {
                parser.skip();
                assignment = Some((token, operator));
            }
            (value, assignment)
        });
        let (Some((token, operator)), Some(target)) = (assignment, &value) else {
            return self.chain(value);
        };
        self.check_target(target, operator);
        self.skip_newlines();
        let right = self.statement().unwrap_or_else(|| {
            self.missing_value(token);
            self.broken(token.end as usize)
        });
        let target = Box::new(value?);
        let span = target.span.to(right.span);
        let kind = StatementKind::Assignment { target, operator, value: Box::new(right) };
        Some(Statement { span, kind })
    }

    /// Whether a token that begins so can be no expression.
    fn begins_command(&self, token: Token) -> bool {
        match token.kind {
            Kind::Identifier | Kind::Generic | Kind::Keyword(_) => {
                let byte = self.byte(token.start as usize);
                byte.is_ascii_alphabetic() || byte == b'_'
            }
            _ => false,
        }
    }

    fn chain(&mut self, value: Option<Expression>) -> Option<Statement> {
        let first = self.pipeline(value)?;
        let start = first.span;
        let mut span = start;
        let mut first = first;
        let mut rest: Vec<(ChainOperator, Pipeline)> = Vec::new();
        loop {
            let token = self.peek();
            let operator = match token.kind {
                Kind::AndAnd => ChainOperator::And,
                Kind::OrOr => ChainOperator::Or,
                Kind::Ampersand => {
                    self.skip();
                    self.background(token);
                    rest.last_mut().map_or(&mut first, |(_, last)| last).background = true;
                    break;
                }
                _ => break,
            };
            self.skip();
            if self.desktop {
                let message = "Windows PowerShell has no `&&` and `||`";
                self.error_token(token, "InvalidEndOfLine", message);
            }
            self.skip_newlines();
            let Some(next) = self.pipeline(None) else {
                let message = "a command is missing after `&&` or `||`";
                self.error_token(token, "EmptyPipelineChainElement", message);
                break;
            };
            span = span.to(next.span);
            rest.push((operator, next));
        }
        let kind = if rest.is_empty() {
            StatementKind::Pipeline(first)
        } else {
            StatementKind::Chain(first, rest)
        };
        Some(Statement { span, kind })
    }

    fn background(&mut self, token: Token) {
        if self.desktop {
            let message = "Windows PowerShell has no background `&`; quote it";
            self.error_token(token, "AmpersandNotAllowed", message);
        }
        let next = self.peek();
        if matches!(next.kind, Kind::AndAnd | Kind::OrOr) {
            self.skip();
            let message = "`&` cannot stand inside a chain";
            self.error_token(next, "BackgroundOperatorInPipelineChain", message);
        }
    }

    fn pipeline(&mut self, value: Option<Expression>) -> Option<Pipeline> {
        let mut elements = Vec::with_capacity(1);
        let mut value = value;
        let mut pipe: Option<Token> = None;
        let mut start = None;
        loop {
            let element = self.element(value.take(), elements.is_empty());
            match element {
                Some((element, span)) => {
                    start = Some(start.map_or(span, |start: crate::text::Span| start.to(span)));
                    elements.push(element);
                }
                None if !elements.is_empty() || self.peek_kind() == Kind::Pipe => {
                    let at = pipe.unwrap_or_else(|| self.peek()).end as usize;
                    self.missing(at, "EmptyPipeElement", "a command is missing beside `|`");
                }
                None => {}
            }
            let next = self.after_line_end();
            match next.kind {
                Kind::Pipe => {
                    self.skip();
                    self.skip_newlines();
                    pipe = Some(next);
                    if self.peek_kind() == Kind::End {
                        let at = next.end as usize;
                        self.missing(at, "EmptyPipeElement", "a command is missing after `|`");
                        break;
                    }
                }
                Kind::Semi | Kind::NewLine | Kind::RParen | Kind::RCurly | Kind::End => break,
                Kind::AndAnd | Kind::OrOr | Kind::Ampersand => break,
                _ => {
                    self.unexpected(next);
                    break;
                }
            }
        }
        let span = start?;
        Some(Pipeline { span, elements, background: false })
    }

    fn element(
        &mut self,
        value: Option<Expression>,
        first: bool,
    ) -> Option<(Element, crate::text::Span)> {
        let value = match value {
            Some(value) => Some(value),
            None => {
                let token = self.peek();
                if self.in_command() && self.begins_command(token) {
                    None
                } else {
                    self.expression(false)
                }
            }
        };
        let Some(value) = value else {
            let command = self.command()?;
            let span = command.span;
            return Some((Element::Command(command), span));
        };
        if !first {
            let message = "only the first element of a pipeline can be an expression";
            self.error_at(value.span, "ExpressionsMustBeFirstInPipeline", message);
        }
        let mut redirections: Vec<Redirection> = Vec::new();
        let mut span = value.span;
        while matches!(self.peek_kind(), Kind::ToFile(..) | Kind::Merge(..) | Kind::Input) {
            let token = self.next();
            self.redirect(token, &mut redirections);
            span = span.to(self.since(token.start as usize));
        }
        Some((Element::Expression(value, redirections), span))
    }

    /// The next token, a `|` on a following line included.
    fn after_line_end(&mut self) -> Token {
        let token = self.peek();
        let continues =
            token.kind == Kind::NewLine && !self.desktop && self.pipe_follows(token.end as usize);
        if continues {
            self.skip_newlines();
        }
        self.peek()
    }

    /// Whether the next line that is no comment begins with `|`; a blank line breaks off.
    fn pipe_follows(&self, mut at: usize) -> bool {
        let mut line_start = true;
        loop {
            match self.char_at(at) {
                None => return false,
                Some('\n' | '\r') => {
                    if line_start {
                        return false;
                    }
                    line_start = true;
                    let both = self.byte(at) == b'\r' && self.byte(at + 1) == b'\n';
                    at += if both { 2 } else { 1 };
                    continue;
                }
                Some(' ' | '\t') => {
                    at += 1;
                    continue;
                }
                Some(c) if is_blank(c) => {
                    at += c.len_utf8();
                    continue;
                }
                Some('#') => {
                    let rest = &self.bytes[at..];
                    at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                Some('<') if self.byte(at + 1) == b'#' => {
                    let rest = &self.bytes[at + 2..];
                    at += memchr::memmem::find(rest, b"#>").map_or(rest.len(), |end| end + 2) + 2;
                }
                Some(c) => return c == '|',
            }
            line_start = false;
        }
    }
}
