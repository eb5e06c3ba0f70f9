//! Decisions: what `&&`, `||` and a condition lead to, both ways where nobody can decide.

use std::rc::Rc;

use super::{Evaluator, Flow};
use crate::environment::Doubt;
use crate::shells::cmd::state::{Fork, Level, State, join};
use crate::shells::cmd::syntax::Node;
use crate::shells::cmd::traced::Traced;
use crate::value::Unknown;

/// What two ways of a decision cost, besides the names they differ in.
const FORK: u64 = 16;

impl Evaluator<'_> {
    /// `a && b` goes on after success, `a || b` after failure.
    pub(super) fn chain(&mut self, line: &Traced, parts: &[Node], on_success: bool) -> Flow {
        let Some((first, rest)) = parts.split_first() else { return Flow::Next };
        let flow = self.node(line, first);
        if flow != Flow::Next || rest.is_empty() {
            return flow;
        }
        match self.state.code.is_success() {
            Ok(success) if success == on_success => {
                self.after_failure(on_success);
                self.chain(line, rest, on_success)
            }
            Ok(_) => Flow::Next,
            Err(unknown) => {
                let text = first.span.of(line.text()).trim();
                let text: String = text.chars().take(60).collect();
                let (went, failed) = (format!("`{text}` succeeds"), format!("`{text}` fails"));
                let (goes_on, stops) = if on_success { (went, failed) } else { (failed, went) };
                self.fork(&unknown, (&goes_on, &stops), &mut |me, first_way| {
                    let success = first_way == on_success;
                    me.state.code = Level::Known(i32::from(!success));
                    if first_way { me.chain(line, rest, on_success) } else { Flow::Next }
                })
            }
        }
    }

    /// Behind `||` the return code of the failed command is the ERRORLEVEL (Wine's chain tests).
    fn after_failure(&mut self, on_success: bool) {
        if !on_success {
            self.state.level = self.state.code.clone();
        }
    }

    /// Runs both ways of a decision; `way` is told whether it is the first.
    pub(super) fn fork(
        &mut self,
        unknown: &Rc<Unknown>,
        when: (&str, &str),
        way: &mut dyn FnMut(&mut Self, bool) -> Flow,
    ) -> Flow {
        // A condition of its own: another one may ask the same and be answered otherwise.
        let unknown = &Rc::new(Unknown { likely: None, ..(**unknown).clone() });
        // Both ways get a table of variables of their own, and the tables are joined again.
        if self.host.spend(FORK + self.state.variables.len() as u64 / 64).is_err() {
            return Flow::Exit;
        }
        let before = self.state.clone();
        self.state.fork = Some(Fork { unknown: unknown.clone(), when: when.0.into() });
        let first = way(self, true);
        let after_first = std::mem::replace(&mut self.state, before.clone());
        self.state.fork = Some(Fork { unknown: unknown.clone(), when: when.1.into() });
        let second = way(self, false);
        if first == second {
            let other = std::mem::replace(&mut self.state, before.clone());
            self.state = self
                .joined(with_fork(after_first, unknown, when.0), with_fork(other, unknown, when.1));
            self.state.fork = before.fork;
            return first;
        }
        if first == Flow::Next {
            let other = std::mem::replace(&mut self.state, after_first);
            self.parked.push((other, second));
            return Flow::Next;
        }
        self.parked.push((after_first, first));
        second
    }

    pub(super) fn joined(&mut self, left: State, right: State) -> State {
        let (mut state, lossy) = join(left, right);
        if let Some(unknown) = lossy {
            let reason = "two ways of an undecided condition differ in what `setlocal` left open";
            let unknown = unknown.because(reason, unknown.origin.clone());
            state.raise(&Doubt::total(unknown));
        }
        state
    }
}

/// The condition a way was taken under, if the way itself took no further decision.
fn with_fork(mut state: State, unknown: &Rc<Unknown>, when: &str) -> State {
    state.fork = Some(Fork { unknown: unknown.clone(), when: when.into() });
    state
}
