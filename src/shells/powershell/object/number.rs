//! Integer types and how numbers are written.

/// The integer types of .NET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IntKind {
    /// `System.SByte`.
    SByte,
    /// `System.Byte`.
    Byte,
    /// `System.Int16`.
    Int16,
    /// `System.UInt16`.
    UInt16,
    /// `System.Int32`.
    Int32,
    /// `System.UInt32`.
    UInt32,
    /// `System.Int64`.
    Int64,
    /// `System.UInt64`.
    UInt64,
}

/// Kind, full name, least and greatest value.
static KINDS: &[(IntKind, &str, i128, i128)] = &[
    (IntKind::SByte, "System.SByte", i8::MIN as i128, i8::MAX as i128),
    (IntKind::Byte, "System.Byte", 0, u8::MAX as i128),
    (IntKind::Int16, "System.Int16", i16::MIN as i128, i16::MAX as i128),
    (IntKind::UInt16, "System.UInt16", 0, u16::MAX as i128),
    (IntKind::Int32, "System.Int32", i32::MIN as i128, i32::MAX as i128),
    (IntKind::UInt32, "System.UInt32", 0, u32::MAX as i128),
    (IntKind::Int64, "System.Int64", i64::MIN as i128, i64::MAX as i128),
    (IntKind::UInt64, "System.UInt64", 0, u64::MAX as i128),
];

impl IntKind {
    fn row(self) -> &'static (Self, &'static str, i128, i128) {
        &KINDS[self as usize]
    }

    /// The type's full name.
    pub fn full_name(self) -> &'static str {
        self.row().1
    }

    /// Least and greatest value.
    pub fn bounds(self) -> (i128, i128) {
        (self.row().2, self.row().3)
    }

    /// Whether the number fits.
    pub fn holds(self, number: i128) -> bool {
        let (least, greatest) = self.bounds();
        (least..=greatest).contains(&number)
    }

    /// The kind of that full name.
    pub fn by_name(full_name: &str) -> Option<Self> {
        KINDS.iter().find(|row| row.1.eq_ignore_ascii_case(full_name)).map(|row| row.0)
    }
}

/// A double as .NET's `G15` writes it, which is what PowerShell uses when it makes text of one
/// (LanguagePrimitives.cs `DoublePrecision`).
pub fn general(number: f64, digits: usize) -> String {
    if let Some(text) = special(number) {
        return text.into();
    }
    if number == 0.0 {
        return if number.is_sign_negative() { "-0".into() } else { "0".into() };
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), number);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let limit = i32::try_from(digits).unwrap_or(i32::MAX);
    assemble(mantissa, exponent, limit)
}

/// A double as .NET Core writes it by itself: the shortest text that reads back as the same.
pub fn shortest(number: f64) -> String {
    if let Some(text) = special(number) {
        return text.into();
    }
    if number == 0.0 {
        return if number.is_sign_negative() { "-0".into() } else { "0".into() };
    }
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    assemble(mantissa, exponent.parse().unwrap_or(0), 15)
}

fn special(number: f64) -> Option<&'static str> {
    match number {
        _ if number.is_nan() => Some("NaN"),
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ => None,
    }
}

/// Puts digits and exponent together: plain between 1e-5 and the limit, else `E+20`.
pub fn assemble(mantissa: &str, exponent: i32, limit: i32) -> String {
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    let sign = if negative { "-" } else { "" };
    if exponent >= limit || exponent < -4 {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let mark = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}E{mark}{:02}", exponent.abs());
    }
    if exponent < 0 {
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = usize::try_from(exponent + 1).unwrap_or(0);
    if digits.len() <= whole {
        format!("{sign}{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
    }
}

/// Which way half a unit goes, or everything between two units (`MidpointRounding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the even neighbour.
    ToEven,
    /// Away from zero.
    Away,
    /// Everything towards zero.
    ToZero,
    /// Everything down.
    Down,
    /// Everything up.
    Up,
}

impl Rounding {
    /// The one that the enumeration's number means.
    pub fn of(number: i64) -> Option<Self> {
        let all = [Self::ToEven, Self::Away, Self::ToZero, Self::Down, Self::Up];
        usize::try_from(number).ok().and_then(|number| all.get(number).copied())
    }

    /// A double without its fraction.
    pub fn of_double(self, number: f64) -> f64 {
        match self {
            Self::ToEven => round_half_even(number),
            Self::Away => number.round(),
            Self::ToZero => number.trunc(),
            Self::Down => number.floor(),
            Self::Up => number.ceil(),
        }
    }
}

/// Rounds half to even, as every conversion of .NET to an integer does.
pub fn round_half_even(number: f64) -> f64 {
    number.round_ties_even()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_as_powershell_writes_them() {
        let rows: &[(f64, &str, &str)] = &[
            (1.0, "1", "1"),
            (1.1, "1.1", "1.1"),
            (1e20, "1E+20", "1E+20"),
            (1.0 / 3.0, "0.333333333333333", "0.3333333333333333"),
            (1e-5, "1E-05", "1E-05"),
            (0.0001, "0.0001", "0.0001"),
            (0.1 + 0.2, "0.3", "0.30000000000000004"),
            (-0.0, "-0", "-0"),
            (1e15, "1E+15", "1E+15"),
            (123456789012345.0, "123456789012345", "123456789012345"),
        ];
        for (number, g15, round_trip) in rows {
            assert_eq!(general(*number, 15), *g15);
            assert_eq!(shortest(*number), *round_trip);
        }
    }
}
