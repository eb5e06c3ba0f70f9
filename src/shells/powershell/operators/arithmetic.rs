//! `+ - * / %` and negation (ParserOps.cs, Binders.cs).

use std::rc::Rc;

use super::compare::reason;
use super::scalar;
use crate::shells::powershell::object::cast::{cast, parse_number};
use crate::shells::powershell::object::convert::{Refused, concat, known, to_text, unknown_here};
use crate::shells::powershell::object::{Decimal, IntKind, Object, Table, TableKind, TypeName};
use crate::value::{Origin, Shape, Value};

type Answer = Result<Object, Refused>;

/// The longest list or text an operator makes.
pub(super) const LONGEST: usize = 1 << 20;

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Remainder,
}

impl Arithmetic {
    fn method(self) -> &'static str {
        match self {
            Self::Add => "op_Addition",
            Self::Subtract => "op_Subtraction",
            Self::Multiply => "op_Multiply",
            Self::Divide => "op_Division",
            Self::Remainder => "op_Modulus",
        }
    }
}

pub(super) fn too_long(at: &Origin) -> Refused {
    Refused::Unknown(unknown_here("makes more text or elements than envsim holds", at))
}

/// The result of an arithmetic operator; `separator` joins lists that become text.
///
/// # Errors
/// When PowerShell refuses, or the result is not known.
pub fn compute(
    op: Arithmetic,
    left: &Object,
    right: &Object,
    separator: &Value,
    at: &Origin,
) -> Answer {
    if op == Arithmetic::Add {
        return add(left, right, separator, at);
    }
    let (left, right) = (left.base(), right.base());
    if op == Arithmetic::Multiply {
        match left {
            Object::Text(value) => return repeat_text(value, right, at),
            Object::Array(list) | Object::List(list) => {
                return repeat_list(&list.items(), right, at);
            }
            // Whatever stands on the right (Binders.cs, `BinaryMultiply`).
            Object::Null | Object::Nothing => return Ok(Object::Null),
            _ => {}
        }
    }
    numbers(op, left, right, at)
}

fn add(left: &Object, right: &Object, separator: &Value, at: &Origin) -> Answer {
    match left.base() {
        Object::Unknown(unknown) if !unknown.shape.is_number() => {
            Err(Refused::Unknown(unknown.clone()))
        }
        Object::Null | Object::Nothing => Ok(right.clone()),
        Object::Text(value) => {
            let text = concat(value.clone(), to_text(right, separator, at));
            if text.pieces().len() > LONGEST { Err(too_long(at)) } else { Ok(Object::Text(text)) }
        }
        Object::Char(letter) if matches!(right.base(), Object::Text(_)) => {
            Ok(Object::Text(concat(known(letter.to_string(), at), to_text(right, separator, at))))
        }
        Object::Char(letter) => {
            // A char becomes text, except before a number that is an operand of its own type.
            Ok(Object::Text(concat(known(letter.to_string(), at), to_text(right, separator, at))))
        }
        Object::Array(list) | Object::List(list) => {
            let mut items = list.items();
            match right.enumerate() {
                _ if matches!(right, Object::Unknown(_)) => items.push(right.clone()),
                Some(more) => items.extend(more),
                None => items.push(right.clone()),
            }
            if items.len() > LONGEST { Err(too_long(at)) } else { Ok(Object::array(items)) }
        }
        Object::Table(table) => match right.base() {
            Object::Table(other) => merge(table, other),
            Object::Null | Object::Nothing => Ok(left.clone()),
            Object::Unknown(unknown) => Err(Refused::Unknown(unknown.clone())),
            _ => Err(Refused::error("A hash table can only be added to another hash table.")),
        },
        other => numbers(Arithmetic::Add, other, right.base(), at),
    }
}

fn merge(table: &Rc<Table>, other: &Rc<Table>) -> Answer {
    if let Some(why) = table.open().or_else(|| other.open()) {
        return Err(Refused::Unknown(why));
    }
    let kind =
        if table.kind == TableKind::Ordered { TableKind::Hashtable } else { table.kind.clone() };
    let sum = Table::new(kind);
    for (key, value) in table.entries().into_iter().chain(other.entries()) {
        let Some(folded) = sum.key(&key) else { continue };
        if sum.get(&folded).is_some() {
            return Err(Refused::error("Item has already been added."));
        }
        sum.set(folded, key, value);
    }
    Ok(Object::Table(Rc::new(sum)))
}

