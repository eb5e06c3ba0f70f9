//! Which types an object is of.

use super::super::super::object::types::is_encoding;
use super::super::super::object::{Object, Payload, TableKind, TypeName};
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
            "System.Collections.Hashtable" => {
                matches!(base, Object::Table(table) if table.kind == TableKind::OrderedHashtable)
            }
            "System.Collections.ICollection" => {
                matches!(base, Object::Array(_) | Object::Table(_))
                    || matches!(base, Object::List(_)) && !own.contains("HashSet")
            }
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
                // Which interfaces and bases the types of .NET have is not told here.
                Object::Record(record) if !record.is_custom() && !has_no_heirs(wanted) => {
                    return None;
                }
                _ if is_interface(wanted) => return None,
                _ => false,
            },
        })
    }
}

/// Interfaces are named so (.NET's design guidelines, "Names of classes, structs, and interfaces").
fn is_interface(full: &str) -> bool {
    let short = full.rsplit('.').next().unwrap_or(full);
    let mut letters = short.chars();
    letters.next() == Some('I') && letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
}

/// Types that nothing else is one of: sealed ones, and those that the engine's own types do not go back to.
fn has_no_heirs(full: &str) -> bool {
    const TYPES: [&str; 12] = [
        "System.String",
        "System.Boolean",
        "System.Char",
        "System.DateTime",
        "System.TimeSpan",
        "System.Guid",
        "System.Collections.Hashtable",
        "System.Collections.ArrayList",
        "System.Management.Automation.ScriptBlock",
        "System.Management.Automation.SwitchParameter",
        "System.IO.FileInfo",
        "System.IO.DirectoryInfo",
    ];
    TYPES.contains(&full)
        || full.ends_with("[]")
        || crate::shells::powershell::object::IntKind::by_name(full).is_some()
        || matches!(full, "System.Double" | "System.Single" | "System.Decimal" | "System.Version")
}
