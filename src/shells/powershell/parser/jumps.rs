//! What `break`, `continue` and `return` leave: `finally` is not among it (`CheckForFlowOutOfFinally`).

use super::super::syntax::{Block, Expression, ExpressionKind, StatementKind, StringPart};
use super::Parser;
use super::token::{Keyword as K, Token};
use crate::text::Span;

/// Something a jump may leave.
pub(super) enum Frame {
    /// A loop or `switch` with its label.
    Loop(Option<Span>),
    Finally,
}

impl Parser<'_> {
    /// A statement that `break` can leave.
    pub(super) fn breakable(
        &mut self,
        token: Token,
        word: K,
        label: Option<Span>,
    ) -> Option<StatementKind> {
        self.frames.push(Frame::Loop(label));
        let kind = match word {
            K::Switch => Some(self.switch(token, label)),
            K::Foreach => Some(self.foreach(token, label)),
            K::For => Some(self.for_loop(token, label)),
            K::While => Some(self.while_loop(token, label)),
            K::Do => Some(self.do_loop(token, label)),
            _ => None,
        };
        self.frames.pop();
        kind
    }

    pub(super) fn finally_block(&mut self) -> Option<Block> {
        self.frames.push(Frame::Finally);
        let block = self.block();
        self.frames.pop();
        block
    }

    /// A block or scope whose jumps end in it.
    pub(super) fn apart<T>(&mut self, rule: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.frames);
        let result = rule(self);
        self.frames = outer;
        result
    }

    pub(super) fn check_return(&mut self, word: Token) {
        if self.frames.iter().any(|frame| matches!(frame, Frame::Finally)) {
            self.leaves_finally(word);
        }
    }

    /// A label that only running tells may be any.
    pub(super) fn check_jump(&mut self, word: Token, label: Option<&Expression>) {
        let name = match label {
            None => Some(String::new()),
            Some(label) => self.constant_label(label),
        };
        for frame in self.frames.iter().rev() {
            match frame {
                Frame::Finally => return self.leaves_finally(word),
                Frame::Loop(known) => {
                    let known = known.map_or("", |known| known.of(self.text));
                    let is_it = |name: &String| name.is_empty() || name.eq_ignore_ascii_case(known);
                    if name.as_ref().is_some_and(is_it) {
                        return;
                    }
                }
            }
        }
    }

    fn constant_label(&self, label: &Expression) -> Option<String> {
        let ExpressionKind::String(text) = &label.kind else { return None };
        match &*text.parts {
            [StringPart::Text(span)] => Some(span.of(self.text).to_owned()),
            _ => None,
        }
    }

    fn leaves_finally(&mut self, word: Token) {
        self.error_token(word, "ControlLeavingFinally", "a jump cannot leave `finally`");
    }
}
