//! What the check of several machines came to.

use super::Check;
use crate::text::Severity;

/// Counts over machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Machines that were checked.
    pub machines: usize,
    /// Machines that could not be read.
    pub refused: usize,
    /// Machines with a finding of the level that is shown.
    pub found: usize,
    /// Findings.
    pub errors: usize,
    /// Findings.
    pub warnings: usize,
    /// Findings.
    pub notes: usize,
    /// Machines of which something was not followed.
    pub uncertain: usize,
}

impl Totals {
    /// Those of one machine.
    pub fn of(check: &Check) -> Self {
        Self {
            machines: 1,
            refused: 0,
            found: usize::from(check.shown().next().is_some()),
            errors: check.count(Severity::Error),
            warnings: check.count(Severity::Warning),
            notes: check.count(Severity::Note),
            uncertain: usize::from(!check.doubts.is_empty()),
        }
    }

    /// Adds those of another machine.
    pub fn add(&mut self, other: &Self) {
        self.machines += other.machines;
        self.refused += other.refused;
        self.found += other.found;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.uncertain += other.uncertain;
    }
}
