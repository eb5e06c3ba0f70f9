//! `-split` with a script block that tells of each letter whether it divides (`ParserOps.SplitWithPredicate`).

use std::rc::Rc;

use super::Evaluator;
use super::flow::Stop;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::object::{Object, Sequence};

impl Evaluator<'_> {
    /// The parts of all texts; `most` parts at most, all where it is 0.
    ///
    /// # Errors
    /// Whatever ends the block.
    pub(super) fn split_by(
        &mut self,
        items: Vec<Object>,
        block: &Rc<Block>,
        most: i64,
    ) -> Result<Object, Stop> {
        let mut parts = Vec::new();
        for item in items {
            let value = self.text_of(&item);
            let Some(text) = value.text().map(|text| text.into_owned()) else {
                return Ok(Object::Unknown(self.reason_of(&Object::Text(value))));
            };
            // A letter is a UTF-16 unit here; of an empty last part it is not known whether it is kept.
            let plain = text.chars().all(|letter| letter.len_utf16() == 1);
            let Ok(most) = usize::try_from(most) else {
                return Ok(self.unknown("splits from the end with a script block"));
            };
            let Some(found) = self.divided(&text, block, most)?.filter(|_| plain) else {
                return Ok(self.unknown("splits with a script block whose answer is not known"));
            };
            parts.extend(found.into_iter().map(|part| self.text(part)));
        }
        Ok(Object::Array(Rc::new(Sequence::of_type("System.String[]", parts))))
    }

    fn divided(
        &mut self,
        text: &str,
        block: &Rc<Block>,
        most: usize,
    ) -> Result<Option<Vec<String>>, Stop> {
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, letter) in text.char_indices() {
            if most > 0 && parts.len() + 1 >= most {
                break;
            }
            let Some(divides) = self.asks(block, letter)? else { return Ok(None) };
            if divides {
                parts.push(text[from..at].to_owned());
                from = at + letter.len_utf8();
            }
        }
        let last = &text[from..];
        parts.push(last.to_owned());
        Ok((!last.is_empty()).then_some(parts))
    }

    /// The block has a scope of its own; `$_` is the letter.
    fn asks(&mut self, block: &Rc<Block>, letter: char) -> Result<Option<bool>, Stop> {
        let item = self.text(letter.to_string());
        let outer = self.state.current;
        let scope = self.state.open(outer, false);
        self.state.current = scope;
        let answer = self.value_here(block, item);
        self.state.current = outer;
        self.state.close(scope);
        Ok(truth(&answer?).ok())
    }
}
