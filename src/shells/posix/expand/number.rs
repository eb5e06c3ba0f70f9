//! Arithmetic inside words and commands.

use super::Expanded;
use crate::shells::posix::arithmetic::{Failure, Numbers, evaluate};
use crate::shells::posix::run::{Evaluator, Stop};
use crate::shells::posix::state::State;
use crate::shells::posix::syntax::Part;
use crate::text::Span;
use crate::value::{Origin, Value};

struct Variables<'s> {
    state: &'s mut State,
    origin: Origin,
}

impl Numbers for Variables<'_> {
    fn get(&self, name: &str) -> Option<String> {
        if let Some(variable) = self.state.variable(name) {
            if variable.maybe_unset {
                return None;
            }
        }
        match self.state.value(name) {
            Some(value) => value.text().map(|text| text.into_owned()),
            None => Some(String::new()),
        }
    }

    fn set(&mut self, name: &str, value: i64) {
        self.state.set(
            name,
            Value::known(value.to_string(), self.origin.clone()),
            self.origin.clone(),
        );
    }

    fn octal(&self) -> bool {
        !self.state.dialect.is_zsh()
    }
}

impl Evaluator<'_> {
    /// The number of an expression; `None` where it is not known.
    pub fn number(&mut self, text: &str, span: Span) -> Expanded<Option<i64>> {
        let origin = self.origin(span);
        let before = self.state.variables.clone();
        let mut variables = Variables { state: &mut self.state, origin };
        match evaluate(text, &mut variables) {
            Ok(number) => Ok(Some(number)),
            Err(Failure::Unknown) => {
                self.state.variables = before;
                Ok(None)
            }
            Err(Failure::Error) => {
                self.error("arithmetic syntax error", "arithmetic", span);
                Err(if self.state.dialect.is_bash() { Stop::Line } else { Stop::File })
            }
        }
    }

    /// The parts of an expression, expanded as between double quotes, then computed.
    pub fn arithmetic(&mut self, parts: &[Part], span: Span) -> Expanded<Result<i64, Value>> {
        // zsh's tables of commands and functions are asked in arithmetic more than anywhere.
        let text = self.quoted(parts)?;
        let Some(known) = text.text() else { return Ok(Err(text.clone())) };
        match self.number(&known, span)? {
            Some(number) => Ok(Ok(number)),
            None => Ok(Err(self.unknown("is computed from something that is not known", span))),
        }
    }

    pub(super) fn arithmetic_value(&mut self, parts: &[Part], span: Span) -> Expanded<Value> {
        Ok(match self.arithmetic(parts, span)? {
            Ok(number) => Value::known(number.to_string(), self.origin(span)),
            Err(value) => Value::unknown((*self.why(&value, span)).clone()),
        })
    }
}
