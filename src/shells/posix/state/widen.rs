//! What stays true of a state however often a loop runs: where its turns disagree, nothing is known.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::join::{same_alias, same_function};
use super::{Slot, State, Status, Variable, numbered};
use crate::environment::{Shared, Write};
use crate::value::{Piece, Unknown, Value};

/// How the reason of what was widened begins.
const WIDENED: &str = "changes in a loop";

type Elements = Shared<BTreeMap<i64, Value>>;

impl State {
    /// Whether this state already allows for everything that `later` may hold.
    pub fn covers(&self, later: &Self) -> bool {
        let all = |ours: &[Value], theirs: &[Value]| {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(one, other)| value(one, other))
        };
        let input = match (&self.input, &later.input) {
            (Some(one), Some(other)) => value(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        (self.status == later.status || matches!(self.status, Status::Unknown(_)))
            && value(&self.cwd, &later.cwd)
            && input
            && all(&self.sinks, &later.sinks)
            && (all(&self.positional, &later.positional) || is_any_list(&self.positional))
            && self.options == later.options
            && self.aliases.covers(&later.aliases, same_alias)
            && self.other_aliases.covers(&later.other_aliases, same_alias)
            && self.alias_order.covers(&later.alias_order)
            && self.functions.covers(&later.functions, same_function)
            && self.doubts.len() >= later.doubts.len()
            && self.covers_variables(later)
    }

    /// Whether every variable of `later` is one that this state allows for.
    fn covers_variables(&self, later: &Self) -> bool {
        let unset = Variable::default();
        self.variables.changes(&later.variables).iter().all(|name| {
            let ours = self.variables.get(name).unwrap_or(&unset);
            later.variables.get(name).is_none_or(|other| variable(ours, other))
        })
    }

    /// `later` with everything unknown that this state does not allow for; unless `wholly`, what
    /// both begin and end with is kept.
    #[must_use]
    pub fn widened(&self, mut later: Self, why: &Rc<Unknown>, wholly: bool) -> Self {
        let wide = |ours: &Value, theirs: &mut Value| {
            *theirs = match value(ours, theirs) {
                true => ours.clone(),
                false => between(ours, theirs, why, wholly),
            };
        };
        let unset = Rc::<Variable>::default();
        for name in self.variables.changes(&later.variables) {
            let Some(theirs) = later.variables.get(&name) else { continue };
            let ours = self.variables.shared(&name).unwrap_or(&unset);
            match variable(ours, theirs) {
                // What allows for the later value already stays as it is, or it would never settle.
                true if self.variables.contains_key(&name) => {
                    later.variables.insert(name, ours.clone());
                }
                true => {}
                false => widen(ours, later.entry(&name), why, wholly),
            }
        }
        later.aliases = self.aliases.widened(later.aliases, why, same_alias);
        later.other_aliases = self.other_aliases.widened(later.other_aliases, why, same_alias);
        later.alias_order.join(&self.alias_order);
        later.functions = self.functions.widened(later.functions, why, same_function);
        wide(&self.cwd, &mut later.cwd);
        for (ours, theirs) in self.sinks.iter().zip(&mut later.sinks) {
            wide(ours, theirs);
        }
        if self.positional != later.positional && !is_any_list(&self.positional) {
            later.positional = vec![Value::unknown((**why).clone())].into();
        }
        if self.input != later.input {
            later.input = Some(Value::unknown((**why).clone()));
        }
        if self.status != later.status {
            later.status = Status::Unknown(why.clone());
        }
        later
    }
}

fn widen(ours: &Variable, theirs: &mut Variable, why: &Rc<Unknown>, wholly: bool) {
    let unknown = || Value::unknown((**why).clone());
    theirs.maybe_unset |= ours.maybe_unset || theirs.slot == Slot::Unset;
    theirs.maybe_exported = !ours.exports_alike(theirs);
    theirs.exported |= ours.exported;
    theirs.slot = match (&ours.slot, &theirs.slot) {
        (Slot::Scalar(one), Slot::Scalar(other)) => Slot::Scalar(between(one, other, why, wholly)),
        (Slot::Array(one), Slot::Array(other)) if !wholly => Slot::Array(middle(one, other, why)),
        (Slot::Array(_), Slot::Array(_)) => Slot::Array(numbered(vec![unknown()])),
        _ => Slot::Scalar(unknown()),
    };
    let value = match &theirs.slot {
        Slot::Scalar(value) => value.clone(),
        _ => unknown(),
    };
    theirs.history.push(Write { value: Some(value), origin: why.origin.clone() });
}

fn variable(ours: &Variable, theirs: &Variable) -> bool {
    let attributes = |one: &Variable| (one.readonly, one.integer, one.case, one.unique);
    attributes(ours) == attributes(theirs)
        && (ours.exported || !theirs.exported)
        && (ours.maybe_exported || ours.exports_alike(theirs))
        && (ours.maybe_unset
            || !(theirs.maybe_unset || theirs.slot == Slot::Unset)
            || ours.slot == Slot::Unset && theirs.slot == Slot::Unset)
        && slot(&ours.slot, &theirs.slot)
}

fn slot(ours: &Slot, theirs: &Slot) -> bool {
    match (ours, theirs) {
        (Slot::Unset, Slot::Unset) => true,
        (Slot::Unset, _) => false,
        (_, Slot::Unset) => true,
        (Slot::Scalar(one), Slot::Scalar(other)) => value(one, other),
        (Slot::Array(one), Slot::Array(other)) => list(one, other),
        (Slot::Map(one), Slot::Map(other)) => {
            one.len() == other.len()
                && other
                    .iter()
                    .all(|(key, other)| one.get(key).is_some_and(|one| value(one, other)))
        }
        (Slot::Scalar(one), _) => is_any(one),
        _ => false,
    }
}

/// An element that is not known stands for any number of them.
fn list(ours: &Elements, theirs: &Elements) -> bool {
    let (one, other): (Vec<_>, Vec<_>) = (ours.values().collect(), theirs.values().collect());
    let all = |one: &[&Value], other: &[&Value]| {
        one.iter().zip(other).all(|(one, other)| value(one, other))
    };
    if one.len() == other.len() && all(&one, &other) {
        return true;
    }
    let Some(at) = one.iter().position(|one| is_any(one)) else { return false };
    let back = one.len() - at - 1;
    other.len() >= at + back
        && all(&one[..at], &other[..at])
        && all(&one[at + 1..], &other[other.len() - back..])
}

/// Whether one text allows for another.
fn value(ours: &Value, theirs: &Value) -> bool {
    if ours.same_text(theirs) {
        return true;
    }
    if is_any(ours) {
        return true;
    }
    match (ours.alternatives(), theirs.alternatives()) {
        (Some(one), Some(other)) => {
            other.iter().all(|other| one.iter().any(|one| one.value.same_text(&other.value)))
        }
        _ => surrounds(ours, theirs),
    }
}

/// Known text around a widened middle allows for all that begins and ends so.
fn surrounds(ours: &Value, theirs: &Value) -> bool {
    let mut unknown = ours.pieces().iter().filter(|piece| !matches!(piece, Piece::Text { .. }));
    let (Some(Piece::Unknown(why)), None) = (unknown.next(), unknown.next()) else { return false };
    if !why.reason.starts_with(WIDENED) {
        return false;
    }
    let (start, end) = (front(ours), back(ours));
    variants(theirs).iter().all(|theirs| {
        let room = theirs.text().is_none_or(|text| text.len() >= start.len() + end.len());
        room && front(theirs).starts_with(&start) && back(theirs).ends_with(&end)
    })
}

/// Whether it was widened as a whole: nothing at all is known of it.
fn is_any(value: &Value) -> bool {
    matches!(value.pieces(), [Piece::Unknown(why)] if why.reason.starts_with(WIDENED))
}

fn is_any_list(values: &[Value]) -> bool {
    matches!(values, [only] if is_any(only))
}

/// The known text at the beginning.
fn front(value: &Value) -> String {
    value.pieces().iter().map_while(text).collect()
}

/// The known text at the end.
fn back(value: &Value) -> String {
    let mut texts: Vec<&str> = value.pieces().iter().rev().map_while(text).collect();
    texts.reverse();
    texts.concat()
}

fn text(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Text { text, .. } => Some(text),
        _ => None,
    }
}

