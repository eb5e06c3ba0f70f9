//! awk's values: numbers, texts, and texts from outside that look like numbers.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::number;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Never assigned.
    Nothing,
    Number(f64),
    Text(Rc<str>),
    /// From input: a number too, where it looks like one.
    Either(Rc<str>, f64),
}

impl Value {
    /// From a field, a variable of the command line or the environment.
    pub(super) fn outside(text: &str) -> Self {
        let trimmed = text.trim_matches([' ', '\t', '\n']);
        match looks_like_number(trimmed) {
            Some(value) => Self::Either(text.into(), value),
            None => Self::Text(text.into()),
        }
    }

    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn truth(yes: bool) -> Self {
        Self::Number(f64::from(u8::from(yes)))
    }

    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Number(value) | Self::Either(_, value) => *value,
            Self::Text(text) => prefix(text),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Number(value) | Self::Either(_, value) => *value != 0.0,
            Self::Text(text) => !text.is_empty(),
        }
    }

    /// The text; `None` for a number that awks print differently.
    pub(super) fn shown(&self) -> Option<Rc<str>> {
        match self {
            Self::Nothing => Some("".into()),
            Self::Text(text) | Self::Either(text, _) => Some(text.clone()),
            Self::Number(value) => shown(*value).map(Into::into),
        }
    }

    fn is_numeric(&self) -> bool {
        !matches!(self, Self::Text(_))
    }

    /// The order of two values; `None` where a number's text is in doubt.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.is_numeric() && other.is_numeric() {
            return self.number().partial_cmp(&other.number());
        }
        Some(self.shown()?.cmp(&other.shown()?))
    }
}

/// Whole numbers as such, others by `%.6g`.
fn shown(value: f64) -> Option<String> {
    if value == 0.0 {
        return (!value.is_sign_negative()).then(|| "0".to_owned());
    }
    if value.fract() == 0.0 {
        return (value.abs() < 2_147_483_648.0).then(|| format!("{value:.0}"));
    }
    value.is_finite().then(|| number::general(value, 6))
}

/// A text that is a decimal number as a whole.
fn looks_like_number(text: &str) -> Option<f64> {
    let len = number_len(text);
    (len == text.len() && len > 0).then(|| text.parse().ok()).flatten()
}

fn number_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = usize::from(bytes.first().is_some_and(|byte| matches!(byte, b'+' | b'-')));
    let digits =
        |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(at);
    at += whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = digits(at + 1);
        at += usize::from(whole + fraction > 0) + fraction;
    }
    if whole + fraction == 0 {
        return 0;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = bytes
            .get(at + 1 + sign..)
            .map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}

/// The number a text begins with.
fn prefix(text: &str) -> f64 {
    let text = text.trim_start_matches([' ', '\t', '\n']);
    text[..number_len(text)].parse().unwrap_or(0.0)
}
