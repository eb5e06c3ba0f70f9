//! `Get-Date`, `New-TimeSpan`, `New-Guid`, `Measure-Command` (GetDateCommand.cs, NewTimeSpanCommand.cs, MeasureCommand.cs).

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::convert::unknown_here;
use crate::shells::powershell::object::enums;
use crate::shells::powershell::object::{Object, Payload, Record, TypeName};
use crate::shells::powershell::scalars::moment::{Kind, Moment};
use crate::shells::powershell::scalars::span::{DAY, HOUR, MILLISECOND, MINUTE, SECOND, Span};
use crate::shells::powershell::scalars::{Fault, Scalar};
use crate::value::{Shape, Value};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Date",
        class: "GetDateCommand",
        parameters: "Date,LastWriteTime@0<. Year Month Day Hour Minute Second Millisecond DisplayHint% UFormat Format AsUTC?>7.0 UnixTimeSeconds,UnixTime>7.0",
        run: Run::Each(date),
    },
    Cmdlet {
        name: "New-TimeSpan",
        class: "NewTimeSpanCommand",
        parameters: "Start,LastWriteTime@0<. End@1. Days Hours Minutes Seconds Milliseconds>7.2",
        run: Run::Each(span),
    },
    Cmdlet {
        name: "New-Guid",
        class: "NewGuidCommand",
        parameters: "Empty?>7.2 InputObject@0<>7.2",
        run: Run::Each(guid),
    },
    Cmdlet {
        name: "Measure-Command",
        class: "MeasureCommandCommand",
        parameters: "Expression@0! InputObject<",
        run: Run::Each(measure),
    },
];

const MOMENT: &str = "System.DateTime";
const REFUSED: &str = "CannotConvertArgumentNoMessage";

fn now(evaluator: &Evaluator<'_>) -> Scalar {
    Scalar::Open(MOMENT, unknown_here("is the time at which the session runs", &evaluator.at))
}

/// A parameter's value as a date.
fn moment_of(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    name: &str,
) -> Result<Option<Scalar>, Stop> {
    let Some(value) = bound.get(name).cloned() else { return Ok(None) };
    let made = evaluator.convert_as(&value, &TypeName::of(MOMENT), REFUSED)?;
    Ok(Some(match made.as_scalar() {
        Some(scalar) => scalar.clone(),
        None => Scalar::Open(MOMENT, evaluator.reason_of(&made)),
    }))
}

/// The parts that are set one by one; `None` where one of them is not known.
fn with_parts(bound: &Bound, start: Moment) -> Option<Moment> {
    let part = |name: &str| match bound.has(name) {
        true => bound.number(name).map(Some),
        false => Some(None),
    };
    let mut at = start;
    if let Some(year) = part("Year")? {
        at = at.plus_months(12 * (year - at.date().year))?;
    }
    if let Some(month) = part("Month")? {
        at = at.plus_months(month - at.date().month)?;
    }
    let time = |at: Moment| at.time();
    for (name, unit) in [
        ("Day", DAY),
        ("Hour", HOUR),
        ("Minute", MINUTE),
        ("Second", SECOND),
        ("Millisecond", MILLISECOND),
    ] {
        let Some(wanted) = part(name)? else { continue };
        let has = match name {
            "Day" => at.date().day,
            "Hour" => time(at).hours(),
            "Minute" => time(at).minutes(),
            "Second" => time(at).seconds(),
            _ => time(at).milliseconds(),
        };
        at = at.plus(Span((wanted - has).checked_mul(unit)?))?;
        if name == "Millisecond" {
            at.ticks -= at.ticks % MILLISECOND;
        }
    }
    Some(at)
}

const PARTS: [&str; 7] = ["Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond"];

fn chosen(evaluator: &mut Evaluator<'_>, bound: &Bound) -> Result<Scalar, Stop> {
    let given = moment_of(evaluator, bound, "Date")?;
    let local = bound.has("UnixTimeSeconds") || bound.switch("AsUTC");
    let all = PARTS.iter().all(|part| bound.has(part));
    let start = match given {
        Some(Scalar::Moment(at)) if !local => Some(at),
        // The year that is left out cannot matter where every part is given.
        None if all && !local => Moment::of_ticks(0, Kind::Local),
        Some(open @ Scalar::Open(..)) => return Ok(open),
        _ => None,
    };
    let Some(start) = start else { return Ok(now(evaluator)) };
    Ok(match with_parts(bound, start) {
        Some(at) => Scalar::Moment(at),
        None => now(evaluator),
    })
}

fn date(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let at = chosen(evaluator, bound)?;
    if bound.has("UFormat") {
        let text = unix_format(evaluator, bound, &at);
        return out.write(evaluator, text);
    }
    if bound.has("Format") {
        let text = formatted(evaluator, bound, &at)?;
        return out.write(evaluator, text);
    }
    let hint = enums::object("Microsoft.PowerShell.Commands.DisplayHintType", 2);
    let hint =
        if bound.has("DisplayHint") { evaluator.unknown("is how a date is shown") } else { hint };
    let record = Record::new(MOMENT).with_payload(Payload::Scalar(at)).with("DisplayHint", hint);
    out.write(evaluator, record.into_object())
}

