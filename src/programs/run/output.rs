//! What a program printed, with the origins of its pieces.

use std::rc::Rc;

use super::Run;
use crate::programs::locale::Locale;
use crate::shells::Ran;
use crate::value::{NAMELESS, Origin, Shape, Unknown, Value};

impl Run<'_> {
    pub(in crate::programs) fn printed(&mut self, origin: &Origin, line: &str) -> Value {
        if let Some(effect) = self.effect.take() {
            let place = Origin::File(self.call.place.clone());
            let unknown = Unknown::output_of(line, place).shaped(Shape::Filled);
            return Value::unknown(Unknown { effect: Some(effect.into()), ..unknown });
        }
        let text = std::mem::take(&mut self.out);
        if text.contains(NAMELESS) {
            return Value::unknown(self.untold("tells a name that is chosen when it runs"));
        }
        if self.unordered && text.trim_end_matches('\n').contains('\n') {
            let place = Origin::File(self.call.place.clone());
            let reason = "comes in the order of the file system";
            let unknown = Unknown { lines: Some(text.into()), ..Unknown::new(reason, place) };
            return Value::unknown(unknown.shaped(Shape::Filled));
        }
        let behind = attributed(&text, &self.taken, origin);
        match self.value.take() {
            Some(value) => value.then(behind),
            None => behind,
        }
    }

    /// It ended so.
    pub(in crate::programs) fn ended(
        &mut self,
        origin: &Origin,
        line: &str,
        status: Result<i32, Rc<Unknown>>,
    ) -> Ran {
        let (output, error) = (self.printed(origin, line), self.complaint(origin));
        let (outside, aliases) = (self.outside.take(), std::mem::take(&mut self.aliases));
        Ran { outside, aliases, left: self.left(), ..Ran::new(output, error, status) }
    }

    /// A part of what it prints that cannot be known: `what` is a sentence without its subject.
    pub(in crate::programs) fn untold(&self, what: &str) -> Unknown {
        let line = format!("{} {}", self.name, self.arguments.join(" "));
        let unknown = Unknown::output_of(line.trim_end(), Origin::File(self.call.place.clone()));
        let shown = unknown.opaque.as_deref().unwrap_or(self.name);
        let what = what.strip_prefix("is ").unwrap_or(what);
        let reason = format!("takes the output of `{shown}`: {what}");
        Unknown { reason: reason.into(), ..unknown }
    }

    pub(in crate::programs) fn complaint(&mut self, origin: &Origin) -> Value {
        let english = self.locale("LC_MESSAGES").is_ok_and(|one| one != Locale::Other);
        if self.muttered || self.error.contains(NAMELESS) || !english && !self.error.is_empty() {
            return Value::unknown(Unknown::new("is a message of a program", origin.clone()));
        }
        match self.error.is_empty() {
            true => Value::empty(),
            false => Value::known(std::mem::take(&mut self.error), origin.clone()),
        }
    }
}

/// Known output; list entries and lines that were there before keep the origins they had.
fn attributed(text: &str, taken: &[Value], origin: &Origin) -> Value {
    if text.is_empty() {
        return Value::empty();
    }
    let mixed = taken.iter().any(|value| value.origins().len() > 1);
    let first = taken.iter().find_map(|value| value.origins().into_iter().next());
    let first = first.unwrap_or_else(|| origin.clone());
    if !mixed {
        return Value::known(text, first);
    }
    let known = entries_of(taken);
    let mut value = Value::empty();
    for part in text.split_inclusive([':', '\n']) {
        let bare = part.trim_end_matches([':', '\n']);
        match known.get(bare) {
            Some(entry) if !bare.is_empty() => value.append(entry.clone()),
            _ => value.push(bare, first.clone()),
        }
        if bare.len() < part.len() {
            value.push(&part[bare.len()..], first.clone());
        }
    }
    value
}

/// The entries and lines of texts, with their origins.
fn entries_of(taken: &[Value]) -> std::collections::HashMap<String, Value> {
    let mut entries = std::collections::HashMap::new();
    for value in taken {
        let Some(text) = value.text() else { continue };
        let mut at = 0;
        for part in text.split_inclusive([':', '\n']) {
            let bare = part.trim_end_matches([':', '\n']);
            if let Some(slice) = value.slice(at, at + bare.len()) {
                entries.entry(bare.to_owned()).or_insert(slice);
            }
            at += part.len();
        }
    }
    entries
}
