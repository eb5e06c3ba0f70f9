//! What a start-up file would have defined that the execution policy keeps from running.

use crate::machine::Machine;
use crate::shells::powershell::outline::outline;
use crate::shells::powershell::parser::parse;
use crate::shells::powershell::policy::Policy;
use crate::shells::powershell::state::State;
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict};
use crate::text::{Encoding, decode};

/// Tells of a name that nothing leads to where it would come from.
pub(super) fn tell(
    state: &State,
    policy: &Policy,
    machine: &dyn Machine,
    name: &str,
    lookup: &mut Lookup,
) {
    if !lookup.candidates.is_empty() {
        return;
    }
    for path in state.profiles.iter().filter(|path| machine.is_file(path)) {
        let Some(reason) = policy.refuses(machine, path) else { continue };
        let Ok(bytes) = machine.read(path) else { continue };
        let text = decode(&bytes, Encoding::Utf8).text;
        let Some((kind, at)) = defined(&text, name, state.desktop) else { continue };
        let line = text[..at].matches('\n').count() + 1;
        lookup.candidates.push(Candidate {
            kind,
            path: Some(path.clone()),
            text: name.to_owned(),
            stage: Stage::Direct,
            verdict: Verdict::Refused,
            reason: format!("line {line} would define it, and the file is not read: {reason}"),
            origin: None,
            when: None,
        });
    }
}

/// The first statement that makes a function or an alias of that name, and where it begins.
fn defined(text: &str, name: &str, desktop: bool) -> Option<(CommandKind, usize)> {
    // Most names stand nowhere in it.
    if !text.to_ascii_lowercase().contains(&name.to_ascii_lowercase()) {
        return None;
    }
    let script = parse(text, desktop);
    let statements = outline(text, &script).statements;
    statements.iter().find_map(|one| {
        let begin = one.span.start as usize;
        let words: Vec<&str> = one.span.of(text).split_whitespace().take(4).collect();
        let is = |word: &&str| word.trim_matches(['"', '\'']).eq_ignore_ascii_case(name);
        let verb = words.first().map(|word| word.to_ascii_lowercase())?;
        match verb.as_str() {
            "function" | "filter" => {
                let own = words.get(1)?.split(['(', '{']).next()?;
                let bare = own.rsplit_once(':').map_or(own, |(_, bare)| bare);
                bare.eq_ignore_ascii_case(name).then_some((CommandKind::Function, begin))
            }
            "set-alias" | "new-alias" | "sal" | "nal" => {
                words.iter().skip(1).any(is).then_some((CommandKind::Alias, begin))
            }
            _ => None,
        }
    })
}
