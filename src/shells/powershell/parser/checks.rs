//! What the engine rejects although it is well formed (`SemanticChecks.cs`).

use std::collections::HashSet;

use super::super::syntax::{
    AssignmentOperator, Expression, ExpressionKind, Parameter, Statement, StringPart,
};
use super::super::syntax::{Element, StatementKind};
use super::Parser;

impl Parser<'_> {
    /// A text that is known without running anything, in lower case.
    fn constant_key(&self, key: &Expression) -> Option<String> {
        match &key.kind {
            ExpressionKind::Number => Some(key.span.of(self.text).to_lowercase()),
            ExpressionKind::String(text) => {
                let mut whole = String::new();
                for part in &text.parts {
                    match part {
                        StringPart::Text(span) => whole.push_str(span.of(self.text)),
                        StringPart::Made(text, _) => whole.push_str(text),
                        StringPart::Expression(_) => return None,
                    }
                }
                Some(whole.to_lowercase())
            }
            _ => None,
        }
    }

    pub(super) fn check_keys(&mut self, pairs: &[(Expression, Statement)]) {
        if self.origins.is_some() || pairs.len() < 2 {
            return;
        }
        let mut seen = HashSet::new();
        for (key, _) in pairs {
            if let Some(text) = self.constant_key(key)
                && !seen.insert(text)
            {
                let message = "the key is there twice";
                self.error_at(key.span, "DuplicateKeyInHashLiteral", message);
            }
        }
    }

    pub(super) fn check_parameters(&mut self, parameters: &[Parameter]) {
        if self.origins.is_some() {
            return;
        }
        let mut seen = HashSet::new();
        for parameter in parameters {
            if !seen.insert(parameter.name.of(self.text).to_lowercase()) {
                let message = "the parameter is there twice";
                self.error_at(parameter.name, "DuplicateFormalParameter", message);
            }
        }
    }

    /// What `=` and its relatives may write to.
    pub(super) fn check_target(&mut self, target: &Expression, operator: AssignmentOperator) {
        let simple = operator == AssignmentOperator::Set;
        if let Some(bad) = wrong_target(target, simple) {
            let message = "a value cannot be assigned to this";
            self.error_at(bad.span, "InvalidLeftHandSide", message);
        }
    }

    /// What `++` and `--` may change.
    pub(super) fn check_step(&mut self, target: &Expression) {
        if let Some(bad) = wrong_target(target, false) {
            let message = "`++` and `--` need a variable or a property";
            self.error_at(bad.span, "OperatorRequiresVariableOrProperty", message);
        }
    }

    /// `[ordered]` stands before `@{` only.
    pub(super) fn check_ordered(&mut self, value: &Expression) {
        if let ExpressionKind::Cast(attribute, child) = &value.kind
            && attribute.name.span.of(self.text).eq_ignore_ascii_case("ordered")
            && !attribute.is_attribute
            && self.origins.is_none()
            && !matches!(child.kind, ExpressionKind::Hash(_))
        {
            let message = "`[ordered]` may only stand before `@{`";
            self.error_at(value.span, "OrderedAttributeOnlyOnHashLiteralNode", message);
        }
    }
}

/// The part of an assignment's target that cannot be written to.
fn wrong_target(target: &Expression, simple: bool) -> Option<&Expression> {
    match &target.kind {
        ExpressionKind::Variable(_) | ExpressionKind::Broken => None,
        ExpressionKind::Member { arguments: None, conditional: false, .. } => None,
        ExpressionKind::Index { conditional: false, .. } => None,
        ExpressionKind::List(values) if simple => {
            values.iter().find_map(|value| wrong_target(value, simple))
        }
        ExpressionKind::Unary(super::super::syntax::UnaryOperator::Comma, value) if simple => {
            wrong_target(value, simple)
        }
        ExpressionKind::Cast(_, child) if !matches!(child.kind, ExpressionKind::Type(_)) => {
            wrong_target(child, simple)
        }
        ExpressionKind::Parenthesis(statement) => match inner_value(statement) {
            Some(value) => wrong_target(value, simple).map(|_| target),
            None => Some(target),
        },
        _ => Some(target),
    }
}

/// The expression that is alone in a statement.
fn inner_value(statement: &Statement) -> Option<&Expression> {
    let StatementKind::Pipeline(pipeline) = &statement.kind else { return None };
    match pipeline.elements.as_slice() {
        [Element::Expression(value, redirections)] if redirections.is_empty() => Some(value),
        _ => None,
    }
}
