//! The expressions of awk: values, variables, elements and patterns.

use std::collections::HashMap;
use std::rc::Rc;

use super::{DEEPEST, Does, Leaves, Machine, no};
use crate::programs::Cannot;
use crate::programs::texts::awk::parser::{Expression, Function};
use crate::programs::texts::awk::value::Value;
use crate::text::posix_regex::{Grammar, Reading, Regex};

/// So many bytes are copied in the time of a step.
const COPIED: usize = 512;

impl Machine<'_> {
    pub(in crate::programs::texts::awk) fn values(
        &mut self,
        list: &[Expression],
    ) -> Does<Vec<Value>> {
        list.iter().map(|one| self.value(one)).collect()
    }

    pub(in crate::programs::texts::awk) fn shown(&mut self, one: &Expression) -> Does<Rc<str>> {
        let value = self.value(one)?;
        Ok(value.shown().ok_or(Cannot::NotFollowed)?)
    }

    pub(in crate::programs::texts::awk) fn shown_global(&self, name: &str) -> Does<Rc<str>> {
        let value = self.globals.get(name).cloned().unwrap_or(Value::Nothing);
        Ok(value.shown().ok_or(Cannot::NotFollowed)?)
    }

    pub(in crate::programs::texts::awk) fn value(&mut self, one: &Expression) -> Does<Value> {
        self.step()?;
        Ok(match one {
            Expression::Number(value) => Value::Number(*value),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Pattern(pattern) => {
                let record = self.whole_record()?;
                Value::truth(self.regex(pattern, &record)?.is_match(record.as_bytes()))
            }
            Expression::Group(inner) => self.value(inner)?,
            Expression::Variable(name) => self.variable(name)?,
            Expression::Element(name, keys) => {
                let key = self.key(keys)?;
                self.element(name, key)?
            }
            Expression::Field(index) => {
                let index = self.value(index)?.number();
                self.field(index)?
            }
            Expression::Unary(operator, inner) => {
                let value = self.value(inner)?;
                match *operator {
                    "!" => Value::truth(!value.is_true()),
                    "-" => Value::Number(-value.number()),
                    _ => Value::Number(value.number()),
                }
            }
            Expression::Binary(operator, left, right) => self.binary(operator, left, right)?,
            Expression::Matches(negated, left, right) => {
                let text = self.shown(left)?;
                let regex = self.pattern_of(right, &text)?;
                Value::truth(regex.is_match(text.as_bytes()) != *negated)
            }
            Expression::And(left, right) => {
                Value::truth(self.value(left)?.is_true() && self.value(right)?.is_true())
            }
            Expression::Or(left, right) => {
                Value::truth(self.value(left)?.is_true() || self.value(right)?.is_true())
            }
            Expression::Conditional(condition, yes, no) => match self.value(condition)?.is_true() {
                true => self.value(yes)?,
                false => self.value(no)?,
            },
            Expression::Assign(target, operator, value) => {
                let value = self.value(value)?;
                let value = match *operator {
                    "=" => value,
                    operator => {
                        let before = self.value(target)?.number();
                        Value::Number(arithmetic(operator, before, value.number()))
                    }
                };
                self.assign(target, value.clone())?;
                value
            }
            Expression::Step(before, step, target) => {
                let old = self.value(target)?.number();
                self.assign(target, Value::Number(old + step))?;
                Value::Number(if *before { old + step } else { old })
            }
            Expression::In(keys, array) => {
                if array.is_empty() {
                    return no();
                }
                let key = self.key(keys)?;
                if array == "ENVIRON" {
                    return no();
                }
                Value::truth(self.arrays.get(array).is_some_and(|array| array.contains_key(&key)))
            }
            Expression::Call(name, arguments) => self.call(name, arguments)?,
        })
    }

    pub(super) fn binary(
        &mut self,
        operator: &str,
        left: &Expression,
        right: &Expression,
    ) -> Does<Value> {
        let (one, other) = (self.value(left)?, self.value(right)?);
        Ok(match operator {
            " " => {
                let (one, other) = (one.shown(), other.shown());
                let (Some(one), Some(other)) = (one, other) else { return no() };
                if one.len() + other.len() > 1 << 20 {
                    return no();
                }
                self.steps += (one.len() + other.len()) / COPIED;
                Value::text(format!("{one}{other}"))
            }
            "<" | "<=" | ">" | ">=" | "==" | "!=" => {
                let order = one.compare(&other).ok_or(Cannot::NotFollowed)?;
                Value::truth(match operator {
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    ">=" => order.is_ge(),
                    "==" => order.is_eq(),
                    _ => order.is_ne(),
                })
            }
            _ => {
                let divides = matches!(operator, "/" | "%") && other.number() == 0.0;
                if divides {
                    return no();
                }
                Value::Number(arithmetic(operator, one.number(), other.number()))
            }
        })
    }

    /// A pattern, written as one or made of a text.
    pub(in crate::programs::texts::awk) fn pattern_of(
        &mut self,
        one: &Expression,
        text: &str,
    ) -> Does<Rc<Regex>> {
        match one {
            Expression::Pattern(pattern) => self.regex(pattern, text),
            Expression::Group(inner) => self.pattern_of(inner, text),
            other => {
                let pattern = self.shown(other)?;
                self.regex(&pattern, text)
            }
        }
    }

    pub(in crate::programs::texts::awk) fn regex(
        &mut self,
        pattern: &str,
        text: &str,
    ) -> Does<Rc<Regex>> {
        self.steps += text.len() / 64;
        if let Some(regex) = self.regexes.get(pattern) {
            let regex = regex.clone();
            return if regex.is_local() && !text.is_ascii() { no() } else { Ok(regex) };
        }
        let reading = Reading {
            grammar: Grammar::Awk,
            ignores_case: false,
            wide: self.wide,
            escapes: true,
            lines: false,
        };
        let regex = Rc::new(Regex::new(pattern, reading).ok_or(Cannot::NotFollowed)?);
        self.regexes.insert(pattern.to_owned(), regex.clone());
        if regex.is_local() && !text.is_ascii() { no() } else { Ok(regex) }
    }

    pub(super) fn key(&mut self, keys: &[Expression]) -> Does<Rc<str>> {
        let mut parts = Vec::new();
        for key in keys {
            parts.push(self.shown(key)?);
        }
        match parts.as_slice() {
            [one] => Ok(one.clone()),
            _ => {
                let between = self.shown_global("SUBSEP")?;
                Ok(parts.iter().map(|part| &**part).collect::<Vec<_>>().join(&between).into())
            }
        }
    }

    pub(super) fn element(&mut self, name: &str, key: Rc<str>) -> Does<Value> {
        if self.locals.last().is_some_and(|locals| locals.contains_key(name)) {
            return no();
        }
        // What the environment has and is not known is not in the table.
        if name == "ENVIRON" && !self.arrays.get(name).is_some_and(|all| all.contains_key(&key)) {
            return no();
        }
        let array = self.arrays.entry(name.to_owned()).or_default();
        Ok(array.entry(key).or_insert(Value::Nothing).clone())
    }

    pub(in crate::programs::texts::awk) fn set_element(
        &mut self,
        name: &str,
        key: Rc<str>,
        value: Value,
    ) {
        self.arrays.entry(name.to_owned()).or_default().insert(key, value);
    }

    pub(in crate::programs::texts::awk) fn clear(&mut self, name: &str) {
        self.arrays.insert(name.to_owned(), HashMap::new());
    }

    pub(in crate::programs::texts::awk) fn variable(&mut self, name: &str) -> Does<Value> {
        if let Some(value) = self.locals.last().and_then(|locals| locals.get(name)) {
            return Ok(value.clone());
        }
        if name == "NF" {
            let count = self.split_record()?.len();
            return Ok(Value::Number(count as f64));
        }
        if self.arrays.contains_key(name) {
            return no();
        }
        Ok(self.globals.get(name).cloned().unwrap_or(Value::Nothing))
    }

    pub(in crate::programs::texts::awk) fn assign(
        &mut self,
        target: &Expression,
        value: Value,
    ) -> Does<()> {
        match target {
            Expression::Variable(name) => self.set_variable(name, value),
            Expression::Element(name, keys) => {
                let key = self.key(keys)?;
                self.set_element(name, key, value);
                Ok(())
            }
            Expression::Field(index) => {
                let index = self.value(index)?.number();
                self.set_field(index, value)
            }
            _ => no(),
        }
    }

    pub(super) fn set_variable(&mut self, name: &str, value: Value) -> Does<()> {
        if let Some(locals) = self.locals.last_mut() {
            if let Some(slot) = locals.get_mut(name) {
                *slot = value;
                return Ok(());
            }
        }
        match name {
            "NF" => return self.set_count(value.number()),
            // How numbers are shown is fixed here.
            "CONVFMT" | "OFMT" => return no(),
            "FS" | "RS" => drop(self.split_record()?.len()),
            _ => {}
        }
        self.globals.insert(name.to_owned(), value);
        Ok(())
    }

    /// Calls a function of the program.
    pub(in crate::programs::texts::awk) fn own(
        &mut self,
        name: &str,
        arguments: &[Expression],
    ) -> Does<Value> {
        let program = self.program;
        let function: Option<&Function> = program.functions.iter().find(|one| one.name == name);
        let Some(function) = function else { return no() };
        if self.locals.len() >= DEEPEST || arguments.len() > function.parameters.len() {
            return no();
        }
        let values = self.values(arguments)?;
        let mut locals = HashMap::new();
        for (at, parameter) in function.parameters.iter().enumerate() {
            locals.insert(parameter.clone(), values.get(at).cloned().unwrap_or(Value::Nothing));
        }
        self.locals.push(locals);
        let result = self.block(&function.body);
        self.locals.pop();
        match result {
            Ok(()) => Ok(Value::Nothing),
            Err(Leaves::Return(value)) => Ok(value),
            Err(other) => Err(other),
        }
    }
}

fn arithmetic(operator: &str, one: f64, other: f64) -> f64 {
    match operator {
        "+" => one + other,
        "-" => one - other,
        "*" => one * other,
        "/" => one / other,
        "%" => one % other,
        _ => one.powf(other),
    }
}
