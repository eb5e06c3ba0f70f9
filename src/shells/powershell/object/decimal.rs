//! `System.Decimal`: a whole number and how many of its digits stand behind the point.

use std::cmp::Ordering;

use super::number::Rounding;

/// A decimal number; what does not fit into 96 bits is refused by every operation.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    digits: i128,
    scale: u32,
}

const LARGEST: i128 = (1 << 96) - 1;

#[allow(
    clippy::should_implement_trait,
    reason = "they may fail, which the operators' traits cannot say"
)]
impl Decimal {
    /// A whole number.
    pub fn whole(number: i128) -> Self {
        Self { digits: number, scale: 0 }
    }

    fn checked(digits: i128, scale: u32) -> Option<Self> {
        (digits.abs() <= LARGEST && scale <= 28).then_some(Self { digits, scale })
    }

    /// Reads `1.50`; exponents are taken too.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let sign_only = matches!(whole, "" | "-" | "+");
        if (sign_only && part.is_empty()) || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits: i128 =
            format!("{}{part}", if whole.is_empty() { "0" } else { whole }).parse().ok()?;
        let scale = i32::try_from(part.len()).ok()? - exponent;
        if scale < 0 {
            let factor = 10i128.checked_pow(scale.unsigned_abs())?;
            return Self::checked(digits.checked_mul(factor)?, 0);
        }
        Self::checked(digits, u32::try_from(scale).ok()?)
    }

    /// The decimal nearest to a double: .NET takes 15 significant digits.
    pub fn from_double(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let text = format!("{number:.14e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let trimmed = mantissa.trim_end_matches('0').trim_end_matches('.');
        Self::parse(&format!("{trimmed}e{exponent}"))
    }

    /// Rounded to so many digits behind the point.
    pub fn round(self, digits: u32, rounding: Rounding) -> Option<Self> {
        if self.scale <= digits {
            return Some(self);
        }
        let unit = 10i128.checked_pow(self.scale - digits)?;
        let (down, rest) = (self.digits.div_euclid(unit), self.digits.rem_euclid(unit));
        let up = match rounding {
            Rounding::ToEven => 2 * rest > unit || 2 * rest == unit && down % 2 != 0,
            Rounding::Away => 2 * rest > unit || 2 * rest == unit && self.digits > 0,
            Rounding::ToZero => self.digits < 0 && rest > 0,
            Rounding::Down => false,
            Rounding::Up => rest > 0,
        };
        Self::checked(down + i128::from(up), digits)
    }

    /// As a double.
    pub fn to_double(self) -> f64 {
        self.to_text().parse().unwrap_or(f64::NAN)
    }

    fn align(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let left = self.digits.checked_mul(10i128.checked_pow(scale - self.scale)?)?;
        let right = other.digits.checked_mul(10i128.checked_pow(scale - other.scale)?)?;
        Some((left, right, scale))
    }

    /// Sum, if it fits.
    pub fn add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.align(other)?;
        Self::checked(left.checked_add(right)?, scale)
    }

    /// Difference, if it fits.
    pub fn sub(self, other: Self) -> Option<Self> {
        self.add(Self { digits: -other.digits, scale: other.scale })
    }

    /// Product, if it is exact.
    pub fn mul(self, other: Self) -> Option<Self> {
        Self::checked(self.digits.checked_mul(other.digits)?, self.scale + other.scale)
    }

    /// Quotient, only where it is exact within a few digits.
    pub fn div(self, other: Self) -> Option<Self> {
        if other.digits == 0 {
            return None;
        }
        let (left, right, _) = self.align(other)?;
        for scale in 0..=16u32 {
            let scaled = left.checked_mul(10i128.checked_pow(scale)?)?;
            if scaled % right == 0 {
                return Self::checked(scaled / right, scale);
            }
        }
        None
    }

    /// Remainder.
    pub fn rem(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.align(other)?;
        (right != 0).then(|| Self { digits: left % right, scale })
    }

    /// Rounded half to even to a whole number.
    pub fn to_whole(self) -> i128 {
        let unit = 10i128.checked_pow(self.scale).unwrap_or(i128::MAX);
        let (whole, rest) = (self.digits.div_euclid(unit), self.digits.rem_euclid(unit));
        match (rest * 2).cmp(&unit) {
            Ordering::Less => whole,
            Ordering::Equal if whole % 2 == 0 => whole,
            _ => whole + 1,
        }
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// The order of two decimals.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (left, right, _) = self.align(other)?;
        Some(left.cmp(&right))
    }

    /// The text with all its digits: `1.50` stays `1.50`.
    pub fn to_text(self) -> String {
        let sign = if self.digits < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_digits() {
        let text = |text: &str| Decimal::parse(text).map(Decimal::to_text);
        assert_eq!(text("1.50").as_deref(), Some("1.50"));
        assert_eq!(text("-0.05").as_deref(), Some("-0.05"));
        let sum = Decimal::parse("1.1").and_then(|one| one.add(Decimal::whole(2)));
        assert_eq!(sum.map(Decimal::to_text).as_deref(), Some("3.1"));
        assert_eq!(Decimal::parse("2.5").map(Decimal::to_whole), Some(2));
        assert_eq!(Decimal::from_double(1.5).map(Decimal::to_text).as_deref(), Some("1.5"));
    }
}
