//! The numeric formats, with the English signs.

use super::digits::Digits;
use super::{Culture, Manner, Runtime, bad};
use crate::shells::powershell::object::convert::{Refused, known, unknown_here};
use crate::shells::powershell::object::number::{assemble, general, shortest};
use crate::shells::powershell::object::{Decimal, IntKind};
use crate::value::{Origin, Value};

#[derive(Clone, Copy)]
pub(super) enum Number {
    Whole(IntKind, i128),
    Float(f64),
    Exact(Decimal),
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
            Self::Exact(number) => number.to_double(),
        }
    }
}

impl Number {
    /// The digits that halves are rounded away from zero by; `None` for a double of .NET Core, of
    /// which every binary digit counts.
    fn digits(self, runtime: Runtime, significant: usize) -> Option<Digits> {
        match self {
            Self::Whole(_, number) => Some(Digits::of_text(&number.to_string())),
            Self::Exact(number) => Some(Digits::of_text(&number.to_text())),
            Self::Float(number) if runtime == Runtime::Framework => {
                Some(Digits::of_double(number, if significant > 15 { 17 } else { 15 }))
            }
            Self::Float(_) => None,
        }
    }
}

/// A number under a format.
///
/// # Errors
/// When .NET throws, or a format is not known.
pub(super) fn numeric(
    number: Number,
    format: &str,
    manner: Manner,
    at: &Origin,
) -> Result<Value, Refused> {
    let runtime = manner.runtime;
    let mut letters = format.chars();
    let kind = letters.next().unwrap_or('G');
    let digits = letters.as_str();
    let standard = kind.is_ascii_alphabetic()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.len() <= 2;
    let special = matches!(number, Number::Float(float) if !float.is_finite());
    if special {
        return Ok(known(shortest(number.float()), at));
    }
    if !standard {
        return custom(number, format, at);
    }
    let precision: Option<usize> = digits.parse().ok();
    let text = match kind.to_ascii_uppercase() {
        'D' | 'X' | 'B' => return whole(number, kind, precision.unwrap_or(0), runtime, at),
        'F' => fixed(number, precision.unwrap_or(2), runtime),
        'N' => grouped(&fixed(number, precision.unwrap_or(2), runtime)),
        'P' => {
            let digits = grouped(&percent(number, precision.unwrap_or(2), runtime));
            return signed(&digits, Signs::percent(manner), at);
        }
        'C' => {
            let digits = grouped(&fixed(number, precision.unwrap_or(2), runtime));
            return signed(&digits, Signs::currency(manner), at);
        }
        'E' => exponent(number, precision.unwrap_or(6), kind, runtime),
        'G' => general_of(number, precision.filter(|precision| *precision > 0), runtime),
        'R' if matches!(number, Number::Float(_)) => shortest(number.float()),
        'R' => {
            let reason = "formats a number in a way that envsim does not model";
            return Err(Refused::Unknown(unknown_here(reason, at)));
        }
        _ => return Err(bad("Format specifier was invalid.")),
    };
    Ok(known(text, at))
}

