//! What an interpreter may ask of the world outside.

use std::rc::Rc;

use crate::machine::overlay::Change;
use crate::machine::{Fault, Machine, Output};
use crate::text::{Place, Source};

/// The work a session may do is used up; what was not run stays unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gave up after as many steps as envsim allows")]
pub struct OutOfFuel;

/// What making so many bytes costs.
pub const fn steps_for(bytes: usize) -> u64 {
    1 + (bytes / 1024) as u64
}

/// The outside world, as the session lends it to an interpreter.
pub trait Host {
    /// Files, registry and facts; what this session wrote is seen.
    fn machine(&self) -> &dyn Machine;

    /// A file as a program text, decoded as this shell does. `from` is the statement that reads it.
    ///
    /// # Errors
    /// When it cannot be read.
    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault>;

    /// A file of the session ends at this statement, before its last line.
    fn left(&mut self, place: Place) {
        let _ = place;
    }

    /// Writes a file or registry value: seen from now on by this session, and by those opened later.
    fn change(&mut self, change: Change);

    /// What a command printed when it was recorded; words as the shell would pass them.
    fn output(&self, command: &[&str]) -> Option<Output>;

    /// Pays for work: one step is about one command or one kilobyte. Whatever loops or makes
    /// text, lists or tables pays by its size ([`steps_for`]): time and memory are one account.
    ///
    /// # Errors
    /// When the session's fuel is used up, now and at every later call.
    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel>;
}
