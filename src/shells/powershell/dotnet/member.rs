//! Properties, indexing and type tests.

mod index;
mod kinds;
mod own;

use std::rc::Rc;

use super::super::object::{IntKind, Object, Payload, Record, Sequence};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::state::{Given, TypeMember};
use crate::value::Unknown;

type Answer = Result<Object, Stop>;

const RUNTIME: &str = "System.Management.Automation.RuntimeException";
/// What `.PSBase` and its like give: the object without what was added to it.
const BASE: &str = "System.Management.Automation.PSMemberSet";

/// Types of which envsim sets every member there is, so that any other name is `$null`.
static WHOLE: &[&str] = &[
    "System.Collections.DictionaryEntry",
    "System.Management.Automation.SwitchParameter",
    "System.Management.Automation.PathInfo",
    "System.Management.Automation.PSReference",
    "Microsoft.PowerShell.Commands.MatchInfo",
    "Microsoft.PowerShell.Commands.GroupInfo",
    "Microsoft.PowerShell.Commands.GenericMeasureInfo",
    "Microsoft.PowerShell.Commands.TextMeasureInfo",
    "System.IO.FileInfo",
    "System.IO.DirectoryInfo",
    "System.TimeSpan",
    "System.DateTime",
    "System.Guid",
    "System.Object",
];

/// Members that every object has.
const EVERYWHERE: [&str; 8] = [
    "count",
    "length",
    "psobject",
    "psbase",
    "psadapted",
    "psextended",
    "pstypenames",
    "psstandardmembers",
];

fn is_length(name: &str) -> bool {
    name.eq_ignore_ascii_case("count") || name.eq_ignore_ascii_case("length")
}

fn is_whole(record: &Record) -> bool {
    WHOLE.contains(&&*record.type_name)
}

