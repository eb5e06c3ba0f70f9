//! What texts and lists cost, and how long they may become.

use std::collections::BTreeMap;

use super::Evaluator;
use crate::environment::Shared;
use crate::shells::posix::state::Slot;
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Piece, Value};

/// How long one text may become.
pub(in crate::shells::posix) const LONGEST: usize = 4 << 20;
/// How many pieces of different origins it may have.
pub(in crate::shells::posix) const MOST_PIECES: usize = 1 << 16;
/// How many elements a list may have.
pub(in crate::shells::posix) const MOST_ELEMENTS: usize = 1 << 16;

/// Why a text or list is not known that grows beyond these.
pub(in crate::shells::posix) const TOO_LONG: &str = "is longer than envsim follows";

/// What is kept costs more than what is only made: a session's fuel must not buy more than its memory.
const KEPT: usize = 16;

/// A text is copied, split and compared before a command has it.
const HANDED_ON: usize = 4;

/// What a new name costs: its history, and its place in every table that is made of it.
const NAMED: u64 = 24;

/// So many elements are made for one step.
const HANDLED: usize = 12;

/// So many names are looked up for one step.
const LOOKED_UP: usize = 3;

/// So many bytes are gone through for one step.
const READ: usize = 128;

impl Evaluator<'_> {
    /// Pays for a text that was made; one that is too long is not known.
    pub(in crate::shells::posix) fn bounded(&mut self, value: Value, span: Span) -> Value {
        let (pieces, bytes) = (value.pieces().len(), length(&value));
        let _ = self.host.spend(steps_for(bytes * HANDED_ON + pieces * size_of::<Piece>()));
        if bytes > LONGEST || pieces > MOST_PIECES {
            return self.unknown(TOO_LONG, span);
        }
        value
    }

    /// Pays for what a variable keeps more than it did.
    pub(in crate::shells::posix) fn keeps(&mut self, name: &str, value: &Value) {
        let before = match self.state.variable(name).map(|variable| &variable.slot) {
            Some(Slot::Scalar(value)) => weight(value),
            Some(_) => 0,
            None => {
                let _ = self.host.spend(NAMED);
                0
            }
        };
        let more = weight(value).saturating_sub(before);
        let _ = self.host.spend(steps_for(more * KEPT));
    }

    /// Pays for what a list keeps more than it did.
    pub(in crate::shells::posix) fn keeps_element(&mut self, value: &Value) {
        let _ = self.host.spend(steps_for(weight(value) * KEPT));
    }

    /// Pays for the words that a command is given.
    pub(in crate::shells::posix) fn passes(&mut self, words: usize) {
        let _ = self.host.spend(words as u64);
    }

    /// Pays for going through texts letter by letter.
    pub(in crate::shells::posix) fn reads(&mut self, values: &[Value]) {
        let bytes: usize = values.iter().map(length).sum();
        let _ = self.host.spend((bytes / READ + values.len() / 32) as u64);
    }

    /// Pays for work on a list: about a dozen elements are made in the time of a command.
    pub(in crate::shells::posix) fn handles(&mut self, elements: usize) {
        let _ = self.host.spend(1 + (elements / HANDLED) as u64);
    }

    /// Pays for the copy of a list that another way, or a caller, still has.
    pub(in crate::shells::posix) fn parts_with(&mut self, list: &Shared<BTreeMap<i64, Value>>) {
        if list.is_shared() {
            self.handles(list.len());
        }
    }

    /// Pays for names that are looked up one by one.
    pub(in crate::shells::posix) fn looks_up(&mut self, names: usize) {
        let _ = self.host.spend(1 + (names / LOOKED_UP) as u64);
    }
}

/// The bytes of what is known.
fn length(value: &Value) -> usize {
    let text = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.len(),
        _ => 0,
    };
    value.pieces().iter().map(text).sum()
}

fn weight(value: &Value) -> usize {
    length(value) + size_of_val(value.pieces())
}
