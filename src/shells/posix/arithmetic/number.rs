//! Numbers: 64-bit integers, and zsh's floating point.

use super::Failure;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Whole(i64),
    /// Floating point (zsh).
    Real(f64),
}

impl Number {
    /// What an empty expression gives.
    pub const ZERO: Self = Self::Whole(0);

    /// 1 or 0.
    pub fn of(yes: bool) -> Self {
        Self::Whole(i64::from(yes))
    }

    /// Whether it counts as true.
    pub fn is_true(self) -> bool {
        match self {
            Self::Whole(number) => number != 0,
            Self::Real(number) => number != 0.0,
        }
    }

    /// The integer, what is behind the point cut off.
    pub fn cut(self) -> i64 {
        match self {
            Self::Whole(number) => number,
            Self::Real(number) => number as i64,
        }
    }

    /// As floating point.
    pub fn real(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    pub(super) fn plus(self, step: i64) -> Self {
        match self {
            Self::Whole(number) => Self::Whole(number.wrapping_add(step)),
            Self::Real(number) => Self::Real(number + step as f64),
        }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Whole(number) => Self::Whole(number.wrapping_neg()),
            Self::Real(number) => Self::Real(-number),
        }
    }
}

impl std::fmt::Display for Number {
    /// As zsh writes it: `%.17g`, with a point in any case (params.c, `convfloat`).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Real(number) if number.is_nan() => f.write_str("NaN"),
            Self::Real(number) if number.is_infinite() => {
                f.write_str(if *number > 0.0 { "Inf" } else { "-Inf" })
            }
            Self::Real(number) => f.write_str(&general(*number)),
        }
    }
}

/// C's `%.17g`.
fn general(number: f64) -> String {
    let shown = format!("{number:.16e}");
    let (digits, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if !(-4..17).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(digits), exponent.abs());
    }
    let behind = usize::try_from(16 - exponent).unwrap_or(0);
    let fixed = trimmed(&format!("{number:.behind$}"));
    if fixed.contains('.') { fixed } else { format!("{fixed}.") }
}

/// A number with a point or an exponent at the beginning of a text, and its length.
pub(super) fn written(text: &[u8]) -> Option<(f64, usize)> {
    let digits = |from: usize| {
        let count = text.get(from..).unwrap_or_default().iter();
        from + count.take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count()
    };
    let whole = digits(0);
    let mut end = whole;
    if text.get(whole) == Some(&b'.') {
        end = digits(whole + 1);
    }
    if end == whole + 1 && whole == 0 {
        return None;
    }
    if let (Some(b'e' | b'E'), true) = (text.get(end), end > 0) {
        let signed = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let last = digits(end + 1 + signed);
        if last > end + 1 + signed {
            end = last;
        }
    }
    if end == whole {
        return None;
    }
    let plain: String =
        text[..end].iter().map(|byte| char::from(*byte)).filter(|c| *c != '_').collect();
    plain.parse().ok().map(|number| (number, end))
}

/// A number as written: decimal, `0x`, `0` octal, `BASE#DIGITS`.
pub(super) fn literal(text: &str, octal: bool) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()?
    } else if let Some((base, digits)) = digits.split_once('#') {
        let base: u32 = base.parse().ok()?;
        match base {
            2..=36 => i64::from_str_radix(digits, base).ok()?,
            37..=64 => large(digits, base)?,
            _ => return None,
        }
    } else if octal && digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?
    };
    Some(if negative { value.wrapping_neg() } else { value })
}

/// Digits of bases above 36: lower case, upper case, `@` and `_` (bash(1) ARITHMETIC EVALUATION).
fn large(digits: &str, base: u32) -> Option<i64> {
    digits.bytes().try_fold(0_i64, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            b'@' => 62,
            b'_' => 63,
            _ => return None,
        };
        let digit = Some(i64::from(digit)).filter(|digit| *digit < i64::from(base))?;
        Some(number.wrapping_mul(base.into()).wrapping_add(digit))
    })
}

/// What an operator makes of two numbers.
pub(super) fn apply(operator: &str, left: Number, right: Number) -> Result<Number, Failure> {
    match (operator, left, right) {
        ("||", ..) => Ok(Number::of(left.is_true() || right.is_true())),
        ("&&", ..) => Ok(Number::of(left.is_true() && right.is_true())),
        ("^^", ..) => Ok(Number::of(left.is_true() != right.is_true())),
        ("|" | "^" | "&" | "<<" | ">>", ..) => whole(operator, left.cut(), right.cut()),
        // A power that is no integer (zshmisc(1), ARITHMETIC EVALUATION).
        ("**", Number::Whole(base), Number::Whole(power)) if power < 0 => {
            negative_power(base, power)
        }
        (_, Number::Whole(left), Number::Whole(right)) => whole(operator, left, right),
        _ => real(operator, left.real(), right.real()),
    }
}

fn negative_power(base: i64, power: i64) -> Result<Number, Failure> {
    match base {
        0 => Err(Failure::Error),
        _ => Ok(Number::Real((base as f64).powf(power as f64))),
    }
}

fn whole(operator: &str, left: i64, right: i64) -> Result<Number, Failure> {
    match compared(operator, left, right) {
        Some(truth) => Ok(Number::of(truth)),
        None => computed(operator, left, right).map(Number::Whole),
    }
}

fn compared<T: PartialOrd>(operator: &str, left: T, right: T) -> Option<bool> {
    Some(match operator {
        "==" => left == right,
        "!=" => left != right,
        "<=" => left <= right,
        ">=" => left >= right,
        "<" => left < right,
        ">" => left > right,
        _ => return None,
    })
}

fn computed(operator: &str, left: i64, right: i64) -> Result<i64, Failure> {
    Ok(match operator {
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "<<" => left.wrapping_shl(right as u32),
        ">>" => left.wrapping_shr(right as u32),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" if right != 0 => left.wrapping_div(right),
        "%" if right != 0 => left.wrapping_rem(right),
        "**" => left.wrapping_pow(u32::try_from(right).map_err(|_| Failure::Error)?),
        _ => return Err(Failure::Error),
    })
}

fn real(operator: &str, left: f64, right: f64) -> Result<Number, Failure> {
    if let Some(truth) = compared(operator, left, right) {
        return Ok(Number::of(truth));
    }
    Ok(Number::Real(match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" if right != 0.0 => left / right,
        "%" if right != 0.0 => left % right,
        "**" if left >= 0.0 || right.fract() == 0.0 => left.powf(right),
        _ => return Err(Failure::Error),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floating_point_as_zsh_writes_it() {
        let rows = [
            (1.5, "1.5"),
            (1.0, "1."),
            (10.0 / 3.0, "3.3333333333333335"),
            (0.1, "0.10000000000000001"),
            (1e17, "1e+17"),
            (1e16, "10000000000000000."),
            (1e-5, "1.0000000000000001e-05"),
            (-0.5, "-0.5"),
        ];
        for (number, expected) in rows {
            assert_eq!(Number::Real(number).to_string(), expected);
        }
    }

    #[test]
    fn floating_point_as_it_is_written() {
        let rows = [
            ("1.5+1", Some((1.5, 3))),
            (".5", Some((0.5, 2))),
            ("1.", Some((1.0, 2))),
            ("1e3", Some((1000.0, 3))),
            ("1e", None),
            ("12", None),
            (".", None),
            ("1_0.5", Some((10.5, 5))),
        ];
        for (text, expected) in rows {
            assert_eq!(written(text.as_bytes()), expected, "{text}");
        }
    }
}
