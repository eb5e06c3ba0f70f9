//! One state out of two when nobody can tell which branch is taken.

use std::rc::Rc;

use super::{Alias, Function, Slot, State, Status, Ties, Variable};
use crate::environment::{Doubt, Named, Reach, Shared};
use crate::value::{Piece, Unknown, Value, When};

/// The condition, and the words for either side of it.
struct Sides<'j> {
    condition: Rc<Unknown>,
    when: &'j str,
    otherwise: &'j str,
    ties: Ties,
}

impl Sides<'_> {
    fn value(&self, left: &Value, right: &Value) -> Value {
        Value::join_under(&self.condition, (self.when, left), (self.otherwise, right))
    }

    fn when(&self, left: bool) -> When {
        let words = if left { self.when } else { self.otherwise };
        When { condition: self.condition.clone(), words: words.into() }
    }
}

impl State {
    /// A builtin that only one branch has turned off may be there.
    fn join_disabled(&mut self, other: &Self, condition: &Rc<Unknown>) {
        let only = |one: &Self, two: &Self| {
            let names = one.disabled.iter().filter(|name| !two.disabled.contains(name));
            names.map(|name| Rc::from(name.as_str())).collect::<Vec<Rc<str>>>()
        };
        let commands = [only(self, other), only(other, self)].concat();
        if !commands.is_empty() {
            self.disabled.retain(|name| other.disabled.contains(name));
            let reach = Reach::Only { variables: Vec::new(), commands };
            self.raise(&Rc::new(Doubt { unknown: condition.clone(), reach }));
        }
    }

    /// The state after either branch: what both agree on stays known.
    pub fn join(condition: &Unknown, when: (&str, Self), otherwise: (&str, Self)) -> Self {
        // A condition of its own: another branch may ask the same again and be answered otherwise.
        let condition = Rc::new(condition.clone());
        let ties = when.1.ties.clone();
        let sides = Sides { condition, when: when.0, otherwise: otherwise.0, ties };
        let (mut joined, right) = (when.1, otherwise.1);
        sides.variables(&mut joined, &right);
        joined.functions = sides.named(joined.functions, &right.functions, same_function);
        joined.aliases = sides.named(joined.aliases, &right.aliases, same_alias);
        joined.other_aliases = sides.named(joined.other_aliases, &right.other_aliases, same_alias);
        joined.alias_order.join(&right.alias_order);
        joined.cwd = sides.value(&joined.cwd, &right.cwd);
        let sinks = joined.sinks.iter().zip(&right.sinks);
        joined.sinks = sinks.map(|(one, other)| sides.value(one, other)).collect();
        if joined.status != right.status {
            joined.status = Status::Unknown(sides.condition.clone());
        }
        if joined.positional != right.positional {
            joined.positional = super::doubts::any_number(&sides.condition).into();
        }
        joined.options.join(&right.options, &sides.condition);
        joined.reshaped = joined.reshaped.take().or_else(|| right.reshaped.clone());
        // A name of one side only is none that can be relied on: it is asked for as a user's.
        joined
            .named_directories
            .retain(|name, value| right.named_directories.get(name) == Some(value));
        sides.hashed(&mut joined, &right);
        joined.join_disabled(&right, &sides.condition);
        joined.trapped |= right.trapped;
        for (name, other) in &right.traps {
            match joined.traps.get_mut(name) {
                Some(one) if one == other => {}
                Some(one) => *one = sides.value(one, other),
                None => drop(joined.traps.insert(name, sides.value(&Value::empty(), other))),
            }
        }
        // None does what one without any text does.
        for (name, one) in &mut joined.traps {
            if !right.traps.contains_key(name) {
                *one = sides.value(one, &Value::empty());
            }
        }
        joined.styles.join(&right.styles, &sides.condition);
        joined.epoch = joined.epoch.max(right.epoch);
        joined.share_doubts(&right);
        joined
    }
}

