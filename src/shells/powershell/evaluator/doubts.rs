//! Points after which it is not known whether the rest runs.

use std::rc::Rc;

use super::Evaluator;
use super::costs;
use super::flow::{Flow, Stop};
use super::heap::Heap;
use super::join::Join;
use crate::shells::powershell::object::error::ErrorRecord;
use crate::shells::powershell::state::State;
use crate::value::Unknown;

/// Where a doubt ends at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// The innermost loop.
    Loop,
    /// The function or script block that was called.
    Call,
    /// The file.
    File,
}

/// Whether the statements that ran since then ran at all is not known.
pub struct Doubt {
    pub(super) why: Unknown,
    pub(super) state: Box<State>,
    pub(super) heap: Heap,
    until: Until,
    /// Whether a loop around it may have ended there.
    pub(super) leaves: bool,
    /// The error that leaves there, where it is one.
    pub(super) error: Option<Rc<ErrorRecord>>,
    /// Names the doubt; later ones have greater numbers.
    pub(super) number: u64,
    /// The `try` that was open, and what it had put aside of its output (`failure::Late`).
    pub(super) written: Option<(usize, usize)>,
}

/// How long the doubt lasts that a way of ending raises.
pub(super) fn until(flow: &Flow) -> Until {
    match flow {
        Ok(()) | Err(Stop::Break(_) | Stop::Continue(_)) => Until::Loop,
        Err(Stop::Return) => Until::Call,
        Err(_) => Until::File,
    }
}

impl Evaluator<'_> {
    /// From here on nothing is certain: whether the rest runs depends on something unknown.
    pub(super) fn doubt(&mut self, why: &Unknown, until: Until, error: Option<Rc<ErrorRecord>>) {
        self.doubt_that(why, until, error, false);
    }

    pub(super) fn doubt_that(
        &mut self,
        why: &Unknown,
        until: Until,
        error: Option<Rc<ErrorRecord>>,
        leaves: bool,
    ) {
        let known =
            |doubt: &Doubt| doubt.why == *why && doubt.until >= until && (doubt.leaves || !leaves);
        if error.is_none() && self.doubts.iter().any(known) {
            return;
        }
        let cost = if error.is_some() { costs::ESCAPE } else { 50 };
        if self.host.spend(cost).is_err() {
            return;
        }
        self.numbered += 1;
        let number = self.numbered;
        if self.merged_into_last(why, error.is_some()) {
            return;
        }
        let state = Box::new(self.state.clone());
        let heap = self.heap(&state);
        let written = self.late.last().map(|written| (self.late.len(), *written));
        let why = why.clone();
        self.doubts.push(Doubt { why, state, heap, until, leaves, error, number, written });
    }

    /// Beyond some errors that may leave here, a further one leaves with the state of the last or its own.
    fn merged_into_last(&mut self, why: &Unknown, is_error: bool) -> bool {
        const MOST: usize = 8;
        let level = self.late.len();
        let mine = |doubt: &&mut Doubt| {
            doubt.error.is_some() && doubt.written.map_or(0, |(level, _)| level) == level
        };
        if !is_error || self.doubts.iter_mut().filter(mine).count() < MOST {
            return false;
        }
        let Some(last) = self.doubts.iter_mut().rfind(mine) else { return false };
        let join = Join::new(why, "it fails there", "it fails later");
        let state = std::mem::replace(&mut *last.state, self.state.clone());
        *last.state = join.state(state, self.state);
        let now = Heap::of(&last.state);
        let cost = now.cost();
        last.heap.join_kept(now, &join);
        last.error = Some(ErrorRecord::unknown(why, self.at.place().cloned()));
        last.written = last.written.map(|(level, _)| (level, usize::MAX));
        self.charge(cost);
        true
    }

    /// Joins what was so before a doubt with what is now, for the doubts after `from` that end here.
    pub fn resolve_doubts(&mut self, from: u64, until: Until) {
        while let Some(at) =
            self.doubts.iter().rposition(|doubt| doubt.number > from && doubt.until <= until)
        {
            let doubt = self.doubts.remove(at);
            let join = Join::new(&doubt.why, "it goes on", "it ends early");
            let now = doubt.heap.again();
            let after = self.state.clone();
            *self.state = join.state(after, &doubt.state);
            now.join(&doubt.heap, &join);
        }
    }
}
