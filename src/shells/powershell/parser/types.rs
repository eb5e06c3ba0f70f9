//! Type names and attributes (`TypeNameRule`, `AttributeRule`).

use super::super::syntax::{Attribute, TypeExpression};
use super::Parser;
use super::characters::{is_blank, is_unicode_word};
use super::token::{Kind, Mode, Token};

impl Parser<'_> {
    /// The rest of a type's name.
    pub(super) fn type_name_token(&mut self) -> Token {
        while let Some(c) = self.here() {
            let part = matches!(c, '.' | '`' | '_' | '+' | '#' | '\\') || is_unicode_word(c);
            if !part {
                break;
            }
            self.bump(c);
        }
        self.token(Kind::Identifier)
    }

    /// A type's name; `assembly` allows `, Assembly, Version=…` behind it.
    pub(super) fn type_name(&mut self, assembly: bool) -> Option<TypeExpression> {
        self.in_mode(Mode::TypeName, |parser| {
            let token = parser.next();
            if token.kind != Kind::Identifier {
                parser.unget(token);
                return None;
            }
            parser.rest_of_type(!assembly);
            Some(TypeExpression { span: parser.since(token.start as usize) })
        })
    }

    /// Generic arguments, array brackets and assembly name behind a type's name.
    fn rest_of_type(&mut self, bare: bool) {
        if !self.enter() {
            return self.leave();
        }
        let mut first = true;
        while self.peek_kind() == Kind::LBracket {
            let bracket = self.next();
            self.skip_newlines();
            let token = self.next();
            match token.kind {
                Kind::RBracket => {}
                Kind::Comma => self.array_rank(token),
                Kind::Identifier | Kind::LBracket if first => self.generic_arguments(token),
                Kind::End => {
                    self.unget(token);
                    self.missing(bracket.end as usize, "MissingTypename", "a type is missing");
                    break;
                }
                _ => {
                    self.unexpected(token);
                    self.sync(&[Kind::RBracket]);
                    if self.peek_kind() == Kind::RBracket {
                        self.skip();
                    }
                }
            }
            first = false;
        }
        if !bare && self.peek_kind() == Kind::Comma {
            let comma = self.next();
            self.assembly_name(comma);
        }
        self.leave();
    }

    fn array_rank(&mut self, mut token: Token) {
        while token.kind == Kind::Comma {
            token = self.next();
        }
        if token.kind != Kind::RBracket {
            self.unget(token);
            self.missing_bracket(token);
        }
    }

    fn missing_bracket(&mut self, token: Token) {
        let at = token.start as usize;
        self.missing(at, "EndSquareBracketExpectedAtEndOfAttribute", "a `]` is missing");
    }

    /// The arguments of a generic type, `first` already read, with the closing bracket.
    pub(super) fn generic_arguments(&mut self, first: Token) {
        let mut token = first;
        loop {
            self.generic_argument(token);
            self.skip_newlines();
            let next = self.next();
            if next.kind != Kind::Comma {
                if next.kind != Kind::RBracket {
                    self.unget(next);
                    self.missing_bracket(next);
                }
                return;
            }
            self.skip_newlines();
            token = self.peek();
            if !matches!(token.kind, Kind::Identifier | Kind::LBracket) {
                self.missing(next.end as usize, "MissingTypename", "a type is missing");
                continue;
            }
            self.skip();
        }
    }

    fn generic_argument(&mut self, token: Token) {
        match token.kind {
            Kind::Identifier => self.rest_of_type(true),
            Kind::LBracket => {
                let name = self.next();
                if name.kind != Kind::Identifier {
                    self.unget(name);
                    return self.missing(
                        token.end as usize,
                        "MissingTypename",
                        "a type is missing",
                    );
                }
                self.rest_of_type(false);
                let close = self.next();
                if close.kind != Kind::RBracket {
                    self.unget(close);
                    let id = "EndSquareBracketExpectedAtEndOfType";
                    self.missing(close.start as usize, id, "a `]` is missing");
                }
            }
            _ => {}
        }
    }

    fn assembly_name(&mut self, comma: Token) {
        let from = self.pos;
        while let Some(c) = self.here() {
            if matches!(c, ']' | '[' | '\n' | '\r' | '\0') {
                break;
            }
            self.bump(c);
        }
        if self.text[from..self.pos].trim().is_empty() {
            let id = "MissingAssemblyNameSpecification";
            self.missing(comma.end as usize, id, "the name of an assembly is missing");
        }
    }

    /// `[` if it comes next, whatever the mode.
    fn left_bracket(&mut self) -> Option<Token> {
        if let Some(token) = self.ungot {
            if token.kind == Kind::LBracket {
                self.skip();
                return Some(token);
            }
            return None;
        }
        let back = self.pos;
        let mut blanks = false;
        loop {
            self.start = self.pos;
            match self.here() {
                Some('[') => {
                    self.pos += 1;
                    return Some(self.token(Kind::LBracket));
                }
                Some('#') => self.line_comment(),
                Some('<') if self.at_block_comment() => self.block_comment(),
                Some('.' | ':') if blanks => {
                    self.pos = back;
                    return None;
                }
                Some(c) if is_blank(c) => self.skip_blanks(),
                _ => return None,
            }
            blanks = true;
        }
    }

    /// Attributes and types in a row.
    pub(super) fn attribute_list(&mut self, in_expression: bool) -> Vec<Attribute> {
        let mut list = Vec::new();
        let most = 1 + super::MAX_DEPTH.saturating_sub(self.depth) as usize / 2;
        let mut told = false;
        while let Some(attribute) = self.attribute() {
            if list.is_empty() {
                list.reserve_exact(1);
            }
            // Each cast holds the next: what is deeper is read, told and dropped.
            if list.len() >= most {
                if !std::mem::replace(&mut told, true) {
                    self.error_at(attribute.span, "ScriptTooComplicated", super::TOO_DEEP);
                }
                continue;
            }
            if !in_expression || attribute.is_attribute {
                self.skip_newlines();
            }
            list.push(attribute);
        }
        list
    }

    /// `[Name(…)]` or `[type]`.
    pub(super) fn attribute(&mut self) -> Option<Attribute> {
        let bracket = self.left_bracket()?;
        let start = bracket.start as usize;
        self.skip_newlines();
        let Some(name) = self.type_name(true) else {
            self.resync(start);
            let at = bracket.end as usize;
            self.missing(at, "MissingTypename", "a type is missing after `[`");
            self.pos = at;
            return None;
        };
        let mut attribute = Attribute {
            span: self.span(start, start),
            name,
            is_attribute: false,
            arguments: Vec::new(),
            named: Vec::new(),
        };
        let next = self.next();
        if next.kind == Kind::LParen {
            attribute.is_attribute = true;
            self.skip_newlines();
            self.in_mode(Mode::Expression, |parser| parser.attribute_arguments(&mut attribute));
            self.attribute_end();
        } else if next.kind != Kind::RBracket {
            self.unget(next);
            self.missing_bracket(next);
        }
        attribute.span = self.since(start);
        self.check_arguments(&attribute);
        Some(attribute)
    }

    fn attribute_end(&mut self) {
        self.skip_newlines();
        let paren = self.next();
        if paren.kind != Kind::RParen {
            self.unget(paren);
            let at = paren.start as usize;
            self.missing(at, "MissingEndParenthesisInExpression", "a `)` is missing");
        }
        self.skip_newlines();
        let bracket = self.next();
        if bracket.kind != Kind::RBracket {
            self.unget(bracket);
            if paren.kind == Kind::RParen {
                self.missing_bracket(bracket);
            }
        }
    }

    fn attribute_arguments(&mut self, attribute: &mut Attribute) {
        self.with_comma(false, |parser| {
            let mut comma = None;
            loop {
                parser.skip_newlines();
                parser.attribute_argument(attribute, comma);
                parser.skip_newlines();
                let token = parser.peek();
                if token.kind != Kind::Comma {
                    return;
                }
                comma = Some(token);
                parser.skip();
            }
        });
    }

    fn attribute_argument(&mut self, attribute: &mut Attribute, comma: Option<Token>) {
        if let Some(name) = self.simple_name() {
            let span = self.token_span(name);
            let mut value = None;
            let equals = self.peek();
            if equals.kind == Kind::Assign(super::super::syntax::AssignmentOperator::Set) {
                self.skip();
                self.skip_newlines();
                value = self.expression(false);
                if value.is_none() {
                    let id = "MissingExpressionInNamedArgument";
                    self.missing(equals.end as usize, id, "a value is missing after `=`");
                    self.sync(&[Kind::Comma, Kind::RParen, Kind::NewLine]);
                }
            }
            let text = span.of(self.text);
            let known = attribute.named.iter().any(|(other, _)| {
                self.origins.is_none() && other.of(self.text).eq_ignore_ascii_case(text)
            });
            if known {
                let message = "the argument is given twice";
                self.error_at(span, "DuplicateNamedArgument", message);
            }
            return attribute.named.push((span, value));
        }
        match (self.expression(false), comma) {
            (Some(value), _) => attribute.arguments.push(value),
            (None, Some(comma)) => {
                let id = "MissingExpressionAfterToken";
                self.missing(comma.end as usize, id, "a value is missing after `,`");
            }
            (None, None) => {}
        }
    }
}
