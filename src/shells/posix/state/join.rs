//! One state out of two when nobody can tell which branch is taken.

use std::rc::Rc;

use super::{Slot, State, Status, Variable};
use crate::value::{Unknown, Value};

impl State {
    /// The state after either branch: what both agree on stays known.
    pub fn join(condition: &Unknown, when: (&str, Self), otherwise: (&str, Self)) -> Self {
        let (left, right) = (when.1, otherwise.1);
        let words = (when.0, otherwise.0);
        let mut joined = left.clone();
        let same = left.variables.is_same(&right.variables);
        for (name, other) in right.variables.iter().filter(|_| !same) {
            let one = left.variables.get(name).cloned().unwrap_or_default();
            // Branches share what neither of them wrote.
            if !Rc::ptr_eq(&one, other) {
                let variable = both(condition, words, &one, other);
                joined.variables.insert(name.clone(), Rc::new(variable));
            }
        }
        for (name, one) in left.variables.iter().filter(|_| !same) {
            if !right.variables.contains_key(name) {
                let variable = both(condition, words, one, &Variable::default());
                joined.variables.insert(name.clone(), Rc::new(variable));
            }
        }
        if !left.functions.is_same(&right.functions) {
            for (name, function) in &right.functions {
                if !joined.functions.contains_key(name) {
                    joined.functions.insert(name.clone(), function.clone());
                }
            }
        }
        let aliases =
            if left.aliases.is_same(&right.aliases) { None } else { Some(&right.aliases) };
        for (name, alias) in aliases.into_iter().flatten() {
            let entry = joined.aliases.entry(name.clone()).or_insert_with(|| alias.clone());
            entry.value =
                Value::join(condition, (words.0, &entry.value.clone()), (words.1, &alias.value));
        }
        joined.cwd = Value::join(condition, (words.0, &left.cwd), (words.1, &right.cwd));
        joined.sinks = left
            .sinks
            .iter()
            .zip(&right.sinks)
            .map(|(one, other)| Value::join(condition, (words.0, one), (words.1, other)))
            .collect();
        if left.status != right.status {
            joined.status = Status::Unknown(condition.clone().into());
        }
        if left.positional != right.positional {
            joined.positional = vec![Value::unknown(condition.clone())];
        }
        joined.epoch = left.epoch.max(right.epoch);
        joined
    }
}

fn both(condition: &Unknown, words: (&str, &str), one: &Variable, other: &Variable) -> Variable {
    let mut joined =
        if one.history.len() >= other.history.len() { one.clone() } else { other.clone() };
    joined.exported = one.exported || other.exported;
    joined.maybe_unset = one.maybe_unset || other.maybe_unset;
    joined.slot = match (&one.slot, &other.slot) {
        (left, right) if left == right => left.clone(),
        (Slot::Scalar(left), Slot::Scalar(right)) => {
            Slot::Scalar(Value::join(condition, (words.0, left), (words.1, right)))
        }
        (Slot::Unset, Slot::Scalar(value)) | (Slot::Scalar(value), Slot::Unset) => {
            joined.maybe_unset = true;
            Slot::Scalar(value.clone())
        }
        (Slot::Unset, _) | (_, Slot::Unset) => {
            joined.maybe_unset = true;
            Slot::Scalar(Value::unknown(condition.clone()))
        }
        (Slot::Array(left), Slot::Array(right)) => {
            Slot::Array(arrays(condition, words, left, right))
        }
        _ => Slot::Scalar(Value::unknown(condition.clone())),
    };
    joined
}

type Elements = std::collections::BTreeMap<i64, Value>;

/// Equal ends of two lists stay known; what differs between them becomes one unknown element.
fn arrays(condition: &Unknown, words: (&str, &str), left: &Elements, right: &Elements) -> Elements {
    let (left, right): (Vec<_>, Vec<_>) = (left.values().collect(), right.values().collect());
    if left.len() == right.len() {
        let joined = left
            .iter()
            .zip(&right)
            .map(|(one, other)| Value::join(condition, (words.0, one), (words.1, other)));
        return super::numbered(joined.collect());
    }
    let same = |one: &&&Value, other: &&&Value| one.same_text(other);
    let pairs = left.iter().zip(&right);
    let front = pairs.take_while(|(one, other)| same(one, other)).count();
    let most = left.len().min(right.len()) - front;
    let pairs = left.iter().rev().zip(right.iter().rev());
    let back = pairs.take(most).take_while(|(one, other)| same(one, other)).count();
    let mut joined: Vec<Value> = left[..front].iter().map(|value| (*value).clone()).collect();
    joined.push(Value::unknown(condition.clone()));
    joined.extend(left[left.len() - back..].iter().map(|value| (*value).clone()));
    super::numbered(joined)
}
