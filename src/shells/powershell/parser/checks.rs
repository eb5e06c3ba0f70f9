//! What the engine rejects although it is well formed (`SemanticChecks.cs`).

use std::collections::HashSet;

use super::super::semantics::system_types::is_missing;
use super::super::semantics::{self, TypeUse};
use super::super::syntax::{
    AssignmentOperator, Attribute, Catch, Element, Expression, ExpressionKind, Parameter,
    Statement, StatementKind, StringPart, Using, UsingKind,
};
use super::Parser;
use crate::text::Span;

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

    pub(super) fn declare_type(&mut self, name: Span) {
        let text = name.of(self.text);
        let scope = self.scope;
        let same = |(known, other): &(u32, Span)| {
            *known == scope && other.of(self.text).eq_ignore_ascii_case(text)
        };
        let again = self.types.iter().any(|(_, known)| *known == name);
        if self.origins.is_none() && !again {
            if self.types.iter().any(same) {
                let message = format!("`{text}` is defined twice");
                self.error_at(name, "MemberAlreadyDefined", &message);
            }
            self.types.push((scope, name));
        }
    }

    /// Reports what is wrong in classes; gives the types they name that neither the text nor
    /// PowerShell has. Modules and assemblies the text asks for may have any.
    pub(super) fn check_classes(&mut self, usings: &[Using]) -> Vec<(Span, &'static str)> {
        let mut foreign = Vec::new();
        let mut namespaces = Vec::new();
        let mut closed = true;
        for using in usings {
            match using.kind {
                UsingKind::Namespace => namespaces.push(using.name.of(self.text).to_owned()),
                UsingKind::Module | UsingKind::Assembly => closed = false,
            }
        }
        for class in std::mem::take(&mut self.classes) {
            for fault in semantics::faults(self.text, &class) {
                self.error_at(fault.span, fault.id, &fault.message);
            }
            let used = semantics::types(self.text, &class).into_iter().filter(|_| closed);
            let used = used.filter(|used| self.is_foreign(used, &namespaces));
            foreign.extend(used.map(|used| (used.span, used.id())));
        }
        foreign
    }

    fn is_foreign(&self, used: &TypeUse, namespaces: &[String]) -> bool {
        let name = used.span.of(self.text);
        let attribute = format!("{name}Attribute");
        let names = [name, attribute.as_str()];
        let names = &names[..if used.is_attribute { 2 } else { 1 }];
        let own = |name: &&str| {
            self.types.iter().any(|(_, known)| known.of(self.text).eq_ignore_ascii_case(name))
        };
        !names.iter().any(own) && names.iter().all(|name| is_missing(name, namespaces))
    }

    /// What `=` and its relatives may write to.
    pub(super) fn check_target(&mut self, target: &Expression, operator: AssignmentOperator) {
        let simple = operator == AssignmentOperator::Set;
        if retypes_automatic(self.text, target) && self.origins.is_none() {
            let message = "PowerShell sets this variable and gives it its type";
            self.error_at(target.span, "AssignmentStatementToAutomaticNotSupported", message);
        }
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

    /// What an attribute is given outside of classes, where script blocks may be.
    pub(super) fn check_arguments(&mut self, attribute: &Attribute) {
        if !attribute.is_attribute || self.origins.is_some() {
            return;
        }
        if let Some(value) = semantics::variable_argument(self.text, attribute) {
            let message = "an attribute takes constants and script blocks only";
            let id = match self.desktop {
                true => "ParameterAttributeArgumentNeedsToBeConstant",
                false => "ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock",
            };
            self.error_at(value.span, id, message);
        }
    }

    fn check_attributed(&mut self, value: &Expression) {
        let (mut inner, mut last) = (value, None);
        while let ExpressionKind::Cast(attribute, child) = &inner.kind {
            last = attribute.is_attribute.then_some(attribute).or(last);
            inner = child;
        }
        if let (Some(attribute), false) = (last, matches!(inner.kind, ExpressionKind::Variable(_)))
        {
            let message = "an attribute stands before a variable only";
            self.error_at(attribute.span, "UnexpectedAttribute", message);
        }
    }

    pub(super) fn check_catches(&mut self, catches: &[Catch]) {
        if catches.len() < 2 || self.origins.is_some() {
            return;
        }
        for span in semantics::caught_twice(self.text, catches) {
            let message = "a `catch` before has caught this exception";
            self.error_at(span, "ExceptionTypeAlreadyCaught", message);
        }
    }

    /// `[ordered]` stands before `@{` only, an attribute with parentheses before a variable only.
    pub(super) fn check_cast(&mut self, value: &Expression) {
        self.check_attributed(value);
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

/// The types a variable that PowerShell itself sets can be written under (`SpecialVariables.cs`);
/// those of `$PSCmdlet` and `$PSBoundParameters` have no name a script could use.
static AUTOMATIC: [(&str, &[&str]); 9] = [
    ("_", &["object"]),
    ("this", &["object"]),
    ("input", &["object"]),
    ("args", &["object[]"]),
    ("pscmdlet", &[]),
    ("psboundparameters", &[]),
    ("myinvocation", &["management.automation.invocationinfo"]),
    ("psscriptroot", &["string"]),
    ("pscommandpath", &["string"]),
];

/// Whether a target is an automatic variable under another type than its own.
fn retypes_automatic(text: &str, target: &Expression) -> bool {
    let (mut inner, mut written) = (target, None);
    while let ExpressionKind::Cast(attribute, child) = &inner.kind {
        if !attribute.is_attribute {
            written = Some(attribute.name.span.of(text).trim().to_lowercase());
        }
        inner = child;
    }
    let ExpressionKind::Variable(name) = &inner.kind else { return false };
    let name = name.name.of(text).to_lowercase();
    let name = name.strip_prefix("local:").or(name.strip_prefix("private:")).unwrap_or(&name);
    let written = written.as_deref().map(|one| one.strip_prefix("system.").unwrap_or(one));
    let own = AUTOMATIC.iter().find(|(known, _)| *known == name);
    matches!(target.kind, ExpressionKind::Cast(..))
        && own.is_some_and(|(_, types)| written.is_none_or(|written| !types.contains(&written)))
}

/// The part of an assignment's target that cannot be written to.
fn wrong_target(target: &Expression, simple: bool) -> Option<&Expression> {
    match &target.kind {
        ExpressionKind::Variable(_) | ExpressionKind::Broken => None,
        // `$sheet.Cells.Item(1, 1) = 2` writes a property with arguments (`InvokeMemberAssignableValue`).
        ExpressionKind::Member { conditional: false, .. } => None,
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
