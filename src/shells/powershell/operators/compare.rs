//! Equality and order of objects (LanguagePrimitives.cs `Equals`, `Compare`).

use std::cmp::Ordering;
use std::rc::Rc;

use super::{order, scalar};
use crate::shells::powershell::object::cast::{cast, parse_number};
use crate::shells::powershell::object::convert::{Refused, known, to_text, truth, unknown_here};
use crate::shells::powershell::object::{Object, Payload, TypeName};
use crate::value::{Origin, Unknown, Value};

type Answer<T> = Result<T, Refused>;

fn undecided(left: &Object, right: &Object, at: &Origin) -> Refused {
    let why = left.why_unknown().or_else(|| right.why_unknown());
    Refused::Unknown(why.unwrap_or_else(|| unknown_here("compares what envsim does not model", at)))
}

/// Whether the left object equals the right one, which is converted to its type.
///
/// # Errors
/// When that is not known.
pub fn equal(left: &Object, right: &Object, ignore_case: bool, at: &Origin) -> Answer<bool> {
    let (left, right) = (left.base(), right.base());
    if matches!(left, Object::Unknown(_)) || matches!(right, Object::Unknown(_)) {
        return Err(undecided(left, right, at));
    }
    if left.is_null() || right.is_null() {
        return Ok(left.is_null() && right.is_null());
    }
    if right.why_unknown().is_some() && !matches!(right, Object::Text(_)) {
        return Err(undecided(left, right, at));
    }
    match left {
        Object::Text(value) => {
            let other = to_text(right, &known(" ", at), at);
            same_text(value, &other, ignore_case)
                .ok_or_else(|| undecided(left, &Object::Text(other), at))
        }
        Object::Bool(value) => Ok(truth(right).map_err(Refused::Unknown)? == *value),
        Object::Char(letter) => match right {
            Object::Char(other) => {
                Ok(order::same(&letter.to_string(), &other.to_string(), ignore_case))
            }
            Object::Text(value) => {
                let text = value.text().ok_or_else(|| undecided(left, right, at))?;
                Ok(text.chars().count() == 1
                    && order::same(&letter.to_string(), &text, ignore_case))
            }
            _ => numeric(left, right, at).map(|order| order == Some(Ordering::Equal)),
        },
        Object::Integer(..) | Object::Double(_) | Object::Single(_) | Object::Decimal(_) => {
            numeric(left, right, at).map(|order| order == Some(Ordering::Equal))
        }
        Object::Enum(value) => {
            match cast(right, &TypeName::of(&value.type_name), &Value::empty(), at) {
                Ok(Object::Enum(other)) => Ok(value.number == other.number),
                Ok(_) | Err(Refused::Error(_)) => Ok(false),
                Err(unknown) => Err(unknown),
            }
        }
        Object::Record(_) if &*left.type_name() == SEMANTIC => {
            match (semantic(left), semantic(right)) {
                (Some(left), Some(right)) => Ok(left == right),
                _ => Err(undecided(left, right, at)),
            }
        }
        Object::Version(parts) => {
            match cast(right, &TypeName::of("System.Version"), &Value::empty(), at) {
                Ok(Object::Version(other)) => Ok(*parts == other),
                Ok(_) | Err(Refused::Error(_)) => Ok(false),
                Err(unknown) => Err(unknown),
            }
        }
        Object::Type(name) => match right {
            Object::Type(other) => Ok(name == other),
            Object::Text(_) => {
                let text = right.known_text().ok_or_else(|| undecided(left, right, at))?;
                Ok(TypeName::resolve(&text, &[]).is_some_and(|found| found == *name))
            }
            _ => Ok(false),
        },
        Object::Record(record) if record.scalar().is_some() => scalar::equal(left, right, at),
        Object::Array(_)
        | Object::List(_)
        | Object::Table(_)
        | Object::Block(_)
        | Object::Record(_) => reference(left, right, at),
        _ => Err(undecided(left, right, at)),
    }
}

fn reference(left: &Object, right: &Object, at: &Origin) -> Answer<bool> {
    Ok(match (left, right) {
        (Object::Array(one) | Object::List(one), Object::Array(other) | Object::List(other)) => {
            Rc::ptr_eq(one, other)
        }
        (Object::Table(one), Object::Table(other)) => Rc::ptr_eq(one, other),
        (Object::Block(one), Object::Block(other)) => Rc::ptr_eq(one, other),
        (Object::Record(one), Object::Record(other)) if Rc::ptr_eq(one, other) => true,
        (Object::Record(one), _) if one.type_name.ends_with("SwitchParameter") => {
            let (left, right) = (truth(left), truth(right));
            left.map_err(Refused::Unknown)? == right.map_err(Refused::Unknown)?
        }
        (Object::Record(one), _) if matches!(one.payload, Payload::Instance(_)) => false,
        // A file or command compared with text: no conversion to its type succeeds.
        (Object::Record(one), Object::Text(_)) if one.is_custom() => false,
        (Object::Record(_), Object::Text(_) | Object::Record(_)) => {
            return Err(undecided(left, right, at));
        }
        _ => false,
    })
}

