//! Entries of PATH that differ: a longest common row stays where it is, the rest has moved.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Change, PathDiff};
use crate::environment::Environment;
use crate::report::Asked;
use crate::report::env::{PathEntry, path};

/// How many entries there are, and those that differ.
pub(super) fn paths(
    left: Asked,
    right: Asked,
    a: &Environment,
    b: &Environment,
) -> (usize, Vec<PathDiff>) {
    let (before, after) = (path(left.session, a), path(right.session, b));
    let (old, new) = (keys(left, &before), keys(right, &after));
    let kept = longest_common(&old, &new);
    let old_keys: HashSet<&(String, usize)> = old.iter().collect();
    let new_places: HashMap<&(String, usize), usize> = new.iter().zip(0..).collect();
    let mut differences = Vec::new();
    let mut common = 0;
    for (at, key) in old.iter().enumerate() {
        let place = (at + 1, before[at].shown.clone());
        let there = new_places.get(key).copied();
        common += usize::from(there.is_some());
        let (change, right) = match there {
            None => (Change::OnlyLeft, None),
            Some(to) => {
                let target = (to + 1, after[to].shown.clone());
                match (kept.contains(key), after[to].shown == before[at].shown) {
                    (false, _) => (Change::Moved, Some(target)),
                    (true, false) => (Change::Spelled, Some(target)),
                    (true, true) => continue,
                }
            }
        };
        let origin = before[at].origin.clone();
        differences.push(PathDiff { change, left: Some(place), right, origin });
    }
    for (at, key) in new.iter().enumerate().filter(|(_, key)| !old_keys.contains(key)) {
        let _ = key;
        let right = Some((at + 1, after[at].shown.clone()));
        let origin = after[at].origin.clone();
        differences.push(PathDiff { change: Change::OnlyRight, left: None, right, origin });
    }
    (old.len() + new.len() - common, differences)
}

/// By what two entries are one: the place they name, and how often it was there before.
fn keys(asked: Asked, entries: &[PathEntry]) -> Vec<(String, usize)> {
    let session = asked.session;
    let machine = session.machine();
    let facts = machine.facts();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    entries
        .iter()
        .map(|entry| {
            let key = match &entry.entry {
                Some(text) if !text.is_empty() => {
                    let native = session.shell().machine_path(session.start(), text);
                    let key = facts.platform.key(&native, facts.ignores_case);
                    key.trim_end_matches(facts.platform.separator()).to_owned()
                }
                _ => entry.shown.clone(),
            };
            let count = seen.entry(key.clone()).or_default();
            *count += 1;
            (key, *count)
        })
        .collect()
}

/// A longest row of keys that both lists have in the same order; no list has a key twice.
///
/// As the place of every key on the right is one number, this is a longest increasing row of numbers:
/// `n log n` steps. Of several such rows it is the one whose keys come last on the left.
fn longest_common(
    left: &[(String, usize)],
    right: &[(String, usize)],
) -> BTreeSet<(String, usize)> {
    let places: HashMap<&(String, usize), usize> = right.iter().zip(0..).collect();
    let row: Vec<(usize, usize)> =
        (0..left.len()).filter_map(|at| places.get(&left[at]).map(|place| (at, *place))).collect();
    let mut steps = Vec::with_capacity(row.len());
    // By length: the last place on the right from which as many keys can follow.
    let mut latest: Vec<usize> = Vec::new();
    for &(_, place) in row.iter().rev() {
        let length = latest.partition_point(|start| *start > place);
        steps.push((length, latest.get(length).copied()));
        match latest.get_mut(length) {
            Some(start) => *start = place,
            None => latest.push(place),
        }
    }
    let (mut wanted, mut from) = (latest.len(), 0);
    let mut common = BTreeSet::new();
    for (&(at, place), (length, later)) in row.iter().zip(steps.into_iter().rev()) {
        // A later key that would do as well is taken instead, unless this one is next on the right.
        let replaceable = later.is_some_and(|later| later >= from) && place != from;
        if length + 1 == wanted && place >= from && !replaceable {
            common.insert(left[at].clone());
            (wanted, from) = (wanted - 1, place + 1);
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_its_order_did_not_move() {
        let keys = |text: &str| text.chars().map(|one| (one.to_string(), 1)).collect::<Vec<_>>();
        let common = longest_common(&keys("abcd"), &keys("acdb"));
        let common: String = common.into_iter().map(|(key, _)| key).collect();
        assert_eq!(common, "acd");
    }

    /// The definition: a table of all pairs of ends.
    fn by_table(left: &[(String, usize)], right: &[(String, usize)]) -> BTreeSet<(String, usize)> {
        let mut table = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
        for i in (0..left.len()).rev() {
            for j in (0..right.len()).rev() {
                table[i][j] = if left[i] == right[j] {
                    table[i + 1][j + 1] + 1
                } else {
                    table[i + 1][j].max(table[i][j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut common = BTreeSet::new();
        while i < left.len() && j < right.len() {
            if left[i] == right[j] {
                common.insert(left[i].clone());
                (i, j) = (i + 1, j + 1);
            } else if table[i + 1][j] >= table[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        common
    }

    #[test]
    fn the_quick_way_keeps_what_the_table_keeps() {
        let mut seed = 1_u32;
        let mut dice = |sides: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % sides
        };
        for _ in 0..3000 {
            let mut list = || {
                let mut all: Vec<char> = ('a'..'j').collect();
                let wanted = dice(9) + 1;
                let taken = (0..wanted).map(|_| all.remove(dice(all.len())));
                taken.map(|one| (one.to_string(), 1)).collect::<Vec<_>>()
            };
            let (left, right) = (list(), list());
            assert_eq!(
                longest_common(&left, &right),
                by_table(&left, &right),
                "{left:?} {right:?}"
            );
        }
    }
}
