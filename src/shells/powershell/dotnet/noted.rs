//! The properties of an object as a collection that may be changed (`PSMemberInfoCollection`, MshMemberInfo.cs).

use std::rc::Rc;

use super::super::object::{Object, Payload, Record};
use crate::shells::powershell::evaluator::{Evaluator, Stop};

type Answer = Result<Object, Stop>;

/// The type of `.PSObject.Properties`.
pub(super) const PROPERTIES: &str =
    "System.Management.Automation.PSMemberInfoIntegratingCollection";
/// A property that an object carries along.
pub(super) const NOTE: &str = "System.Management.Automation.PSNoteProperty";
/// The object that they belong to. No member of .NET has such a name, so no script asks for it.
const OWNER: &str = "(owner)";

impl Evaluator<'_> {
    /// What `.PSObject.Properties` is of an object.
    pub(super) fn properties_of(&mut self, inner: &Object) -> Object {
        let properties = match inner {
            Object::Record(record) => record.properties(),
            _ => Vec::new(),
        };
        self.charge(properties.len() as u64);
        let noted = |property: crate::shells::powershell::object::Property| {
            self.note_property(&property.name, property.value)
        };
        let items = properties.into_iter().map(noted).collect();
        let all = Record::new(PROPERTIES).with_payload(Payload::Elements(items));
        match inner {
            Object::Record(_) => all.with(OWNER, inner.clone()).into_object(),
            _ => all.into_object(),
        }
    }

    /// A property of that name and value.
    pub(super) fn note_property(&self, name: &str, value: Object) -> Object {
        Record::new(NOTE)
            .with("Name", self.text(name))
            .with("Value", value)
            .with("MemberType", self.text("NoteProperty"))
            .into_object()
    }

    /// `Add` and `Remove`; of an object that is not one of PowerShell's own what they do is not followed.
    pub(super) fn properties_method(
        &mut self,
        record: &Rc<Record>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        if &*record.type_name != PROPERTIES || !matches!(lower, "add" | "remove") {
            return None;
        }
        let owner = match record.get(OWNER) {
            Some(Object::Record(owner)) if owner.is_custom() => owner,
            _ => return Some(Ok(self.unknown("changes the properties of an object"))),
        };
        match (lower, arguments.first()) {
            ("remove", Some(name)) => match self.plain(name) {
                Some(name) => drop(owner.remove(&name)),
                None => self.leave_properties_open(&owner),
            },
            ("add", Some(Object::Record(note))) if &*note.type_name == NOTE => {
                let name = note.get("Name").and_then(|name| self.plain(&name));
                match name {
                    Some(name) => owner.set(&name, note.get("Value").unwrap_or(Object::Null)),
                    None => self.leave_properties_open(&owner),
                }
            }
            _ => self.leave_properties_open(&owner),
        }
        Some(Ok(Object::Nothing))
    }

    /// `PSObject.Copy()`: another object with the same properties, not the ones below them.
    pub(super) fn copied(&mut self, inner: &Object) -> Object {
        match inner {
            Object::Record(record) if record.is_custom() => record.copy().into_object(),
            Object::Table(table) => Object::Table(Rc::new(table.duplicate())),
            Object::Text(_) | Object::Integer(..) | Object::Bool(_) | Object::Double(_) => {
                inner.clone()
            }
            _ => self.unknown("is a copy of an object that envsim does not make"),
        }
    }

    /// Any of them may be another or gone.
    fn leave_properties_open(&mut self, owner: &Rc<Record>) {
        for property in owner.properties() {
            let unknown = self.unknown("is one of the properties that were changed");
            owner.set(&property.name, unknown);
        }
    }
}
