//! `shift`, of parameters and of arrays.

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::{Status, any_number};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn shift(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        if self.state.dialect.is_zsh() {
            return self.shift_in_zsh(arguments, span);
        }
        let count =
            arguments.first().and_then(Value::text).and_then(|text| text.parse::<usize>().ok());
        self.shift_parameters(count.unwrap_or(1), false, span)
    }

    /// `shift [-p] [n] [name...]` (zshbuiltins(1)): what is no array is a number that is computed.
    fn shift_in_zsh(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        let mut operands = arguments;
        let is = |value: &Value, text: &str| value.text().as_deref() == Some(text);
        let behind = operands.first().is_some_and(|first| is(first, "-p"));
        operands = &operands[usize::from(behind)..];
        let mut count = Some(1);
        if let Some(first) =
            operands.first().filter(|_| self.shifted_arrays(&operands[..1]).is_none())
        {
            count = match first.text().map(|text| text.into_owned()) {
                Some(text) => self.number(&text, span)?,
                None => None,
            };
            operands = &operands[1..];
        }
        let Some(names) = self.shifted_arrays(operands) else {
            self.incomplete("shifts what is not known to be an array", span);
            return Ok(());
        };
        let Some(count) = count.and_then(|count| usize::try_from(count).ok()) else {
            let why = self.reason("is shifted by a number that is not known", span);
            for name in &names {
                let origin = self.origin(span);
                self.state.set_array(name, any_number(&why), origin);
            }
            if names.is_empty() {
                self.state.positional = any_number(&why).into();
            }
            self.state.status = Status::Unknown(why);
            return Ok(());
        };
        if names.is_empty() {
            return self.shift_parameters(count, behind, span);
        }
        for name in names {
            self.writable(&name, span)?;
            self.as_parameters(&name, |this| this.shift_array(&name, count, behind, span));
        }
        Ok(())
    }

    fn shift_parameters(&mut self, count: usize, behind: bool, span: Span) -> Result<(), Stop> {
        let reached = match behind {
            true => self.state.positional.len(),
            false => count.max(1),
        };
        if let Some(any) = self.state.positional.open_within(reached).cloned() {
            let why = any.why_unknown();
            self.state.positional = vec![any].into();
            if let Some(why) = why {
                self.state.status = Status::Unknown(why);
            }
            return Ok(());
        }
        if count > self.state.positional.len() {
            self.state.status = Status::FAILED;
            // An error of a special builtin ends dash (POSIX 2.8.1).
            if self.state.dialect.is_dash() {
                self.error("shift: can't shift that many", "shift", span);
                return Err(self.fatal());
            }
        } else if behind {
            self.state.positional.pop(count);
        } else {
            self.state.positional.shift(count);
        }
        Ok(())
    }
}
