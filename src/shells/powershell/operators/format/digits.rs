//! The digits of a number, rounded as .NET rounds what it has written down (`Number.RoundNumber`).

/// Decimal digits and where the point stands: 0.`digits` times ten to the power of `point`.
pub(super) struct Digits {
    negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Digits {
    /// So many significant digits of a double, the last one rounded by its exact value.
    pub fn of_double(number: f64, significant: usize) -> Self {
        let text = format!("{:.*e}", significant.saturating_sub(1), number.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = exponent.parse::<i32>().unwrap_or(0) + 1;
        Self::new(number.is_sign_negative(), mantissa, point)
    }

    /// Every digit of a number as it is written without an exponent.
    pub fn of_text(text: &str) -> Self {
        let bare = text.trim_start_matches('-');
        let whole = bare.split('.').next().unwrap_or_default();
        let point = i32::try_from(whole.len()).unwrap_or(i32::MAX);
        Self::new(bare.len() < text.len(), bare, point)
    }

    fn new(negative: bool, text: &str, point: i32) -> Self {
        let all = text.bytes().filter(u8::is_ascii_digit);
        let zeros = all.clone().take_while(|digit| *digit == b'0').count();
        let mut made = Self { negative, digits: all.skip(zeros).collect(), point };
        made.point -= i32::try_from(zeros).unwrap_or(0);
        made.trim();
        made
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
            self.negative = false;
        }
    }

    /// Halves go away from zero.
    fn keep(&mut self, count: i32) {
        let Ok(count) = usize::try_from(count) else {
            self.digits.clear();
            return self.trim();
        };
        let Some(next) = self.digits.get(count) else { return };
        let up = *next >= b'5';
        self.digits.truncate(count);
        if up {
            self.add_one();
        }
        self.trim();
    }

    fn add_one(&mut self) {
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(last) => *last += 1,
            None => {
                self.digits.push(b'1');
                self.point += 1;
            }
        }
    }

    /// Times a hundred.
    pub fn hundredfold(mut self) -> Self {
        self.point += if self.digits.is_empty() { 0 } else { 2 };
        self
    }

    /// With so many digits behind the point.
    pub fn fixed(mut self, places: usize) -> String {
        self.keep(self.point + i32::try_from(places).unwrap_or(i32::MAX));
        let at = |index: i32| {
            let digit = usize::try_from(index).ok().and_then(|index| self.digits.get(index));
            digit.map_or('0', |digit| char::from(*digit))
        };
        let mut text = String::from(if self.negative { "-" } else { "" });
        if self.point <= 0 {
            text.push('0');
        }
        text.extend((0..self.point).map(at));
        if places > 0 {
            text.push('.');
            let places = i32::try_from(places).unwrap_or(i32::MAX);
            text.extend((self.point..self.point.saturating_add(places)).map(at));
        }
        text
    }

    /// With one digit in front of the point and so many behind it, and the exponent.
    pub fn scientific(mut self, places: usize) -> (String, i32) {
        self.keep(i32::try_from(places).unwrap_or(i32::MAX).saturating_add(1));
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let unit = Self { point: i32::from(!self.digits.is_empty()), ..self };
        (unit.fixed(places), exponent)
    }
}
