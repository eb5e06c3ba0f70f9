//! Dates read from text (DateTimeParse.cs): the forms that are the same in every English culture; any other is
//! left open, and what cannot be a date is refused.

use super::Fault;
use super::format::{month_by_name, weekday_by_name};
use super::moment::{Civil, Kind, Moment};
use super::span::{HOUR, MINUTE, SECOND, fraction};

/// One word of a date: digits, letters or a sign.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number { value: i64, digits: usize, text: String },
    Letters(String),
    Sign(char),
    Blank,
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |fits: fn(char) -> bool| rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        let length = match first {
            '0'..='9' => end(|letter| letter.is_ascii_digit()),
            'a'..='z' | 'A'..='Z' => end(|letter| letter.is_ascii_alphabetic()),
            ' ' | '\t' => end(|letter| letter == ' ' || letter == '\t'),
            '/' | '-' | ':' | '.' | ',' | '+' => 1,
            _ => return None,
        };
        let (word, behind) = rest.split_at(length);
        all.push(match first {
            '0'..='9' => Word::Number {
                value: word.parse().ok()?,
                digits: word.len(),
                text: word.to_owned(),
            },
            ' ' | '\t' => Word::Blank,
            _ if first.is_ascii_alphabetic() => Word::Letters(word.to_owned()),
            _ => Word::Sign(first),
        });
        rest = behind;
    }
    Some(all)
}

/// Reads a date as `DateTime.Parse` does with the invariant culture, or with that of the United States.
///
/// # Errors
/// When .NET refuses the text, or it takes more than envsim knows: a zone, a year of two digits, today.
pub fn moment(text: &str) -> Result<Moment, Fault> {
    let text = text.trim();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        let names = ["now", "today"].iter().any(|name| text.eq_ignore_ascii_case(name));
        let worded = month_by_name(text).is_some() || weekday_by_name(text).is_some() || names;
        return Err(if worded || !text.is_ascii() { Fault::Open } else { Fault::Bad });
    }
    let Some(words) = words(text) else { return Err(Fault::Open) };
    let (date, rest) = date(&words)?;
    let time = time(rest)?;
    let fits = date.days().is_some();
    fits.then(|| Moment::of(date, time, Kind::Unspecified)).flatten().ok_or(Fault::Bad)
}

/// The date at the head, and what is behind it.
fn date(words: &[Word]) -> Result<(Civil, &[Word]), Fault> {
    use Word::{Blank, Letters, Number, Sign};
    let name = |text: &String| month_by_name(text).ok_or(Fault::Open);
    Ok(match words {
        [
            Number { value: year, digits: 4, .. },
            Sign(one @ ('-' | '/')),
            Number { value: month, .. },
            Sign(other),
            Number { value: day, digits: 1 | 2, .. },
            rest @ ..,
        ] if one == other => (Civil { year: *year, month: *month, day: *day }, rest),
        [
            Number { value: month, digits: 1 | 2, .. },
            Sign(one @ ('-' | '/')),
            Number { value: day, digits: 1 | 2, .. },
            Sign(other),
            Number { value: year, digits: 4, .. },
            rest @ ..,
        ] if one == other => (Civil { year: *year, month: *month, day: *day }, rest),
        [
            Number { value: day, digits: 1 | 2, .. },
            Blank | Sign('-'),
            Letters(month),
            Blank | Sign('-'),
            Number { value: year, digits: 4, .. },
            rest @ ..,
        ] => (Civil { year: *year, month: name(month)?, day: *day }, rest),
        [
            Letters(month),
            Blank,
            Number { value: day, digits: 1 | 2, .. },
            Sign(','),
            Blank,
            Number { value: year, digits: 4, .. },
            rest @ ..,
        ]
        | [
            Letters(month),
            Blank,
            Number { value: day, digits: 1 | 2, .. },
            Blank,
            Number { value: year, digits: 4, .. },
            rest @ ..,
        ] => (Civil { year: *year, month: name(month)?, day: *day }, rest),
        _ => return Err(Fault::Open),
    })
}

