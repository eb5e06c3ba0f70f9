//! `shift`, of parameters and of arrays.

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// zsh: `shift`, of arrays (zshbuiltins(1)); whether there were any.
    fn shift_arrays(&mut self, arguments: &[Value], span: Span) -> bool {
        let text = |value: &Value| value.text().map(|text| text.into_owned()).unwrap_or_default();
        let named = |value: &&Value| {
            let text = text(value);
            text.starts_with('-') || crate::shells::posix::parser::name_len(&text) > 0
        };
        let names: Vec<String> = arguments.iter().filter(named).map(text).collect();
        for name in &names {
            let origin = self.origin(span);
            let unknown =
                self.unknown("is an array that `shift` cuts, which envsim does not follow", span);
            if !name.starts_with('-') {
                self.state.set(name, unknown, origin);
            }
        }
        !names.is_empty() && self.state.dialect.is_zsh()
    }

    pub(super) fn shift(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        // zsh computes what is no name.
        let first = arguments.first().and_then(Value::text).filter(|text| !text.starts_with('-'));
        if let (true, Some(text)) = (self.state.dialect.is_zsh(), first) {
            if crate::shells::posix::parser::name_len(&text) != text.len() {
                self.number(&text, span)?;
            }
        }
        if self.state.dialect.is_zsh() && self.shift_arrays(arguments, span) {
            return Ok(());
        }
        let count =
            arguments.first().and_then(Value::text).and_then(|text| text.parse::<usize>().ok());
        let count = count.unwrap_or(1);
        let loose = |value: &Value| value.may_be_words();
        if let Some(any) = self.state.positional.iter().take(count.max(1)).find(|one| loose(one)) {
            let why = any.why_unknown();
            self.state.positional = vec![any.clone()];
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
        } else {
            self.state.positional.drain(..count);
        }
        Ok(())
    }
}
