//! Conversions to a named type (LanguagePrimitives.cs).

mod collection;
mod markup;
mod number;
mod scalar;

use collection::{to_array, to_custom, to_generic, to_list, to_table};
pub use number::parse_number;
use std::rc::Rc;

use super::convert::{Refused, known, to_text, truth, unknown_here};
use super::enums;
use super::number::round_half_even;
use super::types::is_encoding;
use super::{Decimal, EnumValue, IntKind, Object, Payload, Record, Table, TableKind, TypeName};
use crate::shells::powershell::scalars::{self, IDENTITY, PRINCIPAL, Scalar};
use crate::value::{Origin, Value};

fn refuse(object: &Object, target: &TypeName) -> Refused {
    let shown = object.known_text().unwrap_or_else(|| super::convert::plain_text(object));
    Refused::error(format!("Cannot convert value \"{shown}\" to type \"{}\".", target.full_name()))
}

fn undecided(object: &Object, at: &Origin) -> Refused {
    Refused::Unknown(
        object
            .why_unknown()
            .unwrap_or_else(|| unknown_here("uses a conversion envsim does not model", at)),
    )
}

/// Converts an object; `separator` joins lists that become text.
///
/// # Errors
/// When PowerShell refuses, or the result cannot be known.
pub fn cast(
    object: &Object,
    target: &TypeName,
    separator: &Value,
    at: &Origin,
) -> Result<Object, Refused> {
    if let Object::Unknown(unknown) = object {
        return Err(Refused::Unknown(unknown.clone()));
    }
    let full = target.full_name();
    // What is made of its entries depends on those of which nobody knows.
    if let Object::Table(table) = object.base()
        && let Some(why) = table.open()
        && !matches!(full, "System.Object" | "System.String" | "System.Boolean" | "System.Void")
        && *table.type_name() != *full
    {
        return Err(Refused::Unknown(why));
    }
    if let (PRINCIPAL, Some(Scalar::Open(IDENTITY, why))) = (full, object.as_scalar()) {
        return Ok(Object::scalar(Scalar::Open(PRINCIPAL, why.clone())));
    }
    if let Some(why) = object.why_unknown()
        && object.as_scalar().is_some_and(|scalar| scalar.type_name() != full)
        && !matches!(full, "System.String" | "System.Object" | "System.Boolean" | "System.Void")
        && !full.ends_with("[]")
        && !full.starts_with("System.Management.Automation.PS")
    {
        return Err(Refused::Unknown(why));
    }
    if let Some(kind) = IntKind::by_name(full) {
        return to_integer(object, kind, target, at);
    }
    if let Some(element) = full.strip_suffix("[]") {
        return to_array(object, &TypeName::of(element), separator, at);
    }
    match full {
        "System.String" => Ok(Object::Text(match object.base() {
            Object::Text(value) => value.clone(),
            other => to_text(other, separator, at),
        })),
        "System.Boolean" => to_bool(object, target),
        "System.Management.Automation.SwitchParameter" => match object.base() {
            Object::Bool(value) => Ok(switch(*value)),
            Object::Record(record) if &*record.type_name == full => Ok(object.clone()),
            other => Ok(switch(truth(other).map_err(Refused::Unknown)?)),
        },
        "System.Char" => to_char(object, target, at),
        "System.Double" => to_double(object, target, at).map(Object::Double),
        #[expect(clippy::cast_possible_truncation, reason = "that is what the conversion does")]
        "System.Single" => {
            to_double(object, target, at).map(|number| Object::Single(number as f32))
        }
        "System.Decimal" => to_decimal(object, target, at),
        "System.Version" => to_version(object, target, at),
        "System.Array" => to_array(object, &TypeName::of("System.Object"), separator, at),
        "System.Collections.ArrayList" => to_list(object, full),
        "System.Object" => Ok(object.clone()),
        "System.Void" => Ok(Object::Nothing),
        "System.Management.Automation.PSObject" | "System.Management.Automation.PSCustomObject" => {
            Ok(to_custom(object))
        }
        "System.Collections.Hashtable" | "System.Collections.IDictionary" => {
            to_table(object, target)
        }
        "System.Collections.Specialized.OrderedDictionary" => match object.base() {
            Object::Table(table) => {
                let copy = Table::new(TableKind::Ordered);
                for (key, value) in table.entries() {
                    if let Some(folded) = copy.key(&key) {
                        copy.set(folded, key, value);
                    }
                }
                if table.is_unordered() {
                    Err(undecided(object, at))
                } else {
                    Ok(Object::Table(Rc::new(copy)))
                }
            }
            _ => Err(refuse(object, target)),
        },
        "System.Text.RegularExpressions.Regex" => to_regex(object, at),
        "System.Management.Automation.ScriptBlock" => match object.base() {
            Object::Block(_) => Ok(object.clone()),
            Object::Null | Object::Nothing => Ok(Object::Null),
            _ => Err(refuse(object, target)),
        },
        "System.Type" => match object.base() {
            Object::Type(_) => Ok(object.clone()),
            Object::Text(value) => {
                match value.text().and_then(|name| TypeName::resolve(&name, &[])) {
                    Some(found) => Ok(Object::Type(found)),
                    None => Err(undecided(object, at)),
                }
            }
            _ => Err(refuse(object, target)),
        },
        _ if full.starts_with("System.Collections.Generic.")
            || full.starts_with("System.Collections.ObjectModel.") =>
        {
            to_generic(object, target, separator, at)
        }
        "System.Xml.XmlDocument" => markup::convert(object, target, at),
        _ if scalars::TYPES.contains(&full) => scalar::convert(object, target, at),
        _ => other_type(object, target, at),
    }
}

