//! What methods give back through `[ref]`, and what becomes of an XML document that is written to.

use super::Evaluator;
use super::flow::{Flow, Stop};
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::markup::Markup;
use crate::shells::powershell::object::block::ScopeId;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::state::May;

/// What `[ref]` makes.
const REFERENCE: &str = "System.Management.Automation.PSReference";

impl Evaluator<'_> {
    /// `[ref]$x`: the variable that the name means here, whose scope it stays in
    /// (`VariableOps.GetVariableAsRef`).
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn reference_to(&mut self, name: &str) -> Result<Object, Stop> {
        let (prefix, bare) = name.rsplit_once(':').unwrap_or(("", name));
        let key = folded(bare);
        let from = self.state.named_scope(prefix).unwrap_or(self.state.current);
        let holder = self
            .state
            .chain(from)
            .find(|(_, scope)| scope.variables.contains_key(&key))
            .map(|(id, _)| id);
        if holder.is_none()
            && self.state.value(name).is_none()
            && self.state.changed_since(0, May::Variables).is_none()
        {
            let message = "[ref] cannot be applied to a variable that does not exist.";
            let exception = "System.Management.Automation.RuntimeException";
            return Err(self.raise("NonExistingVariableReference", exception, message));
        }
        Ok(Record::new(REFERENCE)
            .with_payload(Payload::Reference(holder.unwrap_or(from), bare.to_owned()))
            .into_object())
    }

    /// `[ref]` of anything but a variable, `$null` among it: a reference with a value of its own
    /// (`LanguagePrimitives.ConvertToPSReference`).
    pub(super) fn reference_of(value: Object) -> Object {
        let record = Record::new(REFERENCE);
        record.set("Value", value);
        record.into_object()
    }

    /// Something is written to a member whose name is not known: any of them may have changed.
    pub(super) fn write_any_member(&mut self, object: &Object) {
        let why = self.why("writes a member whose name is not known");
        match object.base() {
            Object::Table(table) => table.leave_open(&why),
            Object::Record(record) if record.is_custom() => {
                for property in record.properties() {
                    record.set(&property.name, Object::Unknown(why.clone()));
                }
                self.may_fail(&why);
            }
            Object::Unknown(_) => {}
            _ => self.incomplete("writes a member whose name is not known"),
        }
    }

    /// What the variable holds that a reference stands for.
    pub fn referred(&self, scope: ScopeId, name: &str) -> Object {
        let own = self.state.scope(scope).and_then(|one| one.variables.get(&folded(name)));
        let value = own.map(|one| one.value.clone()).or_else(|| self.state.value(name));
        value.unwrap_or(Object::Null)
    }

    /// Writes what the second argument of a method stands for.
    ///
    /// # Errors
    /// Where it is no reference.
    pub fn give_back(&mut self, reference: &Object, value: Object) -> Flow {
        match reference {
            Object::Record(record) if &*record.type_name == REFERENCE => {
                match &record.payload {
                    Payload::Reference(scope, variable) => {
                        self.state.set_in(*scope, variable, value);
                    }
                    _ => record.set("Value", value),
                }
                Ok(())
            }
            Object::Unknown(_) => Ok(()),
            _ => {
                let message = "Argument: '2' should be a System.Management.Automation.PSReference. Use [ref].";
                let exception = "System.Management.Automation.MethodException";
                Err(self.raise("NonRefArgumentToRefParameterMsg", exception, message))
            }
        }
    }

    /// A method that envsim does not model may have written whatever it was given by reference.
    pub fn give_back_unknown(&mut self, arguments: &[Object]) {
        let is_reference = |one: &&Object| matches!(one, Object::Record(record) if &*record.type_name == REFERENCE);
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
