//! Conversions to text and truth, as the language makes them (invariant culture).

use std::rc::Rc;

use super::number::{general, shortest};
use super::{Object, Payload, Record};
use crate::shells::powershell::scalars::Scalar;
use crate::value::{Origin, Piece, Shape, Unknown, Value};

/// Why a conversion gives no value.
#[derive(Clone, Debug)]
pub enum Refused {
    /// PowerShell itself refuses, with this message.
    Error(String),
    /// It cannot be known.
    Unknown(Rc<Unknown>),
}

impl Refused {
    /// A refusal of PowerShell's.
    pub fn error(message: impl Into<String>) -> Self {
        Self::Error(message.into())
    }
}

/// Text known from elsewhere.
pub fn known(text: impl Into<Rc<str>>, at: &Origin) -> Value {
    Value::known(text, at.clone())
}

/// An unknown of this expression's own.
pub fn unknown_here(reason: &str, at: &Origin) -> Rc<Unknown> {
    Rc::new(Unknown::new(reason, at.clone()))
}

/// Text that is put together piece by piece, each of them looked at once; neighbours of one origin
/// become one piece.
#[derive(Default)]
pub struct Maker {
    pieces: Vec<Piece>,
    /// The text of the last piece, where it was put together.
    grown: Option<String>,
}

impl Maker {
    /// Puts text behind what there is.
    pub fn push(&mut self, value: &Value) {
        value.pieces().iter().for_each(|piece| self.push_piece(piece));
    }

    fn push_piece(&mut self, piece: &Piece) {
        if let (Some(Piece::Text { text, origin }), Piece::Text { text: more, origin: same }) =
            (self.pieces.last(), piece)
            && origin == same
        {
            self.grown.get_or_insert_with(|| text.to_string()).push_str(more);
            return;
        }
        self.close();
        self.pieces.push(piece.clone());
    }

    fn close(&mut self) {
        if let (Some(grown), Some(Piece::Text { text, .. })) =
            (self.grown.take(), self.pieces.last_mut())
        {
            *text = grown.into();
        }
    }

    /// The whole text.
    pub fn finish(mut self) -> Value {
        self.close();
        Value::from_pieces(self.pieces)
    }
}

/// Puts text behind text; neighbours of one origin become one piece.
pub fn concat(left: Value, right: Value) -> Value {
    let mut made = Maker::default();
    made.push(&left);
    made.push(&right);
    made.finish()
}

/// The text of an object, elements of a list joined with `separator`.
pub fn to_text(object: &Object, separator: &Value, at: &Origin) -> Value {
    match object {
        Object::Array(list) | Object::List(list) => {
            if list.is_unordered() {
                return Value::unknown(unordered(at));
            }
            join(&list.items(), separator, at)
        }
        Object::Record(record) => match &record.payload {
            Payload::Elements(items) => join(items, separator, at),
            Payload::Wraps(inner) if record.text.is_none() => to_text(inner, separator, at),
            _ => element_text(object, at),
        },
        _ => element_text(object, at),
    }
}

/// Why the order of a hashtable's entries is unknown.
pub fn unordered(at: &Origin) -> Unknown {
    Unknown::new(
        "depends on the order of a hashtable's entries, which .NET leaves open",
        at.clone(),
    )
}

/// Elements joined with a separator; nested lists print as their type.
pub fn join(items: &[Object], separator: &Value, at: &Origin) -> Value {
    let mut text = Maker::default();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(separator);
        }
        text.push(&element_text(item, at));
    }
    text.finish()
}

/// The text of an object that is one element of a list.
pub fn element_text(object: &Object, at: &Origin) -> Value {
    match object {
        Object::Text(value) => value.clone(),
        Object::Null | Object::Nothing => known("", at),
        Object::Unknown(unknown) => Value::from_pieces(vec![Piece::Unknown(unknown.clone())]),
        Object::Record(record) => record_text(record, at),
        Object::Error(error) => error.text(),
        _ => known(plain_text(object), at),
    }
}

/// The text of an object that holds no text of others.
pub fn plain_text(object: &Object) -> String {
    match object {
        Object::Bool(true) => "True".into(),
        Object::Bool(false) => "False".into(),
        Object::Char(letter) => letter.to_string(),
        Object::Integer(_, number) => number.to_string(),
        Object::Single(number) => general(f64::from(*number), 7),
        Object::Double(number) => general(*number, 15),
        Object::Decimal(number) => number.to_text(),
        Object::Enum(value) => value.text.to_string(),
        Object::Type(name) => name.display(),
        Object::Version(parts) => version_text(*parts),
        Object::Block(block) => block.text().to_owned(),
        other => other.type_name().to_string(),
    }
}

/// What `.ToString()` gives where that differs from a string conversion.
pub fn own_text(object: &Object, at: &Origin) -> Value {
    match object.base() {
        Object::Double(number) => known(shortest(*number), at),
        Object::Single(number) => known(shortest_single(*number), at),
        Object::Type(name) => known(name.full_name(), at),
        Object::Array(list) | Object::List(list) => known(&*list.type_name(), at),
        Object::Record(record) if record.is_custom() => known("", at),
        other => element_text(other, at),
    }
}

