//! Members of `[datetime]`.

use super::super::object::Object;
use super::super::object::enums;
use super::scalar::{Answer, int, long, real, whole};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::scalars::moment::{self, Civil, Kind, LAST, UNIX_EPOCH};
use crate::shells::powershell::scalars::span::{DAY, HOUR, MILLISECOND, MINUTE, SECOND};
use crate::shells::powershell::scalars::{Culture, Fault, Moment, Scalar, Span, parse};

const RANGE: &str = "The added or subtracted value results in an un-representable DateTime.";

fn made(at: Moment) -> Object {
    Object::scalar(Scalar::Moment(at))
}

impl Evaluator<'_> {
    pub(super) fn moment_property(&mut self, at: Moment, lower: &str) -> Option<Object> {
        let (date, time) = (at.date(), at.time());
        let core = !self.state.desktop && self.state.at_least(7, 3);
        Some(match lower {
            "year" => int(date.year),
            "month" => int(date.month),
            "day" => int(date.day),
            "hour" => int(time.hours()),
            "minute" => int(time.minutes()),
            "second" => int(time.seconds()),
            "millisecond" => int(time.milliseconds()),
            "microsecond" if core => int(time.below_second() / 10 % 1000),
            "nanosecond" if core => int(time.below_second() % 10 * 100),
            "dayofweek" => enums::object("System.DayOfWeek", at.weekday()),
            "dayofyear" => int(at.day_of_year()),
            "ticks" => long(at.ticks),
            "kind" => enums::object("System.DateTimeKind", at.kind as i64),
            "date" => made(Moment { ticks: at.ticks - time.0, ..at }),
            "timeofday" => Object::scalar(Scalar::Span(time)),
            // types.ps1xml: the long date and the long time of the culture.
            "datetime" => {
                let culture = self.culture();
                let scalar = Scalar::Moment(at);
                match (scalar.format("D", culture), scalar.format("T", culture)) {
                    (Ok(day), Ok(time)) => self.text(format!("{day} {time}")),
                    _ => self.written(&scalar, "D", Culture::Foreign),
                }
            }
            _ => return None,
        })
    }

    pub(super) fn moment_static(&mut self, lower: &str) -> Option<Object> {
        Some(match lower {
            "now" | "utcnow" | "today" => {
                self.open_scalar("System.DateTime", "is the time at which the session runs")
            }
            "minvalue" => made(Moment { ticks: 0, kind: Kind::Unspecified }),
            "maxvalue" => made(Moment { ticks: LAST, kind: Kind::Unspecified }),
            "unixepoch" if !self.state.desktop => {
                made(Moment { ticks: UNIX_EPOCH, kind: Kind::Utc })
            }
            _ => return None,
        })
    }

    pub(super) fn moment_static_call(
        &mut self,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        let number = |at: usize| whole(arguments.get(at));
        Some(match lower {
            "parse" => match self.culture_of(arguments.get(1)) {
                Some(culture) if culture.is_english() => {
                    self.scalar_parse("System.DateTime", arguments)
                }
                _ => Ok(self.unknown("is a date read by the rules of a culture")),
            },
            "parseexact" => self.parse_exact(arguments),
            "daysinmonth" => match (number(0), number(1)) {
                (Some(year @ 1..=9999), Some(month @ 1..=12)) => {
                    Ok(int(moment::days_in(year, month)))
                }
                _ => return None,
            },
            "isleapyear" => match number(0) {
                Some(year @ 1..=9999) => Ok(Object::Bool(moment::is_leap(year))),
                _ => return None,
            },
            "specifykind" => {
                match (arguments.first().and_then(Object::as_scalar), arguments.get(1)) {
                    (Some(Scalar::Moment(at)), Some(kind)) => {
                        let kind = self.plain(kind).and_then(|name| kind_named(&name));
                        kind.map_or_else(
                            || Ok(self.unknown("is a date of a kind that is not known")),
                            |kind| Ok(made(Moment { kind, ..*at })),
                        )
                    }
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    fn parse_exact(&mut self, arguments: &[Object]) -> Answer {
        let text = |at: usize| match arguments.get(at) {
            Some(Object::Text(value)) => value.text().map(|text| text.into_owned()),
            _ => None,
        };
        let culture = self.culture_of(arguments.get(2));
        let (Some(value), Some(format), 3) = (text(0), text(1), arguments.len()) else {
            return Ok(self.unknown("is a date read in a way envsim does not model"));
        };
        let read = parse::exact(&value, &format);
        let named = format.contains("MMM") || format.contains("tt") || format.contains('/');
        match (read, culture) {
            (_, None | Some(Culture::Foreign)) | (Err(Fault::Open), _) => {
                Ok(self.unknown("is a date read by the rules of a culture"))
            }
            (_, Some(culture)) if named && !culture.is_english() => {
                Ok(self.unknown("is a date read by the rules of a culture"))
            }
            (Ok(at), _) => Ok(made(at)),
            (Err(Fault::Bad), _) => {
                let message = format!("String '{value}' was not recognized as a valid DateTime.");
                Err(self.method_error("FormatException", &message))
            }
        }
    }

    pub(super) fn moment_new(&mut self, arguments: &[Object]) -> Answer {
        let kind = match arguments.last() {
            Some(Object::Enum(_) | Object::Text(_)) => arguments
                .last()
                .and_then(|kind| self.plain(kind))
                .and_then(|name| kind_named(&name)),
            _ => None,
        };
        let rest = &arguments[..arguments.len() - usize::from(kind.is_some())];
        let numbers: Option<Vec<i64>> = rest.iter().map(|part| whole(Some(part))).collect();
        let kind = kind.unwrap_or(Kind::Unspecified);
        let date = |year, month, day| Civil { year, month, day };
        let new = match numbers.as_deref() {
            Some([]) => Some(Moment { ticks: 0, kind }),
            Some([ticks]) => Moment::of_ticks(*ticks, kind),
            Some([year, month, day]) => Moment::of(date(*year, *month, *day), 0, kind),
            Some([year, month, day, time @ ..]) if matches!(time.len(), 3 | 4) => {
                let most = [23, 59, 59, 999];
                let fits = time.iter().zip(most).all(|(part, most)| (0..=most).contains(part));
                let units = [HOUR, MINUTE, SECOND, MILLISECOND];
                let ticks =
                    time.iter().zip(units).map(|(part, unit)| part.saturating_mul(unit)).sum();
                fits.then(|| Moment::of(date(*year, *month, *day), ticks, kind)).flatten()
            }
            _ => return Ok(self.unknown("is a date made in a way envsim does not model")),
        };
        new.map(made).ok_or_else(|| {
            let message = "Year, Month, and Day parameters describe an un-representable DateTime.";
            self.method_error("ArgumentOutOfRangeException", message)
        })
    }

    pub(super) fn moment_method(
        &mut self,
        at: Moment,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let units = [
            ("adddays", DAY),
            ("addhours", HOUR),
            ("addminutes", MINUTE),
            ("addseconds", SECOND),
            ("addmilliseconds", MILLISECOND),
            ("addticks", 1),
        ];
        let first = arguments.first();
        if let Some((_, unit)) = units.iter().find(|(method, _)| *method == lower) {
            let Some(number) = real(first) else {
                return Ok(self.open_scalar("System.DateTime", "is moved by what is not known"));
            };
            let desktop = self.state.desktop;
            let exact = whole(first).and_then(|number| number.checked_mul(*unit)).map(Span);
            let span = exact.or_else(|| Span::of_units(number, *unit, desktop));
            return self.moved(span.and_then(|span| at.plus(span)));
        }
        let standard = [
            ("toshortdatestring", "d"),
            ("tolongdatestring", "D"),
            ("toshorttimestring", "t"),
            ("tolongtimestring", "T"),
        ];
        if let Some((_, format)) = standard.iter().find(|(method, _)| *method == lower) {
            let culture = self.culture();
            return Ok(self.written(&Scalar::Moment(at), format, culture));
        }
        match lower {
            "addmonths" | "addyears" => match whole(first) {
                Some(number) => {
                    let months = number.saturating_mul(if lower == "addyears" { 12 } else { 1 });
                    self.moved(at.plus_months(months))
                }
                None => Ok(self.open_scalar("System.DateTime", "is moved by what is not known")),
            },
            "add" | "subtract" => self.moment_sum(at, lower == "add", name, arguments),
            "touniversaltime" if at.kind == Kind::Utc => Ok(made(at)),
            "tolocaltime" if at.kind == Kind::Local => Ok(made(at)),
            "touniversaltime" | "tolocaltime" => {
                Ok(self.open_scalar("System.DateTime", "depends on the machine's time zone"))
            }
            "tofiletime"
            | "tofiletimeutc"
            | "tobinary"
            | "tooadate"
            | "isdaylightsavingtime"
            | "getdatetimeformats" => Ok(self.unknown("depends on the machine's time zone")),
            _ => Err(self.no_method("System.DateTime", name)),
        }
    }

    fn moved(&mut self, at: Option<Moment>) -> Answer {
        at.map(made).ok_or_else(|| self.method_error("ArgumentOutOfRangeException", RANGE))
    }

    fn moment_sum(&mut self, at: Moment, add: bool, name: &str, arguments: &[Object]) -> Answer {
        let [other] = arguments else { return Err(self.no_overload(name, arguments.len())) };
        match other.as_scalar() {
            Some(Scalar::Span(span)) => {
                self.moved(at.plus(if add { *span } else { Span(-span.0.max(-i64::MAX)) }))
            }
            Some(Scalar::Moment(other)) if !add => {
                Ok(Object::scalar(Scalar::Span(Span(at.ticks - other.ticks))))
            }
            _ => Ok(self.unknown("computes with a date in a way envsim does not model")),
        }
    }
}

fn kind_named(name: &str) -> Option<Kind> {
    match name.to_ascii_lowercase().as_str() {
        "unspecified" => Some(Kind::Unspecified),
        "utc" => Some(Kind::Utc),
        "local" => Some(Kind::Local),
        _ => None,
    }
}
