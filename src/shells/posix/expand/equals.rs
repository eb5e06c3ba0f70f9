//! zsh's `=name`: the path of a program (zshexpn(1), "`=' expansion").

use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn program_named(&mut self, name: &str, span: Span) -> Expanded<Value> {
        match self.command_path(name, span) {
            Ok(Some(path)) => Ok(path),
            Err(why) => Ok(Value::unknown((*why).clone())),
            Ok(None) => {
                self.error(&format!("{name} not found"), "equals", span);
                Err(Stop::File)
            }
        }
    }
}
