//! `printf` and `echo` as programs.

use super::{COREUTILS, number};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&PRINTF, &ECHO];

/// printf(1).
pub static PRINTF: Program =
    Program::new(&["printf"], "all conversions but %q, escapes", COREUTILS, printf);
/// echo(1).
pub static ECHO: Program = Program::new(&["echo"], "-n -e -E", COREUTILS, echo);

/// What stands behind a `%`.
#[derive(Default)]
pub(crate) struct Directive {
    left: bool,
    zero: bool,
    plus: bool,
    blank: bool,
    other: bool,
    pub(crate) width: Option<usize>,
    pub(crate) precision: Option<usize>,
    pub(crate) kind: char,
}

/// A part of a format.
pub(crate) enum Part {
    Text(String),
    Directive(Directive, [bool; 2]),
}

/// The parts of a format; `None` where one is not followed. Stars are told by the two flags.
pub(crate) fn parts(
    format: &str,
    escapes: impl Fn(&mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String>,
) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push_str(&escapes(&mut letters)?),
            '%' if letters.peek() == Some(&'%') => {
                letters.next();
                text.push('%');
            }
            '%' => {
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(directive(&mut letters)?);
            }
            other => text.push(other),
        }
    }
    parts.push(Part::Text(text));
    Some(parts)
}

fn directive(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Part> {
    let mut one = Directive::default();
    let mut stars = [false; 2];
    while let Some(flag) = letters.next_if(|c| "-+ #0'".contains(*c)) {
        match flag {
            '-' => one.left = true,
            '0' => one.zero = true,
            '+' => one.plus = true,
            ' ' => one.blank = true,
            _ => one.other = true,
        }
    }
    if letters.next_if_eq(&'*').is_some() {
        stars[0] = true;
    } else {
        one.width = digits(letters);
    }
    if letters.next_if_eq(&'.').is_some() {
        if letters.next_if_eq(&'*').is_some() {
            stars[1] = true;
        } else {
            one.precision = Some(digits(letters).unwrap_or(0));
        }
    }
    one.kind = letters.next()?;
    if one.other
        || one.width.is_some_and(|w| w > 1 << 12)
        || one.precision.is_some_and(|p| p > 1 << 12)
    {
        return None;
    }
    Some(Part::Directive(one, stars))
}

fn digits(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    let mut number = None;
    while let Some(digit) = letters.peek().and_then(|c| c.to_digit(10)) {
        number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit as usize));
        letters.next();
    }
    number
}

impl Directive {
    /// A text, cut and padded.
    pub(crate) fn text(&self, text: &str) -> Option<String> {
        let cut = match self.precision {
            Some(most) if most < text.len() => text.get(..most)?,
            _ => text,
        };
        if !cut.is_ascii() && self.width.is_some() {
            return None;
        }
        Some(self.padded(cut.to_owned(), false))
    }

    fn padded(&self, text: String, numeric: bool) -> String {
        let width = self.width.unwrap_or(0);
        if text.len() >= width {
            return text;
        }
        let missing = width - text.len();
        if self.left {
            return text + &" ".repeat(missing);
        }
        if self.zero && numeric {
            let sign = usize::from(text.starts_with(['-', '+', ' ']));
            return format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..]);
        }
        " ".repeat(missing) + &text
    }

    fn signed(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.blank) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    /// A whole number.
    pub(crate) fn integer(&self, value: i64) -> Option<String> {
        let digits = match self.kind {
            'd' | 'i' => value.unsigned_abs().to_string(),
            'u' => (value as u64).to_string(),
            'o' => format!("{:o}", value as u64),
            'x' => format!("{:x}", value as u64),
            'X' => format!("{:X}", value as u64),
            _ => return None,
        };
        let digits = match self.precision {
            Some(least) if digits.len() < least => "0".repeat(least - digits.len()) + &digits,
            _ => digits,
        };
        let signed = matches!(self.kind, 'd' | 'i');
        let sign = if signed { self.signed(value < 0) } else { "" };
        let zero = self.precision.is_none();
        Some(self.padded(format!("{sign}{digits}"), zero))
    }

    /// A number with a fraction.
    pub(crate) fn float(&self, value: f64) -> Option<String> {
        if !value.is_finite() {
            return None;
        }
        let precision = self.precision.unwrap_or(6);
        let size = value.abs();
        let digits = match self.kind {
            'f' | 'F' => format!("{size:.precision$}"),
            'e' => number::scientific(size, precision),
            'g' => number::general(size, precision),
            _ => return None,
        };
        let sign = self.signed(value.is_sign_negative());
        Some(self.padded(format!("{sign}{digits}"), true))
    }
}

