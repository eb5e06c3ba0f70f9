//! Dates as text: .NET's standard and custom formats (DateTimeFormat.cs).

use super::Fault;
use super::culture::Culture;
use super::moment::{Kind, Moment};
use super::quote::quoted;

static MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
static DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The number of a month by its English name or the first three letters of it.
pub fn month_by_name(text: &str) -> Option<i64> {
    by_name(&MONTHS, text).map(|index| index + 1)
}

/// The number of a day of the week, Sunday being 0.
pub fn weekday_by_name(text: &str) -> Option<i64> {
    by_name(&DAYS, text)
}

/// The English name of a day of the week.
pub fn weekday_name(number: i64) -> &'static str {
    usize::try_from(number).ok().and_then(|at| DAYS.get(at)).copied().unwrap_or_default()
}

fn by_name(names: &[&str], text: &str) -> Option<i64> {
    let fits = |name: &&str| {
        name.eq_ignore_ascii_case(text) || text.len() == 3 && name[..3].eq_ignore_ascii_case(text)
    };
    names.iter().position(fits).and_then(|index| i64::try_from(index).ok())
}

/// A moment under a format.
///
/// # Errors
/// When .NET refuses the format, or the culture or the time zone that decides is not known.
pub fn moment(moment: Moment, format: &str, culture: Culture) -> Result<String, Fault> {
    let format = if format.is_empty() { "G" } else { format };
    let mut letters = format.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            let (pattern, culture) = standard(letter, culture, moment.kind)?;
            custom(moment, pattern, culture)
        }
        _ => custom(moment, format, culture),
    }
}

/// The pattern of a standard format; some are the same in every culture.
fn standard(letter: char, culture: Culture, kind: Kind) -> Result<(&'static str, Culture), Fault> {
    let fixed = match letter {
        'o' | 'O' => Some("yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK"),
        'r' | 'R' => Some("ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"),
        's' => Some("yyyy'-'MM'-'dd'T'HH':'mm':'ss"),
        'u' => Some("yyyy'-'MM'-'dd HH':'mm':'ss'Z'"),
        'U' if kind != Kind::Utc => return Err(Fault::Open),
        _ => None,
    };
    if let Some(pattern) = fixed {
        return Ok((pattern, Culture::Invariant));
    }
    if !"dDfFgGmMtTUyY".contains(letter) {
        return Err(Fault::Bad);
    }
    let pattern = match (culture, letter) {
        (Culture::Invariant, 'd') => "MM/dd/yyyy",
        (Culture::Invariant, 'D') => "dddd, dd MMMM yyyy",
        (Culture::Invariant, 'f') => "dddd, dd MMMM yyyy HH:mm",
        (Culture::Invariant, 'F' | 'U') => "dddd, dd MMMM yyyy HH:mm:ss",
        (Culture::Invariant, 'g') => "MM/dd/yyyy HH:mm",
        (Culture::Invariant, 'G') => "MM/dd/yyyy HH:mm:ss",
        (Culture::Invariant, 'm' | 'M') => "MMMM dd",
        (Culture::Invariant, 't') => "HH:mm",
        (Culture::Invariant, 'T') => "HH:mm:ss",
        (Culture::Invariant, _) => "yyyy MMMM",
        // What a user may have set in Windows, and what ICU's version decides, is not known.
        _ => return Err(Fault::Open),
    };
    Ok((pattern, culture))
}

/// A custom format.
fn custom(moment: Moment, format: &str, culture: Culture) -> Result<String, Fault> {
    let letters: Vec<char> = format.chars().collect();
    let (mut made, mut at) = (String::new(), 0);
    while let Some(letter) = letters.get(at).copied() {
        let run = letters[at..].iter().take_while(|one| **one == letter).count();
        let mut used = run;
        match letter {
            '\\' => {
                made.push(*letters.get(at + 1).ok_or(Fault::Bad)?);
                used = 2;
            }
            '\'' | '"' => {
                let (inside, length) = quoted(&letters[at..]).ok_or(Fault::Bad)?;
                made.push_str(&inside);
                used = length;
            }
            '%' => {
                if letters.get(at + 1).is_none_or(|next| *next == '%') {
                    return Err(Fault::Bad);
                }
                used = 1;
            }
            'F' if run <= 7 => {
                let digits = format!("{:07}", moment.time().below_second());
                let digits = digits[..run].trim_end_matches('0');
                // A point before digits that are left out is left out too.
                if digits.is_empty() && made.ends_with('.') {
                    made.pop();
                }
                made.push_str(digits);
            }
            _ => match part(moment, letter, run, culture)? {
                Some(text) => made.push_str(&text),
                None => {
                    made.extend(std::iter::repeat_n(separator(letter, culture)?, run));
                }
            },
        }
        at += used;
    }
    Ok(made)
}

