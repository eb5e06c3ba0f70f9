//! What takes administrator rights: programs that batch files ask whether they have them, and writes for the machine.

use super::setx::known_words;
use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::registry_tools::Outcome;
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::traced::Traced;
use crate::value::Origin;

/// Why it is not known whether something is allowed.
const RIGHTS: &str = "takes administrator rights, which only `cmd@sudo` certainly has";

/// Whether a command succeeds for administrators only (answers to "How to check for admin rights" in batch files:
/// StackOverflow 4051883; `net session`, `fltmc`, `openfiles` and the rest change nothing).
fn is_question(base: &str, words: &[&str]) -> bool {
    match (base, words) {
        ("net" | "net1", ["session" | "sessions"]) => true,
        ("bcdedit" | "fltmc" | "openfiles", []) => true,
        ("fsutil", ["dirty", "query", _]) => true,
        ("reg", ["query", key, ..]) => ["hku\\s-1-5-19", "hku\\s-1-5-20"].contains(key),
        ("cacls" | "icacls", [file]) => file.ends_with("\\config\\system"),
        _ => false,
    }
}

impl Evaluator<'_> {
    /// Answers such a question; `false` if it is none.
    pub(super) fn asks_for_rights(&mut self, base: &str, rest: &Traced, origin: &Origin) -> bool {
        let Some(words) = known_words(rest) else { return false };
        let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !is_question(base, &words) {
            return false;
        }
        self.print_unknown(&format!("{base} {}", words.join(" ")), origin);
        match self.state.elevated {
            true => self.state.returns(0),
            false => self.unknown_code(&format!("is what `{base}` returns: it {RIGHTS}"), origin),
        }
        true
    }

    /// Whether a write may be refused because it is for the machine; then the places may have been written.
    pub(in crate::shells::cmd::evaluator) fn may_be_refused(
        &mut self,
        program: &str,
        places: Vec<RegistryPlace>,
        origin: &Origin,
    ) -> bool {
        let machine = |place: &RegistryPlace| {
            let key = place.key.as_deref().unwrap_or_default().to_ascii_lowercase();
            key.starts_with("hklm") || key.starts_with("hkey_local_machine")
        };
        if self.state.elevated || !places.iter().any(machine) {
            return false;
        }
        self.registry_undecided(program, RIGHTS, places, origin);
        true
    }

    /// What a program writes to the registry is not known, for this reason.
    pub(super) fn registry_undecided(
        &mut self,
        program: &str,
        why: &str,
        places: Vec<RegistryPlace>,
        origin: &Origin,
    ) {
        self.outside(&format!("what `{program}` writes to the registry here {why}"), origin);
        let place = origin.place().map(|place| format!(" ({place:?})")).unwrap_or_default();
        let why = format!("may have been written by `{program}`{place}");
        for change in Outcome::Unknown(places).undecided(&why) {
            self.host.change(change);
        }
        self.returned_unknown(program, origin);
    }
}

/// Where changes write.
pub(super) fn places(changes: &[Change]) -> Vec<RegistryPlace> {
    let undecided = changes.iter().filter_map(|change| change.clone().perhaps("".into()));
    let place = |change| match change {
        Change::RegistryUndecided { at, .. } => Some(at),
        _ => None,
    };
    undecided.filter_map(place).collect()
}