fn formatted(evaluator: &mut Evaluator<'_>, bound: &Bound, at: &Scalar) -> Result<Object, Stop> {
    let Some(format) = bound.text(evaluator, "Format") else {
        return Ok(evaluator.unknown("is a date in a format that is not known"));
    };
    let format = match format.to_ascii_lowercase().as_str() {
        "filedate" => "yyyyMMdd".to_owned(),
        "filedatetime" => "yyyyMMddTHHmmssffff".to_owned(),
        "filedateuniversal" | "filedatetimeuniversal" => {
            return Ok(open_text(evaluator, at, Shape::Filled));
        }
        _ => format,
    };
    let culture = evaluator.culture();
    match at.format(&format, culture) {
        Ok(text) => Ok(evaluator.text(text)),
        Err(Fault::Bad) => {
            let message = "Input string was not in a correct format.";
            Err(evaluator.fail("System.FormatException", "System.FormatException", message))
        }
        Err(Fault::Open) => {
            // A year of four digits comes first, and digits are all there is: a number above zero.
            let number = format.starts_with("yyyy")
                && format.bytes().all(|letter| b"yMdHmsf".contains(&letter))
                && !format.contains("MMM")
                && !format.contains("ddd");
            Ok(open_text(evaluator, at, if number { Shape::Positive } else { Shape::Filled }))
        }
    }
}

fn open_text(evaluator: &Evaluator<'_>, at: &Scalar, shape: Shape) -> Object {
    let why = match at {
        Scalar::Open(_, why) => why.clone(),
        _ => {
            evaluator.why("is written by the rules of a culture or a time zone that are not known")
        }
    };
    Object::Text(Value::unknown((*why).clone().shaped(shape)))
}

/// `-UFormat`, as far as it is made of digits.
fn unix_format(evaluator: &mut Evaluator<'_>, bound: &Bound, at: &Scalar) -> Object {
    let Some(format) = bound.text(evaluator, "UFormat") else {
        return evaluator.unknown("is a date in a format that is not known");
    };
    let mut net = String::new();
    let mut letters = format.strip_prefix('+').unwrap_or(&format).chars();
    while let Some(letter) = letters.next() {
        let part = match (letter, letter == '%') {
            (_, false) => Some(format!("'{letter}'")).filter(|_| letter != '\''),
            _ => match letters.next() {
                Some('Y') => Some("yyyy".to_owned()),
                Some('m') => Some("MM".to_owned()),
                Some('d') => Some("dd".to_owned()),
                Some('H') => Some("HH".to_owned()),
                Some('M') => Some("mm".to_owned()),
                Some('S') => Some("ss".to_owned()),
                Some('y') => Some("yy".to_owned()),
                _ => None,
            },
        };
        let Some(part) = part else { return open_text(evaluator, at, Shape::Any) };
        net.push_str(&part);
    }
    let culture = evaluator.culture();
    match at.format(&net, culture) {
        Ok(text) if net.len() > 1 => evaluator.text(text),
        _ => open_text(evaluator, at, Shape::Filled),
    }
}

fn span(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let names = ["Days", "Hours", "Minutes", "Seconds", "Milliseconds"];
    let made = if names.iter().any(|name| bound.has(name)) {
        let parts = names.map(|name| if bound.has(name) { bound.number(name) } else { Some(0) });
        let parts: Option<Vec<i64>> = parts.into_iter().collect();
        let parts = parts.and_then(|parts| <[i64; 5]>::try_from(parts).ok());
        parts.and_then(Span::of).map(Scalar::Span)
    } else {
        let start = moment_of(evaluator, bound, "Start")?;
        let end = moment_of(evaluator, bound, "End")?;
        match (start, end) {
            (Some(Scalar::Moment(start)), Some(Scalar::Moment(end))) => {
                Some(Scalar::Span(Span(end.ticks - start.ticks)))
            }
            _ => None,
        }
    };
    let made = made.unwrap_or_else(|| {
        Scalar::Open(
            "System.TimeSpan",
            unknown_here("is how long ago something was", &evaluator.at),
        )
    });
    out.write(evaluator, Object::scalar(made))
}

fn guid(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let made = if bound.switch("Empty") {
        Object::scalar(Scalar::Guid(crate::shells::powershell::scalars::Guid::empty()))
    } else if let Some(text) = bound.get("InputObject").cloned() {
        evaluator.convert_as(&text, &TypeName::of("System.Guid"), "StringNotRecognizedAsGuid")?
    } else {
        let why = unknown_here("is an identifier that is new each time", &evaluator.at);
        Object::scalar(Scalar::Open("System.Guid", why))
    };
    out.write(evaluator, made)
}

/// The block runs where the cmdlet stands, and what it writes is thrown away.
fn measure(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    match bound.get("Expression").cloned() {
        Some(Object::Block(block)) => {
            let item = bound.get("InputObject").cloned().unwrap_or(Object::Null);
            evaluator.value_here(&block, item)?;
        }
        _ => evaluator.incomplete("measures what is no script block"),
    }
    let why = unknown_here("is how long something took", &evaluator.at);
    out.write(evaluator, Object::scalar(Scalar::Open("System.TimeSpan", why)))
}