impl Evaluator<'_> {
    /// Reads a property.
    ///
    /// # Errors
    /// In strict mode, when it is not there.
    pub fn property(&mut self, object: &Object, name: &str) -> Answer {
        if let Some(value) = self.own_property(object, name)? {
            return Ok(value);
        }
        let everywhere = EVERYWHERE.contains(&name.to_ascii_lowercase().as_str());
        if let Some(items) = object.enumerate().filter(|_| !everywhere || is_length(name))
            && !matches!(object, Object::Nothing)
        {
            return self.each_property(object, items, name);
        }
        match name.to_ascii_lowercase().as_str() {
            "count" | "length" => return Ok(Object::int(i32::from(!object.is_null()))),
            "psbase" | "psadapted" | "psextended" if !object.is_null() => {
                return Ok(Record::new(BASE)
                    .with_payload(Payload::View(object.clone()))
                    .into_object());
            }
            "pstypenames" | "psstandardmembers" if !object.is_null() => {
                return Ok(self.unknown("is what PowerShell keeps of an object's type"));
            }
            "psobject" => {
                return Ok(Record::new("System.Management.Automation.PSObject")
                    .with_payload(Payload::View(object.clone()))
                    .into_object());
            }
            _ => {}
        }
        if !object.is_null() && self.strict(2.0) {
            let message = format!(
                "The property '{name}' cannot be found on this object. Verify that the property exists."
            );
            return Err(self.raise(
                "PropertyNotFoundStrict",
                "System.Management.Automation.PropertyNotFoundException",
                message,
            ));
        }
        Ok(Object::Null)
    }

    /// The property of every element of a list.
    fn each_property(&mut self, object: &Object, items: Vec<Object>, name: &str) -> Answer {
        let unordered =
            matches!(object, Object::Array(list) | Object::List(list) if list.is_unordered());
        let mut values = Vec::new();
        for item in items {
            if let Object::Unknown(_) = item {
                values.push(item);
                continue;
            }
            if let Some(value) = self.own_property(&item, name)? {
                match value.enumerate() {
                    Some(more) => values.extend(more),
                    None => values.push(value),
                }
            }
        }
        if unordered && values.len() > 1 {
            return Ok(Object::Array(Rc::new(Sequence::unordered("System.Object[]", values))));
        }
        Ok(match values.len() {
            0 => Object::Null,
            _ => Object::from_output(values),
        })
    }

    /// A property an object has of its own; `None` where its type has none of that name.
    ///
    /// # Errors
    /// What a property that runs code throws.
    pub fn own_property(&mut self, object: &Object, name: &str) -> Result<Option<Object>, Stop> {
        if let Some(given) = self.given_member(object, name) {
            return self.given_property(object, &given).map(Some);
        }
        let own = self.declared_property(object, name)?;
        Ok(own.or_else(|| self.type_member(object, name).map(Object::Unknown)))
    }

    /// The member that an object's own type was given.
    pub(super) fn given_member(&self, object: &Object, name: &str) -> Option<Rc<TypeMember>> {
        if self.state.given_members.is_empty() || object.is_null() {
            return None;
        }
        let type_name = folded(&object.base().type_name());
        let list = self.state.given_members.get(&folded(name))?;
        list.iter().find(|one| one.type_name == type_name).cloned()
    }

    fn given_property(&mut self, object: &Object, member: &TypeMember) -> Result<Object, Stop> {
        match &member.given {
            Given::Note(value) => Ok(value.clone()),
            Given::Alias(other) => {
                Ok(self.declared_property(object, other)?.unwrap_or(Object::Null))
            }
            Given::Property(block) => self.call_with_this(block, object, Vec::new()),
            Given::Method(_) => Ok(self.unknown("is a method as a value")),
        }
    }

    /// Why an object may have a member that its type was given (about_Types.ps1xml).
    pub(super) fn type_member(&self, object: &Object, name: &str) -> Option<Rc<Unknown>> {
        let given = &self.state.type_members;
        let fits = || given.get(&folded(name)).or_else(|| given.get(""));
        if given.is_empty() || object.is_null() { None } else { fits().cloned() }
    }

    fn declared_property(&mut self, object: &Object, name: &str) -> Result<Option<Object>, Stop> {
        let lower = name.to_ascii_lowercase();
        Ok(match object {
            Object::Unknown(why) => Some(Object::Unknown(why.clone())),
            Object::Null | Object::Nothing => match lower.as_str() {
                "count" | "length" => Some(Object::int(0)),
                _ => None,
            },
            Object::Text(value) => match lower.as_str() {
                "length" => {
                    self.weigh(object);
                    Some(match value.text() {
                        Some(text) => Object::count(text.encode_utf16().count()),
                        None => Object::Unknown(self.reason_of(object)),
                    })
                }
                "chars" => Some(self.unknown("is a property that takes an argument")),
                _ => None,
            },
            Object::Array(list) | Object::List(list) => {
                self.list_property(object, &list.clone(), &lower)
            }
            Object::Table(table) => self.table_property(table, name, &lower),
            Object::Record(record) => self.record_property(record, name, &lower)?,
            Object::Version(parts) => {
                let index =
                    ["major", "minor", "build", "revision"].iter().position(|part| *part == lower);
                let half = |part: i64| Object::Integer(IntKind::Int16, i128::from(part));
                match lower.as_str() {
                    "majorrevision" => Some(half(parts[3] >> 16)),
                    "minorrevision" => Some(half(i64::from(parts[3] as i16))),
                    _ => index.map(|index| Object::int(i32::try_from(parts[index]).unwrap_or(-1))),
                }
            }
            Object::Error(error) => self.error_property(error, &lower),
            Object::Type(target) => self.type_property(target, &lower),
            Object::Enum(value) if lower == "value__" => {
                Some(Object::int(i32::try_from(value.number).unwrap_or(0)))
            }
            Object::Block(block) => match lower.as_str() {
                "file" => Some(self.text(block.file.clone())),
                "ast" | "attributes" | "debuggerhidden" | "id" | "isconfiguration" | "isfilter"
                | "module" | "startposition" => Some(self.unknown("is a member of a script block")),
                _ => None,
            },
            _ => None,
        })
    }

    /// An integer as an `Int64`.
    pub fn long(&self, number: i64) -> Object {
        Object::Integer(IntKind::Int64, i128::from(number))
    }

    /// Whether two names are the same item name.
    pub fn same_item(&self, left: &str, right: &str) -> bool {
        folded(left) == folded(right)
    }
}