/// What stands before and behind a number, and before and behind one below zero.
struct Signs([&'static str; 4]);

impl Signs {
    /// `PercentPositivePattern` and `PercentNegativePattern`: of en-US those of ICU, which .NET asks since 5.
    fn percent(manner: Manner) -> Option<Self> {
        match (manner.culture, manner.runtime) {
            (Culture::Invariant, _) => Some(Self(["", " %", "-", " %"])),
            (Culture::American { .. }, Runtime::Eight) => Some(Self(["", "%", "-", "%"])),
            _ => None,
        }
    }

    /// `CurrencyPositivePattern` and `CurrencyNegativePattern`.
    fn currency(manner: Manner) -> Option<Self> {
        match (manner.culture, manner.runtime) {
            (Culture::Invariant, _) => Some(Self(["¤", "", "(¤", ")"])),
            (Culture::American { .. }, Runtime::Eight) => Some(Self(["$", "", "-$", ""])),
            _ => None,
        }
    }
}

fn signed(digits: &str, signs: Option<Signs>, at: &Origin) -> Result<Value, Refused> {
    let Some(Signs([before, behind, below, after])) = signs else {
        return Err(Refused::Unknown(super::foreign(at)));
    };
    Ok(known(
        match digits.strip_prefix('-') {
            Some(digits) => format!("{below}{digits}{after}"),
            None => format!("{before}{digits}{behind}"),
        },
        at,
    ))
}

/// The formats of whole numbers.
fn whole(
    number: Number,
    kind: char,
    width: usize,
    runtime: Runtime,
    at: &Origin,
) -> Result<Value, Refused> {
    let Number::Whole(int, whole) = number else {
        return Err(bad("Format specifier was invalid."));
    };
    let text = match kind {
        'D' | 'd' => {
            let sign = if whole < 0 { "-" } else { "" };
            format!("{sign}{:0>width$}", whole.unsigned_abs())
        }
        'X' => format!("{:0>width$X}", bits(int, whole)),
        'x' => format!("{:0>width$x}", bits(int, whole)),
        _ if runtime >= Runtime::Eight => format!("{:0>width$b}", bits(int, whole)),
        _ => return Err(bad("Format specifier was invalid.")),
    };
    Ok(known(text, at))
}

/// The type's own bit pattern.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the type's own bit pattern"
)]
fn bits(kind: IntKind, number: i128) -> u64 {
    match kind {
        IntKind::SByte | IntKind::Byte => u64::from(number as u8),
        IntKind::Int16 | IntKind::UInt16 => u64::from(number as u16),
        IntKind::Int32 | IntKind::UInt32 => u64::from(number as u32),
        IntKind::Int64 | IntKind::UInt64 => number as u64,
    }
}

/// Fixed digits; of a double the exact binary value rounded half to even (.NET Core 3.0).
fn fixed(number: Number, places: usize, runtime: Runtime) -> String {
    match number.digits(runtime, 15) {
        Some(digits) => digits.fixed(places),
        None => format!("{:.places$}", number.float()),
    }
}

fn percent(number: Number, places: usize, runtime: Runtime) -> String {
    let exact = || Digits::of_text(&format!("{:.*}", places + 2, number.float()));
    number.digits(runtime, 15).unwrap_or_else(exact).hundredfold().fixed(places)
}

fn general_of(number: Number, precision: Option<usize>, runtime: Runtime) -> String {
    let Some(precision) = precision else {
        return match number {
            Number::Whole(_, whole) => whole.to_string(),
            Number::Exact(number) => number.to_text(),
            Number::Float(float) if runtime == Runtime::Framework => general(float, 15),
            Number::Float(float) => shortest(float),
        };
    };
    match number.digits(runtime, precision) {
        Some(digits) => {
            let (mantissa, exponent) = digits.scientific(precision - 1);
            assemble(&mantissa, exponent, i32::try_from(precision).unwrap_or(i32::MAX))
        }
        None => general(number.float(), precision),
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

fn exponent(number: Number, places: usize, letter: char, runtime: Runtime) -> String {
    let (mantissa, exponent) = match number.digits(runtime, places + 1) {
        Some(digits) => digits.scientific(places),
        None => {
            let text = format!("{:.places$e}", number.float());
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            (mantissa.to_owned(), exponent.parse().unwrap_or(0))
        }
    };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{letter}{sign}{:03}", exponent.abs())
}

/// Longer pictures of numbers are not made: Rust's own formatting goes no further.
const WIDEST: usize = u16::MAX as usize;

/// Of a double 15 digits count here in every .NET (`DoublePrecisionCustomFormat`).
fn custom_digits(number: Number) -> Digits {
    let of_double = || Digits::of_double(number.float(), 15);
    number.digits(Runtime::Core, 15).unwrap_or_else(of_double)
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
    let text = custom_digits(number).fixed(part.len());
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
