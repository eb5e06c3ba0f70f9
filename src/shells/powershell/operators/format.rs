//! `-f`: .NET's composite format.

mod digits;
mod numbers;

use std::rc::Rc;

use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::{
    Refused, concat, element_text, known, unknown_here,
};
use crate::shells::powershell::object::number::{general, shortest};
use crate::shells::powershell::scalars::{Culture, Fault};
use crate::value::{Origin, Unknown, Value};
use numbers::{Number, numeric};

/// The error id of a bad format (`FormatError`).
pub const FORMAT_ERROR: &str = "FormatError";

/// The .NET that a shell runs on, as far as it writes numbers differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Runtime {
    /// .NET Framework: of a double 15 digits count, halves go away from zero.
    Framework,
    /// .NET Core 3.0 to .NET 7: all digits count, halves go to the even neighbour.
    Core,
    /// .NET 8 and later, which also writes binary numbers.
    Eight,
}

/// How numbers and dates are written.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whose signs and names.
    pub culture: Culture,
    /// By which .NET.
    pub runtime: Runtime,
}

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
    manner: Manner,
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
                    concat(result, hole(&text[index + 1..index + close], arguments, manner, at)?);
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

fn hole(inside: &str, arguments: &[Object], manner: Manner, at: &Origin) -> Result<Value, Refused> {
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
    let text = format_one(argument, format, manner, at)?;
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
    manner: Manner,
    at: &Origin,
) -> Result<Value, Refused> {
    let object = object.base();
    if let Some(scalar) = object.as_scalar() {
        return scalar.format(format, manner.culture).map(|text| known(text, at)).map_err(
            |fault| match fault {
                Fault::Bad => bad("Input string was not in a correct format."),
                Fault::Open => {
                    Refused::Unknown(object.why_unknown().unwrap_or_else(|| foreign(at)))
                }
            },
        );
    }
    let text = written(object, format, manner, at)?;
    let numeric = matches!(
        object,
        Object::Integer(..) | Object::Double(_) | Object::Single(_) | Object::Decimal(_)
    );
    let signs = |text: &str| text.contains(['.', ',', '-', '%']);
    match numeric
        && !manner.culture.counts_as_english()
        && text.text().is_some_and(|text| signs(&text))
    {
        true => Err(Refused::Unknown(foreign(at))),
        false => Ok(text),
    }
}

fn foreign(at: &Origin) -> Rc<Unknown> {
    unknown_here("is written by the rules of a culture, which envsim does not follow", at)
}

/// The text of one object under a format; numbers with the English signs.
fn written(object: &Object, format: &str, manner: Manner, at: &Origin) -> Result<Value, Refused> {
    match object {
        Object::Double(number) if format.is_empty() && manner.runtime == Runtime::Framework => {
            Ok(known(general(*number, 15), at))
        }
        Object::Double(number) if format.is_empty() => Ok(known(shortest(*number), at)),
        _ if format.is_empty() => Ok(element_text(object, at)),
        Object::Integer(kind, number) => numeric(Number::Whole(*kind, *number), format, manner, at),
        Object::Double(number) => numeric(Number::Float(*number), format, manner, at),
        Object::Decimal(number) => numeric(Number::Exact(*number), format, manner, at),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shells::powershell::object::Decimal;

    fn made(template: &str, arguments: &[Object], runtime: Runtime) -> Option<String> {
        let at = Origin::Builtin("test".into());
        let manner = Manner { culture: Culture::Invariant, runtime };
        let value = composite(&known(template, &at), arguments, manner, &at).ok()?;
        value.text().map(|text| text.into_owned())
    }

    #[test]
    fn formats_as_dotnet_does() {
        let text = |text: &str| Object::Text(known(text, &Origin::Builtin("test".into())));
        let exact = |text: &str| Object::Decimal(Decimal::parse(text).expect("a decimal"));
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
            ("{0:0}|{1:00}|{2:0.00}", [0.5, 34.5, 1.005].map(Object::Double).into(), "1|35|1.01"),
            ("{0:N2}|{0:0.00}|{0:E2}", vec![exact("1.005")], "1.01|1.01|1.01E+000"),
            ("{0:F2}|{0:G2}|{0:P1}", vec![exact("-0.125")], "-0.13|-0.13|-12.5 %"),
            ("{0:F20}", vec![exact("0.1234567890123456789")], "0.12345678901234567890"),
            (
                "{0:#,##0}|{0:#}|{1:#}",
                vec![Object::int(1_234_567), Object::int(0)],
                "1,234,567|1234567|",
            ),
        ];
        for (template, arguments, expected) in rows {
            assert_eq!(made(template, &arguments, Runtime::Core).as_deref(), Some(expected));
        }
        assert_eq!(made("{0} {1}", &[text("x")], Runtime::Core), None);
    }

    #[test]
    fn the_framework_counts_fifteen_digits_and_rounds_halves_up() {
        let rows: Vec<(&str, f64, &str)> = vec![
            ("{0:F1}", 12.25, "12.3"),
            ("{0:N0}", 2.5, "3"),
            ("{0:F2}", 1.005, "1.01"),
            ("{0:E1}", 12.5, "1.3E+001"),
            ("{0:F0}", -0.4, "0"),
            ("{0}", 0.1 + 0.2, "0.3"),
            ("{0:P0}", 0.125, "13 %"),
        ];
        for (template, number, expected) in rows {
            let text = made(template, &[Object::Double(number)], Runtime::Framework);
            assert_eq!(text.as_deref(), Some(expected), "{template} of {number}");
        }
    }

    #[test]
    fn binary_numbers_began_with_dotnet_8() {
        let five = [Object::int(5)];
        assert_eq!(made("{0:B}|{0:b8}", &five, Runtime::Eight).as_deref(), Some("101|00000101"));
        assert_eq!(made("{0:B}", &five, Runtime::Core), None);
    }
}
