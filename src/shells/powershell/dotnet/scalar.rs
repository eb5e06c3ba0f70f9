//! What dates, spans of time, addresses and identifiers have in common: where a member is looked up, how one is
//! written as text, and what is known of one that is not known.

use super::super::object::convert::unknown_here;
use super::super::object::{IntKind, Object};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::scalars::{Culture, Fault, IDENTITY, Scalar};
use crate::value::{Shape, Unknown, Value};

pub(super) type Answer = Result<Object, Stop>;

/// A stopwatch, which only ever says how long something took.
pub(super) const STOPWATCH: &str = "System.Diagnostics.Stopwatch";

/// An `Int64`.
pub(super) fn long(number: i64) -> Object {
    Object::Integer(IntKind::Int64, i128::from(number))
}

/// An `Int32` of a number that fits.
pub(super) fn int(number: i64) -> Object {
    Object::Integer(IntKind::Int32, i128::from(number))
}

/// A whole number among arguments.
pub(super) fn whole(argument: Option<&Object>) -> Option<i64> {
    match argument.map(Object::base) {
        Some(Object::Integer(_, number)) => i64::try_from(*number).ok(),
        _ => None,
    }
}

/// A number among arguments.
#[expect(clippy::cast_precision_loss, reason = "as the language converts it")]
pub(super) fn real(argument: Option<&Object>) -> Option<f64> {
    match argument.map(Object::base) {
        Some(Object::Integer(_, number)) => Some(*number as f64),
        Some(Object::Double(number)) => Some(*number),
        Some(Object::Single(number)) => Some(f64::from(*number)),
        _ => None,
    }
}

