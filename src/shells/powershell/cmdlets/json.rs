//! `ConvertFrom-Json`, `ConvertTo-Json` (ConvertFromJsonCommand.cs, JsonObject.cs of 7.6).

use std::rc::Rc;

use serde_json::Value as Json;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::config;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::number::shortest;
use crate::shells::powershell::object::{IntKind, Object, Record, Table, TableKind};
use crate::shells::powershell::scalars::moment::{Kind, Moment};
use crate::shells::powershell::scalars::{Culture, Scalar, parse};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "ConvertFrom-Json",
        class: "ConvertFromJsonCommand",
        parameters: "InputObject@0<! AsHashtable?>6.0 Depth>6.2 NoEnumerate?>7.0 DateKind#>7.5",
        run: Run::All(read),
    },
    Cmdlet {
        name: "ConvertTo-Json",
        class: "ConvertToJsonCommand",
        parameters: "InputObject@0< Depth Compress? EnumsAsStrings?#>6.0 AsArray?>7.0 EscapeHandling#>6.2",
        run: Run::All(write),
    },
];

/// Lines that are each a whole document are read one by one, otherwise all are one text.
fn read(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    let mut lines = Vec::new();
    for item in &input {
        match evaluator.text_of(item).text() {
            Some(text) => lines.push(text.into_owned()),
            None => {
                let why = evaluator.reason_of(item);
                return out.write(evaluator, Object::Unknown(why));
            }
        }
    }
    let alone = lines.len() > 1 && lines.first().is_some_and(|line| parse(line).is_some());
    let texts = if alone { lines } else { vec![lines.join("\n")] };
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        let Some(json) = parse(text) else {
            let message = "Conversion from JSON failed: the text is not valid JSON.";
            return Err(evaluator.fail(
                "System.ArgumentException",
                "System.ArgumentException",
                message,
            ));
        };
        let tables = bound.switch("AsHashtable");
        let object = value(evaluator, &json, tables);
        let whole = evaluator.state.desktop || bound.switch("NoEnumerate");
        match object.enumerate() {
            Some(items) if !whole => {
                items.into_iter().try_for_each(|item| out.write(evaluator, item))?;
            }
            _ => out.write(evaluator, object)?,
        }
    }
    Ok(())
}

fn parse(text: &str) -> Option<Json> {
    config::parse(text).filter(|_| !text.trim().is_empty())
}

fn value(evaluator: &mut Evaluator<'_>, json: &Json, tables: bool) -> Object {
    match json {
        Json::Null => Object::Null,
        Json::Bool(value) => Object::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) if evaluator.state.desktop && i32::try_from(number).is_ok() => {
                Object::Integer(IntKind::Int32, i128::from(number))
            }
            (Some(number), _) => Object::Integer(IntKind::Int64, i128::from(number)),
            (None, Some(number)) if number.is_finite() => Object::Double(number),
            _ => evaluator.unknown("is a number larger than envsim models"),
        },
        Json::String(text) if is_date(text) && !evaluator.state.desktop => dated(evaluator, text),
        Json::String(text) => evaluator.text(text.as_str()),
        Json::Array(items) => {
            Object::array(items.iter().map(|item| value(evaluator, item, tables)).collect())
        }
        Json::Object(members) if tables => {
            let table = Table::new(table_kind(evaluator));
            for (name, member) in members {
                let key = evaluator.text(name.as_str());
                let member = value(evaluator, member, tables);
                if let Some(folded) = table.key(&key) {
                    table.set(folded, key, member);
                }
            }
            Object::Table(Rc::new(table))
        }
        Json::Object(members) => {
            let record = Record::custom();
            for (name, member) in members {
                let member = value(evaluator, member, tables);
                record.set(name, member);
            }
            record.into_object()
        }
    }
}

/// Names that differ in their case only are what `-AsHashtable` is for (about its example 6).
fn table_kind(evaluator: &Evaluator<'_>) -> TableKind {
    match evaluator.state.at_least(7, 3) {
        true => TableKind::OrderedHashtable,
        false => TableKind::ExactHashtable,
    }
}

/// The date of such a text; one of another time zone becomes one of the machine's own.
fn dated(evaluator: &Evaluator<'_>, text: &str) -> Object {
    let (plain, kind) = match text.strip_suffix('Z') {
        Some(plain) => (plain, Kind::Utc),
        None => (text, Kind::Unspecified),
    };
    match parse::moment(plain) {
        Ok(at) => Object::scalar(Scalar::Moment(Moment { kind, ..at })),
        Err(_) => {
            let why = evaluator.why("is a date made of a JSON text");
            Object::scalar(Scalar::Open("System.DateTime", why))
        }
    }
}

/// A date, an identifier or an address as Json.NET writes it; `None` for what it takes apart.
fn scalar_text(evaluator: &Evaluator<'_>, object: &Object) -> Option<String> {
    let Object::Record(record) = object.base() else { return None };
    let plain = record.properties().is_empty() && !evaluator.state.desktop;
    match record.scalar().filter(|_| plain)? {
        scalar @ Scalar::Moment(_) => {
            scalar.format("yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFFFFFFK", Culture::Invariant).ok()
        }
        scalar @ Scalar::Guid(_) => scalar.text().ok(),
        Scalar::Uri(uri) => Some(uri.original.clone()),
        Scalar::Span(_) | Scalar::Open(..) => None,
    }
}

