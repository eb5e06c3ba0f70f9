//! The conversions of `printf` (POSIX printf(1), "EXTENDED DESCRIPTION"; bash(1), zshbuiltins(1)).

use std::iter::Peekable;
use std::str::Chars;

/// Wider texts are not made: Rust's own formatting goes no further.
const WIDEST: usize = u16::MAX as usize;

/// What stands between `%` and its letter.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    zeros: bool,
    marked: bool,
    width: usize,
    precision: Option<usize>,
    /// Whether a zero in front makes a number octal.
    pub octal: bool,
    /// Whether floating point has more digits than envsim computes with (bash).
    pub long: bool,
    /// The letter.
    pub kind: char,
}

impl Conversion {
    /// Reads one behind its `%`; the numbers of `*` are asked for. `None` where it is not followed.
    pub fn read(
        letters: &mut Peekable<Chars<'_>>,
        mut next: impl FnMut() -> Option<i64>,
    ) -> Option<Self> {
        let mut read = Self::default();
        while let Some(flag) = letters.next_if(|letter| "-+ 0#".contains(*letter)) {
            match flag {
                '-' => read.left = true,
                '+' => read.plus = true,
                ' ' => read.blank = true,
                '0' => read.zeros = true,
                _ => read.marked = true,
            }
        }
        let width = Self::number(letters, &mut next)?;
        read.left |= width < 0;
        read.width = usize::try_from(width.unsigned_abs()).ok().filter(|width| *width <= WIDEST)?;
        if letters.next_if_eq(&'.').is_some() {
            let precision = Self::number(letters, &mut next)?;
            read.precision = usize::try_from(precision).ok();
            if read.precision > Some(WIDEST) {
                return None;
            }
        }
        read.kind = letters.next()?;
        Some(read)
    }

    fn number(
        letters: &mut Peekable<Chars<'_>>,
        next: &mut impl FnMut() -> Option<i64>,
    ) -> Option<i64> {
        if letters.next_if_eq(&'*').is_some() {
            return next();
        }
        let mut number = 0_i64;
        while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
            number = number.checked_mul(10)?.checked_add(digit.into())?;
            letters.next();
        }
        Some(number)
    }

    /// Whether it hands its argument on as it is.
    pub fn is_plain(&self) -> bool {
        self.width == 0 && self.precision.is_none()
    }

    /// An argument as it is printed; `None` where that is not followed.
    pub fn printed(&self, text: &str) -> Option<String> {
        match self.kind {
            's' | 'b' => {
                // Shells differ in whether they count bytes or characters.
                let counts = text.is_ascii() || self.is_plain();
                let most = self.precision.unwrap_or(usize::MAX);
                counts.then(|| self.padded(text.chars().take(most).collect()))
            }
            // Of an empty text it is the byte 0, which variables and substitutions treat each in their own way.
            'c' if text.is_empty() => None,
            'c' => Some(self.padded(text.chars().take(1).filter(char::is_ascii).collect())),
            'd' | 'i' => {
                let number = integer(text, self.octal)?;
                let sign = match (number < 0, self.plus, self.blank) {
                    (true, ..) => "-",
                    (_, true, _) => "+",
                    (.., true) => " ",
                    _ => "",
                };
                Some(self.signed(sign, number.unsigned_abs().to_string()))
            }
            'u' => Some(self.signed("", (integer(text, self.octal)? as u64).to_string())),
            'o' => {
                let mark = if self.marked { "0" } else { "" };
                Some(self.signed("", format!("{mark}{:o}", integer(text, self.octal)?)))
            }
            'x' | 'X' => {
                let number = integer(text, self.octal)?;
                let digits = format!("{number:x}");
                let mark = if self.marked && number != 0 { "0x" } else { "" };
                let (mark, digits) = match self.kind {
                    'X' => (mark.to_uppercase(), digits.to_uppercase()),
                    _ => (mark.to_owned(), digits),
                };
                Some(self.signed(&mark, digits))
            }
            'f' | 'F' => {
                let number: f64 = if text.is_empty() { 0.0 } else { text.parse().ok()? };
                let digits = self.precision.unwrap_or(6);
                let sign = if number.is_sign_negative() {
                    "-"
                } else if self.plus {
                    "+"
                } else {
                    ""
                };
                let whole = Self { precision: None, ..self.clone() };
                let size = number.abs();
                let shown = |size: f64| format!("{size:.digits$}");
                // Both round alike but for what lies next to the middle, where it is not the middle itself.
                let exact = text.len() < 15 && (size * f64::from(1 << 20)).fract() == 0.0;
                let near = [shown(size * (1.0 - 1e-15)), shown(size * (1.0 + 1e-15))];
                let alike = !self.long || exact || near[0] == near[1];
                (number.is_finite() && alike).then(|| whole.signed(sign, shown(size)))
            }
            _ => None,
        }
    }

    /// A text that `%q` made; `None` where a precision would cut it.
    pub fn padded_as_text(&self, text: String) -> Option<String> {
        let counts = text.is_ascii() || self.is_plain();
        (counts && self.precision.is_none()).then(|| self.padded(text))
    }

    fn signed(&self, sign: &str, digits: String) -> String {
        let digits = match self.precision {
            Some(least) => format!("{digits:0>least$}"),
            None if self.zeros && !self.left => {
                let least = self.width.saturating_sub(sign.len());
                format!("{digits:0>least$}")
            }
            None => digits,
        };
        self.padded(format!("{sign}{digits}"))
    }

    fn padded(&self, text: String) -> String {
        let width = self.width;
        if self.left { format!("{text:<width$}") } else { format!("{text:>width$}") }
    }
}

/// A number as C reads it, or the code of a character behind a quote.
fn integer(text: &str, octal: bool) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        return rest.chars().next().filter(char::is_ascii).map(|letter| i64::from(letter as u32));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = if let Some(hex) = digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()?
    } else if octal && digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok().filter(|_| !digits.starts_with(['+', '-']))?
    };
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(format: &str, text: &str) -> Option<String> {
        let mut letters = format.chars().peekable();
        Conversion::read(&mut letters, || None)?.printed(text)
    }

    #[test]
    fn conversions_as_c_prints_them() {
        let rows = [
            ("02d", "7", Some("07")),
            ("5s", "ab", Some("   ab")),
            ("-5s", "ab", Some("ab   ")),
            (".2s", "abcdef", Some("ab")),
            ("x", "255", Some("ff")),
            ("#X", "255", Some("0XFF")),
            ("+d", "5", Some("+5")),
            ("05d", "-42", Some("-0042")),
            (".3d", "5", Some("005")),
            ("d", "0x1f", Some("31")),
            ("d", "'a", Some("97")),
            ("o", "8", Some("10")),
            (".2f", "3.14159", Some("3.14")),
            ("d", "x", None),
            ("q", "x", None),
            ("99999999999d", "1", None),
        ];
        for (format, text, expected) in rows {
            assert_eq!(printed(format, text).as_deref(), expected, "{format} {text}");
        }
    }
}
