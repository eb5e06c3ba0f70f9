//! Statements (`StatementRule`), `if`, `try`, `trap`, `data`.

use super::super::syntax::{Attribute, Block, Catch, Expression, Statement, StatementKind};
use super::token::{Keyword as K, Kind, Token};
use super::{Follows, Parser};

impl Parser<'_> {
    /// Statements up to `)`, `}` or the end.
    pub(super) fn statement_list(&mut self, start: usize) -> Block {
        let outer = self.statements.len();
        self.skip_separators(true);
        while let Some(statement) = self.statement() {
            self.statements.push(statement);
            self.skip_separators(true);
            if matches!(self.peek_kind(), Kind::RParen | Kind::RCurly) {
                break;
            }
        }
        let statements = self.statements.split_off(outer);
        Block { span: self.since(start), statements }
    }

    /// `{ … }` after blanks and line ends.
    pub(super) fn block(&mut self) -> Option<Block> {
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            return None;
        }
        let block = self.statement_list(open.end as usize);
        let close = self.next();
        if close.kind != Kind::RCurly {
            self.unget(close);
            self.error_token(open, "MissingEndCurlyBrace", "the `}` of this block is missing");
        }
        Some(block)
    }

    pub(super) fn statement(&mut self) -> Option<Statement> {
        let statement = if self.enter() { self.unguarded_statement() } else { None };
        self.leave();
        statement
    }

    fn unguarded_statement(&mut self) -> Option<Statement> {
        let mut token = self.next();
        let mut attributes = Vec::new();
        let start = token.start as usize;
        if token.kind == Kind::Generic && self.byte(start) == b'[' {
            attributes = self.leading_attributes(start);
            token = self.next();
            if attributes.is_empty() {
                self.resync(start);
                token = self.next();
            }
        }
        let Kind::Keyword(keyword) = token.kind else {
            return self.plain_statement(token, start);
        };
        if self.configuration > 0 && self.assigns_property() {
            return self.plain_statement(token, start);
        }
        self.keyword_statement(token, keyword, attributes, start)
    }

    /// Attributes before a `class`, `enum` or `configuration`; nothing where they belong to an
    /// expression.
    fn leading_attributes(&mut self, start: usize) -> Vec<Attribute> {
        if self.follows.get(&start) == Some(&Follows::Other) {
            return Vec::new();
        }
        self.resync(start);
        let problems = self.problems.len();
        let attributes = self.attribute_list(false);
        let next = self.peek_kind();
        let keyword = matches!(next, Kind::Keyword(K::Class | K::Enum | K::Configuration));
        let follows = if keyword { Follows::Keyword } else { Follows::Other };
        self.follows.insert(start, follows);
        if keyword {
            return attributes;
        }
        self.forget(problems);
        Vec::new()
    }

    /// Inside a configuration, `Type = 'x'` is a property even where the name is reserved.
    fn assigns_property(&mut self) -> bool {
        let at = self.pos;
        self.skip_blanks();
        let assigns = self.byte(self.pos) == b'=';
        self.pos = at;
        assigns
    }

    fn plain_statement(&mut self, token: Token, start: usize) -> Option<Statement> {
        match token.kind {
            Kind::End => {
                self.unget(token);
                None
            }
            Kind::Label => {
                self.skip_newlines();
                self.labeled(token)
            }
            _ => {
                debug_assert!(start <= token.start as usize);
                self.unget(token);
                self.pipeline_chain()
            }
        }
    }

    fn labeled(&mut self, label: Token) -> Option<Statement> {
        let token = self.next();
        let start = label.start as usize;
        let name = Some(self.span(start + 1, label.end as usize));
        let kind = match token.kind {
            Kind::Keyword(word) => self.breakable(token, word, name),
            _ => None,
        };
        let Some(kind) = kind else {
            self.resync(start);
            return self.pipeline_chain();
        };
        Some(Statement { span: self.since(start), kind })
    }

    fn keyword_statement(
        &mut self,
        token: Token,
        keyword: K,
        attributes: Vec<Attribute>,
        start: usize,
    ) -> Option<Statement> {
        let kind = match keyword {
            K::If => self.if_statement(token),
            K::Switch | K::Foreach | K::For | K::While | K::Do => {
                self.breakable(token, keyword, None)?
            }
            K::Function | K::Filter | K::Workflow => self.function(token, keyword),
            K::Return => {
                self.check_return(token);
                StatementKind::Return(self.pipeline_chain().map(Box::new))
            }
            K::Throw => StatementKind::Throw(self.pipeline_chain().map(Box::new)),
            K::Exit => StatementKind::Exit(self.pipeline_chain().map(Box::new)),
            K::Break | K::Continue => {
                let label = self.label_or_key().map(Box::new);
                self.check_jump(token, label.as_deref());
                match keyword {
                    K::Break => StatementKind::Break(label),
                    _ => StatementKind::Continue(label),
                }
            }
            K::Trap => self.trap(token),
            K::Try => self.try_statement(token),
            K::Data => self.data(token),
            K::Parallel | K::Sequence => self.workflow_block(token),
            K::Configuration => self.configuration(token),
            K::From | K::Define | K::Var => {
                let message = "the word is reserved";
                self.error_token(token, "ReservedKeywordNotAllowed", message);
                StatementKind::Broken
            }
            K::Else | K::ElseIf | K::Catch | K::Until if !self.problems.is_empty() => {
                self.skip_newlines();
                return self.statement();
            }
            K::Class => self.class(token, attributes),
            K::Enum => self.enumeration(token, &attributes),
            K::Using => {
                let using = self.using(token);
                let span = using.map_or(self.token_span(token), |using| using.span);
                let message = "`using` must come first in the script";
                self.error_at(span, "UsingMustBeAtStartOfScript", message);
                StatementKind::Broken
            }
            _ => {
                self.unget(token);
                return self.pipeline_chain();
            }
        };
        Some(Statement { span: self.since(start), kind })
    }

    fn if_statement(&mut self, token: Token) -> StatementKind {
        let mut clauses = Vec::new();
        let mut keyword = token;
        loop {
            let id = "MissingOpenParenthesisInIfStatement";
            let Some(condition) = self.condition(keyword, id, "IfStatementMissingCondition") else {
                return StatementKind::Broken;
            };
            let Some(body) = self.block() else {
                let message = "the block of `if` is missing";
                self.missing(self.pos, "MissingStatementBlock", message);
                return StatementKind::Broken;
            };
            clauses.push((condition, body));
            let back = self.restore_point();
            self.skip_newlines();
            keyword = self.peek();
            match keyword.kind {
                Kind::Keyword(K::ElseIf) => self.skip(),
                Kind::Keyword(K::Else) => {
                    self.skip();
                    let otherwise = self.block();
                    if otherwise.is_none() {
                        let at = keyword.end as usize;
                        let message = "the block of `else` is missing";
                        self.missing(at, "MissingStatementBlockAfterElse", message);
                    }
                    return StatementKind::If { clauses, otherwise };
                }
                _ => {
                    self.resync(back);
                    return StatementKind::If { clauses, otherwise: None };
                }
            }
        }
    }

    /// `( … )` behind a keyword.
    pub(super) fn condition(
        &mut self,
        keyword: Token,
        no_paren: &'static str,
        no_condition: &'static str,
    ) -> Option<Statement> {
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LParen {
            self.unget(open);
            self.missing(keyword.end as usize, no_paren, "a `(` is missing");
            return None;
        }
        self.skip_newlines();
        let condition = self.pipeline_chain();
        if condition.is_none() {
            self.missing(open.end as usize, no_condition, "the condition is missing");
        }
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            if condition.is_some() {
                let id = "MissingEndParenthesisAfterStatement";
                self.missing(close.start as usize, id, "a `)` is missing");
            }
            return None;
        }
        Some(condition.unwrap_or_else(|| self.broken(open.end as usize)))
    }

    fn trap(&mut self, token: Token) -> StatementKind {
        self.skip_newlines();
        let types = self.attribute().into_iter().map(|attribute| attribute.name).collect();
        match self.apart(|parser| parser.block()) {
            Some(body) => StatementKind::Trap(Catch { types, body }),
            None => {
                let at = token.end as usize;
                self.missing(at, "MissingTrapStatement", "the block of `trap` is missing");
                StatementKind::Broken
            }
        }
    }

    fn try_statement(&mut self, token: Token) -> StatementKind {
        let Some(body) = self.block() else {
            let at = token.end as usize;
            self.missing(at, "MissingTryStatementBlock", "the block of `try` is missing");
            return StatementKind::Broken;
        };
        let mut catches: Vec<Catch> = Vec::new();
        let mut failed = false;
        let mut after_all = false;
        loop {
            self.skip_newlines();
            let catch = self.peek();
            if catch.kind != Kind::Keyword(K::Catch) {
                break;
            }
            self.skip();
            let Some(clause) = self.catch(catch) else {
                failed = true;
                break;
            };
            if after_all {
                let message = "a `catch` without types must be the last";
                self.error_token(catch, "EmptyCatchNotLast", message);
            }
            after_all |= clause.types.is_empty();
            catches.push(clause);
        }
        self.skip_newlines();
        let mut finally = None;
        let word = self.peek();
        if word.kind == Kind::Keyword(K::Finally) {
            self.skip();
            finally = self.finally_block();
            if finally.is_none() {
                failed = true;
                let message = "the block of `finally` is missing";
                self.missing(word.end as usize, "MissingFinallyStatementBlock", message);
            }
        }
        self.check_catches(&catches);
        if catches.is_empty() && finally.is_none() && !failed {
            let at = self.pos;
            self.missing(at, "MissingCatchOrFinally", "`try` needs a `catch` or a `finally`");
        }
        StatementKind::Try { body, catches, finally }
    }

    fn catch(&mut self, catch: Token) -> Option<Catch> {
        let mut types = Vec::new();
        loop {
            self.skip_newlines();
            let Some(attribute) = self.attribute() else {
                if !types.is_empty() {
                    let at = self.pos;
                    self.missing(at, "MissingTypeLiteralToken", "a type is missing after `,`");
                }
                break;
            };
            types.push(attribute.name);
            self.skip_newlines();
            if self.peek_kind() != Kind::Comma {
                break;
            }
            self.skip();
        }
        let body = self.block();
        if body.is_none() {
            let at = catch.end as usize;
            self.missing(at, "MissingCatchHandlerBlock", "the block of `catch` is missing");
        }
        Some(Catch { types, body: body? })
    }

    fn data(&mut self, token: Token) -> StatementKind {
        self.skip_newlines();
        let name = self.simple_name().map(|name| self.token_span(name));
        self.skip_newlines();
        if matches!(self.peek_kind(), Kind::Parameter(_)) {
            let parameter = self.next();
            if !self.abbreviates(parameter, "supportedcommand") {
                let message = "`data` knows only -SupportedCommand";
                let id = "InvalidParameterForDataSectionStatement";
                self.error_token(parameter, id, message);
            }
            self.supported_commands(parameter);
        }
        match self.block() {
            Some(body) => StatementKind::Data(name, body),
            None => {
                let id = "MissingStatementBlockForDataSection";
                self.missing(token.end as usize, id, "the block of `data` is missing");
                StatementKind::Broken
            }
        }
    }

    fn supported_commands(&mut self, parameter: Token) {
        loop {
            self.skip_newlines();
            if self.single_argument_of(super::commands::Context::Name).is_none() {
                let id = "MissingValueForSupportedCommandInDataSectionStatement";
                return self.missing(parameter.end as usize, id, "a command's name is missing");
            }
            if self.peek_kind() != Kind::Comma {
                return;
            }
            self.skip();
        }
    }

    fn workflow_block(&mut self, token: Token) -> StatementKind {
        if self.block().is_none() {
            let at = token.end as usize;
            self.missing(at, "MissingStatementAfterKeyword", "the block is missing");
            return StatementKind::Broken;
        }
        let message = "`parallel` and `sequence` belong to workflows";
        self.error_token(token, "UnexpectedKeyword", message);
        StatementKind::Broken
    }

    /// Whether `-Reg` may stand for `-Regex`.
    pub(super) fn abbreviates(&self, parameter: Token, name: &str) -> bool {
        let text = &self.text[parameter.start as usize..parameter.end as usize];
        let given = text.trim_start_matches(super::characters::is_dash).trim_end_matches(':');
        name.get(..given.len()).is_some_and(|head| head.eq_ignore_ascii_case(given))
    }

    pub(super) fn single_argument(&mut self) -> Option<Expression> {
        self.single_argument_of(super::commands::Context::Argument)
    }
}