fn other_type(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    if *object.type_name() == *target.full_name() {
        return Ok(object.clone());
    }
    if let Object::Record(record) = object
        && matches!(record.payload, Payload::Intrinsic("Encoding"))
        && is_encoding(&record.type_name, target.full_name())
    {
        return Ok(object.clone());
    }
    if enums::is_known(target.full_name()) {
        return match enums::convert(object, target) {
            Some(value) => Ok(Object::Enum(Rc::new(value))),
            None => Err(refuse(object, target)),
        };
    }
    if object.is_null() {
        return Ok(Object::Null);
    }
    Err(undecided(object, at))
}

/// A `SwitchParameter`.
pub fn switch(present: bool) -> Object {
    let text = if present { "True" } else { "False" };
    Record::new("System.Management.Automation.SwitchParameter")
        .with("IsPresent", Object::Bool(present))
        .printing(Value::known(text, Origin::Builtin("a switch parameter".into())))
        .into_object()
}

fn to_bool(object: &Object, target: &TypeName) -> Result<Object, Refused> {
    let _ = target;
    truth(object).map(Object::Bool).map_err(Refused::Unknown)
}

fn to_char(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    match object.base() {
        Object::Char(_) => Ok(object.clone()),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if u32::from(letter) < 0x1_0000 => Ok(Object::Char(letter)),
                _ => Err(refuse(object, target)),
            }
        }
        Object::Null | Object::Nothing => Ok(Object::Char('\0')),
        Object::Integer(_, number) => {
            let unit = u16::try_from(*number).map_err(|_| refuse(object, target))?;
            char::from_u32(u32::from(unit)).map(Object::Char).ok_or_else(|| undecided(object, at))
        }
        _ => Err(refuse(object, target)),
    }
}

fn to_integer(
    object: &Object,
    kind: IntKind,
    target: &TypeName,
    at: &Origin,
) -> Result<Object, Refused> {
    let fits = |number: i128| {
        if kind.holds(number) {
            Ok(Object::Integer(kind, number))
        } else {
            Err(refuse(object, target))
        }
    };
    match object.base() {
        Object::Null | Object::Nothing => fits(0),
        Object::Bool(value) => fits(i128::from(*value)),
        Object::Char(letter) => fits(i128::from(u32::from(*letter))),
        Object::Integer(_, number) => fits(*number),
        Object::Enum(value) => fits(i128::from(value.number)),
        Object::Single(number) => {
            from_float(f64::from(*number)).map_or_else(|| Err(refuse(object, target)), fits)
        }
        Object::Double(number) => {
            from_float(*number).map_or_else(|| Err(refuse(object, target)), fits)
        }
        Object::Decimal(number) => fits(number.to_whole()),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            if text.is_empty() {
                return fits(0);
            }
            if number::is_odd(&text) {
                return Err(undecided(object, at));
            }
            match parse_number(&text) {
                Some(Object::Text(_)) | None => Err(refuse(object, target)),
                Some(number) => {
                    to_integer(&number, kind, target, at).map_err(|_| refuse(object, target))
                }
            }
        }
        Object::Record(record) if record.get("IsPresent").is_some() => {
            let present = truth(object).map_err(Refused::Unknown)?;
            fits(i128::from(present))
        }
        Object::Array(list) | Object::List(list) => match list.items().as_slice() {
            [one] => to_integer(one, kind, target, at),
            _ => Err(refuse(object, target)),
        },
        _ => Err(refuse(object, target)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be in range")]
fn from_float(number: f64) -> Option<i128> {
    (number.is_finite() && number.abs() < 1e30).then(|| round_half_even(number) as i128)
}

#[expect(clippy::cast_precision_loss, reason = "that is what the conversion does")]
fn to_double(object: &Object, target: &TypeName, at: &Origin) -> Result<f64, Refused> {
    Ok(match object.base() {
        Object::Null | Object::Nothing => 0.0,
        Object::Bool(value) => f64::from(u8::from(*value)),
        Object::Char(letter) => f64::from(u32::from(*letter)),
        Object::Integer(_, number) => *number as f64,
        Object::Single(number) => f64::from(*number),
        Object::Double(number) => *number,
        Object::Decimal(number) => number.to_double(),
        Object::Enum(value) => value.number as f64,
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            if text.is_empty() {
                return Ok(0.0);
            }
            if number::is_odd(&text) {
                return Err(undecided(object, at));
            }
            match parse_number(&text) {
                Some(number) => to_double(&number, target, at)?,
                None => return Err(refuse(object, target)),
            }
        }
        _ => return Err(refuse(object, target)),
    })
}

fn to_decimal(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    let made = match object.base() {
        Object::Integer(_, number) => Some(Decimal::whole(*number)),
        Object::Decimal(number) => Some(*number),
        Object::Double(number) => Decimal::from_double(*number),
        Object::Null | Object::Nothing => Some(Decimal::whole(0)),
        Object::Bool(value) => Some(Decimal::whole(i128::from(*value))),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            Decimal::parse(&text)
        }
        _ => None,
    };
    made.map(Object::Decimal).ok_or_else(|| refuse(object, target))
}

