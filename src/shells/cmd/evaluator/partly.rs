//! Files that were written with a text of which parts are known: the lines that are known can be read again.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Evaluator;
use crate::machine::Fault;
use crate::machine::path::folded;
use crate::shells::cmd::expand::full_path;
use crate::shells::steps_for;
use crate::value::{Origin, Piece, Unknown, Value};

/// The texts, by folded path, each with the doubt that its file got.
#[derive(Default)]
pub(super) struct Partly(BTreeMap<String, (Rc<Unknown>, Value)>);

impl Partly {
    /// Keeps what was written, unless letters of it depend on the console's code page.
    pub(super) fn keep(&mut self, path: &str, why: &Rc<Unknown>, text: Value) {
        let plain = |piece: &Piece| match piece {
            Piece::Text { text, .. } => text.is_ascii(),
            _ => true,
        };
        if text.pieces().iter().all(plain) {
            self.0.insert(folded(path), (why.clone(), text));
        } else {
            self.0.remove(&folded(path));
        }
    }
}

impl Evaluator<'_> {
    /// A file's text as far as it is known, as long as nothing else happened to it: whatever does gives it another
    /// doubt, or takes that one away.
    pub(super) fn partly_known(&self, path: &str) -> Option<Value> {
        let (why, text) = self.record.partly.0.get(&folded(path))?;
        let Err(Fault::Undecided(now)) = self.host.machine().read(path) else { return None };
        let own = self.record.unknown_files.get(&folded(path))?;
        (Rc::ptr_eq(own, why) && Rc::ptr_eq(&now, &why.reason)).then(|| text.clone())
    }

    /// A file's text, of which not every part need be known; `None` if the file is not there.
    pub(super) fn file_value(
        &mut self,
        name: &str,
        origin: &Origin,
    ) -> Result<Option<Value>, Rc<Unknown>> {
        let path = full_path(&self.expander(), name)?;
        if let Some(text) = self.partly_known(&path) {
            let _ = self.host.spend(steps_for(size(&text)));
            return Ok(Some(text));
        }
        let text = self.file_text(name, origin)?;
        Ok(text.map(|(text, from)| Value::known(text, from)))
    }
}

/// How much of a text is known.
pub(super) fn size(text: &Value) -> usize {
    let of = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.len(),
        _ => 1,
    };
    text.pieces().iter().map(of).sum()
}
