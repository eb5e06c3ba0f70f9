//! Records, fields and the functions that awk has by itself.

use std::rc::Rc;

use super::super::printf::{Part, parts};
use super::parser::Expression;
use super::run::{Does, Leaves, Machine, no};
use super::value::Value;
use crate::programs::Cannot;

/// Fields a record may have.
const MOST_FIELDS: usize = 10_000;

impl Machine<'_> {
    pub(super) fn set_record(&mut self, text: &str) {
        self.record = text.into();
        self.fields = None;
    }

    /// The record; changed fields have made it anew.
    pub(super) fn whole_record(&mut self) -> Does<Rc<str>> {
        Ok(self.record.clone())
    }

    pub(super) fn split_record(&mut self) -> Does<&mut Vec<Value>> {
        if self.fields.is_none() {
            let by = self.shown_global("FS")?;
            let record = self.record.clone();
            let parts = self.split(&record, &by)?;
            self.fields = Some(parts.iter().map(|part| Value::outside(part)).collect());
        }
        Ok(self.fields.get_or_insert_default())
    }

    /// The parts of a text by a separator: a blank stands for runs of blanks, one character for itself.
    fn split(&mut self, text: &str, by: &str) -> Does<Vec<String>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let parts: Vec<String> = match by {
            " " => text
                .split([' ', '\t', '\n'])
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
            "\\|" | "|" => text.split('|').map(str::to_owned).collect(),
            one if one.chars().count() == 1 && one != "\\" => {
                text.split(one).map(str::to_owned).collect()
            }
            "" => return no(),
            pattern => {
                let regex = self.regex(pattern, text)?;
                let mut parts = Vec::new();
                let (mut from, mut at) = (0, 0);
                while at <= text.len() {
                    let found =
                        regex.find(text.as_bytes(), at, false).map_err(|_| Cannot::NotFollowed)?;
                    let Some((start, end)) = found.and_then(|found| found[0]) else { break };
                    if end == start {
                        at = end + 1;
                        continue;
                    }
                    parts.push(text.get(from..start).ok_or(Cannot::NotFollowed)?.to_owned());
                    (from, at) = (end, end);
                }
                parts.push(text.get(from..).ok_or(Cannot::NotFollowed)?.to_owned());
                parts
            }
        };
        if parts.len() > MOST_FIELDS { no() } else { Ok(parts) }
    }

    pub(super) fn field(&mut self, index: f64) -> Does<Value> {
        let index = position(index)?;
        if index == 0 {
            return Ok(Value::outside(&self.whole_record()?));
        }
        Ok(self.split_record()?.get(index - 1).cloned().unwrap_or(Value::Nothing))
    }

    pub(super) fn set_field(&mut self, index: f64, value: Value) -> Does<()> {
        let index = position(index)?;
        if index == 0 {
            let text = value.shown().ok_or(Cannot::NotFollowed)?;
            self.set_record(&text);
            return Ok(());
        }
        let fields = self.split_record()?;
        if fields.len() < index {
            fields.resize(index, Value::text(""));
        }
        fields[index - 1] = value;
        self.rebuild()
    }

    pub(super) fn set_count(&mut self, count: f64) -> Does<()> {
        let count = position(count)?;
        self.split_record()?.resize(count, Value::text(""));
        self.rebuild()
    }

    fn rebuild(&mut self) -> Does<()> {
        let between = self.shown_global("OFS")?;
        let fields = self.split_record()?.clone();
        let texts: Option<Vec<Rc<str>>> = fields.iter().map(Value::shown).collect();
        let texts = texts.ok_or(Cannot::NotFollowed)?;
        self.record = texts.iter().map(|text| &**text).collect::<Vec<_>>().join(&between).into();
        Ok(())
    }

    pub(super) fn call(&mut self, name: &str, arguments: &[Expression]) -> Does<Value> {
        let number = |value: f64| Ok(Value::Number(value));
        match (name, arguments) {
            ("length", []) => {
                let record = self.whole_record()?;
                ascii(&record)?;
                number(record.len() as f64)
            }
            ("length", [one]) => {
                let text = self.shown(one)?;
                ascii(&text)?;
                number(text.len() as f64)
            }
            ("toupper", [one]) => {
                let text = self.shown(one)?;
                ascii(&text)?;
                Ok(Value::text(text.to_ascii_uppercase()))
            }
            ("tolower", [one]) => {
                let text = self.shown(one)?;
                ascii(&text)?;
                Ok(Value::text(text.to_ascii_lowercase()))
            }
            ("index", [one, other]) => {
                let (text, part) = (self.shown(one)?, self.shown(other)?);
                ascii(&text)?;
                number(text.find(&*part).map_or(0, |at| at + 1) as f64)
            }
            ("substr", [one, from]) => {
                let text = self.shown(one)?;
                let from = self.value(from)?.number();
                part(&text, from, f64::INFINITY)
            }
            ("substr", [one, from, len]) => {
                let text = self.shown(one)?;
                let (from, len) = (self.value(from)?.number(), self.value(len)?.number());
                part(&text, from, len)
            }
            ("int", [one]) => {
                let value = self.value(one)?.number();
                number(value.trunc() + 0.0)
            }
            ("sqrt", [one]) => {
                let value = self.value(one)?.number();
                if value < 0.0 { no() } else { number(value.sqrt()) }
            }
            ("sprintf", [_, ..]) => {
                let values = self.values(arguments)?;
                Ok(Value::text(self.formatted(&values)?))
            }
            ("match", [one, pattern]) => self.matches(one, pattern),
            ("split", [one, Expression::Variable(array)]) => {
                let by = self.shown_global("FS")?;
                self.split_into(one, array, &by)
            }
            ("split", [one, Expression::Variable(array), by]) => {
                let by: Rc<str> = match by {
                    Expression::Pattern(pattern) if pattern.chars().count() > 1 => {
                        pattern.as_str().into()
                    }
                    // A blank as a pattern is one blank.
                    Expression::Pattern(pattern) if pattern == " " => "[ ]".into(),
                    Expression::Pattern(pattern) if ".[]()*+?^$|\\".contains(pattern.as_str()) => {
                        return no();
                    }
                    Expression::Pattern(pattern) => pattern.as_str().into(),
                    other => self.shown(other)?,
                };
                self.split_into(one, array, &by)
            }
            ("sub" | "gsub", [pattern, by]) => {
                let target = Expression::Field(Box::new(Expression::Number(0.0)));
                self.substitute(name == "gsub", pattern, by, &target)
            }
            ("sub" | "gsub", [pattern, by, target]) => {
                self.substitute(name == "gsub", pattern, by, target)
            }
            _ => self.own(name, arguments),
        }
    }

    fn split_into(&mut self, one: &Expression, array: &str, by: &str) -> Does<Value> {
        let text = self.shown(one)?;
        let parts = self.split(&text, by)?;
        self.clear(array);
        for (at, part) in parts.iter().enumerate() {
            self.set_element(array, (at + 1).to_string().into(), Value::outside(part));
        }
        Ok(Value::Number(parts.len() as f64))
    }

    fn matches(&mut self, one: &Expression, pattern: &Expression) -> Does<Value> {
        let text = self.shown(one)?;
        ascii(&text)?;
        let regex = self.pattern_of(pattern, &text)?;
        let found = regex.find(text.as_bytes(), 0, false).map_err(|_| Cannot::NotFollowed)?;
        let (start, len) = match found.and_then(|found| found[0]) {
            Some((start, end)) => (start as f64 + 1.0, (end - start) as f64),
            None => (0.0, -1.0),
        };
        self.globals.insert("RSTART".into(), Value::Number(start));
        self.globals.insert("RLENGTH".into(), Value::Number(len));
        Ok(Value::Number(start))
    }

    fn substitute(
        &mut self,
        all: bool,
        pattern: &Expression,
        by: &Expression,
        target: &Expression,
    ) -> Does<Value> {
        let text = self.shown(target)?;
        let regex = self.pattern_of(pattern, &text)?;
        let by = self.shown(by)?;
        let (mut out, mut from, mut copied, mut count) = (String::new(), 0, 0, 0);
        let mut last_end = None;
        while from <= text.len() {
            self.step()?;
            let found =
                regex.find(text.as_bytes(), from, false).map_err(|_| Cannot::NotFollowed)?;
            let Some((start, end)) = found.and_then(|found| found[0]) else { break };
            if start == end && last_end == Some(start) {
                from = end + 1;
                continue;
            }
            last_end = Some(end);
            out.push_str(text.get(copied..start).ok_or(Cannot::NotFollowed)?);
            let matched = text.get(start..end).ok_or(Cannot::NotFollowed)?;
            replaced(&by, matched, &mut out)?;
            copied = end;
            count += 1;
            from = if end > start { end } else { end + 1 };
            if !all {
                break;
            }
        }
        out.push_str(text.get(copied..).ok_or(Cannot::NotFollowed)?);
        if count > 0 {
            self.assign(target, Value::text(out))?;
        }
        Ok(Value::Number(f64::from(count)))
    }

    pub(super) fn formatted(&mut self, values: &[Value]) -> Does<String> {
        let format = values[0].shown().ok_or(Cannot::NotFollowed)?;
        let parts = parts(&format, |_| Some("\\".to_owned())).ok_or(Cannot::NotFollowed)?;
        let mut rest = values[1..].iter();
        let mut out = String::new();
        for part in parts {
            let (mut one, stars) = match part {
                Part::Text(text) => {
                    out.push_str(&text);
                    continue;
                }
                Part::Directive(one, stars) => (one, stars),
            };
            let mut star = || rest.next().map(Value::number).filter(|n| (0.0..4096.0).contains(n));
            if stars[0] {
                one.width = Some(star().ok_or(Cannot::NotFollowed)? as usize);
            }
            if stars[1] {
                one.precision = Some(star().ok_or(Cannot::NotFollowed)? as usize);
            }
            // What a missing argument is differs.
            let value = rest.next().ok_or(Cannot::NotFollowed)?;
            let text = match one.kind {
                's' => one.text(&value.shown().ok_or(Cannot::NotFollowed)?),
                'c' => match value {
                    Value::Text(text) => {
                        one.text(text.get(..text.len().min(1)).unwrap_or_default())
                    }
                    Value::Number(number) if (1.0..128.0).contains(number) => {
                        one.text(&char::from(*number as u8).to_string())
                    }
                    _ => None,
                },
                'd' | 'i' | 'o' | 'x' | 'X' | 'u' => {
                    let number = value.number();
                    let fits = number.abs() < 2_147_483_648.0
                        && (number >= 0.0 || matches!(one.kind, 'd' | 'i'));
                    if fits { one.integer(number as i64) } else { None }
                }
                _ => one.float(value.number()),
            };
            out.push_str(&text.ok_or(Cannot::NotFollowed)?);
        }
        Ok(out)
    }
}