/// Whether two texts are the same; `None` when that is not known.
fn same_text(left: &Value, right: &Value, ignore_case: bool) -> Option<bool> {
    if let (Some(left), Some(right)) = (left.text(), right.text()) {
        return Some(order::same(&left, &right, ignore_case));
    }
    let all = |value: &Value| -> Option<Vec<String>> {
        value
            .alternatives()?
            .iter()
            .map(|one| one.value.text().map(|text| text.into_owned()))
            .collect()
    };
    match (all(left), all(right)) {
        (Some(lefts), Some(rights)) => {
            let mut answers = lefts.iter().flat_map(|left| {
                rights.iter().map(move |right| order::same(left, right, ignore_case))
            });
            let first = answers.next()?;
            answers.all(|one| one == first).then_some(first)
        }
        _ if left.is_empty() == Some(false) && right.is_empty() == Some(true) => Some(false),
        _ if left.is_empty() == Some(true) && right.is_empty() == Some(false) => Some(false),
        _ => None,
    }
}

/// The numeric order of two objects; `None` when the right one is no number.
#[expect(clippy::cast_precision_loss, reason = "comparison by value, as the language does")]
fn numeric(left: &Object, right: &Object, at: &Origin) -> Answer<Option<Ordering>> {
    let right = match right {
        Object::Text(value) => {
            let text = value.text().ok_or_else(|| undecided(left, right, at))?;
            if text.trim().is_empty() { Some(Object::int(0)) } else { parse_number(&text) }
        }
        Object::Bool(value) => Some(Object::int(i32::from(*value))),
        Object::Char(letter) => Some(Object::count(u32::from(*letter) as usize)),
        Object::Enum(value) => {
            Some(Object::Integer(super::super::object::IntKind::Int64, i128::from(value.number)))
        }
        Object::Record(_)
            if truth(right).is_ok() && right.type_name().ends_with("SwitchParameter") =>
        {
            Some(Object::int(i32::from(truth(right).unwrap_or(false))))
        }
        other => Some(other.clone()),
    };
    let left = match left {
        Object::Char(letter) => Object::count(u32::from(*letter) as usize),
        other => other.clone(),
    };
    let as_float = |object: &Object| match object {
        Object::Integer(_, number) => Some(*number as f64),
        Object::Double(number) => Some(*number),
        Object::Single(number) => Some(f64::from(*number)),
        Object::Decimal(number) => Some(number.to_double()),
        _ => None,
    };
    let Some(right) = right else { return Ok(None) };
    Ok(match (&left, &right) {
        (Object::Integer(_, one), Object::Integer(_, other)) => Some(one.cmp(other)),
        (Object::Decimal(one), Object::Decimal(other)) => one.compare(*other),
        _ => match (as_float(&left), as_float(&right)) {
            (Some(one), Some(other)) => one.partial_cmp(&other),
            _ => None,
        },
    })
}

