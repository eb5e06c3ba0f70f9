//! Numbers (`ScanNumber`): digits, suffixes, multipliers, and what is too big.

use super::Parser;
use super::characters::{ends_number, ends_word, is_dash};
use super::token::{Kind, Mode, Token};

/// What decides whether a number fits its type.
pub(super) struct Measured {
    radix: u32,
    digits: (usize, usize),
    real: bool,
    suffix: Suffix,
    multiplier: i128,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Suffix {
    None,
    Signed(u32),
    Unsigned(u32),
    Decimal,
    Big,
}

impl Parser<'_> {
    /// A number, or the bare word it turned out to be.
    pub(super) fn number(&mut self) -> Token {
        let Some(measured) = self.measure_number() else {
            self.pos = self.start;
            return self.generic();
        };
        if !self.fits(&measured) {
            if self.mode != Mode::Expression {
                self.pos = self.start;
                return self.generic();
            }
            let message = "the number does not fit its type";
            self.error(self.start, self.pos, "BadNumericConstant", message);
        }
        self.token(Kind::Number)
    }

    fn digits(&mut self, radix: u32) -> usize {
        let from = self.pos;
        self.take_bytes(|byte| char::from(byte).is_digit(radix));
        self.pos - from
    }

    fn exponent(&mut self) -> bool {
        if self.byte(self.pos) | 0x20 != b'e' {
            return true;
        }
        self.pos += 1;
        if let Some(c) = self.here()
            && (c == '+' || is_dash(c))
        {
            self.bump(c);
        }
        self.digits(10) > 0
    }

    /// Walks over a number; `None` when it is not one as a whole.
    pub(super) fn measure_number(&mut self) -> Option<Measured> {
        if let Some(c) = self.here()
            && (c == '+' || is_dash(c))
        {
            self.bump(c);
        }
        let next = self.byte(self.pos + 1) | 0x20;
        let zero = self.byte(self.pos) == b'0';
        let (mut radix, mut real, mut good) = (10, false, true);
        let mut from = self.pos;
        if zero && (next == b'x' || (next == b'b' && !self.desktop)) {
            radix = if next == b'x' { 16 } else { 2 };
            self.pos += 2;
            from = self.pos;
            self.digits(radix);
        } else {
            self.digits(10);
            if self.byte(self.pos) == b'.' && self.byte(self.pos + 1) != b'.' {
                self.pos += 1;
                real = true;
                self.digits(10);
                good = self.exponent();
            } else if self.byte(self.pos) | 0x20 == b'e' {
                real = true;
                good = self.exponent();
            }
        }
        let digits = (from, self.pos);
        let suffix = self.number_suffix()?;
        let multiplier = self.multiplier()?;
        let next = self.here();
        let ended = ends_word(next)
            || (self.mode == Mode::Expression && ends_number(next, self.end_number_on_ternary));
        (good && ended).then_some(Measured { radix, digits, real, suffix, multiplier })
    }

    fn number_suffix(&mut self) -> Option<Suffix> {
        let letter = |byte: u8| byte | 0x20;
        let suffix = match letter(self.byte(self.pos)) {
            b'l' => Suffix::Signed(64),
            b'd' => Suffix::Decimal,
            _ if self.desktop => return Some(Suffix::None),
            b's' => Suffix::Signed(16),
            b'y' => Suffix::Signed(8),
            b'n' => Suffix::Big,
            b'u' => Suffix::Unsigned(0),
            _ => return Some(Suffix::None),
        };
        self.pos += 1;
        if suffix != Suffix::Unsigned(0) {
            return Some(suffix);
        }
        let bits = match letter(self.byte(self.pos)) {
            b'l' => 64,
            b's' => 16,
            b'y' => 8,
            _ => return Some(Suffix::Unsigned(0)),
        };
        self.pos += 1;
        Some(Suffix::Unsigned(bits))
    }

    fn multiplier(&mut self) -> Option<i128> {
        let shift = match self.byte(self.pos) | 0x20 {
            b'k' => 10,
            b'm' => 20,
            b'g' => 30,
            b't' => 40,
            b'p' => 50,
            _ => return Some(1),
        };
        (self.byte(self.pos + 1) | 0x20 == b'b').then(|| {
            self.pos += 2;
            1 << shift
        })
    }

    fn fits(&self, measured: &Measured) -> bool {
        if measured.real {
            return true;
        }
        let digits = self.text.get(measured.digits.0..measured.digits.1).unwrap_or("");
        if digits.is_empty() {
            return true;
        }
        let value = i128::from_str_radix(digits, measured.radix)
            .ok()
            .and_then(|value| value.checked_mul(measured.multiplier));
        let below = |bits: u32| value.is_some_and(|value| value < 1 << bits);
        match measured.suffix {
            Suffix::None if measured.radix == 10 => true,
            Suffix::None => below(64),
            Suffix::Signed(bits) if measured.radix == 10 => below(bits - 1),
            Suffix::Signed(bits) => below(bits),
            Suffix::Unsigned(0) => below(64),
            Suffix::Unsigned(bits) => below(bits),
            Suffix::Decimal => below(96),
            Suffix::Big => true,
        }
    }
}
