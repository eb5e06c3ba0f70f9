//! Bit operators (ParserOps.cs, IntOps.cs).

use std::rc::Rc;

use super::arithmetic::{Arithmetic, operand, too_long, wider};
use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::convert::{Refused, unknown_here};
use crate::shells::powershell::object::{EnumValue, IntKind, Object, TypeName};
use crate::value::{Origin, Value};

type Answer = Result<Object, Refused>;

/// A bit operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bits {
    /// `-band`.
    And,
    /// `-bor`.
    Or,
    /// `-bxor`.
    Xor,
    /// `-shl`.
    Left,
    /// `-shr`.
    Right,
}

/// The result of a bit operator.
///
/// # Errors
/// When an operand is no whole number.
pub fn bits(op: Bits, left: &Object, right: &Object, at: &Origin) -> Answer {
    if let Object::Enum(value) = left.base() {
        let other = match right.base() {
            Object::Enum(other) => other.number,
            _ => {
                return Err(Refused::Unknown(unknown_here(
                    "combines flags with something else",
                    at,
                )));
            }
        };
        let number = match op {
            Bits::And => value.number & other,
            Bits::Or => value.number | other,
            Bits::Xor => value.number ^ other,
            _ => return Err(Refused::Unknown(unknown_here("shifts flags", at))),
        };
        return Ok(Object::Enum(Rc::new(EnumValue {
            type_name: value.type_name.clone(),
            number,
            text: number.to_string().into(),
        })));
    }
    let whole = |object: &Object| match operand(object.base(), Arithmetic::Add, at)? {
        Object::Integer(kind, number) => Ok((kind, number)),
        other => match cast(&other, &TypeName::of("System.Int64"), &Value::empty(), at)? {
            Object::Integer(_, number) => {
                let kind =
                    if IntKind::Int32.holds(number) { IntKind::Int32 } else { IntKind::Int64 };
                Ok((kind, number))
            }
            _ => Err(too_long(at)),
        },
    };
    let (one, a) = whole(left)?;
    let (other, b) = whole(right)?;
    let kind = wider(one, other);
    let number = match op {
        Bits::And => a & b,
        Bits::Or => a | b,
        Bits::Xor => a ^ b,
        Bits::Left | Bits::Right => return Ok(shift(op, wider(one, IntKind::Int32), a, b)),
    };
    Ok(Object::Integer(if kind.holds(number) { kind } else { IntKind::Int64 }, number))
}

fn shift(op: Bits, kind: IntKind, number: i128, by: i128) -> Object {
    let wide = matches!(kind, IntKind::Int64 | IntKind::UInt64);
    let by = u32::try_from(by & if wide { 63 } else { 31 }).unwrap_or(0);
    let shifted = if op == Bits::Left { number << by } else { number >> by };
    #[expect(clippy::cast_possible_truncation, reason = "the bits beyond the type are lost")]
    let cut = match kind {
        IntKind::Int64 => i128::from(shifted as i64),
        IntKind::UInt64 => i128::from(shifted as u64),
        IntKind::UInt32 => i128::from(shifted as u32),
        _ => i128::from(shifted as i32),
    };
    Object::Integer(kind, cut)
}

/// `-bnot`.
///
/// # Errors
/// When the operand is no whole number.
pub fn complement(object: &Object, at: &Origin) -> Answer {
    match operand(object.base(), Arithmetic::Add, at)? {
        Object::Integer(kind, number) => {
            let kind = wider(kind, IntKind::Int32);
            let flipped = match kind {
                IntKind::UInt32 => i128::from(u32::MAX) - number,
                IntKind::UInt64 => i128::from(u64::MAX) - number,
                _ => !number,
            };
            Ok(Object::Integer(kind, flipped))
        }
        _ => Err(Refused::Unknown(unknown_here("flips the bits of a fraction", at))),
    }
}