/// The order of two objects, for `-lt` and its like and for sorting.
///
/// # Errors
/// When PowerShell cannot compare them, or the answer is not known.
pub fn order_of(left: &Object, right: &Object, ignore_case: bool, at: &Origin) -> Answer<Ordering> {
    let (left, right) = (left.base(), right.base());
    if matches!(left, Object::Unknown(_)) || matches!(right, Object::Unknown(_)) {
        return Err(undecided(left, right, at));
    }
    if left.is_null() || right.is_null() {
        return null_order(left, right, at);
    }
    if right.why_unknown().is_some() && !matches!(right, Object::Text(_)) {
        return Err(undecided(left, right, at));
    }
    match left {
        Object::Text(value) => {
            let other = to_text(right, &known(" ", at), at);
            let texts = value.text().zip(other.text()).ok_or_else(|| undecided(left, right, at))?;
            order::compare(&texts.0, &texts.1, ignore_case)
                .ok_or_else(|| undecided(left, right, at))
        }
        Object::Char(_) if matches!(right, Object::Text(_) | Object::Char(_)) => {
            let texts = (
                super::super::object::convert::plain_text(left),
                to_text(right, &known(" ", at), at),
            );
            let other = texts.1.text().ok_or_else(|| undecided(left, right, at))?;
            order::compare(&texts.0, &other, ignore_case).ok_or_else(|| undecided(left, right, at))
        }
        Object::Integer(..)
        | Object::Double(_)
        | Object::Single(_)
        | Object::Decimal(_)
        | Object::Char(_) => numeric(left, right, at)?.ok_or_else(|| not_comparable(left, right)),
        Object::Bool(value) => Ok(value.cmp(&truth(right).map_err(Refused::Unknown)?)),
        Object::Version(parts) => {
            match cast(right, &TypeName::of("System.Version"), &Value::empty(), at)? {
                Object::Version(other) => Ok(parts.cmp(&other)),
                _ => Err(not_comparable(left, right)),
            }
        }
        Object::Enum(value) => {
            match cast(right, &TypeName::of(&value.type_name), &Value::empty(), at)? {
                Object::Enum(other) => Ok(value.number.cmp(&other.number)),
                _ => Err(not_comparable(left, right)),
            }
        }
        Object::Record(_) if &*left.type_name() == SEMANTIC => {
            match (semantic(left), semantic(right)) {
                (Some(left), Some(right)) => Ok(left.cmp(&right)),
                _ => Err(undecided(left, right, at)),
            }
        }
        Object::Record(record) if record.scalar().is_some() => scalar::order(left, right, at),
        Object::Record(_) if left.type_name().contains("SemanticVersion") => {
            Err(undecided(left, right, at))
        }
        _ => Err(not_comparable(left, right)),
    }
}

const SEMANTIC: &str = "System.Management.Automation.SemanticVersion";

/// The three numbers of a version without a label; the right side is converted
/// (`SemanticVersion(Version)`, `SemanticVersion.Parse`).
fn semantic(object: &Object) -> Option<[i64; 3]> {
    match object {
        Object::Version([major, minor, build, revision]) if *revision <= 0 => {
            Some([*major, *minor, (*build).max(0)])
        }
        Object::Text(text) => {
            let text = text.text()?;
            let parts: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
            let parts = parts.filter(|parts| (1..=3).contains(&parts.len()))?;
            let part = |at: usize| parts.get(at).copied().unwrap_or(0);
            Some([part(0), part(1), part(2)])
        }
        Object::Integer(_, number) => Some([i64::try_from(*number).ok()?, 0, 0]),
        Object::Record(record) if &*record.type_name == SEMANTIC => {
            let part = |name: &str| match record.get(name)? {
                Object::Integer(_, number) => i64::try_from(number).ok(),
                _ => None,
            };
            let plain = record.get("PreReleaseLabel").is_none_or(|label| label.is_null());
            if plain { Some([part("Major")?, part("Minor")?, part("Patch")?]) } else { None }
        }
        _ => None,
    }
}

fn not_comparable(left: &Object, right: &Object) -> Refused {
    Refused::error(format!(
        "Cannot compare \"{}\" to \"{}\" because the objects are not the same type or the object \"{}\" does not implement \"IComparable\".",
        left.type_name(),
        right.type_name(),
        left.type_name(),
    ))
}

/// `$null` is below positive numbers and everything else, above negative numbers.
fn null_order(left: &Object, right: &Object, at: &Origin) -> Answer<Ordering> {
    let below = |other: &Object| match other {
        Object::Integer(..) | Object::Double(_) | Object::Decimal(_) | Object::Single(_) => {
            numeric(other, &Object::int(0), at).map(|order| order != Some(Ordering::Less))
        }
        _ => Ok(true),
    };
    Ok(match (left.is_null(), right.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) if below(right)? => Ordering::Less,
        (false, true) if below(left)? => Ordering::Greater,
        (true, false) => Ordering::Greater,
        _ => Ordering::Less,
    })
}

/// The first reason why one of these is unknown.
pub fn reason(objects: &[&Object]) -> Option<Rc<Unknown>> {
    objects.iter().find_map(|object| object.why_unknown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_side_is_converted_to_the_left_type() {
        let at = Origin::Builtin("test".into());
        let text = |text: &str| Object::Text(Value::known(text, at.clone()));
        let rows = [
            (Object::Bool(true), text("False"), true),
            (text("False"), Object::Bool(true), false),
            (Object::Bool(true), Object::int(2), true),
            (Object::int(2), Object::Bool(true), false),
            (Object::int(5), text("5"), true),
            (text("A"), text("a"), true),
            (Object::Null, text(""), false),
            (text(""), Object::Bool(false), false),
        ];
        for (left, right, expected) in rows {
            assert_eq!(equal(&left, &right, true, &at).ok(), Some(expected), "{left:?} {right:?}");
        }
    }
}