/// What separates the entries of lists: where there is one, texts are cut there and nowhere else.
const SEPARATORS: [char; 2] = [':', ';'];

/// What both begin and end with, and something unknown between.
fn between(ours: &Value, theirs: &Value, why: &Rc<Unknown>, wholly: bool) -> Value {
    let unknown = Value::unknown((**why).clone());
    let ours = variants(ours);
    let all: Vec<Value> = ours.iter().cloned().chain(variants(theirs)).collect();
    if wholly || ours.is_empty() {
        return unknown;
    }
    let fronts: Vec<String> = all.iter().map(front).collect();
    let backs: Vec<String> = all.iter().map(back).collect();
    let list = fronts.iter().chain(&backs).any(|text| text.contains(SEPARATORS));
    let end = shared_end(&backs, list);
    // The two ends of a text that is known as a whole must not overlap.
    let lengths = all.iter().filter_map(|value| value.text().map(|text| text.len()));
    let room = lengths.min().unwrap_or(usize::MAX) - end;
    let start = shared_start(&fronts, list, room);
    beginning(&ours[0], start).then(unknown).then(ending(&ours[0], end))
}

/// How many bytes at the end all have in common.
fn shared_end(texts: &[String], list: bool) -> usize {
    let Some((first, rest)) = texts.split_first() else { return 0 };
    let cuts = first.char_indices().rev().map(|(at, _)| first.len() - at);
    let fits = |text: &str, length: usize| {
        let (before, end) = text.split_at(text.len() - length);
        !list || before.is_empty() || before.ends_with(SEPARATORS) || end.starts_with(SEPARATORS)
    };
    let same =
        |length: &usize| rest.iter().all(|text| text.ends_with(&first[first.len() - length..]));
    let all = |length: &usize| texts.iter().all(|text| fits(text, *length));
    cuts.take_while(same).filter(all).last().unwrap_or(0)
}

