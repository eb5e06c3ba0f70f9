//! Puts many pieces one behind the other, copying each text once.

use std::rc::Rc;

use super::{Origin, Piece, Value};
use crate::text::work;

/// A value that is being made; neighbours of one origin become one piece.
#[derive(Default)]
pub(super) struct Builder {
    pieces: Vec<Piece>,
    /// The text of the last piece, where others were put behind it.
    tail: Option<String>,
}

impl Builder {
    /// Puts a piece behind.
    pub(super) fn push(&mut self, piece: &Piece) {
        match piece {
            Piece::Text { text, origin } if self.follows(origin) => self.extend(text),
            _ => {
                self.close();
                self.pieces.push(piece.clone());
            }
        }
    }

    /// Puts known text behind.
    pub(super) fn text(&mut self, text: &str, origin: &Origin) {
        if self.follows(origin) {
            return self.extend(text);
        }
        self.close();
        work::done(text.len());
        self.pieces.push(Piece::Text { text: text.into(), origin: origin.clone() });
    }

    /// Puts a value behind.
    pub(super) fn value(&mut self, value: &Value) {
        for piece in value.pieces() {
            self.push(piece);
        }
    }

    fn follows(&self, origin: &Origin) -> bool {
        matches!(self.pieces.last(), Some(Piece::Text { origin: last, .. }) if last == origin)
    }

    fn extend(&mut self, text: &str) {
        let Some(Piece::Text { text: front, .. }) = self.pieces.last() else { return };
        self.tail.get_or_insert_with(|| front.to_string()).push_str(text);
    }

    fn close(&mut self) {
        if let (Some(tail), Some(Piece::Text { text, .. })) =
            (self.tail.take(), self.pieces.last_mut())
        {
            work::done(tail.len());
            *text = Rc::from(tail);
        }
    }

    /// The value.
    pub(super) fn finish(mut self) -> Value {
        self.close();
        Value::from_pieces(self.pieces)
    }
}
