//! `System.TimeSpan`: ticks of 100 nanoseconds, how they are read and written (TimeSpanParse.cs, TimeSpanFormat.cs).

use super::Fault;

/// The ticks of a millisecond.
pub const MILLISECOND: i64 = 10_000;
/// The ticks of a second.
pub const SECOND: i64 = 10_000_000;
/// The ticks of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// The ticks of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// The ticks of a day.
pub const DAY: i64 = 24 * HOUR;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub i64);

/// Digits behind the point as ticks; at most seven are read.
pub fn fraction(digits: &str) -> Option<i64> {
    if digits.is_empty() || digits.len() > 7 || !digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    format!("{digits:0<7}").parse().ok()
}

fn number(text: &str) -> Option<i64> {
    let fits = (1..=8).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

impl Span {
    /// Days, hours, minutes, seconds and milliseconds, each of any size.
    pub fn of(parts: [i64; 5]) -> Option<Self> {
        let units = [DAY, HOUR, MINUTE, SECOND, MILLISECOND];
        let mut ticks = 0i64;
        for (part, unit) in parts.into_iter().zip(units) {
            ticks = ticks.checked_add(part.checked_mul(unit)?)?;
        }
        Some(Self(ticks))
    }

    /// `[-]d`, `[-][d.]hh:mm[:ss[.fffffff]]`, `[-]d:hh:mm:ss[.fffffff]`.
    ///
    /// # Errors
    /// When .NET refuses it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let ticks = Self::parse_body(body).ok_or(Fault::Bad)?;
        Ok(Self(if negative { -ticks } else { ticks }))
    }

    fn parse_body(body: &str) -> Option<i64> {
        let parts: Vec<&str> = body.split(':').collect();
        if let [days] = parts[..] {
            return number(days)?.checked_mul(DAY);
        }
        let (days, hours) = match parts[0].split_once('.') {
            Some((days, hours)) => (number(days)?, hours),
            None => (0, parts[0]),
        };
        let (days, hours, minutes, seconds) = match parts[1..] {
            [minutes] => (days, hours, minutes, "0"),
            [minutes, seconds] => (days, hours, minutes, seconds),
            [hours, minutes, seconds] if !parts[0].contains('.') => {
                (number(parts[0])?, hours, minutes, seconds)
            }
            _ => return None,
        };
        let (seconds, rest) = match seconds.split_once('.') {
            Some((seconds, digits)) => (seconds, fraction(digits)?),
            None => (seconds, 0),
        };
        let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
        if hours > 23 || minutes > 59 || seconds > 59 {
            return None;
        }
        Self::of([days, hours, minutes, seconds, 0])?.0.checked_add(rest)
    }

    /// Whole days.
    pub fn days(self) -> i64 {
        self.0 / DAY
    }

    /// The hours beyond whole days.
    pub fn hours(self) -> i64 {
        self.0 / HOUR % 24
    }

    /// The minutes beyond whole hours.
    pub fn minutes(self) -> i64 {
        self.0 / MINUTE % 60
    }

    /// The seconds beyond whole minutes.
    pub fn seconds(self) -> i64 {
        self.0 / SECOND % 60
    }

    /// The milliseconds beyond whole seconds.
    pub fn milliseconds(self) -> i64 {
        self.0 / MILLISECOND % 1000
    }

    /// The ticks beyond whole seconds.
    pub fn below_second(self) -> i64 {
        self.0 % SECOND
    }

    /// All of it in units; .NET Framework multiplies by the inverse.
    #[expect(clippy::cast_precision_loss, reason = "as .NET does")]
    pub fn total(self, unit: i64, framework: bool) -> f64 {
        match framework {
            true => self.0 as f64 * (1.0 / unit as f64),
            false => self.0 as f64 / unit as f64,
        }
    }

    /// A number of units; .NET Framework rounds to whole milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "as .NET does"
    )]
    pub fn of_units(number: f64, unit: i64, framework: bool) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let ticks = if framework {
            let millis = number * (unit as f64 / MILLISECOND as f64);
            (millis + 0.5f64.copysign(number)).trunc() * MILLISECOND as f64
        } else {
            number * unit as f64
        };
        (ticks.abs() < 9.2e18).then_some(Self(ticks as i64))
    }

    /// `[-][d.]hh:mm:ss[.fffffff]`, the constant format.
    pub fn text(self) -> String {
        let whole = Self(self.0.checked_abs().unwrap_or(i64::MAX));
        let sign = if self.0 < 0 { "-" } else { "" };
        let days = if whole.days() > 0 { format!("{}.", whole.days()) } else { String::new() };
        let (hours, minutes, seconds) = (whole.hours(), whole.minutes(), whole.seconds());
        let below = match whole.below_second() {
            0 => String::new(),
            ticks => format!(".{ticks:07}"),
        };
        format!("{sign}{days}{hours:02}:{minutes:02}:{seconds:02}{below}")
    }

    /// The text under a format, invariant culture.
    ///
    /// # Errors
    /// When .NET refuses the format.
    pub fn format(self, format: &str) -> Result<String, Fault> {
        let whole = Self(self.0.checked_abs().ok_or(Fault::Open)?);
        let sign = if self.0 < 0 { "-" } else { "" };
        let (days, hours, minutes, seconds) =
            (whole.days(), whole.hours(), whole.minutes(), whole.seconds());
        let below = whole.below_second();
        match format {
            "" | "c" | "t" | "T" => Ok(self.text()),
            "g" => {
                let days = if days > 0 { format!("{days}:") } else { String::new() };
                let rest = format!(".{below:07}");
                let rest = if below == 0 { "" } else { rest.trim_end_matches('0') };
                Ok(format!("{sign}{days}{hours}:{minutes:02}:{seconds:02}{rest}"))
            }
            "G" => Ok(format!("{sign}{days}:{hours:02}:{minutes:02}:{seconds:02}.{below:07}")),
            _ if format.chars().count() == 1 => Err(Fault::Bad),
            _ => whole.custom(format),
        }
    }

    /// `d`, `h`, `m`, `s`, `f`, `F`; every other character has to be quoted or escaped.
    fn custom(self, format: &str) -> Result<String, Fault> {
        let letters: Vec<char> = format.chars().collect();
        let (mut made, mut at) = (String::new(), 0);
        while let Some(letter) = letters.get(at).copied() {
            let run = letters[at..].iter().take_while(|one| **one == letter).count();
            let width = run;
            let mut used = run;
            match letter {
                'd' if run <= 8 => made.push_str(&format!("{:0width$}", self.days())),
                'h' if run <= 2 => made.push_str(&format!("{:0width$}", self.hours())),
                'm' if run <= 2 => made.push_str(&format!("{:0width$}", self.minutes())),
                's' if run <= 2 => made.push_str(&format!("{:0width$}", self.seconds())),
                'f' | 'F' if run <= 7 => {
                    let digits = format!("{:07}", self.below_second());
                    let digits = &digits[..run];
                    made.push_str(if letter == 'F' {
                        digits.trim_end_matches('0')
                    } else {
                        digits
                    });
                }
                '\\' => {
                    made.push(*letters.get(at + 1).ok_or(Fault::Bad)?);
                    used = 2;
                }
                '\'' | '"' => {
                    let inside = super::quote::quoted(&letters[at..]).ok_or(Fault::Bad)?;
                    used = inside.1;
                    made.push_str(&inside.0);
                }
                '%' if letters.get(at + 1).is_some_and(|next| *next != '%') => used = 1,
                _ => return Err(Fault::Bad),
            }
            at += used;
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        let rows = [
            ("1.02:03:04", "1.02:03:04"),
            ("5", "5.00:00:00"),
            ("-00:30", "-00:30:00"),
            ("10:20:30.5", "10:20:30.5000000"),
            ("2:03:04:05", "2.03:04:05"),
        ];
        for (text, expected) in rows {
            assert_eq!(Span::parse(text).map(Span::text), Ok(expected.to_owned()), "{text}");
        }
        for text in ["nope", "", "24:00", "1:60", "1.5", "1.2:3:4:5"] {
            assert_eq!(Span::parse(text), Err(Fault::Bad), "{text}");
        }
        let span = Span::parse("1.02:03:04.5").unwrap();
        assert_eq!(span.format("g").unwrap(), "1:2:03:04.5");
        assert_eq!(span.format("G").unwrap(), "1:02:03:04.5000000");
        assert_eq!(span.format(r"hh\:mm\:ss").unwrap(), "02:03:04");
        assert_eq!(span.format("hh:mm"), Err(Fault::Bad));
        assert_eq!(Span::of_units(1.5, DAY, false), Some(Span(36 * HOUR)));
    }
}
