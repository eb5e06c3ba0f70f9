//! Blocks that run beside the session: a job of its own process, or a thread. What they write stays perhaps written,
//! what they set is theirs.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::functions::Given;
use super::heap::Heap;
use super::sink::Collect;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::state::May;

impl Evaluator<'_> {
    /// Runs a block for what it may write. A job has its own variables and environment; a thread shares the
    /// environment, at a time that nobody knows.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn beside(&mut self, block: &Rc<Block>, arguments: Vec<Object>, thread: bool) -> Flow {
        self.weigh_compared(self.state.environment.iter().count());
        let before = self.state.clone();
        let heap = Heap::of(&before);
        let doubts = self.doubts.len();
        let failed = self.maybe_failed.clone();
        let frame = self.frame.take();
        self.speculative += 1;
        let mut out = Collect::default();
        let flow = self.call_block(block, Given::positional(arguments), Vec::new(), true, &mut out);
        self.speculative -= 1;
        self.frame = frame;
        self.doubts.truncate(doubts);
        self.maybe_failed = failed;
        let after = std::mem::replace(self.state, before);
        self.state.number_after(&after);
        heap.put_back();
        for why in after.incomplete.iter().skip(self.state.incomplete.len()) {
            self.state.note_incomplete(why.clone());
        }
        let same = |name: &str| after.environment.value(name) == self.state.environment.value(name);
        let names = after.environment.iter().chain(self.state.environment.iter());
        let all_same = names.map(|one| one.name.as_str()).all(same);
        if thread && !all_same {
            self.opaque(
                "a thread of its own may change the environment at any time",
                May::Environment,
            );
        }
        match flow {
            Err(Stop::OutOfFuel) => Err(Stop::OutOfFuel),
            _ => Ok(()),
        }
    }
}