/// An escape of printf's format.
pub(crate) fn escape(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let Some(letter) = letters.next() else { return Some("\\".to_owned()) };
    Some(match letter {
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        'r' => "\r".to_owned(),
        'a' => "\x07".to_owned(),
        'b' => "\x08".to_owned(),
        'e' => "\x1b".to_owned(),
        'f' => "\x0c".to_owned(),
        'v' => "\x0b".to_owned(),
        '\\' | '"' => letter.to_string(),
        '0'..='7' => {
            let mut number = letter.to_digit(8)?;
            for _ in 0..2 {
                let Some(digit) = letters.peek().and_then(|c| c.to_digit(8)) else { break };
                number = number * 8 + digit;
                letters.next();
            }
            char::from_u32(number).filter(char::is_ascii)?.to_string()
        }
        'x' | 'u' | 'U' | 'c' => return None,
        other => format!("\\{other}"),
    })
}

fn printf(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words = if words.first().is_some_and(|word| word == "--") { &words[1..] } else { &words };
    let Some((format, values)) = words.split_first() else {
        return run.refuses(1);
    };
    if format.starts_with("--") && format.len() > 2 {
        return Err(Cannot::NotFollowed);
    }
    let parts = parts(format, escape).ok_or(Cannot::NotFollowed)?;
    let mut values = values.iter();
    let mut status = 0;
    loop {
        let before = values.len();
        for part in &parts {
            match part {
                Part::Text(text) => run.out.push_str(text),
                Part::Directive(one, [false, false]) => {
                    let value = values.next();
                    let shown = converted(one, value.map(String::as_str), &mut status);
                    run.out.push_str(&shown.ok_or(Cannot::NotFollowed)?);
                }
                Part::Directive(..) => return Err(Cannot::NotFollowed),
            }
        }
        run.spend(run.out.len() / 16)?;
        if values.len() == 0 || values.len() == before {
            break;
        }
    }
    if status != 0 || values.len() > 0 {
        run.mutters();
    }
    Ok(status)
}

fn converted(one: &Directive, value: Option<&str>, status: &mut i32) -> Option<String> {
    let text = value.unwrap_or_default();
    match one.kind {
        's' => one.text(text),
        'c' => one.text(text.get(..text.len().min(1))?),
        'b' => {
            let mut out = String::new();
            let mut letters = text.chars().peekable();
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => out.push_str(&escape(&mut letters)?),
                    other => out.push(other),
                }
            }
            one.text(&out)
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let (number, bad) = integer(text)?;
            *status |= i32::from(bad && value.is_some());
            one.integer(number)
        }
        'f' | 'F' | 'e' | 'g' => {
            let number = if text.is_empty() { Some(0.0) } else { text.trim().parse::<f64>().ok() };
            one.float(number?)
        }
        _ => None,
    }
}

/// A number as strtol(3) reads it, and whether something was left over; `'A` is a letter's number.
fn integer(text: &str) -> Option<(i64, bool)> {
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        let letter = rest.chars().next().filter(char::is_ascii)?;
        return Some((i64::from(u32::from(letter)), rest.len() > 1));
    }
    let trimmed = text.trim_start_matches([' ', '\t', '\n']);
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, radix) = match hex {
        Some(digits) => (digits, 16),
        None if digits.starts_with('0') => (digits, 8),
        None => (digits, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let number = if end == 0 { 0 } else { i64::from_str_radix(&digits[..end], radix).ok()? };
    let bad = end < digits.len() || end == 0;
    Some((if negative { -number } else { number }, bad))
}

fn echo(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut rest = words.as_slice();
    let (mut newline, mut escapes) = (true, false);
    while let Some((first, after)) = rest.split_first() {
        let letters = first.strip_prefix('-').unwrap_or_default();
        if letters.is_empty() || !letters.chars().all(|c| "neE".contains(c)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                other => escapes = other == 'e',
            }
        }
        rest = after;
    }
    let text = rest.join(" ");
    if escapes && text.contains('\\') {
        return Err(Cannot::NotFollowed);
    }
    run.out.push_str(&text);
    if newline {
        run.out.push('\n');
    }
    Ok(0)
}
