//! Puts many pieces one behind the other, copying each text once.

use std::rc::Rc;

use super::{Origin, Piece, Value};

/// A value that is being made; neighbours of one origin become one piece.
#[derive(Default)]
pub(super) struct Builder {
    pieces: Vec<Piece>,
    open: Option<(String, Origin)>,
}

impl Builder {
    /// Puts a piece behind.
    pub(super) fn push(&mut self, piece: &Piece) {
        match piece {
            Piece::Text { text, origin } => self.text(text, origin),
            other => {
                self.close();
                self.pieces.push(other.clone());
            }
        }
    }

    /// Puts known text behind.
    pub(super) fn text(&mut self, text: &str, origin: &Origin) {
        match &mut self.open {
            Some((open, by)) if by == origin => open.push_str(text),
            _ => {
                self.close();
                self.open = Some((text.to_owned(), origin.clone()));
            }
        }
    }

    /// Puts a value behind.
    pub(super) fn value(&mut self, value: &Value) {
        for piece in value.pieces() {
            self.push(piece);
        }
    }

    fn close(&mut self) {
        if let Some((text, origin)) = self.open.take() {
            self.pieces.push(Piece::Text { text: Rc::from(text), origin });
        }
    }

    /// The value.
    pub(super) fn finish(mut self) -> Value {
        self.close();
        Value::from_pieces(self.pieces)
    }
}
