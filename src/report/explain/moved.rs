//! Who put a directory behind another one that both were on PATH already.

use super::Resolved;
use crate::report::Asked;
use crate::session::Session;
use crate::shells::Verdict;
use crate::value::{Origin, Value};

/// How many writes of PATH are looked through.
const MOST: usize = 32;

/// A note where the file that lost had come first, and a later statement only changed the order.
pub(super) fn note(one: &mut Resolved, asked: Asked) {
    let machine = asked.session.machine();
    let platform = machine.platform();
    let Some(winner) = one.path.clone().filter(|_| one.candidates.len() > 1) else { return };
    let lost = one.candidates.iter().find(|one| {
        let other = one.path.as_deref().is_some_and(|path| path != winner);
        other && one.verdict == Verdict::Shadowed
    });
    let Some(lost) = lost.and_then(|one| one.path.clone()) else { return };
    let parents = (platform.parent(&winner), platform.parent(&lost));
    let (Some(first), Some(second)) = parents else { return };
    if let Some(by) = turned(asked.session, first, second) {
        let text = format!("{lost} came first until {by} put {first} before its directory");
        one.notes.push(text);
    }
}

/// The statement behind which the second directory no longer stood before the first.
fn turned(session: &Session, first: &str, second: &str) -> Option<String> {
    let environment = session.environment();
    let history = &environment.variables.get("PATH")?.history;
    let lists: Vec<Option<bool>> = history
        .iter()
        .rev()
        .take(MOST)
        .map(|write| is_before(session, write.value.as_ref()?, first, second))
        .collect();
    // Newest first: the last write has the first directory in front, the one before it had it behind.
    let at = lists.windows(2).position(|pair| pair == [Some(true), Some(false)])?;
    let known = lists[..at].iter().all(|one| *one == Some(true));
    let write = history.iter().rev().nth(at).filter(|_| known)?;
    let at = |place: &crate::text::Place| format!("{}:{}", place.file(), place.line());
    match &write.origin {
        Origin::Signature { name, place } => Some(format!("{name} at {}", at(place))),
        other => other.place().map(at),
    }
}

/// Whether one directory stands before another one; `None` where they do not both stand there.
fn is_before(session: &Session, list: &Value, first: &str, second: &str) -> Option<bool> {
    let separator = session.shell().list_separator(&session.start().facts);
    let facts = session.machine().facts();
    let key = |path: &str| {
        facts.platform.key(path, facts.ignores_case).trim_end_matches(['/', '\\']).to_owned()
    };
    let entries = list.entries(separator);
    let texts = entries.iter().map(|entry| {
        let text = entry.value.text()?;
        Some(key(&session.shell().machine_path(session.start(), &text)))
    });
    let texts: Vec<Option<String>> = texts.collect();
    let place = |wanted: &str| texts.iter().position(|text| text.as_deref() == Some(&key(wanted)));
    Some(place(first)? < place(second)?)
}
