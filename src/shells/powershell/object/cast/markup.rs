//! The cast to `[xml]` (LanguagePrimitives.cs `ConvertToXml`).

use super::undecided;
use crate::shells::powershell::markup::{self, Markup};
use crate::shells::powershell::object::convert::{Refused, known, to_text};
use crate::shells::powershell::object::{Object, Payload, Record, TypeName};
use crate::shells::powershell::scalars::Fault;
use crate::value::Origin;

pub(super) fn convert(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    match object.base() {
        Object::Null | Object::Nothing => return Ok(Object::Null),
        Object::Record(record) if *record.type_name == *target.full_name() => {
            return Ok(object.clone());
        }
        Object::Text(_) | Object::Array(_) | Object::List(_) => {}
        _ => return Err(undecided(object, at)),
    }
    let value = to_text(object.base(), &known("\n", at), at);
    let text = value.text().ok_or_else(|| undecided(object, at))?;
    match markup::parse(&text) {
        Ok(document) => {
            let node = Markup { document, at: 0 };
            Ok(Record::new(node.type_name()).with_payload(Payload::Markup(node)).into_object())
        }
        Err(Fault::Open) => Err(undecided(object, at)),
        Err(Fault::Bad) => Err(Refused::error(format!(
            "Cannot convert value to type \"{}\". Error: \"The text is no well-formed XML.\"",
            target.full_name()
        ))),
    }
}