/// The time of day behind a date, in ticks.
fn time(words: &[Word]) -> Result<i64, Fault> {
    use Word::{Blank, Letters, Number, Sign};
    let words = match words {
        [] => return Ok(0),
        [Blank, rest @ ..] => rest,
        [Letters(letter), rest @ ..] if letter == "T" => rest,
        _ => return Err(Fault::Open),
    };
    let two = |digits: &usize| *digits <= 2;
    let [
        Number { value: hours, digits: h, .. },
        Sign(':'),
        Number { value: minutes, digits: m, .. },
        rest @ ..,
    ] = words
    else {
        return Err(Fault::Open);
    };
    let (seconds, below, rest) = match rest {
        [Sign(':'), Number { value, digits, .. }, Sign('.'), Number { text, .. }, rest @ ..]
            if two(digits) =>
        {
            (*value, fraction(text).ok_or(Fault::Open)?, rest)
        }
        [Sign(':'), Number { value, digits, .. }, rest @ ..] if two(digits) => (*value, 0, rest),
        rest => (0, 0, rest),
    };
    let hours = match rest {
        [] => *hours,
        [Blank, Letters(half)] | [Letters(half)] if (1..=12).contains(hours) => {
            match half.to_ascii_uppercase().as_str() {
                "AM" => hours % 12,
                "PM" => hours % 12 + 12,
                _ => return Err(Fault::Open),
            }
        }
        _ => return Err(Fault::Open),
    };
    if !two(h) || !two(m) {
        return Err(Fault::Open);
    }
    if hours > 23 || *minutes > 59 || seconds > 59 {
        return Err(if hours == 24 { Fault::Open } else { Fault::Bad });
    }
    Ok(hours * HOUR + minutes * MINUTE + seconds * SECOND + below)
}

/// Reads a date by a format of digits, English names and signs (`DateTime.ParseExact`).
///
/// # Errors
/// When the text does not fit, or the format holds something envsim does not read.
pub fn exact(text: &str, format: &str) -> Result<Moment, Fault> {
    let format = match format {
        "s" => "yyyy-MM-ddTHH:mm:ss",
        "o" | "O" => "yyyy-MM-ddTHH:mm:ss.fffffff",
        "d" => "MM/dd/yyyy",
        other if other.len() == 1 => return Err(Fault::Open),
        other => other,
    };
    let letters: Vec<char> = format.chars().collect();
    let mut read = Read { rest: text, ..Read::default() };
    let mut at = 0;
    while let Some(letter) = letters.get(at).copied() {
        let run = letters[at..].iter().take_while(|one| **one == letter).count();
        let mut used = run;
        match letter {
            '\'' | '"' => {
                let (inside, length) = super::quote::quoted(&letters[at..]).ok_or(Fault::Bad)?;
                read.literal(&inside)?;
                used = length;
            }
            '\\' => {
                read.literal(&letters.get(at + 1).ok_or(Fault::Bad)?.to_string())?;
                used = 2;
            }
            '%' => used = 1,
            _ => read.part(letter, run)?,
        }
        at += used;
    }
    read.finish()
}

/// What a format has read so far.
#[derive(Default)]
struct Read<'t> {
    rest: &'t str,
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hours: i64,
    afternoon: Option<bool>,
    below: i64,
}

