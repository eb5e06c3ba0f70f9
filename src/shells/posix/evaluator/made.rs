//! Texts made at run time: every word of them keeps the origins of what it was made of.

use std::rc::Rc;

use crate::text::Source;
use crate::value::{Piece, Value};

/// A text that `eval` runs, and the value it came from.
pub(in crate::shells::posix) struct Made {
    pub(in crate::shells::posix) source: Rc<Source>,
    value: Value,
    /// Where each piece begins, so that a word is found without passing all the others.
    starts: Vec<usize>,
}

impl Made {
    pub(in crate::shells::posix) fn new(source: Rc<Source>, value: Value) -> Self {
        let mut starts = Vec::with_capacity(value.pieces().len());
        let mut at = 0;
        for piece in value.pieces() {
            starts.push(at);
            if let Piece::Text { text, .. } = piece {
                at += text.len();
            }
        }
        Self { source, value, starts }
    }

    /// A part of the text.
    pub(in crate::shells::posix) fn slice(&self, from: usize, to: usize) -> Value {
        let first = self.starts.partition_point(|start| *start <= from).saturating_sub(1);
        let mut taken = Vec::new();
        for (piece, &start) in self.value.pieces()[first..].iter().zip(&self.starts[first..]) {
            let Piece::Text { text, origin } = piece else { break };
            if start >= to {
                break;
            }
            let (begin, end) = (from.max(start) - start, to.min(start + text.len()) - start);
            if begin < end {
                let text = text[begin..end].into();
                taken.push(Piece::Text { text, origin: origin.clone() });
            }
        }
        Value::from_pieces(taken)
    }
}
