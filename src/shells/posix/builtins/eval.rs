//! `eval` and `let`: texts that are read as programs and expressions.

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Flow, Made, Stop};
use crate::shells::posix::parser;
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{Kind, Line};
use crate::text::{Place, Source, Span};
use crate::value::{Piece, Value};

/// What stands for a number that is not known while the words around it are read; no program holds it.
const OPEN: char = '\u{f8ff}';

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
        let each = |this: &mut Self, one: &Value| this.eval(std::slice::from_ref(one), span);
        if let Some(flow) = self.in_each_way(&program, span, &each) {
            return flow;
        }
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
                match self.only_defines(&text_value) {
                    Some(commands) => {
                        let why = self.why(&text_value, span);
                        let reason = format!("defines a function whose name {}", why.reason);
                        let unknown = Rc::new(why.because(reason, self.origin(span)));
                        self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
                        self.state.status = Status::OK;
                    }
                    None => self.text_unknown(&text_value, span),
                }
                Flow::Next
            }
        }
    }

    /// How the names of functions begin that a text defines, where that is all it does and only numbers in it are not
    /// known.
    fn only_defines(&mut self, text: &Value) -> Option<Vec<Rc<str>>> {
        let mut written = String::new();
        for piece in text.pieces() {
            match piece {
                Piece::Text { text, .. } if !text.contains(OPEN) => written.push_str(text),
                Piece::Unknown(unknown) if unknown.shape.is_number() => written.push(OPEN),
                _ => return None,
            }
        }
        if written.len() > LONGEST_PROGRAM || !written.contains(OPEN) {
            return None;
        }
        self.handles(written.len());
        let (script, problems) = parser::parse(&written, self.state.dialect);
        let mut starts = Vec::new();
        for line in &script.lines {
            let Line::Commands(body) = line else { return None };
            for one in body.iter() {
                let [command] = one.first.commands.as_slice() else { return None };
                let Kind::Function { names, .. } = &command.kind else { return None };
                for name in names {
                    let (start, _) = parser::literal(name, &written)?.split_once(OPEN)?;
                    starts.push(Rc::from(format!("{start}*")));
                }
                (one.rest.is_empty() && !one.background).then_some(())?;
            }
        }
        let begun = starts.iter().all(|start: &Rc<str>| start.len() > 1);
        (problems.is_empty() && begun && !starts.is_empty()).then_some(starts)
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