fn to_version(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    match object.base() {
        Object::Version(_) => Ok(object.clone()),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            parse_version(&text).map(Object::Version).ok_or_else(|| refuse(object, target))
        }
        Object::Null | Object::Nothing => Ok(Object::Null),
        Object::Record(record)
            if &*record.type_name == "System.Management.Automation.SemanticVersion" =>
        {
            let part = |name: &str| match record.get(name) {
                Some(Object::Integer(_, number)) => i64::try_from(number).unwrap_or(-1),
                _ => -1,
            };
            Ok(Object::Version([part("Major"), part("Minor"), part("Patch"), -1]))
        }
        Object::Integer(..) | Object::Double(_) => {
            // A number goes through its text: 7.2 is fine, 7 is refused.
            let text = super::convert::plain_text(object.base());
            parse_version(&text).map(Object::Version).ok_or_else(|| refuse(object, target))
        }
        _ => Err(refuse(object, target)),
    }
}

/// `1.2`, `1.2.3`, `1.2.3.4`.
pub fn parse_version(text: &str) -> Option<[i64; 4]> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    if !(2..=4).contains(&parts.len()) {
        return None;
    }
    let mut version = [-1; 4];
    for (slot, part) in version.iter_mut().zip(parts) {
        let part = part.trim();
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse::<i32>().ok().map(i64::from)?;
    }
    Some(version)
}

fn to_regex(object: &Object, at: &Origin) -> Result<Object, Refused> {
    use crate::shells::powershell::patterns::regex::{Options, Regex};
    match object.base() {
        Object::Record(record) if matches!(record.payload, Payload::Regex(_)) => Ok(object.clone()),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            match Regex::new(&text, Options::default()) {
                Ok(regex) => Ok(Record::new("System.Text.RegularExpressions.Regex")
                    .with_payload(Payload::Regex(Rc::new(regex)))
                    .printing(known(&*text, at))
                    .into_object()),
                Err(error) if error.unsupported => Err(undecided(object, at)),
                Err(error) => Err(Refused::error(error.message)),
            }
        }
        _ => Err(undecided(object, at)),
    }
}

/// An enumeration value by name or number.
pub fn enum_value(type_name: &str, number: i64, text: &str) -> Object {
    Object::Enum(Rc::new(EnumValue { type_name: type_name.into(), number, text: text.into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_numbers_as_the_language_reads_them() {
        let read =
            |text: &str| parse_number(text).map(|one| super::super::convert::plain_text(&one));
        let rows = [
            ("0x1A", Some("26")),
            ("1kb", Some("1024")),
            ("7.6", Some("7.6")),
            ("1e3", Some("1000")),
            ("-5", Some("-5")),
            ("10000000000", Some("10000000000")),
            ("x", None),
            ("", None),
            ("1.5mb", Some("1572864")),
            ("0xFFFFFFFF", Some("-1")),
            ("1_0", None),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
        assert_eq!(parse_version("1.2.3"), Some([1, 2, 3, -1]));
        assert_eq!(parse_version("7"), None);
    }
}
