//! `eval` and `let`: texts that are read as programs and expressions.

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Flow, Made, Stop};
use crate::shells::posix::state::Status;
use crate::text::{Place, Source, Span};
use crate::value::Value;
use std::rc::Rc;

/// Longer texts are no programs that people write: `eval` of one is not followed.
const LONGEST_PROGRAM: usize = 1 << 20;

impl Evaluator<'_> {
    pub(super) fn eval(&mut self, arguments: &[Value], span: Span) -> Flow {
        // bash and zsh end options with it, though there are none (eval.def, `no_options`).
        let dashes = |one: &Value| one.text().as_deref() == Some("--");
        let ended = !self.state.dialect.is_dash() && arguments.first().is_some_and(dashes);
        let arguments = &arguments[usize::from(ended)..];
        let text_value = Value::from_entries(arguments.iter().cloned(), ' ');
        let text_value = self.bounded(text_value, span);
        let program = text_value.program().unwrap_or_else(|| text_value.clone());
        match program.text() {
            Some(text) if text.len() > LONGEST_PROGRAM => {
                let why = self.reason("runs a text that is longer than envsim follows", span);
                self.raise(why.clone(), Reach::Everything);
                self.state.status = Status::Unknown(why);
                Flow::Next
            }
            Some(text) => {
                let source = Source::evaluated(&text, Place::new(&self.source, span));
                self.made.push(Made::new(source.clone(), program.clone()));
                let flow = self.evaluated(&source);
                self.made.retain(|made| !std::rc::Rc::ptr_eq(&made.source, &source));
                match flow {
                    Flow::Stopped(Stop::File) if self.state.dialect.is_bash() => Flow::Next,
                    other => other,
                }
            }
            None => {
                self.text_unknown(&text_value, span);
                Flow::Next
            }
        }
    }

    /// What a tool printed is not known: only tools known to change nothing here leave the answer whole.
    pub(in crate::shells::posix) fn text_unknown(&mut self, text: &Value, span: Span) {
        let why = self.why(text, span);
        let unknown = why.because(format!("runs text that {}", why.reason), self.origin(span));
        // A text with something else in it does something else too.
        let alone = text.pieces().len() == 1;
        let known = why.opaque.as_deref().filter(|_| alone);
        let known = known.and_then(|command| self.host.reach(command));
        self.raise(Rc::new(unknown), known.unwrap_or(Reach::Everything));
        self.state.status = Status::Unknown(why);
    }

    pub(super) fn let_builtin(&mut self, arguments: &[Value], span: Span) -> Result<Flow, Stop> {
        for argument in arguments {
            let number = match argument.text() {
                Some(text) => match self.real_number(&text, span) {
                    Ok(number) => number,
                    Err(stop) => return Ok(self.failed_arithmetic(stop, 1)),
                },
                None => {
                    self.may_write_unknown(argument, span);
                    None
                }
            };
            self.state.status = match number {
                Some(number) => Status::of(number.is_true()),
                None => Status::Unknown(self.reason("computes something that is not known", span)),
            };
        }
        Ok(Flow::Next)
    }
}
