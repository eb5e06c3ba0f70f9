//! What work costs besides the step itself, so that no text keeps envsim busy for ever.

use super::Evaluator;
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::operators::text::{LONGEST_TEXT, bytes};
use crate::value::Value;

/// Binding the arguments of a cmdlet.
pub const CMDLET: u64 = 10;
/// Making an object of many properties, such as a match or a group, each of which is kept.
pub const RECORD: u64 = 64;
/// Looking a command up, or a module.
pub const SEARCH: u64 = 60;
/// So many bytes of a text are parsed for one step.
pub const PARSED: u64 = 24;
/// So many bytes of a text are searched for a pattern for one step.
pub const SEARCHED: u64 = 64;
/// So many bytes of a text are gone through letter by letter for one step.
pub const LETTERS: usize = 256;
/// Defining a class, which is kept.
pub const CLASS: u64 = 40;
/// Writing a variable of the environment, whose history is kept.
pub const ENVIRONMENT: u64 = 20;
/// Trying what becomes of an error that may have been raised, on a copy of the session.
pub const ESCAPE: u64 = 300;
/// A text of more pieces than this is given up.
const MOST_PIECES: usize = 1 << 14;
/// Changing a file or a registry value, which is kept for the steps that follow.
pub const CHANGE: u64 = 50;

impl Evaluator<'_> {
    /// Pays for work that is done anyway; the next step notices when nothing is left.
    pub fn charge(&mut self, steps: u64) {
        let _ = self.host.spend(steps);
    }

    /// Pays for as many objects made, each of which keeps what it is and where it is from.
    pub fn weigh_made(&mut self, count: usize) {
        self.charge(count as u64 / 2);
    }

    /// Pays for going through a text letter by letter.
    pub fn weigh_letters(&mut self, text: &str) {
        self.charge((text.len() / LETTERS) as u64);
    }

    /// Pays for as many matches found, or replaced, of a text.
    pub fn weigh_matches(&mut self, count: usize) {
        self.charge(count as u64 / 2);
    }

    /// Pays for asking so many objects whether they are another.
    pub fn weigh_compared(&mut self, count: usize) {
        self.charge(count as u64 / 2);
    }

    /// Pays for moving so many elements of a list.
    pub fn weigh_moved(&mut self, count: usize) {
        self.charge(count as u64 / 32);
    }

    /// Pays for reading a pattern, which takes longer than its text.
    pub fn weigh_pattern(&mut self, pattern: &str) {
        self.charge(pattern.len() as u64 / 16);
    }

    /// Pays for a conversion: of a text to a pattern, or of a list element by element.
    pub fn weigh_cast(&mut self, value: &Object, target: &TypeName) {
        match value {
            Object::Text(text) if target.full_name() == "System.Text.RegularExpressions.Regex" => {
                self.charge(bytes(text) as u64 / 16);
            }
            other => self.weigh(other),
        }
    }

    /// Pays for making or walking a value, by its size. A text beyond [`LONGEST_TEXT`] costs all there is.
    pub fn weigh(&mut self, object: &Object) {
        let steps = match object {
            Object::Text(value) if bytes(value) > LONGEST_TEXT => u64::MAX,
            Object::Text(value) if value.pieces().len() > MOST_PIECES => u64::MAX,
            Object::Text(value) => text_steps(value),
            Object::Array(list) | Object::List(list) => list.len() as u64 / 8,
            Object::Table(table) => table.len() as u64 / 64,
            _ => 0,
        };
        if steps > 0 {
            self.charge(steps);
        }
    }
}

/// One step for 512 bytes, or for two pieces, each of which keeps its origin.
pub fn text_steps(value: &Value) -> u64 {
    (value.pieces().len() / 2 + bytes(value) / 512) as u64
}
