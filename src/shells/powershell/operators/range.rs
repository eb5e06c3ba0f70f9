//! `from..to` (ParserOps.cs, `RangeOperator`).

use super::arithmetic::{LONGEST, too_long};
use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::object::{IntKind, Object, TypeName};
use crate::value::{Origin, Value};

type Answer = Result<Object, Refused>;

/// `from..to`: numbers, or characters where both are single ones (7 only).
///
/// # Errors
/// When an end is no number, or the range is too long.
pub fn range(from: &Object, to: &Object, letters: bool, at: &Origin) -> Answer {
    if let (true, Some(from), Some(to)) = (letters, letter_end(from), letter_end(to)) {
        return Ok(Object::array(steps(i128::from(from), i128::from(to), |code| {
            u32::try_from(code).ok().and_then(char::from_u32).map_or(Object::Null, Object::Char)
        })));
    }
    let end =
        |object: &Object| match cast(object, &TypeName::of("System.Int32"), &Value::empty(), at)? {
            Object::Integer(_, number) => Ok(number),
            _ => Err(too_long(at)),
        };
    let (from, to) = (end(from)?, end(to)?);
    if (from - to).unsigned_abs() > LONGEST as u128 {
        return Err(too_long(at));
    }
    Ok(Object::array(steps(from, to, |number| Object::Integer(IntKind::Int32, number))))
}

fn steps(from: i128, to: i128, make: impl Fn(i128) -> Object) -> Vec<Object> {
    if from <= to { (from..=to).map(make).collect() } else { (to..=from).rev().map(make).collect() }
}

fn letter_end(object: &Object) -> Option<u32> {
    match object.base() {
        Object::Char(letter) => Some(u32::from(*letter)),
        Object::Text(value) => {
            let text = value.text()?;
            let mut letters = text.chars();
            let first = letters.next()?;
            // A digit in quotes is a number, unless the other end is a letter: left to the number rule.
            (letters.next().is_none() && !first.is_ascii_digit()).then_some(u32::from(first))
        }
        _ => None,
    }
}
