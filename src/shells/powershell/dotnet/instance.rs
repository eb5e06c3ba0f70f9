//! Methods of objects other than strings.

mod list;
mod magic;

use super::super::object::convert::own_text;
use super::super::object::{Object, Payload, TypeName};
use super::super::operators::{compare, format};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::state::Given;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    /// Calls a method of an object.
    ///
    /// # Errors
    /// When it throws, or is not there.
    pub fn call_method(&mut self, object: &Object, name: &str, arguments: Vec<Object>) -> Answer {
        self.step()?;
        if let Object::Text(_) = object {
            self.weigh(object);
        }
        if let Some(member) = self.given_member(object, name)
            && let Given::Method(block) = &member.given
        {
            return self.call_with_this(block, object, arguments);
        }
        if let Some(why) = self.type_member(object, name) {
            self.opaque(
                "calls a method that a type was given, which envsim does not model",
                crate::shells::powershell::state::May::Everything,
            );
            return Ok(Object::Unknown(why));
        }
        let lower = name.to_ascii_lowercase();
        match object {
            Object::Unknown(why) => {
                let why = why.clone();
                for argument in &arguments {
                    if let Object::Block(_) = argument {
                        self.opaque(
                            "hands a script block to something unknown",
                            crate::shells::powershell::state::May::Everything,
                        );
                    }
                }
                return Ok(Object::Unknown(why));
            }
            // "The Where/ForEach operators should work on $null and return an empty collection" (Binders.cs).
            Object::Null | Object::Nothing if is_magic(&lower) && !arguments.is_empty() => {
                return self.magic(&Object::array(Vec::new()), &lower, &arguments);
            }
            Object::Null | Object::Nothing => {
                let message = "You cannot call a method on a null-valued expression.";
                return Err(self.raise(
                    "InvokeMethodOnNull",
                    "System.Management.Automation.RuntimeException",
                    message,
                ));
            }
            _ => {}
        }
        match lower.as_str() {
            "gettype" if arguments.is_empty() => {
                return Ok(Object::Type(TypeName::of(&object.type_name())));
            }
            word if is_magic(word)
                && !matches!(object.base(), Object::Record(record) if matches!(record.payload, Payload::Instance(_))) =>
            {
                return self.magic(object, &lower, &arguments);
            }
            _ => {}
        }
        match object.base() {
            Object::Text(value) => self.string_method(&value.clone(), name, &arguments),
            Object::Array(list) | Object::List(list) => {
                self.list_method(&list.clone(), object.base(), &lower, name, arguments)
            }
            Object::Table(table) => self.table_method(&table.clone(), &lower, name, arguments),
            Object::Record(record) => {
                self.record_method(&record.clone(), object, &lower, name, arguments)
            }
            Object::Block(block) => {
                let block = block.clone();
                match lower.as_str() {
                    "invoke" | "invokereturnasis" => {
                        let value = self.call_value(&block, arguments)?;
                        Ok(if lower == "invoke" {
                            Object::array(value.enumerate().unwrap_or_else(|| vec![value.clone()]))
                        } else {
                            value
                        })
                    }
                    "getnewclosure" => Ok(self.closure(&block)),
                    "tostring" => Ok(self.text(block.text().to_owned())),
                    _ => Ok(self.unknown("calls a method of a script block")),
                }
            }
            Object::Type(target) => match lower.as_str() {
                "tostring" => Ok(self.text(target.full_name().to_owned())),
                _ => Ok(self.unknown("asks about a type's members")),
            },
            other => self.scalar_method(&other.clone(), &lower, name, &arguments),
        }
    }

    pub(super) fn scalar_method(
        &mut self,
        object: &Object,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let at = self.at.clone();
        match lower {
            "tostring" if matches!(object, Object::Version(_)) && !arguments.is_empty() => {
                self.version_fields(object, arguments)
            }
            "tostring" => match arguments.first().and_then(|format| self.plain(format)) {
                Some(format) => {
                    let manner = self.manner();
                    let result = format::format_one(object, &format, manner, &at).map(Object::Text);
                    self.settle(result, "FormatException", "System.FormatException")
                }
                None => {
                    let manner = self.manner();
                    let result = format::format_one(object, "", manner, &at).map(Object::Text);
                    match object {
                        Object::Double(_) | Object::Single(_) | Object::Decimal(_) => {
                            self.settle(result, "FormatException", "System.FormatException")
                        }
                        _ => Ok(Object::Text(own_text(object, &at))),
                    }
                }
            },
            "equals" => {
                let other = arguments.first().cloned().unwrap_or(Object::Null);
                if object.type_name() != other.type_name() {
                    return Ok(Object::Bool(false));
                }
                let result = compare::equal(object, &other, false, &at).map(Object::Bool);
                self.settle(
                    result,
                    "RuntimeException",
                    "System.Management.Automation.RuntimeException",
                )
            }
            "compareto" if is_small(object) => Ok(self.unknown("is a difference of two numbers")),
            "compareto" => {
                let other = arguments.first().cloned().unwrap_or(Object::Null);
                let result = compare::order_of(object, &other, false, &at)
                    .map(|order| Object::int(order as i32));
                self.settle(
                    result,
                    "RuntimeException",
                    "System.Management.Automation.RuntimeException",
                )
            }
            "hasflag" => match (object, arguments.first()) {
                (Object::Enum(value), Some(Object::Enum(flag))) => {
                    Ok(Object::Bool(value.number & flag.number == flag.number))
                }
                _ => Ok(self.unknown("asks for a flag")),
            },
            "gethashcode" => Ok(self.unknown("is a hash code")),
            _ if matches!(object, Object::Error(_)) => {
                Ok(self.unknown("calls a method of an error"))
            }
            // `IConvertible` and what numbers write themselves with.
            _ if lower.starts_with("to") || OTHERS.contains(&lower) => {
                Ok(self.unknown("calls a method of a value that envsim does not model"))
            }
            _ => Err(self.no_method(&object.type_name(), name)),
        }
    }
}

/// Methods of numbers, characters and versions that exist and are not modelled.
static OTHERS: [&str; 4] = ["clone", "gettypecode", "tryformat", "getobjectdata"];

/// Whether a method is one that PowerShell adds to everything.
fn is_magic(lower: &str) -> bool {
    matches!(lower, "foreach" | "where")
}

/// Of characters and of numbers of up to two bytes `CompareTo` is the difference (Char.cs, Int16.cs).
fn is_small(object: &Object) -> bool {
    match object {
        Object::Char(_) => true,
        Object::Integer(kind, _) => {
            let (least, greatest) = kind.bounds();
            greatest - least <= i128::from(u16::MAX)
        }
        _ => false,
    }
}
