//! `[Convert]`'s reading of whole numbers (Convert.cs, ParseNumbers.cs).

use crate::shells::powershell::object::IntKind;

const FORMAT: &str = "FormatException";
const OVERFLOW: &str = "OverflowException";
const RANGE: &str = "ArgumentOutOfRangeException";

/// What the exceptions of this page say.
pub fn message(exception: &str) -> &'static str {
    match exception {
        OVERFLOW => "Value was either too large or too small.",
        RANGE => "Index was out of range.",
        _ => "The input string was not in a correct format.",
    }
}

/// How many bits a type has.
pub fn bits(kind: IntKind) -> u32 {
    match kind {
        IntKind::SByte | IntKind::Byte => 8,
        IntKind::Int16 | IntKind::UInt16 => 16,
        IntKind::Int32 | IntKind::UInt32 => 32,
        IntKind::Int64 | IntKind::UInt64 => 64,
    }
}

/// A number where the type has it.
pub fn fits(number: i128, kind: IntKind) -> Result<i128, &'static str> {
    if kind.holds(number) { Ok(number) } else { Err(OVERFLOW) }
}

/// A number of digits in base 2, 8, 10 or 16; other bases than ten fill the bits of the type, so that the
/// highest of them makes it negative.
pub fn in_base(text: &str, base: u32, kind: IntKind) -> Result<i128, &'static str> {
    if text.is_empty() {
        return Err(RANGE);
    }
    if base == 10 {
        return whole(text, kind);
    }
    let digits = match base {
        16 => text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text),
        _ => text,
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return Err(FORMAT);
    }
    let number = i128::from_str_radix(digits, base).map_err(|_| OVERFLOW)?;
    let all = 1i128 << bits(kind);
    if number >= all {
        return Err(OVERFLOW);
    }
    let negative = !kind.holds(number);
    Ok(if negative { number - all } else { number })
}

/// Digits with blanks around them and a sign in front.
pub fn whole(text: &str, kind: IntKind) -> Result<i128, &'static str> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FORMAT);
    }
    fits(text.parse().map_err(|_| OVERFLOW)?, kind)
}

/// Digits with a sign and a point: what every reading of a number takes for the same.
pub fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// learn.microsoft.com, Convert.ToInt32(String, Int32): "FFFFFFFF" is -1, other bases fill the bits.
    #[test]
    fn the_highest_bit_is_the_sign_in_bases_other_than_ten() {
        assert_eq!(in_base("FFFFFFFF", 16, IntKind::Int32), Ok(-1));
        assert_eq!(in_base("0xff", 16, IntKind::Byte), Ok(255));
        assert_eq!(in_base("100000000", 16, IntKind::Int32), Err(OVERFLOW));
        assert_eq!(in_base("-1", 16, IntKind::Int32), Err(FORMAT));
        assert_eq!(whole(" 12 ", IntKind::Int32), Ok(12));
        assert_eq!(whole("0x10", IntKind::Int32), Err(FORMAT));
        assert_eq!(whole("2147483648", IntKind::Int32), Err(OVERFLOW));
    }
}