fn times(right: &Object, at: &Origin) -> Result<usize, Refused> {
    match cast(right, &TypeName::of("System.Int32"), &Value::empty(), at)? {
        Object::Integer(_, number) => usize::try_from(number)
            .map_err(|_| Refused::error("The value must be greater than or equal to zero.")),
        _ => Err(too_long(at)),
    }
}

fn repeat_text(value: &Value, right: &Object, at: &Origin) -> Answer {
    let count = times(right, at)?;
    let Some(text) = value.text() else {
        return Err(Refused::Unknown(
            value.why_unknown().unwrap_or_else(|| unknown_here("is unknown", at)),
        ));
    };
    if text.len().saturating_mul(count) > LONGEST {
        return Err(too_long(at));
    }
    Ok(Object::Text(known(text.repeat(count), at)))
}

fn repeat_list(items: &[Object], right: &Object, at: &Origin) -> Answer {
    let count = times(right, at)?;
    if items.len().saturating_mul(count) > LONGEST {
        return Err(too_long(at));
    }
    let mut all = Vec::with_capacity(items.len() * count);
    for _ in 0..count {
        all.extend_from_slice(items);
    }
    Ok(Object::array(all))
}

/// An operand as a number.
pub(super) fn operand(object: &Object, op: Arithmetic, at: &Origin) -> Answer {
    let wrong = || {
        Refused::error(format!(
            "Method invocation failed because [{}] does not contain a method named '{}'.",
            object.type_name(),
            op.method(),
        ))
    };
    match object {
        Object::Integer(..) | Object::Double(_) | Object::Decimal(_) => Ok(object.clone()),
        Object::Single(number) => Ok(Object::Double(f64::from(*number))),
        Object::Null | Object::Nothing => Ok(Object::int(0)),
        Object::Bool(value) => Ok(Object::int(i32::from(*value))),
        Object::Char(letter) => Ok(Object::count(u32::from(*letter) as usize)),
        Object::Enum(value) => Ok(Object::Integer(IntKind::Int32, i128::from(value.number))),
        Object::Text(value) => {
            let Some(text) = value.text() else {
                return Err(Refused::Unknown(
                    reason(&[object]).unwrap_or_else(|| unknown_here("is unknown", at)),
                ));
            };
            if text.trim().is_empty() {
                return Ok(Object::int(0));
            }
            parse_number(&text).ok_or_else(|| {
                Refused::error(format!("Cannot convert value \"{text}\" to type \"System.Int32\"."))
            })
        }
        Object::Unknown(unknown) if unknown.shape.is_number() => {
            Err(Refused::Unknown(Rc::new((**unknown).clone().shaped(Shape::Numeric))))
        }
        Object::Unknown(unknown) => Err(Refused::Unknown(unknown.clone())),
        Object::Record(record) if !record.is_custom() => {
            Err(Refused::Unknown(unknown_here("computes with an object envsim does not model", at)))
        }
        _ => Err(wrong()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "the language computes so")]
fn float(object: &Object) -> f64 {
    match object {
        Object::Integer(_, number) => *number as f64,
        Object::Double(number) => *number,
        Object::Decimal(number) => number.to_double(),
        _ => 0.0,
    }
}

fn numbers(op: Arithmetic, left: &Object, right: &Object, at: &Origin) -> Answer {
    if left.as_scalar().is_some() || right.as_scalar().is_some() {
        let sign = match op {
            Arithmetic::Add => '+',
            Arithmetic::Subtract => '-',
            _ => '*',
        };
        return scalar::compute(sign, left, right, at);
    }
    let (left, right) = (operand(left, op, at)?, operand(right, op, at)?);
    match (&left, &right) {
        (Object::Integer(one, a), Object::Integer(other, b)) => whole(op, (*one, *a), (*other, *b)),
        (Object::Double(_), _) | (_, Object::Double(_)) => {
            Ok(floats(op, float(&left), float(&right)))
        }
        _ => decimals(op, &left, &right, at),
    }
}

fn floats(op: Arithmetic, left: f64, right: f64) -> Object {
    Object::Double(match op {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
    })
}

#[expect(clippy::cast_precision_loss, reason = "an overflow becomes a double")]
fn whole(op: Arithmetic, left: (IntKind, i128), right: (IntKind, i128)) -> Answer {
    let kind = wider(left.0, right.0);
    let (a, b) = (left.1, right.1);
    if b == 0 && matches!(op, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(Refused::error("Attempted to divide by zero."));
    }
    let result = match op {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide if a % b == 0 => Some(a / b),
        Arithmetic::Divide => return Ok(Object::Double(a as f64 / b as f64)),
        Arithmetic::Remainder => Some(a % b),
    };
    match result {
        Some(number) if kind.holds(number) => Ok(Object::Integer(kind, number)),
        _ => Ok(floats(op, a as f64, b as f64)),
    }
}

/// The type of a result: at least `Int32`, and the wider of the two.
pub(super) fn wider(left: IntKind, right: IntKind) -> IntKind {
    let wide = left.max(right);
    match wide {
        IntKind::UInt32 if left != right => IntKind::Int64,
        IntKind::UInt32 | IntKind::Int64 | IntKind::UInt64 => wide,
        _ => IntKind::Int32,
    }
}

fn decimals(op: Arithmetic, left: &Object, right: &Object, at: &Origin) -> Answer {
    let decimal = |object: &Object| match object {
        Object::Integer(_, number) => Decimal::whole(*number),
        Object::Decimal(number) => *number,
        _ => Decimal::whole(0),
    };
    let (left, right) = (decimal(left), decimal(right));
    if right.is_zero() && matches!(op, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(Refused::error("Attempted to divide by zero."));
    }
    let result = match op {
        Arithmetic::Add => left.add(right),
        Arithmetic::Subtract => left.sub(right),
        Arithmetic::Multiply => left.mul(right),
        Arithmetic::Divide => left.div(right),
        Arithmetic::Remainder => left.rem(right),
    };
    result.map(Object::Decimal).ok_or_else(|| {
        Refused::Unknown(unknown_here("is a decimal number with more digits than envsim keeps", at))
    })
}

/// Unary minus.
///
/// # Errors
/// As for the binary one.
pub fn negate(object: &Object, at: &Origin) -> Answer {
    if let Some(negated) = scalar::negate(object) {
        return Ok(negated);
    }
    match operand(object.base(), Arithmetic::Subtract, at)? {
        Object::Double(number) => Ok(Object::Double(-number)),
        number => numbers(Arithmetic::Subtract, &Object::int(0), &number, at),
    }
}

/// Unary plus: the operand as a number.
///
/// # Errors
/// When it is none.
pub fn to_number(object: &Object, at: &Origin) -> Answer {
    operand(object.base(), Arithmetic::Add, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shells::powershell::object::convert::plain_text;

    #[test]
    fn numbers_and_texts_are_computed_by_the_left_type() {
        let at = Origin::Builtin("test".into());
        let text = |text: &str| Object::Text(Value::known(text, at.clone()));
        let result = |op, left: &Object, right: &Object| match compute(
            op,
            left,
            right,
            &Value::known(" ", at.clone()),
            &at,
        ) {
            Ok(Object::Text(value)) => value.text().unwrap_or_default().into_owned(),
            Ok(other) => plain_text(&other),
            Err(refused) => format!("{refused:?}"),
        };
        assert_eq!(result(Arithmetic::Add, &Object::int(5), &text("7")), "12");
        assert_eq!(result(Arithmetic::Add, &text("a"), &Object::int(1)), "a1");
        assert_eq!(result(Arithmetic::Add, &Object::Char('a'), &Object::int(1)), "a1");
        assert_eq!(result(Arithmetic::Add, &Object::int(1), &Object::Char('a')), "98");
        assert_eq!(result(Arithmetic::Divide, &Object::int(7), &Object::int(2)), "3.5");
        assert_eq!(result(Arithmetic::Multiply, &text("ab"), &Object::int(2)), "abab");
        assert_eq!(result(Arithmetic::Add, &Object::int(i32::MAX), &Object::int(1)), "2147483648");
    }
}
