//! Shells that programs start: sessions below the session, each with an environment of its own.

use std::rc::Rc;

use super::outside::{Below, Outside};
use super::startup;
use crate::environment::Reach;
use crate::shells::{self, Ran};
use crate::value::{Origin, Unknown, Value};

/// How deep shells may start each other.
const DEEPEST: u32 = 4;

/// What starting one costs.
const START: u64 = 1000;

/// The steps that one of them may take: what a script loses itself in is not the session's own.
const SHARE: u64 = 200_000;

impl Outside<'_> {
    /// Runs a shell below the one that runs.
    pub(super) fn run_below(&mut self, below: &shells::Below) -> Option<Ran> {
        if self.below.depth >= DEEPEST || self.fuel.spend(START).is_err() {
            return None;
        }
        let perhaps = below.perhaps.clone().or_else(|| self.below.perhaps.clone());
        let inner = Below { depth: self.below.depth + 1, perhaps, wrote: false };
        let outer = std::mem::replace(&mut self.below, inner);
        let shell = std::mem::replace(&mut self.shell, below.shell);
        // Each shell decodes files in its own way.
        let decoded = std::mem::take(&mut self.decoded);
        let kept = self.fuel.keep(SHARE);
        let ran = self.performed(below);
        let lost = self.fuel.is_empty() && kept > 0;
        self.fuel.give_back(kept);
        let wrote = std::mem::replace(&mut self.below, outer).wrote;
        self.below.wrote |= wrote;
        self.decoded = if wrote { Default::default() } else { decoded };
        self.shell = shell;
        if lost { Some(endless(below)) } else { ran }
    }

    fn performed(&mut self, below: &shells::Below) -> Option<Ran> {
        let mut interpreter = below.shell.interpreter(&below.start, self);
        if !interpreter.employ(self, below) {
            return None;
        }
        let plan = below.shell.plan(&below.start);
        let (_, flow) = startup::walk(&plan, interpreter.as_mut(), self);
        let ran = interpreter.perform(self, below, &flow)?;
        let doubts = interpreter.environment(self).doubts;
        let outside = doubts.iter().find(|doubt| doubt.reach == Reach::Outside);
        Some(Ran { outside: ran.outside.or_else(|| outside.map(|one| one.unknown.clone())), ..ran })
    }
}

/// A script that runs for longer than is followed.
fn endless(below: &shells::Below) -> Ran {
    let reason = format!(
        "takes what a {} does that runs for longer than envsim follows",
        below.shell.title()
    );
    let why = Rc::new(Unknown::new(reason, Origin::File(below.place.clone())));
    let text = Value::unknown(why.clone());
    let left = shells::Left::Unknown;
    Ran { outside: Some(why.clone()), left, ..Ran::new(text.clone(), text, Err(why)) }
}
