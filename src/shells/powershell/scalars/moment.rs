//! `System.DateTime`: ticks of 100 nanoseconds since the first of January of the year 1, and what kind of clock they are of.

use super::span::{DAY, Span};

/// Which clock a moment is read from (`DateTimeKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not said.
    Unspecified,
    /// Coordinated universal time.
    Utc,
    /// The machine's own time zone.
    Local,
}

/// A date and time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// 100 nanoseconds each.
    pub ticks: i64,
    /// Which clock.
    pub kind: Kind,
}

/// 9999-12-31 23:59:59.9999999.
pub const LAST: i64 = 3_155_378_975_999_999_999;
/// 1970-01-01.
pub const UNIX_EPOCH: i64 = 621_355_968_000_000_000;

/// A date as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// 1 to 9999.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

impl Civil {
    /// The days since 0001-01-01, if there is such a day (proleptic Gregorian calendar).
    pub fn days(self) -> Option<i64> {
        let Self { year, month, day } = self;
        let fits = (1..=9999).contains(&year) && (1..=12).contains(&month);
        if !fits || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let past = year - 1;
        let before: i64 = (1..month).map(|month| days_in(year, month)).sum();
        Some(past * 365 + past / 4 - past / 100 + past / 400 + before + day - 1)
    }

    fn from_days(days: i64) -> Self {
        let (cycle, rest) = (days / 146_097, days % 146_097);
        let century = (rest / 36_524).min(3);
        let rest = rest - century * 36_524;
        let (four, rest) = (rest / 1461, rest % 1461);
        let single = (rest / 365).min(3);
        let year = cycle * 400 + century * 100 + four * 4 + single + 1;
        let mut rest = rest - single * 365;
        let mut month = 1;
        while rest >= days_in(year, month) {
            rest -= days_in(year, month);
            month += 1;
        }
        Self { year, month, day: rest + 1 }
    }
}

/// Whether February has 29 days.
pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Moment {
    /// A moment of these ticks, if .NET has it.
    pub fn of_ticks(ticks: i64, kind: Kind) -> Option<Self> {
        (0..=LAST).contains(&ticks).then_some(Self { ticks, kind })
    }

    /// A moment of a date and a time of day in ticks.
    pub fn of(date: Civil, time: i64, kind: Kind) -> Option<Self> {
        Self::of_ticks(date.days()? * DAY + time, kind)
    }

    /// Its date.
    pub fn date(self) -> Civil {
        Civil::from_days(self.ticks / DAY)
    }

    /// Its time of day.
    pub fn time(self) -> Span {
        Span(self.ticks % DAY)
    }

    /// 0 is Sunday.
    pub fn weekday(self) -> i64 {
        (self.ticks / DAY + 1) % 7
    }

    /// 1 is the first of January.
    pub fn day_of_year(self) -> i64 {
        let first = Civil { day: 1, month: 1, ..self.date() };
        self.ticks / DAY - first.days().unwrap_or(0) + 1
    }

    /// Later by a span.
    pub fn plus(self, span: Span) -> Option<Self> {
        Self::of_ticks(self.ticks.checked_add(span.0)?, self.kind)
    }

    /// Later by months; the day is cut to the length of the month (`DateTime.AddMonths`).
    pub fn plus_months(self, months: i64) -> Option<Self> {
        if months.abs() > 120_000 {
            return None;
        }
        let date = self.date();
        let index = date.year * 12 + date.month - 1 + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
        let day = date.day.min(days_in(year, month));
        Self::of(Civil { year, month, day }, self.time().0, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        for (year, month, day, days) in
            [(1, 1, 1, 0), (1970, 1, 1, 719_162), (2000, 2, 29, 730_178), (9999, 12, 31, 3_652_058)]
        {
            let date = Civil { year, month, day };
            assert_eq!(date.days(), Some(days));
            assert_eq!(Civil::from_days(days), date);
        }
        assert!((0..3_652_059).step_by(97).all(|day| Civil::from_days(day).days() == Some(day)));
        assert_eq!(Civil { year: 2023, month: 2, day: 29 }.days(), None);
    }

    #[test]
    fn months_are_added_within_the_month() {
        let start = Moment::of(Civil { year: 2024, month: 1, day: 31 }, 0, Kind::Utc).unwrap();
        assert_eq!(start.plus_months(1).unwrap().date(), Civil { year: 2024, month: 2, day: 29 });
        assert_eq!(start.plus_months(-2).unwrap().date(), Civil { year: 2023, month: 11, day: 30 });
        assert_eq!(start.weekday(), 3);
    }
}
