//! Script blocks, functions, parameters, `using`, `configuration`.

use std::rc::Rc;

use super::super::syntax::{
    AssignmentOperator, Block, Expression, ExpressionKind, Parameter, Script, ScriptBlock,
    StatementKind, StringPart, Using, UsingKind,
};
use super::token::{Keyword as K, Kind, Mode, Token};
use super::{Follows, Parser};
use crate::text::Span;

impl Parser<'_> {
    /// The whole text.
    pub(super) fn script(&mut self) -> Script {
        self.skip_newlines();
        let usings = self.usings();
        let body = self.script_block(None, false);
        let foreign_types = self.check_classes(&usings);
        Script {
            body,
            usings,
            requires: std::mem::take(&mut self.requires),
            problems: std::mem::take(&mut self.problems),
            error_ids: std::mem::take(&mut self.error_ids),
            foreign_types,
        }
    }

    fn usings(&mut self) -> Vec<Using> {
        let mut usings = Vec::new();
        loop {
            let token = self.peek();
            if token.kind != Kind::Keyword(K::Using) {
                self.resync(token.start as usize);
                return usings;
            }
            self.skip();
            usings.extend(self.using(token));
            self.skip_separators(true);
        }
    }

    pub(super) fn using(&mut self, token: Token) -> Option<Using> {
        let directive = self.next();
        let kind = match directive.kind {
            Kind::Keyword(K::Namespace) => UsingKind::Namespace,
            Kind::Keyword(K::Module) => UsingKind::Module,
            Kind::Keyword(K::Assembly) => UsingKind::Assembly,
            Kind::Keyword(K::Type | K::Command) => {
                let message = "this form of `using` is not supported";
                self.error_token(directive, "UsingStatementNotSupported", message);
                self.sync(&[Kind::Semi, Kind::NewLine]);
                return None;
            }
            _ => {
                self.unget(directive);
                let id = "MissingUsingStatementDirective";
                self.missing(token.end as usize, id, "`using` of what is missing");
                return None;
            }
        };
        let item = self.next();
        if matches!(item.kind, Kind::End | Kind::NewLine | Kind::Comma | Kind::Semi) {
            self.unget(item);
            let at = directive.end as usize;
            self.missing(at, "MissingUsingItemName", "the name behind `using` is missing");
            return None;
        }
        let value = self.argument(super::commands::Context::Argument, item);
        let Some(name) = value.as_ref().and_then(|value| using_name(value, kind)) else {
            let message = "the name behind `using` must be a plain text";
            self.error_token(item, "InvalidValueForUsingItemName", message);
            self.sync(&[Kind::Semi, Kind::NewLine]);
            return None;
        };
        if matches!(self.peek_kind(), Kind::Assign(AssignmentOperator::Set)) {
            let message = "an alias for `using` is not supported";
            self.error_token(item, "UsingStatementNotSupported", message);
            self.sync(&[Kind::Semi, Kind::NewLine]);
        }
        let span = self.since(token.start as usize);
        let end = self.peek();
        match end.kind {
            Kind::NewLine | Kind::Semi => self.skip(),
            Kind::End => {}
            _ => self.error_token(end, "MissingStatementTerminator", "a line end is missing"),
        }
        Some(Using { span, kind, name })
    }

    /// The inside of a script block up to its `}`; the whole text without `open`.
    pub(super) fn script_block(&mut self, open: Option<Token>, filter: bool) -> Rc<ScriptBlock> {
        self.scopes += 1;
        let outer = std::mem::replace(&mut self.scope, self.scopes);
        let block = self.apart(|parser| parser.scoped_block(open, filter));
        self.scope = outer;
        block
    }

    fn scoped_block(&mut self, open: Option<Token>, filter: bool) -> Rc<ScriptBlock> {
        let start = open.map_or(0, |token| token.end as usize);
        self.skip_newlines();
        let back = self.restore_point();
        let mut block = ScriptBlock::default();
        if !self.param_block(&mut block, back) {
            self.resync(back);
        }
        self.skip_separators(true);
        if self.peek_kind().is_block_name() {
            self.named_blocks(&mut block);
            self.close_block(open);
        } else {
            let from = self.restore_point();
            let mut body = self.statement_list(from);
            while !self.close_block(open) {
                let more = self.statement_list(from);
                body.statements.extend(more.statements);
            }
            if filter { block.process = Some(body) } else { block.end = Some(body) }
        }
        let closed =
            self.ungot.is_none() && open.is_some() && self.byte(self.pos.max(1) - 1) == b'}';
        let end = self.restore_point() - usize::from(closed);
        block.span = self.span(start, end.max(start));
        Rc::new(block)
    }

    /// Reads the `}`; without `open`, false when a stray token was dropped.
    fn close_block(&mut self, open: Option<Token>) -> bool {
        let token = self.next();
        match open {
            Some(open) => {
                if token.kind != Kind::RCurly {
                    self.unget(token);
                    let message = "the `}` of this block is missing";
                    self.error_token(open, "MissingEndCurlyBrace", message);
                }
                true
            }
            None if token.kind == Kind::End => true,
            None => {
                self.unexpected(token);
                false
            }
        }
    }

    fn param_block(&mut self, block: &mut ScriptBlock, back: usize) -> bool {
        if self.follows.get(&back).is_some_and(|&follows| follows != Follows::Param) {
            return false;
        }
        let problems = self.problems.len();
        let attributes = self.attribute_list(false);
        self.skip_newlines();
        let token = self.peek();
        let is_param = token.kind == Kind::Keyword(K::Param);
        if !attributes.is_empty() {
            let class = matches!(token.kind, Kind::Keyword(K::Class | K::Enum | K::Configuration));
            let other = if class { Follows::Keyword } else { Follows::Other };
            self.follows.insert(back, if is_param { Follows::Param } else { other });
        }
        let opens = is_param && {
            self.skip();
            self.skip_newlines();
            self.peek_kind() == Kind::LParen
        };
        if !opens {
            self.forget(problems);
            return false;
        }
        let open = self.next();
        block.params = Some(self.parameters(open));
        for attribute in attributes {
            if attribute.is_attribute {
                block.attributes.push(attribute);
            } else {
                let message = "a type cannot stand before `param`";
                self.error_at(attribute.span, "TypeNotAllowedBeforeParam", message);
            }
        }
        true
    }

    /// Parameters up to the `)`.
    pub(super) fn parameters(&mut self, open: Token) -> Vec<Parameter> {
        let mut list = Vec::new();
        let mut comma = None;
        loop {
            let Some(parameter) = self.parameter_rule() else {
                if let Some(end) = comma {
                    let id = "MissingExpressionAfterToken";
                    self.missing(end, id, "a parameter is missing after `,`");
                }
                break;
            };
            list.push(parameter);
            self.skip_newlines();
            let token = self.peek();
            if token.kind != Kind::Comma {
                break;
            }
            comma = Some(token.end as usize);
            self.skip();
        }
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            let id = "MissingEndParenthesisInFunctionParameterList";
            self.error_token(open, id, "the `)` of the parameters is missing");
        }
        self.check_parameters(&list);
        list
    }

    fn parameter_rule(&mut self) -> Option<Parameter> {
        self.skip_newlines();
        let start = self.restore_point();
        self.with_comma(false, |parser| {
            parser.in_mode(Mode::Expression, |parser| {
                let attributes = parser.attribute_list(false);
                parser.skip_newlines();
                let token = parser.next();
                if !matches!(token.kind, Kind::Variable | Kind::Splat) {
                    parser.unget(token);
                    if !attributes.is_empty() {
                        let at = token.start as usize;
                        let message = "the parameter's name is missing";
                        parser.missing(at, "InvalidFunctionParameter", message);
                        parser.sync(&[Kind::RParen]);
                    }
                    return None;
                }
                let end = token.end as usize;
                let name = parser.variable_name(token.start as usize, end).name;
                parser.skip_newlines();
                let default = parser.default_value();
                let end = default.as_ref().map_or(parser.span(end, end), |value| value.span);
                let span = parser.span(start, start).to(end);
                Some(Parameter { span, name, attributes, default })
            })
        })
    }

    fn default_value(&mut self) -> Option<Expression> {
        let equals = self.peek();
        if equals.kind != Kind::Assign(AssignmentOperator::Set) {
            return None;
        }
        self.skip();
        self.skip_newlines();
        let value = self.expression(false);
        if value.is_none() {
            let id = "MissingExpressionAfterToken";
            self.missing(equals.end as usize, id, "the default value is missing");
        }
        value
    }

    fn named_blocks(&mut self, block: &mut ScriptBlock) {
        loop {
            let token = self.next();
            if !token.kind.is_block_name() {
                self.unget(token);
                if !matches!(token.kind, Kind::RCurly | Kind::End) {
                    let message = "only begin, process, end, clean and dynamicparam fit here";
                    self.error_token(token, "MissingNamedBlocks", message);
                    self.sync(&[Kind::RCurly]);
                }
                return;
            }
            let statements = self.block().unwrap_or_else(|| {
                let id = "MissingNamedStatementBlock";
                self.missing(token.end as usize, id, "the block is missing");
                Block::default()
            });
            let slot = match token.kind {
                Kind::Keyword(K::Begin) => &mut block.begin,
                Kind::Keyword(K::Process) => &mut block.process,
                Kind::Keyword(K::End) => &mut block.end,
                Kind::Keyword(K::Clean) => &mut block.clean,
                _ => &mut block.dynamic,
            };
            if slot.is_some() {
                let message = "the block is there twice";
                self.error_token(token, "DuplicateScriptCommandClause", message);
            } else {
                *slot = Some(statements);
            }
            self.skip_separators(true);
        }
    }

    pub(super) fn function(&mut self, token: Token, keyword: K) -> StatementKind {
        self.skip_newlines();
        let name = self.next();
        let unnamed = matches!(
            name.kind,
            Kind::Pipe
                | Kind::LParen
                | Kind::LCurly
                | Kind::AtParen
                | Kind::AtCurly
                | Kind::RCurly
                | Kind::RParen
                | Kind::End
                | Kind::Semi
                | Kind::ToFile(..)
                | Kind::Merge(..)
                | Kind::Input
                | Kind::AndAnd
                | Kind::OrOr
                | Kind::Ampersand
                | Kind::Variable
                | Kind::Splat
                | Kind::DoubleHere
                | Kind::SingleHere
                | Kind::Single
                | Kind::Double
        );
        if unnamed {
            self.unget(name);
            let at = token.end as usize;
            self.missing(at, "MissingNameAfterKeyword", "the function's name is missing");
            return StatementKind::Broken;
        }
        if keyword == K::Workflow && !self.desktop {
            let message = "PowerShell 7 has no workflows";
            self.error_token(token, "WorkflowNotSupportedInPowerShellCore", message);
        }
        let span = self.token_span(name);
        let filter = keyword == K::Filter;
        let body = self.function_rest(name, filter);
        match body {
            Some(body) => StatementKind::Function { name: span, filter, body },
            None => StatementKind::Broken,
        }
    }

    /// Parameters and body behind a function's name.
    fn function_rest(&mut self, name: Token, filter: bool) -> Option<Rc<ScriptBlock>> {
        self.skip_newlines();
        let mut params = None;
        if self.peek_kind() == Kind::LParen {
            let open = self.next();
            params = Some(self.parameters(open));
            self.skip_newlines();
        }
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            let at = name.end as usize;
            self.missing(at, "MissingFunctionBody", "the function's body is missing");
            return None;
        }
        let mut body = self.script_block(Some(open), filter);
        if let Some(params) = params
            && let Some(block) = Rc::get_mut(&mut body)
        {
            if block.params.is_none() {
                block.params = Some(params);
            } else if !params.is_empty() {
                let message = "the function has parameters twice";
                self.error_token(name, "OnlyOneParameterListAllowed", message);
            }
        }
        Some(body)
    }

    /// A method's parameters and body; `base` is what `: base(…)` gave.
    pub(super) fn method_body(&mut self, params: Vec<Parameter>) -> Option<Rc<ScriptBlock>> {
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            let at = open.start as usize;
            self.missing(at, "MissingFunctionBody", "the method's body is missing");
            return None;
        }
        self.in_mode(Mode::Command, |parser| {
            let mut body = parser.script_block(Some(open), false);
            if let Some(block) = Rc::get_mut(&mut body) {
                if block.params.is_some() {
                    let message = "a method has no `param` block";
                    parser.error_token(open, "ParamBlockNotAllowedInMethod", message);
                }
                let named = block.begin.is_some()
                    || block.process.is_some()
                    || block.dynamic.is_some()
                    || block.clean.is_some();
                if named {
                    let message = "a method has no named blocks";
                    parser.error_token(open, "NamedBlockNotAllowedInMethod", message);
                }
                block.params = Some(params);
            }
            Some(body)
        })
    }

    /// `configuration Name { … }` (DSC): kept as a function whose body is not PowerShell proper.
    pub(super) fn configuration(&mut self, token: Token) -> StatementKind {
        self.skip_newlines();
        let name = self.next();
        if matches!(name.kind, Kind::LCurly | Kind::End | Kind::Comma) {
            self.unget(name);
            let at = token.end as usize;
            self.missing(at, "MissingConfigurationName", "the configuration's name is missing");
            return StatementKind::Broken;
        }
        let span = self.token_span(name);
        if self.argument(super::commands::Context::Argument, name).is_none() {
            let at = token.end as usize;
            self.missing(at, "MissingConfigurationName", "the configuration's name is missing");
        }
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            let id = "MissingCurlyInConfigurationStatement";
            self.missing(open.start as usize, id, "the `{` of the configuration is missing");
            return StatementKind::Broken;
        }
        self.configuration += 1;
        let body = self.script_block(Some(open), false);
        self.configuration -= 1;
        StatementKind::Function { name: span, filter: false, body }
    }
}

/// The name a `using` may have: a text without variables, or a module's hashtable.
fn using_name(value: &Expression, kind: UsingKind) -> Option<Span> {
    match &value.kind {
        ExpressionKind::String(text) => {
            let plain = |part: &StringPart| !matches!(part, StringPart::Expression(_));
            text.parts.iter().all(plain).then_some(value.span)
        }
        ExpressionKind::Hash(_) if kind == UsingKind::Module => Some(value.span),
        _ => None,
    }
}
