//! Classes and enumerations.

use std::rc::Rc;

use super::super::syntax::{
    AssignmentOperator, Attribute, Class, Enum, Expression, Member, MemberKind, StatementKind,
};
use super::Parser;
use super::token::{Keyword as K, Kind, Mode, Token};
use crate::text::Span;

/// What stands before a member's name.
#[derive(Default)]
struct Prefix {
    attributes: Vec<Attribute>,
    is_static: bool,
    hidden: bool,
    typed: bool,
    any: bool,
}

impl Parser<'_> {
    pub(super) fn class(&mut self, token: Token, attributes: Vec<Attribute>) -> StatementKind {
        drop(attributes);
        self.skip_newlines();
        let Some(name) = self.simple_name() else {
            let at = token.end as usize;
            self.missing(at, "MissingNameAfterKeyword", "the class's name is missing");
            return StatementKind::Broken;
        };
        self.skip_newlines();
        self.declare_type(self.token_span(name));
        self.in_mode(Mode::Signature, |parser| parser.class_rest(name))
    }

    fn class_rest(&mut self, name: Token) -> StatementKind {
        let mut bases = Vec::new();
        if self.peek_kind() == Kind::Colon {
            self.skip();
            loop {
                self.skip_newlines();
                let Some(base) = self.type_name(false) else {
                    let at = self.restore_point();
                    self.missing(at, "TypeNameExpected", "a type is missing");
                    break;
                };
                bases.push(base);
                self.skip_newlines();
                if self.peek_kind() != Kind::Comma {
                    break;
                }
                self.skip();
            }
        }
        let Some(open) = self.type_body(name) else { return StatementKind::Broken };
        let mut members = Vec::new();
        while let Some(member) = self.member_rule(name) {
            members.push(member);
        }
        self.close_type(open);
        let class = Rc::new(Class { name: self.token_span(name), bases, members });
        if self.origins.is_none() {
            self.classes.push(class.clone());
        }
        StatementKind::Class(class)
    }

    fn type_body(&mut self, name: Token) -> Option<Token> {
        self.skip_newlines();
        let open = self.next();
        if open.kind == Kind::LCurly {
            return Some(open);
        }
        self.unget(open);
        self.missing(name.end as usize, "MissingTypeBody", "the body of the type is missing");
        None
    }

    fn close_type(&mut self, open: Token) {
        let close = self.next();
        if close.kind != Kind::RCurly {
            self.unget(close);
            self.error_token(open, "MissingEndCurlyBrace", "the `}` of the type is missing");
        }
    }

    fn member_prefix(&mut self) -> (Prefix, Token) {
        let mut prefix = Prefix::default();
        loop {
            self.skip_newlines();
            if let Some(attribute) = self.attribute() {
                prefix.any = true;
                if !attribute.is_attribute {
                    if prefix.typed {
                        self.error_at(attribute.span, "TooManyTypes", "a member has one type");
                    }
                    prefix.typed = true;
                }
                prefix.attributes.push(attribute);
                continue;
            }
            let token = self.peek();
            let seen = match token.kind {
                Kind::Keyword(K::Hidden) => std::mem::replace(&mut prefix.hidden, true),
                Kind::Keyword(K::Static) => std::mem::replace(&mut prefix.is_static, true),
                _ => return (prefix, token),
            };
            if seen {
                self.error_token(token, "DuplicateQualifier", "the word is there twice");
            }
            prefix.any = true;
            self.skip();
        }
    }

    fn member_rule(&mut self, class: Token) -> Option<Member> {
        self.skip_separators(false);
        let start = self.restore_point();
        let (prefix, token) = self.member_prefix();
        let Prefix { attributes, is_static, any, .. } = prefix;
        match token.kind {
            Kind::Variable => {
                self.skip();
                let kind = MemberKind::Property(self.property_value(token));
                let name = self.variable_name(token.start as usize, token.end as usize).name;
                Some(Member { span: self.since(start), name, is_static, attributes, kind })
            }
            Kind::Identifier | Kind::Keyword(_) => {
                self.skip();
                let name = self.token_span(token);
                let Some(kind) = self.method(token, class, is_static) else {
                    self.sync(&[Kind::RCurly]);
                    return None;
                };
                Some(Member { span: self.since(start), name, is_static, attributes, kind })
            }
            _ => {
                if any {
                    let at = token.start as usize;
                    self.missing(at, "IncompleteMemberDefinition", "the member has no name");
                }
                None
            }
        }
    }

    fn property_value(&mut self, name: Token) -> Option<Expression> {
        let mut value = None;
        if self.peek_kind() == Kind::Assign(AssignmentOperator::Set) {
            self.skip();
            self.skip_newlines();
            value = self.expression(false);
        }
        self.member_end(name);
        value
    }

    fn member_end(&mut self, name: Token) {
        if !matches!(self.peek_kind(), Kind::NewLine | Kind::Semi | Kind::RCurly) {
            let at = name.end as usize;
            self.missing(at, "MissingPropertyTerminator", "a line end or `;` is missing");
        }
        self.skip_separators(true);
    }

    fn method(&mut self, name: Token, class: Token, is_static: bool) -> Option<MemberKind> {
        let open = self.peek();
        let mut params = Vec::new();
        if open.kind == Kind::LParen {
            self.skip();
            params = self.parameters(open);
            self.skip_newlines();
        } else {
            let at = name.end as usize;
            self.missing(at, "MissingMethodParameterList", "the method needs parentheses");
        }
        let text = |token: Token| &self.text[token.start as usize..token.end as usize];
        let mut base = None;
        if !is_static && text(name).eq_ignore_ascii_case(text(class)) {
            self.skip_newlines();
            base = self.base_call()?;
            self.skip_newlines();
        }
        let body = self.method_body(params)?;
        Some(MemberKind::Method(body, base))
    }

    /// `: base(…)` behind a constructor; `None` when it is broken.
    #[expect(clippy::option_option, reason = "absent and broken are different")]
    fn base_call(&mut self) -> Option<Option<Vec<Expression>>> {
        if self.peek_kind() != Kind::Colon {
            return Some(None);
        }
        let colon = self.next();
        self.skip_newlines();
        if self.peek_kind() != Kind::Keyword(K::Base) {
            let at = colon.end as usize;
            self.missing(at, "MissingBaseCtorCall", "`base` is missing after `:`");
            return None;
        }
        let word = self.next();
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LParen {
            self.unget(open);
            let at = word.end as usize;
            self.missing(at, "MissingMethodParameterList", "`base` needs parentheses");
            return None;
        }
        Some(Some(self.arguments(open)))
    }

    pub(super) fn enumeration(&mut self, token: Token, attributes: &[Attribute]) -> StatementKind {
        self.skip_newlines();
        let Some(name) = self.simple_name() else {
            let at = token.end as usize;
            self.missing(at, "MissingNameAfterKeyword", "the name is missing");
            return StatementKind::Broken;
        };
        let is_flags = |attribute: &Attribute| {
            attribute.is_attribute
                && attribute.name.span.of(self.text).eq_ignore_ascii_case("flags")
        };
        let flags = attributes.iter().any(is_flags);
        self.declare_type(self.token_span(name));
        let rest = self.in_mode(Mode::Signature, |parser| parser.enum_rest(name));
        match rest {
            Some(values) => {
                StatementKind::Enum(Rc::new(Enum { name: self.token_span(name), flags, values }))
            }
            None => StatementKind::Broken,
        }
    }

    fn enum_rest(&mut self, name: Token) -> Option<Vec<(Span, Option<Expression>)>> {
        if self.peek_kind() == Kind::Colon {
            self.skip();
            self.skip_newlines();
            if self.type_name(false).is_none() {
                let at = self.restore_point();
                self.missing(at, "TypeNameExpected", "a type is missing");
            }
        }
        let open = self.type_body(name)?;
        let mut values = Vec::new();
        loop {
            self.skip_newlines();
            let Some(member) = self.simple_name() else { break };
            let value = self.in_mode(Mode::Expression, |parser| parser.enum_value());
            self.member_end(member);
            values.push((self.token_span(member), value));
        }
        self.close_type(open);
        Some(values)
    }

    fn enum_value(&mut self) -> Option<Expression> {
        let equals = self.peek();
        if equals.kind != Kind::Assign(AssignmentOperator::Set) {
            return None;
        }
        self.skip();
        let value = self.expression(false);
        if value.is_none() {
            self.missing_value(equals);
        }
        value
    }
}
