//! Members, calls and indexes; what stands in brackets of any kind.

use super::super::syntax::{
    AssignmentOperator, Expression, ExpressionKind, Statement, StatementKind,
};
use super::characters::is_blank;
use super::token::{Kind, Mode, Token};
use super::{MAX_CHAIN, Parser};

impl Parser<'_> {
    pub(super) fn next_access(&mut self) -> Option<Token> {
        if self.ungot.is_some() {
            return None;
        }
        self.member_access(true)
    }

    /// `.`, `::`, `[`, `?.` or `?[` directly behind a value.
    pub(super) fn member_access(&mut self, bracket: bool) -> Option<Token> {
        while self.at_block_comment() {
            self.block_comment();
        }
        self.start = self.pos;
        let next = self.char_at(self.pos + 1);
        let (kind, length) = match self.byte(self.pos) {
            b'.' if next == Some('.') => return None,
            b'.' => (Kind::Dot, 1),
            b':' if next == Some(':') => (Kind::ColonColon, 2),
            b'[' if bracket => (Kind::LBracket, 1),
            b'?' if self.desktop => return None,
            b'?' if next == Some('.') => (Kind::QuestionDot, 2),
            b'?' if next == Some('[') && bracket => (Kind::QuestionBracket, 2),
            _ => return None,
        };
        let behind = self.char_at(self.pos + length);
        let bare = behind.is_none_or(|c| is_blank(c) || matches!(c, '\r' | '\n' | '\0'));
        if bare && self.in_command() && matches!(kind, Kind::Dot | Kind::ColonColon) {
            return None;
        }
        self.pos += length;
        Some(self.token(kind))
    }

    pub(super) fn accessed(&mut self, first: Token, mut value: Expression) -> Expression {
        let mut access = Some(first);
        let mut count = 0;
        while let Some(token) = access {
            count += 1;
            if count > MAX_CHAIN {
                self.give_up();
                break;
            }
            self.skip_newlines();
            value = match token.kind {
                Kind::LBracket | Kind::QuestionBracket => self.index(value, token),
                _ => self.member(value, token),
            };
            access = self.next_access();
        }
        value
    }

    fn member(&mut self, of: Expression, token: Token) -> Expression {
        let is_static = token.kind == Kind::ColonColon;
        let conditional = token.kind == Kind::QuestionDot;
        let start = of.span;
        let name = self.member_name();
        let mut arguments = None;
        let name = match name {
            Some(name) => {
                if self.ungot.is_none() {
                    arguments = self.call_arguments();
                }
                name
            }
            None => {
                let message = "the name of a member is missing";
                self.missing(token.end as usize, "MissingPropertyName", message);
                let span = self.token_span(token);
                self.single_argument().unwrap_or(Expression { span, kind: ExpressionKind::Broken })
            }
        };
        let end = self.since(token.start as usize);
        let (of, name) = (Box::new(of), Box::new(name));
        let kind = ExpressionKind::Member { of, name, is_static, conditional, arguments };
        Expression { span: start.to(end), kind }
    }

    fn member_name(&mut self) -> Option<Expression> {
        if let Some(name) = self.simple_name() {
            return Some(self.plain_word(name));
        }
        let unary = matches!(
            self.peek_kind(),
            Kind::LBracket
                | Kind::Comma
                | Kind::MinusMinus
                | Kind::PlusPlus
                | Kind::Exclaim
                | Kind::Plus
                | Kind::Minus
                | Kind::Not
                | Kind::BitNot
        );
        if !unary {
            return self.primary(false);
        }
        let value = if self.enter() { self.unary(false) } else { None };
        self.leave();
        value
    }

    /// `(…)` or `{…}` directly behind a member's name, type arguments before it.
    fn call_arguments(&mut self) -> Option<Vec<Expression>> {
        let back = self.pos;
        if self.byte(self.pos) == b'[' && !self.desktop && !self.method_types() {
            self.resync(back);
        }
        self.start = self.pos;
        match self.byte(self.pos) {
            b'(' => {
                self.pos += 1;
                let token = self.token(Kind::LParen);
                Some(self.arguments(token))
            }
            b'{' => {
                self.pos += 1;
                let token = self.token(Kind::LCurly);
                let block = self.enter().then(|| self.block_value(token));
                self.leave();
                Some(block.into_iter().collect())
            }
            _ => {
                self.resync(back);
                None
            }
        }
    }

    /// The `[type, …]` of a generic method; false when it is an index after all.
    fn method_types(&mut self) -> bool {
        let problems = self.problems.len();
        self.pos += 1;
        let read = self.in_mode(Mode::TypeName, |parser| {
            parser.skip_newlines();
            let first = parser.next();
            if first.kind != Kind::Identifier {
                return false;
            }
            parser.generic_arguments(first);
            true
        });
        let ends = self.ungot.is_none() && matches!(self.byte(self.pos), b'(' | b'{');
        if read && !ends {
            self.forget(problems);
        }
        read && ends
    }

    /// Arguments in parentheses, `(` already read.
    pub(super) fn arguments(&mut self, open: Token) -> Vec<Expression> {
        let mut list = Vec::new();
        if !self.enter() {
            self.leave();
            return list;
        }
        self.with_comma(false, |parser| {
            loop {
                parser.skip_newlines();
                let Some(value) = parser.expression(false) else {
                    if !list.is_empty() {
                        let at = parser.pos;
                        let id = "MissingExpressionAfterToken";
                        parser.missing(at, id, "a value is missing after `,`");
                    }
                    break;
                };
                list.push(value);
                parser.skip_newlines();
                if parser.peek_kind() != Kind::Comma {
                    break;
                }
                parser.skip();
            }
        });
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            let id = "MissingEndParenthesisInMethodCall";
            self.error_token(open, id, "the `)` of the call is missing");
        }
        self.leave();
        list
    }

    fn index(&mut self, of: Expression, token: Token) -> Expression {
        let conditional = token.kind == Kind::QuestionBracket;
        let start = of.span;
        let value = if self.enter() {
            self.with_comma(true, |parser| parser.expression(false))
        } else {
            None
        };
        self.leave();
        let missing = value.is_none();
        let index = value.unwrap_or_else(|| {
            let message = "the index is missing";
            self.missing(token.end as usize, "MissingArrayIndexExpression", message);
            Expression { span: self.token_span(token), kind: ExpressionKind::Broken }
        });
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RBracket {
            self.unget(close);
            if !missing {
                let at = close.start as usize;
                self.missing(at, "MissingEndSquareBracket", "a `]` is missing");
            }
        }
        let span = start.to(self.since(token.start as usize));
        let (of, index) = (Box::new(of), Box::new(index));
        Expression { span, kind: ExpressionKind::Index { of, index, conditional } }
    }

    pub(super) fn parenthesis(&mut self, open: Token) -> Expression {
        let inner = self.in_mode(Mode::Command, |parser| {
            parser.with_comma(true, |parser| {
                parser.skip_newlines();
                let inner = parser.pipeline_chain();
                let found = inner.is_some();
                let inner = inner.unwrap_or_else(|| {
                    let at = open.end as usize;
                    parser.missing(at, "ExpectedExpression", "an expression is missing after `(`");
                    Statement { span: parser.span(at, at), kind: StatementKind::Broken }
                });
                parser.skip_newlines();
                let close = parser.next();
                if close.kind != Kind::RParen {
                    parser.unget(close);
                    let at = if found { close.start } else { open.end } as usize;
                    let id = "MissingEndParenthesisInExpression";
                    parser.missing(at, id, "a `)` is missing");
                }
                inner
            })
        });
        let span = self.since(open.start as usize);
        Expression { span, kind: ExpressionKind::Parenthesis(Box::new(inner)) }
    }

    pub(super) fn subexpression(&mut self, open: Token) -> Expression {
        let block = self.in_mode(Mode::Command, |parser| {
            parser.with_comma(true, |parser| {
                parser.skip_newlines();
                let block = parser.statement_list(open.end as usize);
                parser.skip_newlines();
                let close = parser.next();
                if close.kind != Kind::RParen {
                    parser.unget(close);
                    let message = "the `)` of `$(` or `@(` is missing";
                    parser.error_token(close, "MissingEndParenthesisInSubexpression", message);
                }
                block
            })
        });
        let span = self.since(open.start as usize);
        let kind = match open.kind {
            Kind::AtParen => ExpressionKind::Array(block),
            _ => ExpressionKind::Subexpression(block),
        };
        Expression { span, kind }
    }

    pub(super) fn block_value(&mut self, open: Token) -> Expression {
        let body = self.in_mode(Mode::Command, |parser| {
            parser.with_comma(true, |parser| {
                parser.skip_newlines();
                parser.script_block(Some(open), false)
            })
        });
        let span = self.since(open.start as usize);
        Expression { span, kind: ExpressionKind::ScriptBlock(body) }
    }

    pub(super) fn hash(&mut self, open: Token) -> Expression {
        let mut pairs = Vec::new();
        self.skip_newlines();
        while let Some(pair) = self.pair() {
            pairs.push(pair);
            if !matches!(self.peek_kind(), Kind::NewLine | Kind::Semi) {
                break;
            }
            self.skip_separators(true);
        }
        let close = self.next();
        if close.kind != Kind::RCurly {
            self.unget(close);
            self.error_token(open, "MissingEndCurlyBrace", "the `}` of `@{` is missing");
        }
        self.check_keys(&pairs);
        let span = self.since(open.start as usize);
        Expression { span, kind: ExpressionKind::Hash(pairs) }
    }

    fn pair(&mut self) -> Option<(Expression, Statement)> {
        let (key, equals) = self.in_mode(Mode::Expression, |parser| {
            let key = parser.label_or_key()?;
            Some((key, parser.next()))
        })?;
        let end = equals.end as usize;
        if equals.kind != Kind::Assign(AssignmentOperator::Set) {
            self.unget(equals);
            let at = equals.start as usize;
            self.missing(at, "MissingEqualsInHashLiteral", "a `=` is missing after the key");
            self.sync(&[Kind::RCurly, Kind::Semi, Kind::NewLine]);
            return Some((key, self.broken(at)));
        }
        let value = self.in_mode(Mode::Command, |parser| {
            parser.skip_newlines();
            parser.statement()
        });
        let value = value.unwrap_or_else(|| {
            let message = "a value is missing after `=`";
            self.missing(end, "MissingStatementInHashLiteral", message);
            self.broken(end)
        });
        Some((key, value))
    }

    pub(super) fn broken(&self, at: usize) -> Statement {
        Statement { span: self.span(at, at), kind: StatementKind::Broken }
    }

    /// A word of letters, digits and `_`.
    pub(super) fn simple_name(&mut self) -> Option<Token> {
        self.want_simple_name = true;
        let token = self.peek();
        self.want_simple_name = false;
        if token.kind != Kind::Identifier {
            return None;
        }
        self.skip();
        Some(token)
    }

    /// A hash key, or the label of `break`.
    pub(super) fn label_or_key(&mut self) -> Option<Expression> {
        if let Some(name) = self.simple_name() {
            return Some(self.plain_word(name));
        }
        if matches!(self.peek_kind(), Kind::NewLine | Kind::Semi) {
            return None;
        }
        self.with_comma(false, |parser| parser.unary(false))
    }
}