impl<'t> Read<'t> {
    fn literal(&mut self, text: &str) -> Result<(), Fault> {
        self.rest = self.rest.strip_prefix(text).ok_or(Fault::Bad)?;
        Ok(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Result<&'t str, Fault> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if count < least {
            return Err(Fault::Bad);
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(digits)
    }

    fn number(&mut self, run: usize) -> Result<i64, Fault> {
        let digits = self.digits(run.min(2), 2)?;
        digits.parse().map_err(|_| Fault::Bad)
    }

    fn name(&mut self, short: bool, by: fn(&str) -> Option<i64>) -> Result<i64, Fault> {
        let end = self.rest.find(|letter: char| !letter.is_ascii_alphabetic());
        let end = if short { 3 } else { end.unwrap_or(self.rest.len()) };
        let word = self.rest.get(..end).ok_or(Fault::Bad)?;
        self.rest = &self.rest[end..];
        by(word).ok_or(Fault::Bad)
    }

    fn part(&mut self, letter: char, run: usize) -> Result<(), Fault> {
        match (letter, run) {
            ('y', 4) => self.year = Some(self.digits(4, 4)?.parse().map_err(|_| Fault::Bad)?),
            ('M', 1 | 2) => self.month = Some(self.number(run)?),
            ('M', 3 | 4) => self.month = Some(self.name(run == 3, month_by_name)?),
            ('d', 1 | 2) => self.day = Some(self.number(run)?),
            ('d', 3 | 4) => {
                // Whether the day of the week fits the date is left to .NET.
                return Err(Fault::Open);
            }
            ('H' | 'h', 1 | 2) => {
                let hours = self.number(run)?;
                let fits = if letter == 'H' { 0..=23 } else { 1..=12 };
                if !fits.contains(&hours) {
                    return Err(Fault::Bad);
                }
                self.hours = hours;
            }
            ('m' | 's', 1 | 2) => {
                let (number, unit) =
                    (self.number(run)?, if letter == 'm' { MINUTE } else { SECOND });
                if number > 59 {
                    return Err(Fault::Bad);
                }
                self.below += number * unit;
            }
            ('f', 1..=7) => {
                self.below += fraction(self.digits(run, run)?).ok_or(Fault::Bad)?;
            }
            ('t', 2) => {
                let half = self.rest.get(..2).ok_or(Fault::Bad)?.to_ascii_uppercase();
                self.rest = &self.rest[2..];
                self.afternoon = Some(match half.as_str() {
                    "AM" => false,
                    "PM" => true,
                    _ => return Err(Fault::Bad),
                });
            }
            ('-' | '/' | ':' | '.' | ',' | ' ' | '_' | 'T', _) => {
                return self.literal(&letter.to_string().repeat(run));
            }
            _ => return Err(Fault::Open),
        }
        Ok(())
    }

    fn finish(self) -> Result<Moment, Fault> {
        if !self.rest.is_empty() {
            return Err(Fault::Bad);
        }
        let (Some(year), Some(month)) = (self.year, self.month) else { return Err(Fault::Open) };
        let date = Civil { year, month, day: self.day.unwrap_or(1) };
        // `DateTimeParse.AdjustHour`.
        let hours = match (self.afternoon, self.hours) {
            (Some(false), 13..) => return Err(Fault::Bad),
            (Some(false), 12) => 0,
            (Some(true), hours @ ..12) => hours + 12,
            (_, hours) => hours,
        };
        let time = hours * HOUR + self.below;
        Moment::of(date, time, Kind::Unspecified).ok_or(Fault::Bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shells::powershell::scalars::culture::Culture;
    use crate::shells::powershell::scalars::format;

    fn shown(read: Result<Moment, Fault>) -> Result<String, Fault> {
        read.and_then(|at| format::moment(at, "yyyy-MM-dd HH:mm:ss.FFF", Culture::Invariant))
    }

    #[test]
    fn dates_are_read() {
        let rows = [
            ("2024-03-05", Ok("2024-03-05 00:00:00")),
            ("2024-03-05T13:04:05.5", Ok("2024-03-05 13:04:05.5")),
            ("3/5/2024 1:04 PM", Ok("2024-03-05 13:04:00")),
            ("5 Mar 2024", Ok("2024-03-05 00:00:00")),
            ("March 5, 2024 08:00", Ok("2024-03-05 08:00:00")),
            ("2024-02-30", Err(Fault::Bad)),
            ("nope", Err(Fault::Bad)),
            ("", Err(Fault::Bad)),
            ("2024-03-05T13:04:05Z", Err(Fault::Open)),
            ("10:30", Err(Fault::Open)),
            ("3/5/24", Err(Fault::Open)),
            ("2024-03-05 25:00", Err(Fault::Bad)),
        ];
        for (text, expected) in rows {
            assert_eq!(shown(moment(text)), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn formats_say_how_dates_are_read() {
        let rows = [
            ("20240305", "yyyyMMdd", Ok("2024-03-05 00:00:00")),
            ("05.03.2024 13:04", "dd.MM.yyyy HH:mm", Ok("2024-03-05 13:04:00")),
            ("5 Mar 2024", "d MMM yyyy", Ok("2024-03-05 00:00:00")),
            ("2024-03-05 01:04 PM", "yyyy-MM-dd hh:mm tt", Ok("2024-03-05 13:04:00")),
            ("2024-3-5", "yyyy-MM-dd", Err(Fault::Bad)),
            ("2024-03-05x", "yyyy-MM-dd", Err(Fault::Bad)),
        ];
        for (text, pattern, expected) in rows {
            assert_eq!(shown(exact(text, pattern)), expected.map(str::to_owned), "{text}");
        }
    }
}
