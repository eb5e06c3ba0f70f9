//! Files of which only a part of the name is known: what a command does to one of them.

use std::rc::Rc;

use super::{Evaluator, redirect};
use crate::machine::Platform;
use crate::machine::overlay::{Change, Effect, Somewhere};
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
        let followed = |word: &Traced| word.as_known().is_some_and(|one| !lost || is_whole(one));
        if words.iter().all(followed) {
            return;
        }
        let named: Vec<&Traced> =
            words.iter().filter(|word| !word.text().starts_with('/')).collect();
        // Only the last name is that of what is written; the one that is linked comes first.
        let named = match command {
            // Alone it is brought here, under a name of its own.
            "copy" | "move" if named.len() == 1 => return self.opens_here(effect),
            "copy" => &named[named.len().saturating_sub(1)..],
            "mklink" => &named[..named.len().min(1)],
            _ => &named[..],
        };
        for word in named {
            self.changed_somewhere(word, effect);
        }
    }

    /// Something is done to a file of any name in the current directory, and to one of any name elsewhere.
    fn opens_here(&mut self, effect: Effect) {
        let why: Rc<str> = "may be changed by a command whose file is not known".into();
        let change = Change::somewhere(Somewhere::default(), effect, why);
        self.host.change(change);
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

/// Whether a word means the same wherever it is read: a switch, or a path from the root.
fn is_whole(word: &str) -> bool {
    word.starts_with('/') || Platform::Windows.is_absolute(&word.replace('"', ""))
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