pub(super) fn same_function(one: &Function, other: &Function) -> bool {
    one.origin == other.origin
        && match (&one.body, &other.body) {
            (Some((one, _)), Some((other, _))) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
}

pub(super) fn same_alias(one: &Alias, other: &Alias) -> bool {
    one.value.same_text(&other.value)
}

impl Sides<'_> {
    fn named<T: Clone>(
        &self,
        left: Named<T>,
        right: &Named<T>,
        same: impl Fn(&T, &T) -> bool,
    ) -> Named<T> {
        Named::join(&self.condition, (self.when, left), (self.otherwise, right), same)
    }

    /// A place that only one side gave a name: on the other it has none, which is the empty text.
    fn hashed(&self, joined: &mut State, right: &State) {
        let of = |state: &State, name: &String| state.hashed.get(name).cloned().unwrap_or_default();
        let names = joined.hashed.keys().chain(right.hashed.keys());
        let differs = |name: &&String| joined.hashed.get(*name) != right.hashed.get(*name);
        for name in names.filter(differs).cloned().collect::<Vec<_>>() {
            let place = self.value(&of(joined, &name), &of(right, &name));
            joined.hashed.insert(name, place);
        }
    }

    fn variables(&self, joined: &mut State, right: &State) {
        for name in joined.variables.changes(&right.variables) {
            let of = |state: &State| {
                let there = state.variables.get(&name);
                there.or_else(|| state.doubtful(&name)).cloned().unwrap_or_default()
            };
            let variable = self.variable(&name, &of(joined), &of(right));
            joined.variables.insert(name, variable);
        }
    }

    fn variable(&self, name: &str, one: &Variable, other: &Variable) -> Variable {
        let mut joined =
            if one.history.len() >= other.history.len() { one.clone() } else { other.clone() };
        joined.exported = one.exported || other.exported;
        joined.maybe_exported = !one.exports_alike(other);
        joined.maybe_unset = one.maybe_unset || other.maybe_unset;
        joined.when = if one.when == other.when { one.when.clone() } else { None };
        joined.slot = match (&one.slot, &other.slot) {
            (left, right) if left == right => left.clone(),
            (Slot::Scalar(left), Slot::Scalar(right)) => Slot::Scalar(self.value(left, right)),
            (Slot::Unset, Slot::Scalar(value)) => self.perhaps(&mut joined, other, value, false),
            (Slot::Scalar(value), Slot::Unset) => self.perhaps(&mut joined, one, value, true),
            (Slot::Unset, _) | (_, Slot::Unset) => {
                joined.maybe_unset = true;
                Slot::Scalar(Value::unknown(self.condition.clone()))
            }
            (Slot::Array(left), Slot::Array(right))
                if left.len() == right.len() || self.ties.scalar_of(name).is_some() =>
            {
                Slot::Array(self.arrays(left, right))
            }
            _ => Slot::Scalar(Value::unknown(self.condition.clone())),
        };
        joined
    }

    /// Set on one side only.
    fn perhaps(&self, joined: &mut Variable, set: &Variable, value: &Value, left: bool) -> Slot {
        joined.maybe_unset = true;
        joined.when = match (&set.when, set.maybe_unset) {
            (None, false) => Some(self.when(left)),
            (Some(inner), _) => Some(self.when(left).and(inner)),
            (None, true) => None,
        };
        Slot::Scalar(value.clone())
    }

    /// Equal ends of two lists stay known; each element between them is there on one side only.
    fn arrays(&self, left: &Elements, right: &Elements) -> Elements {
        let (left, right): (Vec<_>, Vec<_>) = (left.values().collect(), right.values().collect());
        if left.len() == right.len() {
            let joined = left.iter().zip(&right).map(|(one, other)| self.value(one, other));
            return super::numbered(joined.collect());
        }
        // Nobody wrote to what is unknown for the very same reason on both sides.
        let same = |one: &&&Value, other: &&&Value| one.same_text(other) || one == other;
        let pairs = left.iter().zip(&right);
        let front = pairs.take_while(|(one, other)| same(one, other)).count();
        let most = left.len().min(right.len()) - front;
        let pairs = left.iter().rev().zip(right.iter().rev());
        let back = pairs.take(most).take_while(|(one, other)| same(one, other)).count();
        let owned = |values: &[&Value]| values.iter().map(|value| (*value).clone()).collect();
        let mut joined: Vec<Value> = owned(&left[..front]);
        let (ours, theirs) = (&left[front..left.len() - back], &right[front..right.len() - back]);
        let open = left.iter().filter(|value| !value.is_known()).count();
        if open < MOST_OPEN {
            let nothing = Value::empty();
            joined.extend(ours.iter().map(|one| self.value(one, &nothing)));
            joined.extend(theirs.iter().map(|one| self.value(&nothing, one)));
        } else if !left.get(left.len() - back).is_some_and(|next| is_any_number(next)) {
            joined.push(Value::unknown(self.condition.clone()));
        }
        joined.extend::<Vec<Value>>(owned(&left[left.len() - back..]));
        super::numbered(joined)
    }
}

/// So many elements of a list may depend on conditions before the rest is any number of them.
const MOST_OPEN: usize = 32;

/// An element that is not known at all stands for any number of them.
fn is_any_number(value: &Value) -> bool {
    matches!(value.pieces(), [Piece::Unknown(_)])
}

type Elements = Shared<std::collections::BTreeMap<i64, Value>>;
