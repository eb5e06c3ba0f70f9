//! Names of a script that only the one who types has.

use super::{Answer, NOT_FOUND, decided};
use crate::report::{Asked, Origin};

/// Notes where a name that a session lacks is an alias or function of the prompt it is typed at:
/// neither is handed to a program (bash(1) ALIASES, FUNCTIONS; zshmisc(1)).
pub fn note_of_prompt(answers: &mut [Answer], own: Asked) {
    for answer in answers {
        let lacking = answer.sessions.iter_mut().filter(|one| one.kind == NOT_FOUND);
        let lacking: Vec<_> = lacking.collect();
        if lacking.is_empty() {
            continue;
        }
        let here = decided(&answer.name, own);
        if matches!(here.kind, "alias" | "function") {
            let note = Note { kind: here.kind, label: own.label, origin: here.origin.as_ref() };
            lacking.into_iter().for_each(|one| one.notes.push(note.text()));
        }
    }
}

struct Note<'n> {
    kind: &'static str,
    label: &'n str,
    origin: Option<&'n Origin>,
}

impl Note<'_> {
    fn text(&self) -> String {
        let article = if self.kind == "alias" { "an" } else { "a" };
        let spot = self.origin.and_then(|origin| origin.spot.as_ref());
        let at = spot.map(|spot| format!(" ({}:{})", spot.file, spot.line));
        let at = at.unwrap_or_default();
        format!("{article} {} of {}'s prompt only{at}", self.kind, self.label)
    }
}
