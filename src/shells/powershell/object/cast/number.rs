//! Text as the numbers of the language.

use super::super::{Decimal, IntKind, Object};
use super::from_float;

/// A number as the language writes it, with hexadecimal digits, suffixes and multipliers.
pub fn parse_number(text: &str) -> Option<Object> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = body.to_ascii_lowercase();
    let multipliers =
        [("kb", 1i128 << 10), ("mb", 1 << 20), ("gb", 1 << 30), ("tb", 1 << 40), ("pb", 1 << 50)];
    let (lower, factor) = multipliers
        .iter()
        .find_map(|(suffix, factor)| {
            lower.strip_suffix(suffix).map(|rest| (rest.to_owned(), *factor))
        })
        .unwrap_or((lower, 1));
    let hexadecimal = lower.strip_prefix("0x").map(str::to_owned);
    let (digits, radix) = match (&hexadecimal, lower.strip_prefix("0b")) {
        (Some(digits), _) => (digits.as_str(), 16),
        (None, Some(digits)) => (digits, 2),
        _ => (lower.as_str(), 10),
    };
    let (digits, suffix) = split_suffix(digits, radix);
    if digits.is_empty() {
        return None;
    }
    if let Some(number) = parse_whole(digits, radix, hexadecimal.is_some()) {
        let number = number.checked_mul(factor)?;
        return Some(sized(if negative { -number } else { number }, suffix));
    }
    if radix != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit() || b".e+-".contains(&byte)) {
        return None;
    }
    let signed = format!("{}{digits}", if negative { "-" } else { "" });
    if suffix == "d" {
        return Decimal::parse(&signed)?.mul(Decimal::whole(factor)).map(Object::Decimal);
    }
    #[expect(clippy::cast_precision_loss, reason = "a multiplier is a power of two")]
    let number = signed.parse::<f64>().ok()? * factor as f64;
    if suffix == "l" {
        return from_float(number).map(|whole| Object::Integer(IntKind::Int64, whole));
    }
    suffix.is_empty().then_some(Object::Double(number))
}

/// Whether a text may be a number to a conversion although it is none as plain digits: with thousands, a
/// suffix, a sign behind, or in the words of a culture (Int32Converter, DoubleConverter, NumberStyles).
pub fn is_odd(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if ["nan", "infinity", "-infinity", "∞", "-∞"].contains(&&*lower) {
        return true;
    }
    let body = lower.trim_start_matches(['+', '-']);
    let marked = body.strip_prefix('#').or_else(|| body.strip_prefix("&h"));
    if marked.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return true;
    }
    let amount = |letter: char| letter.is_ascii_digit() || ".,()$¤+-".contains(letter);
    let digits = body.bytes().any(|byte| byte.is_ascii_digit());
    if digits && body.chars().all(amount) {
        let plain = body.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        return !plain || body.matches('.').count() > 1;
    }
    let end = body.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(body.len());
    let (front, suffix) = body.split_at(end);
    let suffix = ["kb", "mb", "gb", "tb", "pb"]
        .iter()
        .find_map(|one| suffix.strip_suffix(one))
        .map_or(suffix, |rest| if rest.is_empty() { "l" } else { rest });
    let front_fits =
        !front.is_empty() && front.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    front_fits && ["l", "d", "u", "ul", "y", "uy", "s", "us", "n"].contains(&suffix)
}

pub(super) fn split_suffix(digits: &str, radix: u32) -> (&str, &'static str) {
    for suffix in ["ul", "uy", "us", "l", "d", "u", "y", "s", "n"] {
        let clash = radix == 16 && suffix.contains('d');
        if let (false, Some(rest)) = (clash, digits.strip_suffix(suffix)) {
            return (rest, suffix);
        }
    }
    (digits, "")
}

pub(super) fn parse_whole(digits: &str, radix: u32, hexadecimal: bool) -> Option<i128> {
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    // 0xFFFFFFFF is -1: eight or sixteen digits are a bit pattern.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "a bit pattern"
    )]
    let number = match digits.len() {
        8 if hexadecimal => i128::from(number as u32 as i32),
        16 if hexadecimal => i128::from(number as u64 as i64),
        _ => number,
    };
    Some(number)
}

pub(super) fn sized(number: i128, suffix: &str) -> Object {
    let kind = match suffix {
        "l" => Some(IntKind::Int64),
        "ul" => Some(IntKind::UInt64),
        "y" => Some(IntKind::SByte),
        "uy" => Some(IntKind::Byte),
        "s" => Some(IntKind::Int16),
        "us" => Some(IntKind::UInt16),
        "u" => [IntKind::UInt32, IntKind::UInt64].into_iter().find(|kind| kind.holds(number)),
        "d" => return Object::Decimal(Decimal::whole(number)),
        _ => [IntKind::Int32, IntKind::Int64].into_iter().find(|kind| kind.holds(number)),
    };
    match kind {
        Some(kind) => Object::Integer(kind, number),
        None if number.abs() < (1 << 96) => Object::Decimal(Decimal::whole(number)),
        #[expect(clippy::cast_precision_loss, reason = "such a literal is a double")]
        None => Object::Double(number as f64),
    }
}
