//! `[Convert]` (learn.microsoft.com, System.Convert).

mod numerals;

use super::bytes::{base64, byte_array, unbase64, unhex};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::number::round_half_even;
use crate::shells::powershell::object::{Decimal, IntKind, Object, TypeName};

type Answer = Result<Object, Stop>;

/// The whole numbers that `ToX` makes.
const WHOLE: [(&str, IntKind); 8] = [
    ("tosbyte", IntKind::SByte),
    ("tobyte", IntKind::Byte),
    ("toint16", IntKind::Int16),
    ("touint16", IntKind::UInt16),
    ("toint32", IntKind::Int32),
    ("touint32", IntKind::UInt32),
    ("toint64", IntKind::Int64),
    ("touint64", IntKind::UInt64),
];

/// The bases that texts of numbers may have.
const BASES: [u32; 4] = [2, 8, 10, 16];

impl Evaluator<'_> {
    pub(super) fn convert_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        let first = arguments.first().cloned().unwrap_or(Object::Null);
        let whole = WHOLE.iter().find(|(name, _)| *name == lower).map(|(_, kind)| *kind);
        let base = match arguments.get(1).map(Object::base) {
            Some(Object::Integer(_, base)) => u32::try_from(*base).ok(),
            _ => None,
        };
        match (whole, base) {
            (_, Some(base)) if arguments.len() == 2 && !BASES.contains(&base) => {
                if lower == "tostring" || whole.is_some() {
                    return Err(self.method_error("ArgumentException", "Invalid Base."));
                }
            }
            (Some(kind), _) => return self.whole_of(kind, &first, base),
            _ => {}
        }
        Ok(match (lower, base) {
            ("todouble", None) if matches!(first, Object::Text(_)) => match self.plain(&first) {
                Some(text) if numerals::is_plain(&text) => {
                    self.convert(&first, &TypeName::of("System.Double"))?
                }
                _ => self.unknown("reads a number from a text"),
            },
            ("todecimal", None) => self.decimal_of(&first),
            ("tostring", Some(base)) => self.in_another_base(&first, base),
            ("todouble", None) => self.convert(&first, &TypeName::of("System.Double"))?,
            ("toboolean", None) if !matches!(first.base(), Object::Text(_)) => {
                self.convert(&first, &TypeName::of("System.Boolean"))?
            }
            ("toboolean", None) => {
                match self.plain(&first).map(|text| text.trim().to_lowercase()) {
                    Some(text) if text == "true" || text == "false" => Object::Bool(text == "true"),
                    Some(_) => {
                        let message = "String was not recognized as a valid Boolean.";
                        return Err(self.method_error("FormatException", message));
                    }
                    None => Object::Unknown(self.reason_of(&first)),
                }
            }
            ("tostring", None) if arguments.len() == 1 => Object::Text(self.text_of(&first)),
            ("tochar", None) => self.convert(&first, &TypeName::of("System.Char"))?,
            ("isdbnull", None) if !matches!(first, Object::Record(_) | Object::Unknown(_)) => {
                Object::Bool(false)
            }
            _ => return self.bytes_call(lower, arguments),
        })
    }

    /// `ToBase64String` and its kin; those of hexadecimal digits are new in .NET 5.
    fn bytes_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        let [first] = arguments else {
            return Ok(self.unknown("converts in a way envsim does not model"));
        };
        let core = !self.state.desktop;
        Ok(match lower {
            "tobase64string" => match self.bytes_of(first) {
                Some(bytes) => self.text(base64(&bytes)),
                None => self.unknown("encodes bytes that are not known"),
            },
            "tohexstring" if core => match self.bytes_of(first) {
                Some(bytes) => {
                    let text: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                    self.text(text)
                }
                None => self.unknown("encodes bytes that are not known"),
            },
            "frombase64string" => match self.plain(first).map(|text| unbase64(&text)) {
                Some(Some(bytes)) => byte_array(&bytes),
                Some(None) => {
                    let message = "The input is not a valid Base-64 string.";
                    return Err(self.method_error("FormatException", message));
                }
                None => Object::Unknown(self.reason_of(first)),
            },
            "fromhexstring" if core => match self.plain(first).map(|text| unhex(&text)) {
                Some(Some(bytes)) => byte_array(&bytes),
                Some(None) => {
                    let message = "The input is not a valid hex string.";
                    return Err(self.method_error("FormatException", message));
                }
                None => Object::Unknown(self.reason_of(first)),
            },
            _ => self.unknown("converts in a way envsim does not model"),
        })
    }

    fn whole_of(&mut self, kind: IntKind, first: &Object, base: Option<u32>) -> Answer {
        let read = match (first.base(), base) {
            (Object::Text(_), base) => {
                let Some(text) = self.plain(first) else {
                    return Ok(Object::Unknown(self.reason_of(first)));
                };
                match base {
                    Some(base) => numerals::in_base(&text, base, kind),
                    None => numerals::whole(&text, kind),
                }
            }
            (Object::Integer(_, number), None) => numerals::fits(*number, kind),
            (Object::Double(number), None) if number.is_finite() && number.abs() < 1e30 => {
                numerals::fits(round_half_even(*number) as i128, kind)
            }
            (Object::Bool(yes), None) => Ok(i128::from(*yes)),
            (Object::Null | Object::Nothing, None) => Ok(0),
            (_, None) => return self.convert(first, &TypeName::of(kind.full_name())),
            _ => return Ok(self.unknown("converts in a way envsim does not model")),
        };
        match read {
            Ok(number) => Ok(Object::Integer(kind, number)),
            Err(exception) => Err(self.method_error(exception, numerals::message(exception))),
        }
    }

    fn decimal_of(&mut self, first: &Object) -> Object {
        let decimal = match first.base() {
            Object::Integer(_, number) => Some(Decimal::whole(*number)),
            Object::Decimal(number) => Some(*number),
            Object::Bool(yes) => Some(Decimal::whole(i128::from(*yes))),
            Object::Text(_) => {
                let text = self.plain(first).filter(|text| numerals::is_plain(text));
                text.and_then(|text| Decimal::parse(&text))
            }
            _ => None,
        };
        decimal.map_or_else(|| self.unknown("reads a number from something else"), Object::Decimal)
    }

    /// `ToString(number, base)`: other bases than ten show the bits of the number's own type.
    fn in_another_base(&mut self, first: &Object, base: u32) -> Object {
        let Object::Integer(kind, number) = first.base() else {
            return self.unknown("writes a number in another base");
        };
        let bits = match (kind, base) {
            (_, 10) => *number,
            (IntKind::Byte | IntKind::Int16 | IntKind::Int32 | IntKind::Int64, _) => {
                if *number < 0 { number + (1 << numerals::bits(*kind)) } else { *number }
            }
            _ => return self.unknown("writes a number of another type in another base"),
        };
        self.text(match base {
            2 => format!("{bits:b}"),
            8 => format!("{bits:o}"),
            16 => format!("{bits:x}"),
            _ => bits.to_string(),
        })
    }
}
