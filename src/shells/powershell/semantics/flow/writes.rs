//! What writes a variable, and under which type.

use super::super::graph::Event;
use super::super::names::is_slotted;
use super::Flow;
use crate::shells::powershell::syntax::{
    Attribute, Element, Expression, ExpressionKind, Parameter, Pipeline, StatementKind,
};

impl<'t> Flow<'t> {
    pub(super) fn parameter(&mut self, parameter: &Parameter) {
        let (types, attributes): (Vec<_>, Vec<_>) =
            parameter.attributes.iter().partition(|attribute| !attribute.is_attribute);
        let wanted = types.first().map_or("object".to_owned(), |first| self.type_text(first));
        let Some(variable) = self.variable(parameter.name) else { return };
        self.dynamic[variable] |= !attributes.is_empty() || types.len() > 1 || !is_slotted(&wanted);
        self.graph.note(Event::Write(variable, Some(wanted)));
    }

    fn type_text(&self, attribute: &Attribute) -> String {
        attribute.name.span.of(self.text).trim().to_lowercase()
    }

    pub(super) fn targets_of(&mut self, target: &'t Expression) {
        match &target.kind {
            ExpressionKind::List(values) => {
                values.iter().for_each(|value| self.targets_of(value));
            }
            ExpressionKind::Parenthesis(statement) => match &statement.kind {
                StatementKind::Pipeline(Pipeline { elements, .. }) => match elements.as_slice() {
                    [Element::Expression(value, _)] => self.targets_of(value),
                    _ => self.statement(statement),
                },
                _ => self.statement(statement),
            },
            _ => self.assign(target),
        }
    }

    /// One target: a variable under its types and attributes, or something whose parts are read.
    pub(super) fn assign(&mut self, target: &'t Expression) {
        let (mut inner, mut casts, mut attributes) = (target, Vec::new(), false);
        while let ExpressionKind::Cast(attribute, child) = &inner.kind {
            casts.push(self.type_text(attribute));
            attributes |= attribute.is_attribute;
            inner = child;
        }
        let ExpressionKind::Variable(name) = &inner.kind else { return self.expression(target) };
        let plain = casts.iter().all(|cast| is_slotted(cast)) && casts.len() < 2 && !attributes;
        if let Some(variable) = self.variable(name.name) {
            self.dynamic[variable] |= !plain;
            self.graph.note(Event::Write(variable, casts.pop()));
        }
    }
}
