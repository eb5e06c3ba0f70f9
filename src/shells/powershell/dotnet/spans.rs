//! Members of `[timespan]`.

use super::super::object::Object;
use super::scalar::{Answer, int, long, real, whole};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::scalars::span::{DAY, HOUR, MILLISECOND, MINUTE, SECOND};
use crate::shells::powershell::scalars::{Scalar, Span};

/// Units by the names that `TotalDays`, `FromDays` and `TicksPerDay` share.
static UNITS: [(&str, &str, i64); 5] = [
    ("days", "day", DAY),
    ("hours", "hour", HOUR),
    ("minutes", "minute", MINUTE),
    ("seconds", "second", SECOND),
    ("milliseconds", "millisecond", MILLISECOND),
];

fn made(span: Span) -> Object {
    Object::scalar(Scalar::Span(span))
}

fn unit(plural: &str) -> Option<i64> {
    UNITS.iter().find(|row| row.0 == plural).map(|row| row.2)
}

impl Evaluator<'_> {
    pub(super) fn span_property(&mut self, span: Span, lower: &str) -> Option<Object> {
        let core = !self.state.desktop && self.state.at_least(7, 3);
        if let Some(unit) = lower.strip_prefix("total").and_then(unit) {
            return Some(Object::Double(span.total(unit, self.state.desktop)));
        }
        Some(match lower {
            "days" => int(span.days()),
            "hours" => int(span.hours()),
            "minutes" => int(span.minutes()),
            "seconds" => int(span.seconds()),
            "milliseconds" => int(span.milliseconds()),
            "microseconds" if core => int(span.0 / 10 % 1000),
            "nanoseconds" if core => int(span.0 % 10 * 100),
            "totalmicroseconds" if core => Object::Double(span.total(10, false)),
            "totalnanoseconds" if core => self.unknown("is a number of nanoseconds"),
            "ticks" => long(span.0),
            _ => return None,
        })
    }

    pub(super) fn span_static(&mut self, lower: &str) -> Option<Object> {
        if let Some(one) = lower.strip_prefix("ticksper") {
            let row = UNITS.iter().find(|row| row.1 == one);
            return match (row, one) {
                (Some(row), _) => Some(long(row.2)),
                (None, "microsecond") if !self.state.desktop => Some(long(10)),
                _ => None,
            };
        }
        Some(match lower {
            "zero" => made(Span(0)),
            "minvalue" => made(Span(i64::MIN)),
            "maxvalue" => made(Span(i64::MAX)),
            "nanosecondspertick" if !self.state.desktop => long(100),
            _ => return None,
        })
    }

    pub(super) fn span_static_call(&mut self, lower: &str, arguments: &[Object]) -> Option<Answer> {
        if lower == "parse" {
            return Some(self.scalar_parse("System.TimeSpan", arguments));
        }
        let [first] = arguments else { return None };
        if lower == "fromticks" {
            return whole(Some(first)).map(|ticks| Ok(made(Span(ticks))));
        }
        let unit = unit(lower.strip_prefix("from")?)?;
        let number = real(Some(first))?;
        let exact = whole(Some(first)).and_then(|number| number.checked_mul(unit)).map(Span);
        let span = exact.or_else(|| Span::of_units(number, unit, self.state.desktop));
        Some(span.map(made).ok_or_else(|| {
            self.method_error(
                "OverflowException",
                "TimeSpan overflowed because the duration is too long.",
            )
        }))
    }

    pub(super) fn span_new(&mut self, arguments: &[Object]) -> Answer {
        let parts: Option<Vec<i64>> = arguments.iter().map(|part| whole(Some(part))).collect();
        let span = match parts.as_deref() {
            Some([]) => Some(Span(0)),
            Some([ticks]) => Some(Span(*ticks)),
            Some([h, m, s]) => Span::of([0, *h, *m, *s, 0]),
            Some([d, h, m, s]) => Span::of([*d, *h, *m, *s, 0]),
            Some([d, h, m, s, ms]) => Span::of([*d, *h, *m, *s, *ms]),
            _ => return Ok(self.unknown("is a span of time made in a way envsim does not model")),
        };
        span.map(made).ok_or_else(|| {
            self.method_error(
                "ArgumentOutOfRangeException",
                "TimeSpan overflowed because the duration is too long.",
            )
        })
    }

    pub(super) fn span_method(
        &mut self,
        span: Span,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let other = match arguments.first().and_then(Object::as_scalar) {
            Some(Scalar::Span(other)) => Some(*other),
            _ => None,
        };
        let result = match (lower, other) {
            ("add", Some(other)) => span.0.checked_add(other.0),
            ("subtract", Some(other)) => span.0.checked_sub(other.0),
            ("negate", _) => span.0.checked_neg(),
            ("duration", _) => span.0.checked_abs(),
            ("add" | "subtract" | "multiply" | "divide", _) => {
                return Ok(self.unknown("computes with a span in a way envsim does not model"));
            }
            _ => return Err(self.no_method("System.TimeSpan", name)),
        };
        result.map(|ticks| made(Span(ticks))).ok_or_else(|| {
            self.method_error(
                "OverflowException",
                "TimeSpan overflowed because the duration is too long.",
            )
        })
    }
}
