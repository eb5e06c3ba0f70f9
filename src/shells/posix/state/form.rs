//! How zsh writes what is assigned to a variable with a width, a base or digits (zshbuiltins(1), typeset).

use crate::shells::posix::arithmetic::Number;

/// The form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `-L`: so wide, from the left.
    Left(usize),
    /// `-R`: so wide, from the right.
    Right(usize),
    /// `-Z`: so wide, zeros in front of numbers.
    Zeros(usize),
    /// `-i BASE`.
    Base(u32),
    /// `-F`: so many digits behind the point.
    Fixed(usize),
    /// `-E`: so many significant digits.
    Scientific(usize),
}

/// Wider texts are not made; of a width of nothing none is known.
const WIDEST: usize = 4096;

impl Form {
    /// From the option's letter and number.
    pub fn new(letter: char, number: Option<usize>) -> Option<Self> {
        let width = number.filter(|&width| width <= WIDEST).unwrap_or(0);
        Some(match letter {
            'L' => Self::Left(width),
            'R' => Self::Right(width),
            'Z' => Self::Zeros(width),
            'i' => Self::Base(u32::try_from(number?).ok().filter(|base| (2..=36).contains(base))?),
            'F' => Self::Fixed(number.unwrap_or(10).min(64)),
            'E' => Self::Scientific(number.unwrap_or(10).min(64)),
            _ => return None,
        })
    }

    /// Whether it is floating point.
    pub fn is_real(self) -> bool {
        matches!(self, Self::Fixed(_) | Self::Scientific(_))
    }

    /// The digits of a floating point.
    pub fn digits(self) -> Option<usize> {
        match self {
            Self::Fixed(digits) | Self::Scientific(digits) => Some(digits),
            _ => None,
        }
    }

    /// The same with other digits.
    #[must_use]
    pub fn with_digits(self, digits: usize) -> Self {
        match self {
            Self::Fixed(_) => Self::Fixed(digits),
            Self::Scientific(_) => Self::Scientific(digits),
            other => other,
        }
    }

    /// A number as it is written; `None` where that is not known.
    pub fn of(self, number: Number) -> Option<String> {
        let number =
            if self.is_real() { Number::Real(number.real()) } else { Number::Whole(number.cut()) };
        self.written(&number.to_string())
    }

    /// Whether what is assigned is computed first.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Base(_) | Self::Fixed(_) | Self::Scientific(_))
    }

    /// The text as it is written; `None` where that is not known.
    pub fn written(self, text: &str) -> Option<String> {
        match self {
            Self::Left(0) | Self::Right(0) | Self::Zeros(0) => None,
            Self::Left(width) => {
                let kept: String = text.trim_start_matches(' ').chars().take(width).collect();
                Some(format!("{kept:<width$}"))
            }
            Self::Right(width) => {
                let skipped = text.chars().count().saturating_sub(width);
                let kept: String = text.chars().skip(skipped).collect();
                Some(format!("{kept:>width$}"))
            }
            Self::Zeros(width) => {
                // Without a digit in front blanks fill it (zshbuiltins(1), `typeset -Z`).
                if text.is_empty() {
                    return Some(" ".repeat(width));
                }
                match text.len() >= width {
                    true => Some(text[text.len() - width..].to_owned()).filter(|_| text.is_ascii()),
                    false if text.starts_with(|first: char| first.is_ascii_digit()) => {
                        Some(format!("{text:0>width$}"))
                    }
                    false => (!text.starts_with(' ')).then(|| format!("{text:>width$}")),
                }
            }
            Self::Base(base) => text.parse().ok().map(|number| based(number, base)),
            Self::Fixed(digits) => {
                text.parse::<f64>().ok().map(|number| format!("{number:.digits$}"))
            }
            Self::Scientific(digits) => {
                let number = text.parse::<f64>().ok()?;
                let shown = format!("{number:.*e}", digits.saturating_sub(1));
                let (front, exponent) = shown.split_once('e')?;
                let exponent: i32 = exponent.parse().ok()?;
                let sign = if exponent < 0 { '-' } else { '+' };
                Some(format!("{front}e{sign}{:02}", exponent.abs()))
            }
        }
    }
}

fn based(number: i64, base: u32) -> String {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        let digit = char::from_digit((rest % u64::from(base)) as u32, base).unwrap_or('0');
        digits.push(digit.to_ascii_uppercase());
        rest /= u64::from(base);
        if rest == 0 {
            break;
        }
    }
    let digits: String = digits.into_iter().rev().collect();
    let sign = if number < 0 { "-" } else { "" };
    if base == 10 { format!("{sign}{digits}") } else { format!("{sign}{base}#{digits}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_as_zsh_writes_them() {
        let rows = [
            (Form::Zeros(5), "42", Some("00042")),
            (Form::Left(3), "abcdef", Some("abc")),
            (Form::Right(3), "abcdef", Some("def")),
            (Form::Right(5), "ab", Some("   ab")),
            (Form::Fixed(2), "3.14159", Some("3.14")),
            (Form::Scientific(3), "12345", Some("1.23e+04")),
            (Form::Base(16), "255", Some("16#FF")),
            (Form::Base(16), "x", None),
            (Form::Zeros(0), "x", None),
        ];
        for (form, text, expected) in rows {
            assert_eq!(form.written(text).as_deref(), expected, "{form:?} {text}");
        }
    }
}
