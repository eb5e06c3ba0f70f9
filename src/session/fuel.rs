//! How much work one session may do.

use std::cell::Cell;

use crate::shells::OutOfFuel;

/// Enough for nearly every real profile, frameworks included, and over in about a second.
const STEPS: u64 = 1_000_000;

/// What is left to spend.
#[derive(Debug)]
pub(super) struct Fuel {
    left: Cell<u64>,
}

impl Fuel {
    pub(super) fn full() -> Self {
        Self { left: Cell::new(STEPS) }
    }

    pub(super) fn spend(&self, steps: u64) -> Result<(), OutOfFuel> {
        match self.left.get().checked_sub(steps.max(1)) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.left.set(0);
                Err(OutOfFuel)
            }
        }
    }

    /// Keeps all but that much out of reach; what is kept.
    pub(super) fn keep(&self, share: u64) -> u64 {
        let kept = self.left.get().saturating_sub(share);
        self.left.set(self.left.get() - kept);
        kept
    }

    /// Gives back what was kept.
    pub(super) fn give_back(&self, kept: u64) {
        self.left.set(self.left.get() + kept);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.get() == 0
    }
}
