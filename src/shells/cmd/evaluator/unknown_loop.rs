//! A loop that runs an unknown number of times.

use std::rc::Rc;

use super::{Evaluator, Flow};
use crate::shells::cmd::state::{Fork, Level, agree, widen};
use crate::shells::cmd::syntax::For;
use crate::shells::cmd::traced::Traced;
use crate::value::Unknown;

/// After so many rounds nothing new is expected.
const ROUNDS: u32 = 5;

impl Evaluator<'_> {
    /// Runs the body until no further round changes anything; what a round changes is unknown afterwards.
    pub(super) fn repeat_unknown(
        &mut self,
        line: &Traced,
        one: &For,
        unknown: &Rc<Unknown>,
        values: &[(char, Traced)],
    ) -> Flow {
        let outer = self.state.fork.clone();
        let when = "a round of the loop is run";
        let fork = Fork { unknown: unknown.clone(), when: when.into() };
        let mut settled = false;
        for _ in 0..ROUNDS {
            let before = self.state.clone();
            self.state.fork = Some(fork.clone());
            let flow = self.turn_with(line, one, values.to_vec());
            if flow == Flow::Exit && self.host.spend(1).is_err() {
                return Flow::Exit;
            }
            let after = self.state.clone();
            if flow != Flow::Next {
                self.parked.push((after.clone(), flow));
                self.state = before;
                settled = true;
                break;
            }
            let widened = widen(&before, &after, unknown);
            settled = agree(&before, &widened);
            self.state = widened;
            if settled {
                break;
            }
        }
        if !settled {
            self.lost("a loop of unknown length did not settle", &unknown.origin.clone());
        }
        self.state.fork = outer;
        if self.state.code != Level::Known(0) {
            self.state.code = Level::Unknown(unknown.clone());
        }
        Flow::Next
    }
}
