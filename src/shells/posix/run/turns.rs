//! What decides whether a loop has another turn, for every kind of loop.

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow, Stop};
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{Body, Part, Word};
use crate::text::Span;
use crate::value::{Unknown, Value};

/// Whether another turn comes.
pub(super) enum Head {
    Turn,
    Over,
    Perhaps(Rc<Unknown>),
    /// The condition itself leaves.
    Leaves(Flow),
}

/// The head of a loop.
pub(super) trait Turns {
    /// Whether another turn comes.
    fn head(&mut self, evaluator: &mut Evaluator<'_>) -> Head;

    /// What is done when it does.
    fn enter(&mut self, _: &mut Evaluator<'_>) -> Expanded<()> {
        Ok(())
    }

    /// What is done after it.
    fn step(&mut self, _: &mut Evaluator<'_>) -> Expanded<()> {
        Ok(())
    }

    /// Whether the turns are counted in advance.
    fn bounded(&self) -> bool {
        false
    }
}

/// `while` and `until`.
pub(super) struct While<'b> {
    pub(super) until: bool,
    pub(super) condition: &'b Body,
    /// The status of the last turn.
    pub(super) last: Status,
}

impl Turns for While<'_> {
    fn head(&mut self, evaluator: &mut Evaluator<'_>) -> Head {
        match evaluator.guarded(|evaluator| evaluator.body(self.condition)) {
            Flow::Next => {}
            other => return Head::Leaves(other),
        }
        match evaluator.state.status.clone() {
            Status::Unknown(why) => Head::Perhaps(why),
            Status::Known(status) if (status == 0) == self.until => {
                evaluator.state.status = self.last.clone();
                Head::Over
            }
            Status::Known(_) => Head::Turn,
        }
    }

    fn step(&mut self, evaluator: &mut Evaluator<'_>) -> Expanded<()> {
        self.last = evaluator.state.status.clone();
        Ok(())
    }
}

/// `for ((…;…;…))`.
pub(super) struct Arithmetic<'b> {
    pub(super) condition: &'b Word,
    pub(super) step: &'b Word,
    pub(super) span: Span,
    /// Whether there was a turn.
    pub(super) turned: bool,
}

impl Turns for Arithmetic<'_> {
    fn head(&mut self, evaluator: &mut Evaluator<'_>) -> Head {
        if let Some(flow) = evaluator.announce(self.span) {
            return Head::Leaves(flow);
        }
        if self.condition.parts.is_empty() {
            return Head::Turn;
        }
        let span = self.condition.span;
        match evaluator.command_number(self.condition) {
            Ok(Ok(number)) if !number.is_true() => {
                if !self.turned {
                    evaluator.state.status = Status::OK;
                }
                Head::Over
            }
            Ok(Ok(_)) => {
                self.turned = true;
                Head::Turn
            }
            Ok(Err(value)) => Head::Perhaps(evaluator.why(&value, span)),
            // It ends the loop, of zsh the file.
            Err(_) if evaluator.state.dialect.is_zsh() => {
                Head::Leaves(evaluator.stopped(Stop::File))
            }
            Err(Flow::Next) => Head::Over,
            Err(flow) => Head::Leaves(flow),
        }
    }

    fn step(&mut self, evaluator: &mut Evaluator<'_>) -> Expanded<()> {
        evaluator.announce_step(self.span);
        evaluator.arithmetic(&self.step.parts, self.step.span).map(|_| ())
    }
}

/// zsh's `repeat` with a number that is known.
pub(super) struct Repeat {
    pub(super) left: i64,
}

impl Turns for Repeat {
    fn head(&mut self, _: &mut Evaluator<'_>) -> Head {
        self.left -= 1;
        if self.left < 0 { Head::Over } else { Head::Turn }
    }
}

/// Any number of turns, each of which writes the same to the same names.
pub(super) struct Several<'b> {
    pub(super) why: Rc<Unknown>,
    pub(super) written: &'b [(String, Value)],
    pub(super) span: Span,
}

impl Turns for Several<'_> {
    fn head(&mut self, evaluator: &mut Evaluator<'_>) -> Head {
        evaluator.announce_step(self.span);
        Head::Perhaps(self.why.clone())
    }

    fn enter(&mut self, evaluator: &mut Evaluator<'_>) -> Expanded<()> {
        for (name, value) in self.written {
            let origin = evaluator.origin(self.span);
            evaluator.assign(name, value.clone(), origin, self.span)?;
        }
        Ok(())
    }
}

/// `for` over words that are known, or are one word each.
pub(super) struct Each<'b> {
    pub(super) groups: std::slice::Chunks<'b, Value>,
    pub(super) current: &'b [Value],
    pub(super) names: &'b [String],
    pub(super) span: Span,
}

impl Turns for Each<'_> {
    fn head(&mut self, evaluator: &mut Evaluator<'_>) -> Head {
        match self.groups.next() {
            Some(group) => {
                self.current = group;
                match evaluator.announce(self.span) {
                    Some(flow) => Head::Leaves(flow),
                    None => Head::Turn,
                }
            }
            None => Head::Over,
        }
    }

    fn enter(&mut self, evaluator: &mut Evaluator<'_>) -> Expanded<()> {
        // The names that the last words are too few for become empty (zshmisc(1), `for`).
        let words = self.current.iter().cloned().chain(std::iter::repeat(Value::empty()));
        for (name, value) in self.names.iter().zip(words) {
            let origin = evaluator.origin(self.span);
            evaluator.assign(name, value, origin, self.span)?;
        }
        Ok(())
    }

    fn bounded(&self) -> bool {
        true
    }
}

/// Whether a word is one argument whatever its expansions give: nothing is split, listed or left out.
pub(super) fn is_one_argument(word: &Word, text: &str) -> bool {
    word.parts.iter().all(|part| match part {
        Part::Text(span) => !span.of(text).contains(['*', '?', '[', '{', '(']),
        Part::Escaped(_) | Part::Single(_) | Part::Ansi(_) | Part::Arithmetic(..) => true,
        Part::Double(inner) => inner.iter().all(|part| match part {
            Part::Plain(span) => !span.of(text).contains(['@', '*', '!']),
            Part::Parameter(parameter) => !parameter.span.of(text).contains(['@', '*', '!', '(']),
            _ => true,
        }),
        _ => false,
    })
}
