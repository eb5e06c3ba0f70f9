//! `-f`: .NET's composite format and the numeric formats, invariant culture.

use std::rc::Rc;

use crate::shells::powershell::object::convert::{
    Refused, concat, element_text, known, unknown_here,
};
use crate::shells::powershell::object::number::{general, shortest};
use crate::shells::powershell::object::{IntKind, Object};
use crate::shells::powershell::scalars::{Culture, Fault};
use crate::value::{Origin, Unknown, Value};

/// The error id of a bad format (`FormatError`).
pub const FORMAT_ERROR: &str = "FormatError";

fn bad(message: &str) -> Refused {
    Refused::Error(format!("{FORMAT_ERROR}: Error formatting a string: {message}"))
}

/// Fills a template with arguments.
///
/// # Errors
/// When .NET throws, or a format is not known.
pub fn composite(
    template: &Value,
    arguments: &[Object],
    culture: Culture,
    at: &Origin,
) -> Result<Value, Refused> {
    let Some(text) = template.text() else {
        return Err(super::text::not_known(template, at));
    };
    let mut result = Value::empty();
    let mut from = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((index, letter)) = rest.next() {
        match letter {
            '{' | '}' if rest.peek().is_some_and(|(_, next)| *next == letter) => {
                rest.next();
                result = concat(result, super::text::piece(template, from, index + 1, at));
                from = index + 2;
            }
            '{' => {
                let close = text[index..]
                    .find('}')
                    .ok_or_else(|| bad("Input string was not in a correct format."))?;
                if from < index {
                    result = concat(result, super::text::piece(template, from, index, at));
                }
                result =
                    concat(result, hole(&text[index + 1..index + close], arguments, culture, at)?);
                from = index + close + 1;
                while rest.peek().is_some_and(|(next, _)| *next < from) {
                    rest.next();
                }
            }
            '}' => return Err(bad("Input string was not in a correct format.")),
            _ => {}
        }
    }
    if from < text.len() {
        result = concat(result, super::text::piece(template, from, text.len(), at));
    }
    Ok(result)
}

fn hole(
    inside: &str,
    arguments: &[Object],
    culture: Culture,
    at: &Origin,
) -> Result<Value, Refused> {
    let (head, format) =
        inside.split_once(':').map_or((inside, ""), |(head, format)| (head, format));
    let (index, width) = head.split_once(',').map_or((head, "0"), |(index, width)| (index, width));
    let index: usize =
        index.trim_end().parse().map_err(|_| bad("Input string was not in a correct format."))?;
    let width: i64 =
        width.trim().parse().map_err(|_| bad("Input string was not in a correct format."))?;
    let argument = arguments.get(index).ok_or_else(|| {
        bad("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.")
    })?;
    let text = format_one(argument, format, culture, at)?;
    if width == 0 {
        return Ok(text);
    }
    let known_text = text.text().ok_or_else(|| super::text::not_known(&text, at))?;
    let length = known_text.encode_utf16().count();
    let missing = usize::try_from(width.unsigned_abs()).unwrap_or(0).saturating_sub(length);
    if missing > 100_000 {
        return Err(Refused::Unknown(unknown_here("pads more than envsim holds", at)));
    }
    let blanks = known(" ".repeat(missing), at);
    Ok(if width > 0 { concat(blanks, text) } else { concat(text, blanks) })
}

/// The text of one object under a format.
///
/// # Errors
/// When the format is bad or not modelled.
pub fn format_one(
    object: &Object,
    format: &str,
    culture: Culture,
    at: &Origin,
) -> Result<Value, Refused> {
    let object = object.base();
    if let Some(scalar) = object.as_scalar() {
        return scalar.format(format, culture).map(|text| known(text, at)).map_err(|fault| {
            match fault {
                Fault::Bad => bad("Input string was not in a correct format."),
                Fault::Open => {
                    Refused::Unknown(object.why_unknown().unwrap_or_else(|| foreign(at)))
                }
            }
        });
    }
    let text = written(object, format, at)?;
    let numeric = matches!(
        object,
        Object::Integer(..) | Object::Double(_) | Object::Single(_) | Object::Decimal(_)
    );
    let signs = |text: &str| text.contains(['.', ',', '-', '%']);
    match numeric && !culture.counts_as_english() && text.text().is_some_and(|text| signs(&text)) {
        true => Err(Refused::Unknown(foreign(at))),
        false => Ok(text),
    }
}