fn shortest_single(number: f32) -> String {
    number.to_string().parse::<f64>().map_or_else(|_| number.to_string(), shortest)
}

/// `1.2.3`: absent parts are left out.
pub fn version_text(parts: [i64; 4]) -> String {
    let set: Vec<String> =
        parts.iter().take_while(|part| **part >= 0).map(i64::to_string).collect();
    set.join(".")
}

fn record_text(record: &Rc<Record>, at: &Origin) -> Value {
    if let Some(text) = &record.text {
        return text.clone();
    }
    match &record.payload {
        Payload::Wraps(inner) => element_text(inner, at),
        Payload::Builder(text) => text.borrow().clone(),
        Payload::Scalar(scalar) => scalar_text(scalar, at),
        // `ToStringCodeMethods.XmlNode`.
        Payload::Markup(markup) => known(markup.node().local_name(), at),
        Payload::None if record.is_custom() => properties_text(record, at),
        Payload::Instance(class) if class.has_text() => {
            Value::unknown((*unknown_here("is the text a class makes of itself", at)).clone())
        }
        _ => known(&*record.type_name, at),
    }
}

/// The text of a date, a span of time, an address or an identifier; none of them is ever empty.
fn scalar_text(scalar: &Scalar, at: &Origin) -> Value {
    match (scalar.text(), scalar) {
        (Ok(text), _) => known(text, at),
        (Err(_), Scalar::Open(_, why)) => Value::unknown((**why).clone().shaped(Shape::Filled)),
        (Err(_), _) => {
            let reason = "is a text that .NET makes in a way envsim does not follow";
            Value::unknown(Unknown::new(reason, at.clone()).shaped(Shape::Filled))
        }
    }
}

/// `@{B=2; A=1}`.
fn properties_text(record: &Record, at: &Origin) -> Value {
    let mut text = known("@{", at);
    for (index, property) in record.properties().into_iter().enumerate() {
        let lead = if index > 0 { "; " } else { "" };
        text = concat(text, known(format!("{lead}{}=", property.name), at));
        let inner = match &property.value {
            Object::Record(inner) if inner.is_custom() => known("", at),
            other => element_text(other, at),
        };
        text = concat(text, inner);
    }
    concat(text, known("}", at))
}

/// Whether an object counts as true; `Err` carries the reason why that is unknown.
pub fn truth(object: &Object) -> Result<bool, Rc<Unknown>> {
    Ok(match object {
        Object::Null | Object::Nothing => false,
        Object::Bool(value) => *value,
        Object::Char(letter) => *letter != '\0',
        Object::Integer(_, number) => *number != 0,
        Object::Single(number) => *number != 0.0,
        Object::Double(number) => *number != 0.0,
        Object::Decimal(number) => !number.is_zero(),
        Object::Text(value) => match value.is_empty() {
            Some(empty) => !empty,
            None => return text_truth(value),
        },
        Object::Array(list) | Object::List(list) => return list_truth(&list.items()),
        Object::Record(record) => match &record.payload {
            Payload::Wraps(inner) => return truth(inner),
            Payload::Elements(items) => return list_truth(items),
            _ => match record.get("IsPresent") {
                Some(present)
                    if &*record.type_name == "System.Management.Automation.SwitchParameter" =>
                {
                    return truth(&present);
                }
                _ => true,
            },
        },
        Object::Enum(value) => value.number != 0,
        Object::Unknown(unknown) => return Err(unknown.clone()),
        _ => true,
    })
}

/// A choice is decided when every alternative gives the same answer.
fn text_truth(value: &Value) -> Result<bool, Rc<Unknown>> {
    let answers: Option<Vec<bool>> = value
        .alternatives()
        .and_then(|all| all.iter().map(|one| one.value.is_empty().map(|empty| !empty)).collect());
    match answers.as_deref() {
        Some([first, rest @ ..]) if rest.iter().all(|one| one == first) => Ok(*first),
        _ => Err(value.why_unknown().unwrap_or_else(|| {
            Rc::new(Unknown::new("is unknown", Origin::Builtin("a condition".into())))
        })),
    }
}

fn list_truth(items: &[Object]) -> Result<bool, Rc<Unknown>> {
    match items {
        [] => Ok(false),
        [one] => match one.enumerate() {
            // A list as the only element counts by its length alone (LanguagePrimitives.IsTrue).
            Some(inner) => Ok(!inner.is_empty()),
            None => truth(one),
        },
        _ => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_of_lists_follows_their_only_element() {
        let zero = || Object::int(0);
        let rows = [
            (Object::array(vec![]), false),
            (Object::array(vec![zero()]), false),
            (Object::array(vec![zero(), zero()]), true),
            (Object::array(vec![Object::array(vec![zero()])]), true),
            (Object::Text(Value::known("False", Origin::Builtin("t".into()))), true),
        ];
        for (object, expected) in rows {
            assert_eq!(truth(&object).ok(), Some(expected));
        }
    }
}