impl Evaluator<'_> {
    /// A property of such a value; `None` where its type has none of that name.
    pub(super) fn scalar_property(&mut self, scalar: &Scalar, lower: &str) -> Option<Object> {
        match scalar {
            Scalar::Moment(at) => self.moment_property(*at, lower),
            Scalar::Span(span) => self.span_property(*span, lower),
            Scalar::Guid(_) if lower == "guid" => {
                Some(self.written(scalar, "", Culture::Invariant))
            }
            Scalar::Guid(_) => None,
            Scalar::Uri(uri) => self.uri_property(&uri.clone(), lower),
            Scalar::Open(name, why) => self.open_property(name, &why.clone(), lower),
        }
    }

    fn open_property(&mut self, name: &str, why: &Unknown, lower: &str) -> Option<Object> {
        const MOMENT: &str = "System.DateTime";
        const SPAN: &str = "System.TimeSpan";
        const OFFSET: &str = "System.DateTimeOffset";
        const ZONE: &str = "System.TimeZoneInfo";
        let open = |name| Object::scalar(Scalar::Open(name, std::rc::Rc::new(why.clone())));
        let shaped = |shape| Object::Text(Value::unknown(why.clone().shaped(shape)));
        let number = || Object::unknown(why.clone().shaped(Shape::Numeric));
        Some(match (name, lower) {
            (MOMENT, "date") => open(MOMENT),
            (MOMENT, "timeofday") => open(SPAN),
            (MOMENT, "datetime") => shaped(Shape::Filled),
            (MOMENT, "year" | "month" | "day" | "dayofyear" | "ticks") => {
                Object::unknown(why.clone().shaped(Shape::Positive))
            }
            (
                MOMENT,
                "hour" | "minute" | "second" | "millisecond" | "microsecond" | "nanosecond",
            ) => Object::unknown(why.clone().shaped(Shape::Number)),
            (MOMENT, "dayofweek" | "kind") => Object::unknown(why.clone().shaped(Shape::Filled)),
            (
                SPAN,
                "days" | "hours" | "minutes" | "seconds" | "milliseconds" | "ticks" | "totaldays"
                | "totalhours" | "totalminutes" | "totalseconds" | "totalmilliseconds"
                | "microseconds" | "nanoseconds" | "totalmicroseconds" | "totalnanoseconds",
            ) => number(),
            ("System.Guid", "guid") => shaped(Shape::Filled),
            ("System.Uri", _) => Object::unknown(why.clone()),
            (IDENTITY, "issystem" | "isanonymous" | "isguest")
                if self.state.is_plain_terminal()
                    && !self.state.facts.user.name.eq_ignore_ascii_case("SYSTEM") =>
            {
                Object::Bool(false)
            }
            (name, _) if name.starts_with("System.Security.") => Object::unknown(why.clone()),
            (OFFSET, "datetime" | "localdatetime" | "utcdatetime" | "date") => open(MOMENT),
            (OFFSET, "offset" | "timeofday") | (ZONE, "baseutcoffset") => open(SPAN),
            (OFFSET, "year" | "month" | "day" | "dayofyear" | "ticks" | "utcticks") => {
                Object::unknown(why.clone().shaped(Shape::Positive))
            }
            (OFFSET, "hour" | "minute" | "second" | "millisecond") => {
                Object::unknown(why.clone().shaped(Shape::Number))
            }
            (ZONE, "id" | "displayname" | "standardname" | "daylightname") => shaped(Shape::Filled),
            (STOPWATCH, "elapsed") => open(SPAN),
            (STOPWATCH, "elapsedmilliseconds" | "elapsedticks") => {
                Object::unknown(why.clone().shaped(Shape::Number))
            }
            (STOPWATCH, "isrunning") => Object::unknown(why.clone().shaped(Shape::Filled)),
            // Of these types not every member is listed.
            (OFFSET | ZONE, _) => Object::unknown(why.clone()),
            _ => return None,
        })
    }

    /// One of a type of which nothing more is known.
    pub(super) fn open_scalar(&mut self, name: &'static str, reason: &str) -> Object {
        // No gap of the model: such a value is different each time.
        let why = unknown_here(reason, &self.at);
        Object::scalar(Scalar::Open(name, why))
    }

    /// As text under a format; what is not known is known not to be empty.
    pub(super) fn written(&mut self, scalar: &Scalar, format: &str, culture: Culture) -> Object {
        match scalar.format(format, culture) {
            Ok(text) => self.text(text),
            Err(_) => {
                let why = match scalar {
                    Scalar::Open(_, why) => why.clone(),
                    _ => self.why(
                        "is written by the rules of a culture or a time zone that are not known",
                    ),
                };
                Object::Text(Value::unknown((*why).clone().shaped(Shape::Filled)))
            }
        }
    }

    /// The culture that an argument names; the session's where there is none. `None` for one that is not known.
    pub(super) fn culture_of(&self, argument: Option<&Object>) -> Option<Culture> {
        match argument {
            None | Some(Object::Null | Object::Nothing) => Some(self.culture()),
            Some(Object::Record(record)) => match &record.payload {
                super::super::object::Payload::Intrinsic("InvariantCulture") => {
                    Some(Culture::Invariant)
                }
                _ => None,
            },
            Some(_) => None,
        }
    }

    /// `ToString()`, `ToString(format)`, `ToString(provider)`, `ToString(format, provider)`.
    fn scalar_text(&mut self, scalar: &Scalar, arguments: &[Object]) -> Answer {
        let (format, provider) = match arguments {
            [] => (Some(String::new()), None),
            [Object::Text(format)] => (format.text().map(|text| text.into_owned()), None),
            [Object::Text(format), provider] => {
                (format.text().map(|text| text.into_owned()), Some(provider))
            }
            [provider] => (Some(String::new()), Some(provider)),
            _ => return Err(self.no_overload("ToString", arguments.len())),
        };
        let (Some(format), Some(culture)) = (format, self.culture_of(provider)) else {
            return Ok(self.unknown("is written in a format that is not known"));
        };
        if scalar.format(&format, culture) == Err(Fault::Bad) {
            let message = "Input string was not in a correct format.";
            return Err(self.method_error("FormatException", message));
        }
        Ok(self.written(scalar, &format, culture))
    }

    /// Calls a method of such a value.
    pub(super) fn scalar_instance_call(
        &mut self,
        object: &Object,
        scalar: &Scalar,
        lower: &str,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        match lower {
            "tostring" => return self.scalar_text(scalar, arguments),
            "equals" | "compareto" | "gethashcode" | "gettypecode" => {
                return self.scalar_method(object, lower, name, arguments);
            }
            _ => {}
        }
        match scalar {
            Scalar::Moment(at) => self.moment_method(*at, lower, name, arguments),
            Scalar::Span(span) => self.span_method(*span, lower, name, arguments),
            Scalar::Uri(uri) => self.uri_method(&uri.clone(), lower, name, arguments),
            Scalar::Guid(_) if lower == "tobytearray" => {
                Ok(self.unknown("is the bytes of an identifier"))
            }
            Scalar::Guid(_) => Err(self.no_method("System.Guid", name)),
            Scalar::Open(type_name, why) => {
                let made = opened(type_name, lower);
                Ok(match made {
                    Some("") => Object::Nothing,
                    Some(made) => Object::scalar(Scalar::Open(made, why.clone())),
                    None => Object::Text(Value::unknown((**why).clone())),
                })
            }
        }
    }

    /// Reads a static property of these types.
    pub(super) fn scalar_static(&mut self, full: &str, lower: &str) -> Option<Object> {
        match full {
            "System.DateTime" => self.moment_static(lower),
            "System.TimeSpan" => self.span_static(lower),
            "System.Guid" if lower == "empty" => Some(Object::scalar(Scalar::Guid(
                crate::shells::powershell::scalars::Guid::empty(),
            ))),
            "System.Uri" => self.uri_static(lower),
            "System.DateTimeOffset" if matches!(lower, "now" | "utcnow") => Some(
                self.open_scalar("System.DateTimeOffset", "is the time at which the session runs"),
            ),
            "System.TimeZoneInfo" if matches!(lower, "local" | "utc") => {
                Some(self.open_scalar("System.TimeZoneInfo", "is a time zone of the machine"))
            }
            _ => None,
        }
    }

    /// Calls a static method of these types; `None` where the call is for somebody else.
    pub(super) fn scalar_static_call(
        &mut self,
        full: &str,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        if lower == "tryparse" || lower == "tryparseexact" || lower == "trycreate" {
            return self.scalar_try(full, lower, arguments);
        }
        match full {
            "System.DateTime" => self.moment_static_call(lower, arguments),
            "System.TimeSpan" => self.span_static_call(lower, arguments),
            "System.Guid" => match lower {
                "newguid" | "createversion7" => Some(Ok(
                    self.open_scalar("System.Guid", "is an identifier that is new each time")
                )),
                "parse" => Some(self.scalar_parse("System.Guid", arguments)),
                _ => None,
            },
            "System.Uri" => self.uri_static_call(lower, arguments),
            STOPWATCH if lower == "startnew" => Some(Ok(self.stopwatch())),
            _ => self.principal_call(full, lower),
        }
    }

    pub(super) fn stopwatch(&mut self) -> Object {
        self.open_scalar(STOPWATCH, "is how long something took")
    }

    /// A constructor of these types; `None` where the call is for somebody else.
    pub(super) fn scalar_new(&mut self, full: &str, arguments: &[Object]) -> Option<Answer> {
        match full {
            "System.DateTime" => Some(self.moment_new(arguments)),
            "System.TimeSpan" => Some(self.span_new(arguments)),
            "System.Guid" => Some(match arguments {
                [] => {
                    let empty = crate::shells::powershell::scalars::Guid::empty();
                    Ok(Object::scalar(Scalar::Guid(empty)))
                }
                _ => self.scalar_parse("System.Guid", arguments),
            }),
            "System.Uri" => Some(self.uri_new(arguments)),
            STOPWATCH => Some(Ok(self.stopwatch())),
            _ => self.principal_new(full, arguments),
        }
    }

    /// `Parse`: as a cast does, with the error of a method.
    pub(super) fn scalar_parse(&mut self, full: &'static str, arguments: &[Object]) -> Answer {
        let target = super::super::object::TypeName::of(full);
        let Some(first @ Object::Text(text)) = arguments.first() else {
            return Ok(self.unknown("is read from what is no text"));
        };
        let empty = crate::value::Value::empty();
        match super::super::object::cast::cast(first, &target, &empty, &self.at) {
            Ok(made) => Ok(made),
            Err(super::super::object::convert::Refused::Unknown(why)) => Ok(Object::Unknown(why)),
            Err(super::super::object::convert::Refused::Error(_)) => {
                let text = text.text().unwrap_or_default().into_owned();
                let message = format!("String '{text}' was not recognized as a valid value.");
                Err(self.method_error("FormatException", &message))
            }
        }
    }

    /// `TryParse` and its like: whether it worked, and what it made of it by reference.
    fn scalar_try(&mut self, full: &str, lower: &str, arguments: &[Object]) -> Option<Answer> {
        use super::super::object::convert::Refused;
        let full = *crate::shells::powershell::scalars::TYPES.iter().find(|one| **one == full)?;
        let (text, reference) = (arguments.first()?, arguments.last()?);
        let usual = match full {
            "System.DateTime" => Object::scalar(Scalar::Moment(
                crate::shells::powershell::scalars::Moment::of_ticks(
                    0,
                    crate::shells::powershell::scalars::moment::Kind::Unspecified,
                )?,
            )),
            "System.TimeSpan" => {
                Object::scalar(Scalar::Span(crate::shells::powershell::scalars::Span(0)))
            }
            "System.Guid" => {
                Object::scalar(Scalar::Guid(crate::shells::powershell::scalars::Guid::empty()))
            }
            _ => Object::Null,
        };
        let exact = lower != "tryparse" || arguments.len() != 2;
        let target = super::super::object::TypeName::of(full);
        let made = match exact {
            true => Err(Refused::Unknown(self.why("is read in a way that envsim does not model"))),
            false => super::super::object::cast::cast(text, &target, &Value::empty(), &self.at),
        };
        let (answer, value) = match made {
            Ok(value) => (Object::Bool(true), value),
            Err(Refused::Error(_)) => (Object::Bool(false), usual),
            Err(Refused::Unknown(why)) => {
                (Object::Unknown(why.clone()), Object::scalar(Scalar::Open(full, why)))
            }
        };
        Some(self.give_back(reference, value).map(|()| answer))
    }
}

/// What a method of something unknown gives: a type, nothing at all (`""`), or `None` for a text or a number.
fn opened(type_name: &str, lower: &str) -> Option<&'static str> {
    match (type_name, lower) {
        (STOPWATCH, "start" | "stop" | "reset" | "restart") => Some(""),
        ("System.DateTime", name) if name.starts_with("add") => Some("System.DateTime"),
        ("System.DateTime", "touniversaltime" | "tolocaltime") => Some("System.DateTime"),
        ("System.DateTimeOffset", name) if name.starts_with("add") => Some("System.DateTimeOffset"),
        ("System.DateTimeOffset", "touniversaltime" | "tolocaltime" | "tooffset") => {
            Some("System.DateTimeOffset")
        }
        ("System.TimeSpan", "add" | "subtract" | "negate" | "duration") => Some("System.TimeSpan"),
        _ => None,
    }
}
