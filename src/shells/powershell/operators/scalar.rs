//! Operators on dates and spans of time, as their types define them.

use std::cmp::Ordering;

use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::convert::{Refused, unknown_here};
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::scalars::{Moment, Scalar, Span};
use crate::value::{Origin, Value};

fn open(left: &Object, right: &Object, at: &Origin) -> Refused {
    let why = left.why_unknown().or_else(|| right.why_unknown());
    Refused::Unknown(why.unwrap_or_else(|| {
        unknown_here("computes with dates or spans in a way envsim does not model", at)
    }))
}

/// The right side as the left one's type; `None` where it cannot be one.
fn converted(left: &Scalar, right: &Object, at: &Origin) -> Result<Option<Object>, Refused> {
    match cast(right, &TypeName::of(left.type_name()), &Value::empty(), at) {
        Ok(made) => Ok(Some(made)),
        Err(Refused::Error(_)) => Ok(None),
        Err(unknown) => Err(unknown),
    }
}

/// Whether two are equal.
///
/// # Errors
/// When that is not known.
pub fn equal(left: &Object, right: &Object, at: &Origin) -> Result<bool, Refused> {
    let Some(one) = left.as_scalar() else { return Err(open(left, right, at)) };
    let Some(other) = converted(one, right, at)? else { return Ok(false) };
    match (one.key(), other.as_scalar().and_then(Scalar::key)) {
        (Some(one), Some(other)) => Ok(one == other),
        _ if one.text().is_ok() && Some(one.text()) == other.as_scalar().map(Scalar::text) => {
            Ok(true)
        }
        _ => Err(open(left, right, at)),
    }
}

/// Which comes first.
///
/// # Errors
/// When PowerShell cannot compare them, or the answer is not known.
pub fn order(left: &Object, right: &Object, at: &Origin) -> Result<Ordering, Refused> {
    let Some(one) = left.as_scalar() else { return Err(open(left, right, at)) };
    let Some(other) = converted(one, right, at)? else {
        return Err(Refused::error(format!(
            "Cannot compare \"{}\" to \"{}\" because the objects are not the same type.",
            left.type_name(),
            right.type_name(),
        )));
    };
    match (one, other.as_scalar()) {
        (Scalar::Moment(one), Some(Scalar::Moment(other))) => Ok(one.ticks.cmp(&other.ticks)),
        (Scalar::Span(one), Some(Scalar::Span(other))) => Ok(one.cmp(other)),
        _ => Err(open(left, right, at)),
    }
}

/// `+` and `-` between them, `sign` being the operator's. What only one edition has, or what overflows, is left open.
///
/// # Errors
/// When the result is not known.
pub fn compute(sign: char, left: &Object, right: &Object, at: &Origin) -> Result<Object, Refused> {
    let made = match (sign, left.as_scalar(), right.as_scalar()) {
        ('-', Some(Scalar::Moment(one)), Some(Scalar::Moment(other))) => {
            Some(Scalar::Span(Span(one.ticks - other.ticks)))
        }
        ('+', Some(Scalar::Moment(one)), Some(Scalar::Span(other))) => shifted(*one, *other),
        ('-', Some(Scalar::Moment(one)), Some(Scalar::Span(other))) => {
            other.0.checked_neg().and_then(|ticks| shifted(*one, Span(ticks)))
        }
        ('+', Some(Scalar::Span(one)), Some(Scalar::Span(other))) => {
            one.0.checked_add(other.0).map(|ticks| Scalar::Span(Span(ticks)))
        }
        ('-', Some(Scalar::Span(one)), Some(Scalar::Span(other))) => {
            one.0.checked_sub(other.0).map(|ticks| Scalar::Span(Span(ticks)))
        }
        (_, Some(one), Some(other)) => {
            return match outcome(sign, one.type_name(), other.type_name()) {
                Some(name) => Ok(Object::scalar(Scalar::Open(name, reason(left, right, at)))),
                None => Err(open(left, right, at)),
            };
        }
        _ => None,
    };
    made.map(Object::scalar).ok_or_else(|| open(left, right, at))
}

fn shifted(moment: Moment, span: Span) -> Option<Scalar> {
    moment.plus(span).map(Scalar::Moment)
}

fn reason(left: &Object, right: &Object, at: &Origin) -> std::rc::Rc<crate::value::Unknown> {
    match open(left, right, at) {
        Refused::Unknown(why) => why,
        Refused::Error(text) => unknown_here(&text, at),
    }
}

/// The type of a result of which nothing more is known.
fn outcome(sign: char, left: &str, right: &str) -> Option<&'static str> {
    const MOMENT: &str = "System.DateTime";
    const SPAN: &str = "System.TimeSpan";
    match (sign, left, right) {
        ('-', MOMENT, MOMENT) => Some(SPAN),
        ('+' | '-', MOMENT, SPAN) => Some(MOMENT),
        ('+' | '-', SPAN, SPAN) => Some(SPAN),
        _ => None,
    }
}

/// A span the other way round; `None` for what is no span.
pub fn negate(object: &Object) -> Option<Object> {
    match object.as_scalar() {
        Some(Scalar::Span(span)) => {
            span.0.checked_neg().map(|ticks| Object::scalar(Scalar::Span(Span(ticks))))
        }
        _ => None,
    }
}
