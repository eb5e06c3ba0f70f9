//! Files of which only a part of the name is known: what a command does to one of them.

use std::rc::Rc;

use super::{Evaluator, redirect};
use crate::machine::Platform;
use crate::machine::overlay::Effect;
use crate::shells::changed_at;
use crate::shells::cmd::traced::Traced;
use crate::value::{Piece, Value};

/// What a command does to the files it names; `None` where it only reads them.
fn effect_of(command: &str) -> Option<Effect> {
    Some(match command {
        "md" | "mkdir" => Effect::MakesDirectory,
        "mklink" => Effect::Makes,
        "del" | "erase" | "rd" | "rmdir" => Effect::Removes,
        "copy" | "move" | "ren" | "rename" => Effect::Writes,
        _ => return None,
    })
}

impl Evaluator<'_> {
    /// A command names files of which something is not known, or one from a directory that is not.
    pub(super) fn opens_named(&mut self, command: &str, words: &[Traced]) {
        let Some(effect) = effect_of(command) else { return };
        let lost = !self.state.cwd.is_known();
        if !lost && words.iter().all(|word| word.as_known().is_some()) {
            return;
        }
        let named: Vec<&Traced> =
            words.iter().filter(|word| !word.text().starts_with('/')).collect();
        // Only the last name is that of what is written; the one that is linked comes first.
        let named = match command {
            "copy" => &named[named.len().saturating_sub(1)..],
            "mklink" => &named[..named.len().min(1)],
            _ => &named[..],
        };
        for word in named {
            // What is known whole is followed.
            if word.as_known().is_some_and(|name| !lost || is_absolute(name)) {
                continue;
            }
            self.changed_somewhere(word, effect);
        }
    }

    /// Leaves open what is at the places that a name may mean.
    pub(super) fn changed_somewhere(&mut self, name: &Traced, effect: Effect) {
        let path = unquoted(&name.to_value());
        if path.text().is_some_and(|name| redirect::is_device(&name)) {
            return;
        }
        let why: Rc<str> = match path.why_unknown().or_else(|| self.state.cwd.why_unknown()) {
            Some(why) => format!("may be changed by a name that {}", why.reason).into(),
            None => "may be changed, by a file whose name is not known".into(),
        };
        let changes = changed_at(self.host.machine(), &self.state.cwd, &path, effect, &why);
        changes.into_iter().for_each(|change| self.host.change(change));
    }
}

fn is_absolute(name: &str) -> bool {
    Platform::Windows.is_absolute(&name.replace('"', ""))
}

/// A name without its quotes.
fn unquoted(name: &Value) -> Value {
    let bare = |piece: &Piece| match piece {
        Piece::Text { text, origin } => {
            Piece::Text { text: text.replace('"', "").into(), origin: origin.clone() }
        }
        other => other.clone(),
    };
    Value::from_pieces(name.pieces().iter().map(bare).collect())
}
