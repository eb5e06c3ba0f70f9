//! What flags make of lists: split, joined, sorted.

use super::flags::{Empty, by_numbers};
use super::subject::Found;
use crate::value::Value;

/// Splits, in quotes too.
pub(super) fn split(found: Found, separator: char, quoted: bool, keeps: Empty) -> Found {
    let mut pieces: Vec<Value> = Vec::new();
    for value in &found.values {
        let entries = value.entries(separator);
        let last = entries.len().saturating_sub(1);
        let kept = entries.into_iter().map(|entry| entry.value).enumerate();
        let kept = kept.filter(|(at, one)| keeps.holds(*at, last) || one.is_empty() != Some(true));
        pieces.extend(kept.map(|(_, one)| one));
    }
    if quoted && pieces.is_empty() && !found.list {
        pieces.push(Value::empty());
    }
    // Of a scalar that falls into one piece a scalar is left (Src/subst.c, `paramsubst`, behind `sepsplit`).
    if let (false, [only]) = (found.list, pieces.as_slice()) {
        return Found::one(only.clone());
    }
    Found::list(pieces, found.apart || quoted)
}

pub(super) fn join(found: Found, separator: char) -> Found {
    Found::one(Value::from_entries(found.values, separator))
}

/// `o`, `O`, with `n` by numbers and with `i` in either case.
pub(super) fn sorted(found: Found, reverse: bool, flags: &str) -> Found {
    let mut values = found.values.clone();
    if !values.iter().all(Value::is_known) {
        return found;
    }
    let folds = flags.contains('i');
    let key = |value: &Value| {
        let text = value.text().unwrap_or_default().into_owned();
        if folds { text.to_lowercase() } else { text }
    };
    match flags.contains('n') {
        true => values.sort_by(|left, right| by_numbers(&key(left), &key(right))),
        false => values.sort_by_cached_key(key),
    }
    if reverse {
        values.reverse();
    }
    Found { values, ..found }
}
