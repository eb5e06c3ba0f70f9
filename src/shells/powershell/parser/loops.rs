//! `switch` and the loops.

use super::super::syntax::{LoopKind, StatementKind, Switch, SwitchMode};
use super::Parser;
use super::commands::Context;
use super::token::{Keyword as K, Kind, Token};
use crate::text::Span;

const NO_PAREN: &str = "MissingOpenParenthesisAfterKeyword";
const NO_CONDITION: &str = "MissingExpressionAfterKeyword";

impl Parser<'_> {
    pub(super) fn foreach(&mut self, token: Token, label: Option<Span>) -> StatementKind {
        self.skip_newlines();
        while let Kind::Parameter(_) = self.peek_kind() {
            let parameter = self.next();
            let message = "`foreach` takes no parameter outside a workflow";
            self.error_token(parameter, "InvalidForeachFlag", message);
            if self.abbreviates(parameter, "throttlelimit") {
                self.skip_newlines();
                self.single_argument();
            }
            self.skip_newlines();
        }
        let open = self.next();
        if open.kind != Kind::LParen {
            self.unget(open);
            self.missing(token.end as usize, NO_PAREN, "the `(` of `foreach` is missing");
            return StatementKind::Broken;
        }
        self.skip_newlines();
        let name = self.next();
        if !matches!(name.kind, Kind::Variable | Kind::Splat) {
            self.unget(name);
            let id = "MissingVariableNameAfterForeach";
            self.missing(open.end as usize, id, "the variable of `foreach` is missing");
            return StatementKind::Broken;
        }
        let variable = Box::new(self.variable_node(name));
        self.skip_newlines();
        let word = self.next();
        if word.kind != Kind::Keyword(K::In) {
            self.unget(word);
            self.missing(name.end as usize, "MissingInInForeach", "the `in` is missing");
            return StatementKind::Broken;
        }
        self.skip_newlines();
        let Some(over) = self.pipeline_chain() else {
            let id = "MissingForeachExpression";
            self.missing(word.end as usize, id, "what `foreach` walks over is missing");
            return StatementKind::Broken;
        };
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            let id = "MissingEndParenthesisAfterForeach";
            self.missing(close.start as usize, id, "the `)` of `foreach` is missing");
            return StatementKind::Broken;
        }
        let Some(body) = self.block() else {
            let id = "MissingForeachStatement";
            self.missing(close.end as usize, id, "the block of `foreach` is missing");
            return StatementKind::Broken;
        };
        StatementKind::ForEach { label, variable, over: Box::new(over), body }
    }

    pub(super) fn for_loop(&mut self, token: Token, label: Option<Span>) -> StatementKind {
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LParen {
            self.unget(open);
            self.missing(token.end as usize, NO_PAREN, "the `(` of `for` is missing");
            return StatementKind::Broken;
        }
        let mut parts = [None, None, None];
        for (index, part) in parts.iter_mut().enumerate() {
            self.skip_newlines();
            *part = self.pipeline_chain().map(Box::new);
            if index < 2 && self.peek_kind() == Kind::Semi {
                self.skip();
            }
        }
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            let id = "MissingEndParenthesisAfterStatement";
            self.missing(close.start as usize, id, "the `)` of `for` is missing");
            return StatementKind::Broken;
        }
        let Some(body) = self.loop_body(close) else { return StatementKind::Broken };
        let [start, condition, step] = parts;
        StatementKind::For { label, start, condition, step, body }
    }

    fn loop_body(&mut self, before: Token) -> Option<super::super::syntax::Block> {
        let body = self.block();
        if body.is_none() {
            let at = before.end as usize;
            self.missing(at, "MissingLoopStatement", "the block of the loop is missing");
        }
        body
    }

    pub(super) fn while_loop(&mut self, token: Token, label: Option<Span>) -> StatementKind {
        let Some(condition) = self.condition(token, NO_PAREN, NO_CONDITION) else {
            return StatementKind::Broken;
        };
        let Some(body) = self.loop_body(token) else { return StatementKind::Broken };
        StatementKind::Loop { label, kind: LoopKind::While, condition: Box::new(condition), body }
    }

    pub(super) fn do_loop(&mut self, token: Token, label: Option<Span>) -> StatementKind {
        let Some(body) = self.loop_body(token) else { return StatementKind::Broken };
        self.skip_newlines();
        let word = self.next();
        let kind = match word.kind {
            Kind::Keyword(K::While) => LoopKind::DoWhile,
            Kind::Keyword(K::Until) => LoopKind::DoUntil,
            _ => {
                self.unget(word);
                let id = "MissingWhileOrUntilInDoWhile";
                self.missing(word.start as usize, id, "`do` needs `while` or `until`");
                return StatementKind::Broken;
            }
        };
        let Some(condition) = self.condition(word, NO_PAREN, NO_CONDITION) else {
            return StatementKind::Broken;
        };
        StatementKind::Loop { label, kind, condition: Box::new(condition), body }
    }

    pub(super) fn switch(&mut self, token: Token, label: Option<Span>) -> StatementKind {
        let mut switch = Switch {
            label,
            mode: SwitchMode::Exact,
            case_sensitive: false,
            file: None,
            input: None,
            clauses: Vec::new(),
            default: None,
        };
        self.skip_newlines();
        while let Kind::Parameter(_) = self.peek_kind() {
            let parameter = self.next();
            self.switch_flag(parameter, &mut switch);
        }
        let good = self.switch_input(token, &mut switch) && self.switch_clauses(&mut switch);
        if good { StatementKind::Switch(Box::new(switch)) } else { StatementKind::Broken }
    }

    fn switch_flag(&mut self, parameter: Token, switch: &mut Switch) {
        if self.abbreviates(parameter, "regex") {
            switch.mode = SwitchMode::Regex;
        } else if self.abbreviates(parameter, "wildcard") {
            switch.mode = SwitchMode::Wildcard;
        } else if self.abbreviates(parameter, "exact") {
            switch.mode = SwitchMode::Exact;
        } else if self.abbreviates(parameter, "casesensitive") {
            switch.case_sensitive = true;
        } else if self.abbreviates(parameter, "file") {
            self.skip_newlines();
            switch.file = self.single_argument_of(Context::File);
            if switch.file.is_none() {
                let at = parameter.end as usize;
                self.missing(at, "MissingFilenameOption", "the file's name is missing");
            }
        } else {
            let message = "`switch` has no such parameter";
            self.error_token(parameter, "InvalidSwitchFlag", message);
        }
    }

    fn switch_input(&mut self, token: Token, switch: &mut Switch) -> bool {
        let open = self.peek();
        if open.kind != Kind::LParen {
            if switch.file.is_none() {
                let message = "the value of `switch` is missing";
                self.missing(token.end as usize, "PipelineValueRequired", message);
            }
            return switch.file.is_some();
        }
        self.skip();
        if switch.file.is_some() {
            let message = "`switch -File` takes no value besides";
            self.error_token(open, "PipelineValueRequired", message);
        }
        self.skip_newlines();
        switch.input = self.pipeline_chain();
        if switch.input.is_none() {
            let message = "the value of `switch` is missing";
            self.missing(open.end as usize, "PipelineValueRequired", message);
        }
        self.skip_newlines();
        let close = self.next();
        if close.kind != Kind::RParen {
            self.unget(close);
            let id = "MissingEndParenthesisInSwitchStatement";
            self.missing(close.start as usize, id, "the `)` of `switch` is missing");
            return false;
        }
        true
    }

    fn switch_clauses(&mut self, switch: &mut Switch) -> bool {
        self.skip_newlines();
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            let id = "MissingCurlyBraceInSwitchStatement";
            self.missing(open.start as usize, id, "the `{` of `switch` is missing");
            return false;
        }
        self.skip_newlines();
        loop {
            if !self.switch_clause(switch) {
                return false;
            }
            self.skip_separators(true);
            match self.peek_kind() {
                Kind::RCurly => {
                    self.skip();
                    return true;
                }
                Kind::End => {
                    let message = "the `}` of `switch` is missing";
                    self.error_token(open, "MissingEndCurlyBrace", message);
                    return false;
                }
                _ => {}
            }
        }
    }

    fn switch_clause(&mut self, switch: &mut Switch) -> bool {
        let token = self.peek();
        let is_default = token.kind == Kind::Keyword(K::Default);
        let condition = if is_default {
            self.skip();
            None
        } else {
            self.single_argument_of(Context::Switch)
        };
        if condition.is_none() && !is_default {
            let at = token.start as usize;
            let id = "MissingSwitchConditionExpression";
            self.missing(at, id, "a condition of `switch` is missing");
            if self.peek_kind() == Kind::RCurly {
                self.skip();
            }
            return false;
        }
        let Some(body) = self.block() else {
            let at = self.restore_point();
            let message = "the block of a `switch` clause is missing";
            self.missing(at, "MissingSwitchStatementClause", message);
            return self.peek_kind() != Kind::End;
        };
        match condition {
            Some(condition) => switch.clauses.push((condition, body)),
            None if switch.default.is_some() => {
                let message = "`switch` has two `default` clauses";
                self.error_token(token, "MultipleSwitchDefaultClauses", message);
            }
            None => switch.default = Some(body),
        }
        true
    }
}
