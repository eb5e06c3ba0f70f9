//! Exported variables that differ.

use std::collections::BTreeMap;

use super::VariableDiff;
use crate::environment::{Environment, Variable};
use crate::report::Text;
use crate::report::env::variable;

fn exported(environment: &Environment) -> impl Iterator<Item = &Variable> {
    environment.variables.iter().filter(|one| one.exported)
}

pub(super) fn variables(left: &Environment, right: &Environment) -> Vec<VariableDiff> {
    let fold = left.variables.ignores_case() || right.variables.ignores_case();
    let key = |name: &str| {
        if fold { crate::machine::path::folded(name) } else { name.to_owned() }
    };
    let doubted = [left.absent.is_some(), right.absent.is_some()];
    let mut all: BTreeMap<String, [Option<&Variable>; 2]> = BTreeMap::new();
    for (side, environment) in [left, right].into_iter().enumerate() {
        for one in exported(environment) {
            all.entry(key(&one.name)).or_default()[side] = Some(one);
        }
    }
    all.into_values()
        .filter_map(|[left, right]| {
            let name = left.or(right)?.name.clone();
            let lacking = if left.is_none() { doubted[0] } else { doubted[1] && right.is_none() };
            let equal = match (left, right) {
                (Some(left), Some(right)) => same_value(left, right),
                _ => false,
            };
            let different = !equal && !name.eq_ignore_ascii_case("PATH");
            different.then(|| VariableDiff {
                name,
                left: left.map(variable),
                right: right.map(variable),
                may_be_set: lacking,
            })
        })
        .collect()
}

fn same_value(left: &Variable, right: &Variable) -> bool {
    match (&left.value, &right.value) {
        (Some(one), Some(other)) if one.is_known() && other.is_known() => {
            one.same_text(other) && left.maybe_unset == right.maybe_unset
        }
        (Some(one), Some(other)) => same_unknown(&Text::new(one), &Text::new(other)),
        (left, right) => left.is_none() && right.is_none(),
    }
}

/// Whether two values that are not both known are one as far as they are known: what is likely the same
/// is no difference, nor is what is not known for the same reason.
fn same_unknown(one: &Text, other: &Text) -> bool {
    let likely = |text: &Text| text.likely.clone().or_else(|| text.known.clone());
    match (likely(one), likely(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.marked() == other.marked() && one.why == other.why,
        _ => false,
    }
}
