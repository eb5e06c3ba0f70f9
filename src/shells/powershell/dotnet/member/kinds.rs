//! Which types an object is of.

use super::super::super::object::types::is_encoding;
use super::super::super::object::{Object, Payload, TypeName};
use crate::shells::powershell::evaluator::Evaluator;

impl Evaluator<'_> {
    /// Whether an object is of a type; `None` when envsim cannot say.
    pub fn instance_of(&mut self, object: &Object, target: &TypeName) -> Option<bool> {
        let wanted = target.full_name();
        if let Object::Record(record) = object
            && let Payload::Instance(class) = &record.payload
        {
            return Some(
                class.is(wanted)
                    || matches!(wanted, "System.Object" | "System.Management.Automation.PSObject"),
            );
        }
        let own = object.type_name();
        if own.eq_ignore_ascii_case(wanted) || wanted == "System.Object" {
            return Some(!object.is_null());
        }
        let base = object.base();
        if let Object::Record(record) = base
            && matches!(record.payload, Payload::Intrinsic("Encoding"))
        {
            return Some(is_encoding(&own, wanted));
        }
        Some(match wanted {
            "System.Management.Automation.PSObject" => {
                matches!(object, Object::Record(record) if record.is_custom() || matches!(record.payload, Payload::Wraps(_) | Payload::File { .. } | Payload::Command(_)))
            }
            "System.Management.Automation.PSCustomObject" => {
                matches!(object, Object::Record(record) if record.is_custom())
            }
            "System.Array" => own.ends_with("[]"),
            "System.Object[]" => &*own == "System.Object[]" || &*own == "System.String[]",
            "System.Collections.IDictionary" => matches!(base, Object::Table(_)),
            "System.Collections.IEnumerable" => matches!(
                base,
                Object::Table(_) | Object::Array(_) | Object::List(_) | Object::Text(_)
            ),
            "System.Collections.IList" => matches!(base, Object::Array(_) | Object::List(_)),
            "System.ValueType" => matches!(
                base,
                Object::Integer(..)
                    | Object::Bool(_)
                    | Object::Char(_)
                    | Object::Double(_)
                    | Object::Decimal(_)
                    | Object::Enum(_)
            ),
            "System.Enum" => matches!(base, Object::Enum(_)),
            "System.IO.FileSystemInfo" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::File { .. }))
            }
            "System.Management.Automation.CommandInfo" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::Command(_)))
            }
            "System.Exception" => {
                matches!(object, Object::Record(record) if matches!(record.payload, Payload::Exception(_)))
            }
            _ => match object {
                Object::Record(record) if matches!(record.payload, Payload::Exception(_)) => {
                    crate::shells::powershell::object::exceptions::is_a(&record.type_name, wanted)
                }
                _ => false,
            },
        })
    }
}
