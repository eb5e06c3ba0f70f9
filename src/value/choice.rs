//! One of several values under a condition: what is left of a branch nobody can decide.

use std::rc::Rc;

use super::{Piece, Unknown, Value};

/// How many alternatives a value may have before it is just unknown.
pub const MOST_ALTERNATIVES: usize = 8;

/// One of the values, and when it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The condition, as the profile writes it (``if `-t 0` ``).
    pub when: Rc<str>,
    /// The value then; `None` in the list of a variable that would not be set is [`Value::empty`].
    pub value: Value,
}

/// A value that depends on a condition that cannot be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Why the condition is unknown, and where it stands.
    pub condition: Unknown,
    /// At least two, at most [`MOST_ALTERNATIVES`].
    pub alternatives: Vec<Alternative>,
}

impl Choice {
    /// The condition's reason, as the reason of the whole value.
    pub fn as_unknown(&self) -> Unknown {
        self.condition.clone()
    }
}

impl Value {
    /// The join of two branches: the same value stays known, otherwise it becomes a choice, or unknown when too wide.
    pub fn join(condition: &Unknown, when: (&str, &Self), otherwise: (&str, &Self)) -> Self {
        if when.1.same_text(otherwise.1) {
            return when.1.clone();
        }
        let alternatives: Vec<Alternative> =
            [when, otherwise].into_iter().flat_map(|(text, value)| under(text, value)).collect();
        if alternatives.len() > MOST_ALTERNATIVES {
            return Self::unknown(condition.clone());
        }
        let choice = Choice { condition: condition.clone(), alternatives };
        Self::from_pieces(vec![Piece::Choice(Rc::new(choice))])
    }

    /// Whether both are known and spell the same.
    pub fn same_text(&self, other: &Self) -> bool {
        self == other
            || matches!((self.text(), other.text()), (Some(left), Some(right)) if left == right)
    }
}

/// The alternatives of a value, each under one more condition.
fn under(condition: &str, value: &Value) -> Vec<Alternative> {
    match value.pieces() {
        [Piece::Choice(choice)] => choice
            .alternatives
            .iter()
            .map(|inner| Alternative {
                when: format!("{condition} and {}", inner.when).into(),
                value: inner.value.clone(),
            })
            .collect(),
        _ => vec![Alternative { when: condition.into(), value: value.clone() }],
    }
}

pub(super) fn enumerate(value: &Value) -> Option<Vec<Alternative>> {
    let mut all = vec![Alternative { when: "".into(), value: Value::empty() }];
    for piece in value.pieces() {
        match piece {
            Piece::Text { text, origin } => {
                for one in &mut all {
                    one.value.push(text.clone(), origin.clone());
                }
            }
            Piece::Unknown(_) => return None,
            Piece::Choice(choice) => all = multiply(&all, choice)?,
        }
    }
    Some(all)
}

fn multiply(all: &[Alternative], choice: &Choice) -> Option<Vec<Alternative>> {
    let mut product = Vec::new();
    for one in all {
        for alternative in &choice.alternatives {
            for inner in enumerate(&alternative.value)? {
                let conditions = [&one.when, &alternative.when, &inner.when];
                let when: Vec<&str> = conditions
                    .into_iter()
                    .map(|when| &**when)
                    .filter(|when| !when.is_empty())
                    .collect();
                let value = one.value.clone().then(inner.value);
                product.push(Alternative { when: when.join(" and ").into(), value });
            }
        }
    }
    (product.len() <= MOST_ALTERNATIVES * MOST_ALTERNATIVES).then_some(product)
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;

    fn undecided() -> Unknown {
        Unknown::new("depends on the terminal", Origin::Default("test".into()))
    }

    fn known(text: &str) -> Value {
        Value::known(text, Origin::Default("test".into()))
    }

    #[test]
    fn equal_branches_stay_known() {
        let joined = Value::join(&undecided(), ("a", &known("x")), ("b", &known("x")));
        assert_eq!(joined.text().as_deref(), Some("x"));
    }

    #[test]
    fn different_branches_are_enumerated_with_what_follows() {
        let joined = Value::join(&undecided(), ("-t 0", &known("x")), ("not -t 0", &known("y")));
        let all = joined.then(known(":z")).alternatives().unwrap_or_default();
        let texts: Vec<_> = all
            .iter()
            .map(|one| (one.when.to_string(), one.value.text().unwrap_or_default().into_owned()))
            .collect();
        assert_eq!(
            texts,
            [("-t 0".to_owned(), "x:z".to_owned()), ("not -t 0".to_owned(), "y:z".to_owned())]
        );
    }
}