/// A number as Json.NET writes it: as short as it can be read back, with a point or an exponent
/// (`JsonConvert.EnsureDecimalPlace`); what is no number is quoted.
fn real(value: f64, text: &mut String) {
    let written = shortest(value);
    if !value.is_finite() {
        text.push_str(&format!("\"{written}\""));
        return;
    }
    text.push_str(&written);
    if !written.contains(['.', 'E', 'e']) {
        text.push_str(".0");
    }
}

/// A text that Json.NET reads as a date: `2024-03-05T10:00:00…`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    text.starts_with("/Date(")
        || bytes.len() >= 19
            && [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].into_iter().all(digit)
            && (bytes[4], bytes[7], bytes[10], bytes[13], bytes[16])
                == (b'-', b'-', b'T', b':', b':')
}

struct Writer {
    depth: i64,
    compress: bool,
    newline: &'static str,
}

fn write(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let piped = !input.is_empty();
    if !piped {
        input.extend(bound.get("InputObject").cloned());
    }
    let windows = evaluator.state.platform().is_windows();
    let writer = Writer {
        depth: bound.number("Depth").unwrap_or(2),
        compress: bound.switch("Compress"),
        newline: if windows { "\r\n" } else { "\n" },
    };
    let whole = match input.as_slice() {
        [one] if !bound.switch("AsArray") => one.clone(),
        _ => Object::array(input),
    };
    let mut text = String::new();
    let known = !(evaluator.state.desktop && !writer.compress && holds_members(&whole))
        && writer.put(evaluator, &whole, 0, &mut text).is_some();
    let object = if known {
        evaluator.text(text)
    } else {
        evaluator.unknown("is JSON of something envsim does not model")
    };
    out.write(evaluator, object)
}

/// 5.1 indents in a way of its own.
fn holds_members(object: &Object) -> bool {
    matches!(object.base(), Object::Table(_) | Object::Record(_)) || object.enumerate().is_some()
}

impl Writer {
    /// Appends an object; `None` where its text is not known.
    fn put(
        &self,
        evaluator: &mut Evaluator<'_>,
        object: &Object,
        level: i64,
        text: &mut String,
    ) -> Option<()> {
        // One list may stand in many places, and each of them is written.
        evaluator.charge(4);
        evaluator.step().ok()?;
        if object.as_scalar().is_some() {
            let known = scalar_text(evaluator, object)?;
            quote(evaluator, &known, text);
            return Some(());
        }
        if object.enumerate().is_some()
            || matches!(object.base(), Object::Table(_) | Object::Record(_))
        {
            if level > self.depth {
                let flat = evaluator.text_of(object).text()?.into_owned();
                quote(evaluator, &flat, text);
                return Some(());
            }
        }
        if let Some(items) = object.enumerate() {
            return self.list(evaluator, &items, level, text);
        }
        match object.base() {
            Object::Null | Object::Nothing => text.push_str("null"),
            Object::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Object::Integer(..) => text.push_str(&evaluator.plain(object)?),
            Object::Double(value) if !evaluator.state.desktop => real(*value, text),
            Object::Enum(value) => text.push_str(&value.number.to_string()),
            Object::Text(value) => {
                let known = value.text()?.into_owned();
                quote(evaluator, &known, text);
            }
            Object::Char(letter) => quote(evaluator, &letter.to_string(), text),
            Object::Table(table) => {
                if table.is_unordered() {
                    return None;
                }
                let members: Option<Vec<(String, Object)>> = table
                    .entries()
                    .into_iter()
                    .map(|(key, value)| Some((evaluator.plain(&key)?, value)))
                    .collect();
                self.members(evaluator, &members?, level, text)?;
            }
            Object::Record(record) if record.is_custom() => {
                let members: Vec<(String, Object)> = record
                    .properties()
                    .into_iter()
                    .map(|property| (property.name, property.value))
                    .collect();
                self.members(evaluator, &members, level, text)?;
            }
            _ => return None,
        }
        Some(())
    }

    fn line(&self, level: i64, text: &mut String) {
        if !self.compress {
            text.push_str(self.newline);
            text.push_str(&"  ".repeat(usize::try_from(level).unwrap_or(0)));
        }
    }

    fn list(
        &self,
        evaluator: &mut Evaluator<'_>,
        items: &[Object],
        level: i64,
        text: &mut String,
    ) -> Option<()> {
        text.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            self.line(level + 1, text);
            self.put(evaluator, item, level + 1, text)?;
        }
        if !items.is_empty() {
            self.line(level, text);
        }
        text.push(']');
        Some(())
    }

    fn members(
        &self,
        evaluator: &mut Evaluator<'_>,
        members: &[(String, Object)],
        level: i64,
        text: &mut String,
    ) -> Option<()> {
        text.push('{');
        for (index, (name, member)) in members.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            self.line(level + 1, text);
            quote(evaluator, name, text);
            text.push_str(if self.compress { ":" } else { ": " });
            self.put(evaluator, member, level + 1, text)?;
        }
        if !members.is_empty() {
            self.line(level, text);
        }
        text.push('}');
        Some(())
    }
}

/// A JSON text; 5.1 also escapes what HTML would misread.
fn quote(evaluator: &Evaluator<'_>, plain: &str, text: &mut String) {
    text.push('"');
    for letter in plain.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\'' if evaluator.state.desktop => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter if letter < ' ' || matches!(letter, '\u{85}' | '\u{2028}' | '\u{2029}') => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
}