fn foreign(at: &Origin) -> Rc<Unknown> {
    unknown_here("is written by the rules of a culture, which envsim does not follow", at)
}

/// The text of one object under a format of the invariant culture.
fn written(object: &Object, format: &str, at: &Origin) -> Result<Value, Refused> {
    match object {
        Object::Double(number) if format.is_empty() => Ok(known(shortest(*number), at)),
        _ if format.is_empty() => Ok(element_text(object, at)),
        Object::Integer(kind, number) => numeric(Number::Whole(*kind, *number), format, at),
        Object::Double(number) => numeric(Number::Float(*number), format, at),
        Object::Decimal(number) => numeric(Number::Float(number.to_double()), format, at),
        Object::Text(_) | Object::Bool(_) | Object::Char(_) | Object::Null | Object::Nothing => {
            Ok(element_text(object, at))
        }
        Object::Enum(value) => match format {
            "d" | "D" => Ok(known(value.number.to_string(), at)),
            "g" | "G" | "f" | "F" => Ok(element_text(object, at)),
            _ => Err(Refused::Unknown(unknown_here("formats an enumeration", at))),
        },
        Object::Unknown(unknown) => Err(Refused::Unknown(unknown.clone())),
        _ => Err(Refused::Unknown(unknown_here("uses a format envsim does not model", at))),
    }
}

#[derive(Clone, Copy)]
enum Number {
    Whole(IntKind, i128),
    Float(f64),
}

impl Number {
    #[expect(
        clippy::cast_precision_loss,
        reason = "as .NET does for fixed formats of small numbers"
    )]
    fn float(self) -> f64 {
        match self {
            Self::Whole(_, number) => number as f64,
            Self::Float(number) => number,
        }
    }
}

/// Longer pictures of numbers are not made: Rust's own formatting goes no further.
const WIDEST: usize = u16::MAX as usize;

fn numeric(number: Number, format: &str, at: &Origin) -> Result<Value, Refused> {
    let mut letters = format.chars();
    let kind = letters.next().unwrap_or('G');
    let digits = letters.as_str();
    let standard = kind.is_ascii_alphabetic()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.len() <= 2;
    if !standard {
        return custom(number, format, at);
    }
    let precision: Option<usize> = digits.parse().ok();
    let text = match kind.to_ascii_uppercase() {
        'D' => match number {
            Number::Whole(_, whole) => {
                let sign = if whole < 0 { "-" } else { "" };
                format!("{sign}{:0>width$}", whole.unsigned_abs(), width = precision.unwrap_or(0))
            }
            Number::Float(_) => return Err(bad("Format specifier was invalid.")),
        },
        'X' => match number {
            Number::Whole(int, whole) => {
                hexadecimal(int, whole, kind == 'x', precision.unwrap_or(0))
            }
            Number::Float(_) => return Err(bad("Format specifier was invalid.")),
        },
        'F' => fixed(number, precision.unwrap_or(2)),
        'N' => grouped(&fixed(number, precision.unwrap_or(2))),
        'P' => {
            let scaled = Number::Float(number.float() * 100.0);
            format!("{} %", grouped(&fixed(scaled, precision.unwrap_or(2))))
        }
        'E' => exponent(number.float(), precision.unwrap_or(6), kind),
        'G' => match (number, precision) {
            (Number::Whole(_, whole), None | Some(0)) => whole.to_string(),
            (Number::Float(float), None | Some(0)) => shortest(float),
            (_, Some(precision)) => general(number.float(), precision),
        },
        'R' => shortest(number.float()),
        'C' => {
            let text = grouped(&fixed(number, precision.unwrap_or(2)));
            match text.strip_prefix('-') {
                Some(rest) => format!("(\u{a4}{rest})"),
                None => format!("\u{a4}{text}"),
            }
        }
        _ => return Err(bad("Format specifier was invalid.")),
    };
    if kind.eq_ignore_ascii_case(&'c') {
        return Err(Refused::Unknown(unknown_here(
            "formats a currency, which depends on the culture",
            at,
        )));
    }
    Ok(known(text, at))
}

fn hexadecimal(kind: IntKind, number: i128, lower: bool, width: usize) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the type's own bit pattern"
    )]
    let bits = match kind {
        IntKind::SByte | IntKind::Byte => u64::from(number as u8),
        IntKind::Int16 | IntKind::UInt16 => u64::from(number as u16),
        IntKind::Int32 | IntKind::UInt32 => u64::from(number as u32),
        IntKind::Int64 | IntKind::UInt64 => number as u64,
    };
    if lower { format!("{bits:0>width$x}") } else { format!("{bits:0>width$X}") }
}

