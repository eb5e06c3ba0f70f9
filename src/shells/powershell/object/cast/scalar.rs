//! Conversions to dates, spans of time, addresses and identifiers: `Parse` with the invariant culture for text,
//! the constructor of ticks for whole numbers (LanguagePrimitives.cs `FigureParseConversion`).

use std::rc::Rc;

use super::{refuse, undecided};
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::scalars::{Fault, Guid, Moment, Scalar, Span, Uri, moment, parse};
use crate::value::Origin;

pub(super) fn convert(object: &Object, target: &TypeName, at: &Origin) -> Result<Object, Refused> {
    let full = target.full_name();
    if let Some(scalar) = object.as_scalar() {
        return match scalar.type_name() == full {
            true => Ok(object.clone()),
            false => Err(refuse(object, target)),
        };
    }
    let made = match object.base() {
        Object::Null | Object::Nothing if full == "System.Uri" => return Ok(Object::Null),
        Object::Null | Object::Nothing => Err(Fault::Bad),
        Object::Integer(_, number) => of_ticks(full, *number),
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            read(full, &text)
        }
        _ => Err(Fault::Open),
    };
    made.map(Object::scalar).map_err(|fault| match fault {
        Fault::Bad => refuse(object, target),
        Fault::Open => undecided(object, at),
    })
}

fn of_ticks(full: &str, number: i128) -> Result<Scalar, Fault> {
    let ticks = i64::try_from(number).map_err(|_| Fault::Bad)?;
    match full {
        "System.DateTime" => {
            Moment::of_ticks(ticks, moment::Kind::Unspecified).map(Scalar::Moment).ok_or(Fault::Bad)
        }
        "System.TimeSpan" => Ok(Scalar::Span(Span(ticks))),
        _ => Err(Fault::Open),
    }
}

fn read(full: &str, text: &str) -> Result<Scalar, Fault> {
    match full {
        "System.DateTime" => parse::moment(text).map(Scalar::Moment),
        "System.TimeSpan" => Span::parse(text).map(Scalar::Span),
        "System.Guid" => Guid::parse(text).map(Scalar::Guid),
        // Whether a path from the root is an absolute address depends on the system.
        _ if text.trim_start().starts_with('/') => Err(Fault::Open),
        _ => Uri::parse(text, false).map(|uri| Scalar::Uri(Rc::new(uri))),
    }
}
