//! Commands, their arguments and redirections (`CommandRule`, `GetCommandArgument`).

use super::super::syntax::{
    Argument, Command, Expression, ExpressionKind, Invocation, Redirection, RedirectionTarget,
};
use super::Parser;
use super::characters::is_double_quote;
use super::token::{Kind, Mode, Token};

/// Where an argument stands; only plain arguments make lists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Name,
    NameAfterOperator,
    File,
    Argument,
    Switch,
}

/// A command under construction.
struct Draft {
    name: Option<Box<Expression>>,
    redirections: Vec<Redirection>,
    dashes: bool,
}

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Option<Command> {
        self.in_mode(Mode::Command, Self::command_rule)
    }

    fn command_rule(&mut self) -> Option<Command> {
        let first = self.next();
        let (invocation, mut token, mut context) = match first.kind {
            Kind::Dot => (Invocation::Dot, self.next(), Context::NameAfterOperator),
            Kind::Ampersand => (Invocation::Call, self.next(), Context::NameAfterOperator),
            _ => (Invocation::Plain, first, Context::Name),
        };
        let mut draft = Draft { name: None, redirections: Vec::new(), dashes: false };
        let outer = self.arguments.len();
        let mut end = first.end as usize;
        loop {
            match token.kind {
                Kind::Pipe | Kind::RCurly | Kind::RParen | Kind::End | Kind::NewLine => break,
                Kind::Semi | Kind::AndAnd | Kind::OrOr | Kind::Ampersand => break,
                _ => {}
            }
            let verbatim = self.command_element(token, context, &mut draft);
            end = self.restore_point().max(token.end as usize);
            context = Context::Argument;
            let before = token.end;
            token = self.next();
            if verbatim || self.gave_up || token.end <= before {
                break;
            }
        }
        self.unget(token);
        let arguments = self.arguments.split_off(outer);
        let Some(name) = draft.name else {
            if invocation != Invocation::Plain {
                let message = "a command is missing after `&` or `.`";
                self.error_token(first, "MissingExpression", message);
            }
            return None;
        };
        Some(Command {
            span: self.span(first.start as usize, end),
            invocation,
            name,
            arguments,
            redirections: draft.redirections,
        })
    }

    /// Adds one element; true behind `--%`.
    fn command_element(&mut self, token: Token, context: Context, draft: &mut Draft) -> bool {
        let naming = matches!(context, Context::Name | Context::NameAfterOperator);
        match token.kind {
            Kind::MinusMinus if draft.name.is_some() && !draft.dashes => {
                draft.dashes = true;
                let (start, end) = (token.start as usize, token.end as usize);
                let (span, name) = (self.span(start, end), self.span(start + 1, end));
                self.arguments.push(Argument::Parameter { span, name, value: None });
            }
            Kind::MinusMinus => self.plain_element(token, draft),
            Kind::Comma => {
                self.error_token(token, "MissingArgument", "an argument is missing before `,`");
                self.skip_newlines();
            }
            Kind::Parameter(_) if naming || draft.dashes => self.plain_element(token, draft),
            Kind::Parameter(colon) => {
                let argument = self.parameter_argument(token, colon);
                self.arguments.push(argument);
            }
            Kind::ToFile(..) | Kind::Merge(..) | Kind::Input if !naming => {
                self.redirect(token, &mut draft.redirections);
            }
            Kind::ToFile(..) | Kind::Merge(..) | Kind::Input => self.plain_element(token, draft),
            _ => return self.command_value(token, context, draft),
        }
        false
    }

    /// A value is the name of a command that has none yet, or else an argument.
    fn element_value(&mut self, value: Expression, draft: &mut Draft) {
        if draft.name.is_none() {
            draft.name = Some(Box::new(value));
        } else {
            self.arguments.push(Argument::Value(value));
        }
    }

    fn plain_element(&mut self, token: Token, draft: &mut Draft) {
        let word = self.plain_word(token);
        self.element_value(word, draft);
    }

    fn command_value(&mut self, token: Token, context: Context, draft: &mut Draft) -> bool {
        let text = &self.bytes[token.start as usize..token.end as usize];
        if token.kind == Kind::Generic && text == b"--%" && draft.name.is_some() {
            let span = self.verbatim();
            self.arguments.push(Argument::Verbatim(span));
            return true;
        }
        let Some(value) = self.argument(context, token) else {
            self.skip();
            self.unexpected(token);
            return false;
        };
        match value.kind {
            ExpressionKind::Variable(name) if token.kind == Kind::Splat => {
                if draft.name.is_some() {
                    self.arguments.push(Argument::Splat(name));
                } else {
                    self.element_value(value, draft);
                }
            }
            _ => self.element_value(value, draft),
        }
        false
    }

    fn parameter_argument(&mut self, token: Token, colon: bool) -> Argument {
        let (start, end) = (token.start as usize, token.end as usize);
        let dash = self.char_at(start).map_or(1, char::len_utf8);
        let name = self.span(start + dash, end - usize::from(colon));
        let mut value = None;
        if colon && self.peek_kind() != Kind::Comma {
            let next = self.next();
            value = self.argument(Context::Argument, next);
            if value.is_none() {
                let message = "the parameter's value is missing";
                self.missing(end, "ParameterRequiresArgument", message);
            }
        }
        Argument::Parameter { span: self.since(start), name, value }
    }

    /// What follows `--%` on its line.
    fn verbatim(&mut self) -> crate::text::Span {
        self.ungot = None;
        self.skip_blanks();
        let start = self.pos;
        let mut quoted = false;
        while let Some(c) = self.here() {
            if c == '\r' || c == '\n' {
                break;
            }
            let ends = c == '|' || (c == '&' && self.byte(self.pos + 1) == b'&');
            if !quoted && ends {
                break;
            }
            quoted ^= is_double_quote(c);
            self.bump(c);
        }
        self.span(start, self.pos)
    }

    /// One argument, in command mode whatever the mode of the moment.
    pub(super) fn single_argument_of(&mut self, context: Context) -> Option<Expression> {
        if matches!(self.peek_kind(), Kind::Comma | Kind::End) {
            return None;
        }
        self.in_mode(Mode::Command, |parser| {
            let token = parser.next();
            parser.argument(context, token)
        })
    }

    /// An argument that begins with `token`, or a list of them.
    pub(super) fn argument(&mut self, context: Context, token: Token) -> Option<Expression> {
        let first = self.one_argument(context, token)?;
        let verbatim = token.end - token.start == 3 && self.byte(token.end as usize - 1) == b'%';
        if context != Context::Argument || verbatim || self.peek_kind() != Kind::Comma {
            return Some(first);
        }
        let mut span = first.span;
        let mut list = vec![first];
        let mut splat = token.kind == Kind::Splat;
        while self.peek_kind() == Kind::Comma {
            let comma = self.next();
            self.skip_newlines();
            let token = self.next();
            splat |= token.kind == Kind::Splat;
            let Some(value) = self.one_argument(context, token) else {
                let message = "an argument is missing after `,`";
                self.missing(comma.end as usize, "MissingExpression", message);
                break;
            };
            span = span.to(value.span);
            list.push(value);
        }
        if splat {
            let message = "`@name` cannot be an element of a list";
            self.error_at(span, "SplattingNotPermittedInArgumentList", message);
        }
        Some(Expression { span, kind: ExpressionKind::List(list) })
    }

    fn one_argument(&mut self, context: Context, token: Token) -> Option<Expression> {
        match token.kind {
            Kind::Pipe
            | Kind::RCurly
            | Kind::RParen
            | Kind::End
            | Kind::NewLine
            | Kind::Semi
            | Kind::ToFile(..)
            | Kind::Merge(..)
            | Kind::Input
            | Kind::AndAnd
            | Kind::OrOr
            | Kind::Ampersand
            | Kind::MinusMinus
            | Kind::Comma => {
                self.unget(token);
                None
            }
            Kind::Splat => {
                let value = self.variable_node(token);
                Some(match self.next_access() {
                    Some(access) => self.accessed(access, value),
                    None => value,
                })
            }
            Kind::Variable
            | Kind::Number
            | Kind::Double
            | Kind::Single
            | Kind::DoubleHere
            | Kind::SingleHere
            | Kind::LParen
            | Kind::DollarParen
            | Kind::AtParen
            | Kind::AtCurly
            | Kind::LCurly => {
                self.unget(token);
                self.primary(true)
            }
            Kind::Generic => Some(self.string(token, context != Context::Name)),
            _ => Some(self.plain_word(token)),
        }
    }

    /// A redirection, its token already read.
    pub(super) fn redirect(&mut self, token: Token, list: &mut Vec<Redirection>) {
        let unsupported = "this redirection does not exist";
        let (from, to) = match token.kind {
            Kind::Merge(from, to) => {
                if to != 1 || from == to {
                    self.error_token(token, "RedirectionNotSupported", unsupported);
                }
                (from, RedirectionTarget::Stream(1))
            }
            kind => {
                let Some(file) = self.single_argument_of(Context::File) else {
                    let message = "the file of the redirection is missing";
                    self.missing(token.end as usize, "MissingFileSpecification", message);
                    return;
                };
                let Kind::ToFile(from, append) = kind else {
                    return self.error_token(token, "RedirectionNotSupported", unsupported);
                };
                (from, RedirectionTarget::File(file, append))
            }
        };
        if list.iter().any(|other| other.from == from) {
            let message = "the stream is redirected twice";
            return self.error_token(token, "StreamAlreadyRedirected", message);
        }
        let span = self.since(token.start as usize);
        list.push(Redirection { span, from, to });
    }
}