fn separator(letter: char, culture: Culture) -> Result<char, Fault> {
    match (letter, culture) {
        ('/', Culture::American { date, .. }) => Ok(date),
        (':', Culture::American { time, .. }) => Ok(time),
        ('/' | ':', Culture::Unstated | Culture::Gregorian | Culture::Foreign) => Err(Fault::Open),
        _ => Ok(letter),
    }
}

/// What a run of one letter stands for; `None` for a letter that stands for itself.
fn part(
    moment: Moment,
    letter: char,
    run: usize,
    culture: Culture,
) -> Result<Option<String>, Fault> {
    if "dMygtK".contains(letter) && culture == Culture::Foreign {
        return Err(Fault::Open);
    }
    let english = || if culture.is_english() { Ok(()) } else { Err(Fault::Open) };
    let (date, time) = (moment.date(), moment.time());
    let two = |number: i64| if run == 1 { number.to_string() } else { format!("{number:02}") };
    let text = match (letter, run) {
        ('d', 1 | 2) => two(date.day),
        ('d', _) => {
            english()?;
            let name = weekday_name(moment.weekday());
            if run == 3 { name[..3].to_owned() } else { name.to_owned() }
        }
        ('M', 1 | 2) => two(date.month),
        ('M', _) => {
            english()?;
            let name = MONTHS[usize::try_from(date.month - 1).unwrap_or(0).min(11)];
            if run == 3 { name[..3].to_owned() } else { name.to_owned() }
        }
        ('y', 1) => (date.year % 100).to_string(),
        ('y', 2) => format!("{:02}", date.year % 100),
        // Rust's own formatting goes no further.
        ('y', _) if run > usize::from(u16::MAX) => return Err(Fault::Open),
        ('y', _) => format!("{:0run$}", date.year),
        ('h', _) => two(if time.hours() % 12 == 0 { 12 } else { time.hours() % 12 }),
        ('H', _) => two(time.hours()),
        ('m', _) => two(time.minutes()),
        ('s', _) => two(time.seconds()),
        ('f', 1..=7) => format!("{:07}", time.below_second())[..run].to_owned(),
        ('f' | 'F', _) => return Err(Fault::Bad),
        ('t', _) => {
            english()?;
            let half = if time.hours() < 12 { "AM" } else { "PM" };
            half[..run.min(2)].to_owned()
        }
        ('g', _) => {
            let era = if culture == Culture::Invariant { "A.D." } else { return Err(Fault::Open) };
            era.to_owned()
        }
        ('K', 1) => match moment.kind {
            Kind::Utc => "Z".to_owned(),
            Kind::Unspecified => String::new(),
            Kind::Local => return Err(Fault::Open),
        },
        ('z', _) if moment.kind == Kind::Utc => match run {
            1 => "+0".to_owned(),
            2 => "+00".to_owned(),
            _ => "+00:00".to_owned(),
        },
        ('K' | 'z', _) => return Err(Fault::Open),
        _ => return Ok(None),
    };
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shells::powershell::scalars::moment::Civil;

    #[test]
    fn moments_are_written_as_dotnet_does() {
        let time = 13 * super::super::span::HOUR + 4 * super::super::span::MINUTE + 50_000_000;
        let date = Civil { year: 2024, month: 3, day: 5 };
        let at = Moment::of(date, time, Kind::Unspecified).unwrap();
        let rows = [
            ("yyyy-MM-dd", "2024-03-05"),
            ("o", "2024-03-05T13:04:05.0000000"),
            ("s", "2024-03-05T13:04:05"),
            ("R", "Tue, 05 Mar 2024 13:04:05 GMT"),
            ("", "03/05/2024 13:04:05"),
            ("D", "Tuesday, 05 March 2024"),
            ("h:mm tt", "1:04 PM"),
            ("ddd d MMM yy", "Tue 5 Mar 24"),
            ("HH'h'mm\\m", "13h04m"),
            ("ss.FFF", "05"),
            ("%d", "5"),
            ("yyyy.MM.dd_HH.mm", "2024.03.05_13.04"),
        ];
        for (format, expected) in rows {
            let made = moment(at, format, Culture::Invariant);
            assert_eq!(made, Ok(expected.to_owned()), "{format}");
        }
        assert_eq!(moment(at, "q", Culture::Invariant), Err(Fault::Bad));
        assert_eq!(moment(at, "MMM", Culture::Gregorian), Err(Fault::Open));
        assert_eq!(moment(at, "yyyy", Culture::Foreign), Err(Fault::Open));
        assert_eq!(moment(at, "yyyyMMdd", Culture::Gregorian), Ok("20240305".to_owned()));
    }
}