/// How many bytes at the beginning all have in common, at most so many.
fn shared_start(texts: &[String], list: bool, room: usize) -> usize {
    let Some((first, rest)) = texts.split_first() else { return 0 };
    let cuts = first.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let fits = |text: &str, length: usize| {
        let (start, behind) = text.split_at(length);
        !list || behind.is_empty() || start.ends_with(SEPARATORS) || behind.starts_with(SEPARATORS)
    };
    let same = |length: &usize| {
        *length <= room && rest.iter().all(|text| text.starts_with(&first[..*length]))
    };
    let all = |length: &usize| texts.iter().all(|text| fits(text, *length));
    cuts.take_while(same).filter(all).last().unwrap_or(0)
}

/// Every text it can be, what is unknown kept in each, or itself where they are too many.
fn variants(value: &Value) -> Vec<Value> {
    value.variants().unwrap_or_else(|| vec![value.clone()])
}

/// The first bytes of a value, which are known.
fn beginning(value: &Value, len: usize) -> Value {
    let known = value.pieces().iter().take_while(|piece| text(piece).is_some()).cloned();
    Value::from_pieces(known.collect()).slice(0, len).unwrap_or_default()
}

/// The last bytes of a value, which are known.
fn ending(value: &Value, len: usize) -> Value {
    let known = value.pieces().iter().rev().take_while(|piece| text(piece).is_some()).count();
    let pieces = &value.pieces()[value.pieces().len() - known..];
    let known: usize = pieces.iter().filter_map(text).map(str::len).sum();
    Value::from_pieces(pieces.to_vec()).slice(known - len, known).unwrap_or_default()
}

/// The elements both begin and end with, and one unknown element for any number between.
fn middle(ours: &Elements, theirs: &Elements, why: &Rc<Unknown>) -> Elements {
    let (one, other): (Vec<_>, Vec<_>) = (ours.values().collect(), theirs.values().collect());
    let same = |(one, other): &(&&Value, &&Value)| one.same_text(other);
    let start = one.iter().zip(&other).take_while(same).count();
    let room = one.len().min(other.len()) - start;
    let end = one.iter().rev().zip(other.iter().rev()).take(room).take_while(same).count();
    let mut elements: Vec<Value> = one[..start].iter().map(|value| (*value).clone()).collect();
    elements.push(Value::unknown((**why).clone()));
    elements.extend(one[one.len() - end..].iter().map(|value| (*value).clone()));
    numbered(elements)
}
