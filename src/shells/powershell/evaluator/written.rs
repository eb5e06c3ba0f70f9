//! What methods give back through `[ref]`, and what becomes of an XML document that is written to.

use super::Evaluator;
use super::flow::Flow;
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::markup::Markup;
use crate::shells::powershell::object::{Object, Payload};

impl Evaluator<'_> {
    /// Writes the variable that a reference stands for, which a method was handed in this scope.
    ///
    /// # Errors
    /// None of its own.
    pub fn give_back(&mut self, reference: &Object, value: Object) -> Flow {
        let Object::Record(record) = reference else { return Ok(()) };
        let Payload::Reference(variable) = &record.payload else { return Ok(()) };
        let key = folded(variable);
        let current = self.state.current;
        let scope = self
            .state
            .chain(current)
            .find(|(_, scope)| scope.variables.contains_key(&key))
            .map_or(current, |(id, _)| id);
        self.state.set_in(scope, variable, value);
        Ok(())
    }

    /// A method that envsim does not model may have written whatever it was given by reference.
    pub fn give_back_unknown(&mut self, arguments: &[Object]) {
        let is_reference = |one: &&Object| matches!(one, Object::Record(record) if matches!(record.payload, Payload::Reference(_)));
        for argument in arguments.iter().filter(is_reference) {
            let value = self.unknown("is given back by a method that envsim does not model");
            let _ = self.give_back(argument, value);
        }
    }

    /// Something is written to a node: from here on its document is not known.
    pub(super) fn write_markup(&mut self, markup: &Markup, name: &str) -> Flow {
        let named = markup.document.named(markup.at, name);
        let plain = matches!(named[..], [at] if markup.document.is_plain(at));
        let member = ["innertext", "innerxml", "value", "preservewhitespace"];
        let fits = plain || member.iter().any(|one| same_name(one, name));
        if !fits || markup.document.is_touched() {
            let why = self.why("writes to an XML node, which may be refused");
            self.may_fail(&why);
        }
        markup.document.touch();
        Ok(())
    }
}
