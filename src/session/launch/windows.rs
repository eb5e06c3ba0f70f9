//! Windows: the block that logon builds from the registry.

use super::system;
use crate::machine::Machine;
use crate::shells::{Given, Launcher};

/// The block Explorer gives to what it starts.
pub(super) fn environment(machine: &dyn Machine, _launcher: Launcher) -> Vec<Given> {
    let facts = machine.facts();
    vec![system("USERPROFILE", facts.user.home.clone(), "the user's profile directory")]
}
