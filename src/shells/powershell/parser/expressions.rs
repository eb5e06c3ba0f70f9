//! Expressions (`ExpressionRule` down to `PrimaryExpressionRule`).

use super::super::syntax::{BinaryOperator, Case, Expression, ExpressionKind, UnaryOperator};
use super::token::{Kind, Mode, Token};
use super::{MAX_CHAIN, Parser};

impl Parser<'_> {
    pub(super) fn expression(&mut self, ternary: bool) -> Option<Expression> {
        self.in_mode(Mode::Expression, |parser| parser.conditional(ternary))
    }

    fn conditional(&mut self, ternary: bool) -> Option<Expression> {
        let condition = self.binary(ternary)?;
        let question = self.peek();
        if question.kind != Kind::Question {
            return Some(condition);
        }
        if !self.enter() {
            self.leave();
            return Some(condition);
        }
        self.skip();
        self.skip_newlines();
        let yes = self.branch(question);
        self.skip_newlines();
        let colon = self.next();
        if colon.kind != Kind::Colon {
            self.unget(colon);
            let message = "the `:` of `? :` is missing";
            self.error_token(colon, "MissingColonInTernaryExpression", message);
            self.leave();
            let span = condition.span.to(yes.span);
            return Some(Expression { span, kind: ExpressionKind::Broken });
        }
        self.skip_newlines();
        let no = self.branch(colon);
        self.leave();
        let span = condition.span.to(no.span);
        let kind = ExpressionKind::Ternary(Box::new(condition), Box::new(yes), Box::new(no));
        Some(Expression { span, kind })
    }

    fn branch(&mut self, before: Token) -> Expression {
        match self.expression(true) {
            Some(value) => value,
            None => self.missing_value(before),
        }
    }

    /// Reports that a value is missing behind a token, and stands in for it.
    pub(super) fn missing_value(&mut self, before: Token) -> Expression {
        let at = before.end as usize;
        self.missing(at, "ExpectedValueExpression", "a value is missing here");
        Expression { span: self.span(at, at), kind: ExpressionKind::Broken }
    }

    fn binary(&mut self, ternary: bool) -> Option<Expression> {
        let first = self.array_literal(ternary)?;
        let Some(_) = self.peek_kind().binary() else {
            return Some(self.no_parameter(first));
        };
        let mut count = 0;
        let whole = self.climb(first, 0, &mut count);
        Some(self.no_parameter(whole))
    }

    /// Operators that bind more tightly than `above`; each level calls the next, eight at most.
    fn climb(&mut self, mut left: Expression, above: u8, count: &mut usize) -> Expression {
        while let Some((operator, precedence)) = self.peek_kind().binary()
            && precedence > above
        {
            *count += 1;
            if *count > MAX_CHAIN {
                self.give_up();
                break;
            }
            let token = self.next();
            self.skip_newlines();
            let mut right = match self.array_literal(true) {
                Some(operand) => operand,
                None => self.missing_value(token),
            };
            if self.peek_kind().binary().is_some_and(|(_, next)| next > precedence) {
                right = self.climb(right, precedence, count);
            }
            let span = left.span.to(right.span);
            let kind = ExpressionKind::Binary(operator, Box::new(left), Box::new(right));
            left = Expression { span, kind };
        }
        left
    }

    /// A dash word that is no operator cannot follow a value.
    fn no_parameter(&mut self, value: Expression) -> Expression {
        let token = self.peek();
        if !matches!(token.kind, Kind::Parameter(_)) {
            return value;
        }
        self.unexpected(token);
        self.skip();
        let span = value.span.to(self.token_span(token));
        Expression { span, kind: ExpressionKind::Broken }
    }

    fn array_literal(&mut self, ternary: bool) -> Option<Expression> {
        let first = self.unary(ternary)?;
        if self.no_comma || self.peek_kind() != Kind::Comma {
            return Some(first);
        }
        let mut span = first.span;
        let mut values = vec![first];
        while self.peek_kind() == Kind::Comma {
            let comma = self.next();
            self.skip_newlines();
            let Some(value) = self.unary(true) else {
                let id = "MissingExpressionAfterToken";
                self.missing(comma.end as usize, id, "a value is missing after `,`");
                break;
            };
            span = span.to(value.span);
            values.push(value);
        }
        Some(Expression { span, kind: ExpressionKind::List(values) })
    }

    fn peek_operand(&mut self, ternary: bool) -> Token {
        let old = (self.signed_numbers, self.end_number_on_ternary);
        (self.signed_numbers, self.end_number_on_ternary) = (true, ternary);
        if let Some(token) = self.ungot {
            let again = token.kind == Kind::Minus || (ternary && token.kind == Kind::Generic);
            if again {
                self.resync(token.start as usize);
            }
        }
        let token = self.peek();
        (self.signed_numbers, self.end_number_on_ternary) = old;
        token
    }

    pub(super) fn unary(&mut self, ternary: bool) -> Option<Expression> {
        let token = self.peek_operand(ternary);
        if let Some(operator) = prefix(token.kind) {
            if self.no_comma && token.kind == Kind::Comma {
                return None;
            }
            self.skip();
            let value = self.prefixed(token, operator);
            return Some(self.suffixed(value));
        }
        let value =
            if token.kind == Kind::LBracket { self.bracketed()? } else { self.primary(true)? };
        Some(self.suffixed(value))
    }

    fn prefixed(&mut self, token: Token, operator: UnaryOperator) -> Expression {
        self.skip_newlines();
        let child = if self.enter() { self.unary(true) } else { None };
        self.leave();
        let Some(child) = child else {
            let at = token.end as usize;
            let message = "a value is missing after the operator";
            self.missing(at, "MissingExpressionAfterOperator", message);
            return Expression { span: self.token_span(token), kind: ExpressionKind::Broken };
        };
        let span = self.token_span(token).to(child.span);
        if matches!(operator, UnaryOperator::IncrementBefore | UnaryOperator::DecrementBefore) {
            self.check_step(&child);
        }
        Expression { span, kind: ExpressionKind::Unary(operator, Box::new(child)) }
    }

    fn suffixed(&mut self, value: Expression) -> Expression {
        let token = self.peek();
        let operator = match token.kind {
            Kind::PlusPlus => UnaryOperator::IncrementAfter,
            Kind::MinusMinus => UnaryOperator::DecrementAfter,
            _ => return value,
        };
        self.skip();
        self.check_step(&value);
        let span = value.span.to(self.token_span(token));
        Expression { span, kind: ExpressionKind::Unary(operator, Box::new(value)) }
    }

    /// What begins with `[`: a cast, a type, an attribute.
    fn bracketed(&mut self) -> Option<Expression> {
        let attributes = self.attribute_list(true);
        let levels = attributes.len() as u32;
        self.depth += levels;
        let value = self.cast_value(attributes);
        self.depth -= levels;
        value
    }

    fn cast_value(
        &mut self,
        mut attributes: Vec<super::super::syntax::Attribute>,
    ) -> Option<Expression> {
        let last = attributes.pop()?;
        let mut value = if last.is_attribute {
            self.skip_newlines();
            let Some(child) = self.nested_unary() else {
                let message = "an attribute needs something to stand before";
                self.error_at(last.span, "UnexpectedAttribute", message);
                return Some(Expression { span: last.span, kind: ExpressionKind::Broken });
            };
            cast(last, child)
        } else {
            self.typed(last)
        };
        while let Some(attribute) = attributes.pop() {
            value = cast(attribute, value);
        }
        self.check_cast(&value);
        Some(value)
    }

    fn nested_unary(&mut self) -> Option<Expression> {
        let child = if self.enter() { self.unary(true) } else { None };
        self.leave();
        child
    }

    fn typed(&mut self, last: super::super::syntax::Attribute) -> Expression {
        let kind = ExpressionKind::Type(last.name);
        let plain = Expression { span: last.span, kind };
        if self.ungot.is_none()
            && let Some(access) = self.member_access(false)
        {
            return self.accessed(access, plain);
        }
        if matches!(self.peek_kind(), Kind::NewLine | Kind::Comma) {
            return plain;
        }
        match self.nested_unary() {
            Some(child) => cast(last, child),
            None => plain,
        }
    }

    pub(super) fn primary(&mut self, members: bool) -> Option<Expression> {
        let token = self.next();
        let value = match token.kind {
            Kind::Variable => self.variable_node(token),
            Kind::Splat => self.splatted(token),
            Kind::Number => {
                Expression { span: self.token_span(token), kind: ExpressionKind::Number }
            }
            Kind::Double | Kind::Single | Kind::DoubleHere | Kind::SingleHere => {
                self.string(token, true)
            }
            Kind::LParen => self.guarded(token, Self::parenthesis),
            Kind::AtParen | Kind::DollarParen => self.guarded(token, Self::subexpression),
            Kind::AtCurly => self.guarded(token, Self::hash),
            Kind::LCurly => self.guarded(token, Self::block_value),
            _ => {
                self.unget(token);
                return None;
            }
        };
        if !members {
            return Some(value);
        }
        Some(match self.next_access() {
            Some(access) => self.accessed(access, value),
            None => value,
        })
    }

    fn splatted(&mut self, token: Token) -> Expression {
        let message = "`@name` may only be an argument of a command";
        self.error_token(token, "SplattingNotPermitted", message);
        self.variable_node(token)
    }

    fn guarded(&mut self, token: Token, rule: fn(&mut Self, Token) -> Expression) -> Expression {
        let value = if self.enter() {
            rule(self, token)
        } else {
            Expression { span: self.token_span(token), kind: ExpressionKind::Broken }
        };
        self.leave();
        value
    }
}

fn cast(attribute: super::super::syntax::Attribute, child: Expression) -> Expression {
    let span = attribute.span.to(child.span);
    Expression { span, kind: ExpressionKind::Cast(Box::new(attribute), Box::new(child)) }
}

fn prefix(kind: Kind) -> Option<UnaryOperator> {
    Some(match kind {
        Kind::Comma => UnaryOperator::Comma,
        Kind::MinusMinus => UnaryOperator::DecrementBefore,
        Kind::PlusPlus => UnaryOperator::IncrementBefore,
        Kind::Exclaim | Kind::Not => UnaryOperator::Not,
        Kind::Plus => UnaryOperator::Plus,
        Kind::Minus => UnaryOperator::Minus,
        Kind::BitNot => UnaryOperator::BitNot,
        Kind::Operator(BinaryOperator::Join) => UnaryOperator::Join,
        Kind::Operator(BinaryOperator::Split(Case::Default | Case::Ignored | Case::Sensitive)) => {
            UnaryOperator::Split
        }
        _ => return None,
    })
}