/// `&` stands for the match, `\\&` for itself.
fn replaced(by: &str, matched: &str, out: &mut String) -> Does<()> {
    let mut letters = by.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => out.push_str(matched),
            '\\' => match letters.next() {
                Some('&') => out.push('&'),
                // Awks differ in how many backslashes are left.
                _ => return no(),
            },
            other => out.push(other),
        }
    }
    Ok(())
}

fn position(index: f64) -> Does<usize> {
    match (0.0..=MOST_FIELDS as f64).contains(&index) {
        true => Ok(index as usize),
        false => no(),
    }
}

fn ascii(text: &str) -> Does<()> {
    if text.is_ascii() { Ok(()) } else { Err(Leaves::Cannot(Cannot::NotFollowed)) }
}

/// Characters from a place on, the places outside not counted (POSIX).
fn part(text: &str, from: f64, len: f64) -> Does<Value> {
    ascii(text)?;
    if from.fract() != 0.0 || len.is_finite() && len.fract() != 0.0 || from.is_nan() || len.is_nan()
    {
        return no();
    }
    // mawk counts places in front of the text in, others do not.
    if from < 1.0 && len.is_finite() {
        return no();
    }
    let start = from.max(1.0);
    let end = (from + len).min(text.len() as f64 + 1.0);
    if end <= start {
        return Ok(Value::text(""));
    }
    Ok(Value::text(&text[start as usize - 1..end as usize - 1]))
}