/// Fixed digits, the exact binary value rounded half to even as .NET Core 3.0 and later do.
fn fixed(number: Number, digits: usize) -> String {
    match number {
        Number::Whole(_, whole) if digits == 0 => whole.to_string(),
        Number::Whole(_, whole) => format!("{whole}.{}", "0".repeat(digits)),
        Number::Float(float) => {
            format!("{float:.digits$}")
        }
    }
}

fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, part) =
        rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut groups = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            groups.push(',');
        }
        groups.push(digit);
    }
    match part {
        Some(part) => format!("{sign}{groups}.{part}"),
        None => format!("{sign}{groups}"),
    }
}

fn exponent(number: f64, digits: usize, letter: char) -> String {
    let text = format!("{number:.digits$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{letter}{sign}{:03}", exponent.abs())
}

/// Custom formats of `0`, `#`, one point, `,` for groups and plain text around them.
fn custom(number: Number, format: &str, at: &Origin) -> Result<Value, Refused> {
    let not_modelled =
        || Refused::Unknown(unknown_here("uses a number format envsim does not model", at));
    if format
        .chars()
        .any(|letter| matches!(letter, ';' | '%' | '\u{2030}' | 'e' | 'E' | '\\' | '\'' | '"'))
    {
        return Err(not_modelled());
    }
    let is_digit = |letter: char| matches!(letter, '0' | '#' | '.' | ',');
    let Some(start) = format.find(is_digit) else { return Err(not_modelled()) };
    let end = format.rfind(is_digit).map_or(start, |at| at + 1);
    let (before, body, after) = (&format[..start], &format[start..end], &format[end..]);
    if !body.chars().all(is_digit)
        || body.matches('.').count() > 1
        || body.ends_with(',')
        || body.starts_with(',')
    {
        return Err(not_modelled());
    }
    let (whole, part) = body.split_once('.').unwrap_or((body, ""));
    let groups = whole.contains(',');
    if body.len() > WIDEST {
        return Err(not_modelled());
    }
    let least = whole.find('0').map_or(0, |at| whole[at..].matches(['0', '#']).count());
    let text = fixed(number, part.len());
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (digits, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = digits.trim_start_matches('0');
    let mut digits = format!("{digits:0>least$}");
    if groups {
        digits = grouped(&digits);
    }
    let needed = part.rfind('0').map_or(0, |at| at + 1);
    let mut fraction = fraction.to_owned();
    while fraction.len() > needed && fraction.ends_with('0') {
        fraction.pop();
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let zero = digits.bytes().chain(fraction.bytes()).all(|byte| byte == b'0');
    let sign = if zero { "" } else { sign };
    Ok(known(format!("{sign}{before}{digits}{point}{fraction}{after}"), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_as_dotnet_does() {
        let at = Origin::Builtin("test".into());
        let text = |text: &str| Object::Text(known(text, &at));
        let rows: Vec<(&str, Vec<Object>, &str)> = vec![
            ("{0:D4}", vec![Object::int(42)], "0042"),
            ("{0:X2}-{1:x}", vec![Object::int(10), Object::int(255)], "0A-ff"),
            ("{0:N2}", vec![Object::Double(1234.5)], "1,234.50"),
            ("{0:F1}|{0:E1}", vec![Object::Double(12.25)], "12.2|1.2E+001"),
            ("{{{0}}}", vec![text("braced")], "{braced}"),
            ("[{0,5}][{1,-5}]", vec![text("r"), text("l")], "[    r][l    ]"),
            ("{0:000}", vec![Object::int(7)], "007"),
            ("{0:0.##}", vec![Object::Double(1.5)], "1.5"),
            ("{0:P0}", vec![Object::Double(0.25)], "25 %"),
        ];
        for (template, arguments, expected) in rows {
            let made = composite(&known(template, &at), &arguments, Culture::Invariant, &at).ok();
            let made = made.and_then(|value| value.text().map(|text| text.into_owned()));
            assert_eq!(made.as_deref(), Some(expected), "{template}");
        }
        assert!(composite(&known("{0} {1}", &at), &[text("x")], Culture::Invariant, &at).is_err());
    }
}
