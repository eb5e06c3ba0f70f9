//! What is typed in the user's own shell is handed what that shell has by then.

use super::launch::{self, Block};
use super::own::own_spec;
use super::{Session, WhatIf, lay_over};
use crate::machine::Machine;

/// The block of what is typed: given where it is described whole, else what the user's own shell has by then.
pub(super) fn typed_in(
    machine: &dyn Machine,
    what_if: &WhatIf,
    typing: Option<&Session<'_>>,
) -> Block {
    let facts = machine.facts();
    if facts.environment_is_whole || facts.platform.is_windows() {
        let mut given = launch::of_terminal(machine);
        lay_over(&mut given, what_if, facts.platform.is_windows());
        return Block::of(given);
    }
    if let Some(session) = typing {
        return Block::of(session.handed_down());
    }
    let opened = own_spec(machine).and_then(|spec| Session::open(machine, &spec, what_if).ok());
    match opened {
        Some(session) => Block::of(session.handed_down()),
        None => Block::of(launch::of_terminal(machine)),
    }
}
