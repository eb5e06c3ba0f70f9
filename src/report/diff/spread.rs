//! One session beside every other way to start it: each difference once, with the ways that have it.

use indexmap::IndexMap;

use super::super::explain::Resolved;
use super::super::{Asked, Origin, Setting, Why};
use super::{Change, Diff, VariableDiff};

/// Names that every start makes anew: that they differ tells nothing.
const OF_EVERY_START: &[&str] = &["PWD", "OLDPWD", "SHLVL", "_"];

/// Whether it tells something that a variable of that name differs.
pub fn is_told(name: &str) -> bool {
    !OF_EVERY_START.contains(&name)
}

/// A command that other ways find differently.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What the session on the left runs.
    pub left: Resolved,
    /// What the others run, and which of them.
    pub others: Vec<(Resolved, Vec<String>)>,
}

/// An entry of PATH that other ways lack, have besides, or have elsewhere.
#[derive(Clone, Debug)]
pub struct Place {
    /// What happened to it.
    pub change: Change,
    /// Its place on the left, where it is there.
    pub position: Option<usize>,
    /// The entry.
    pub entry: String,
    /// Who wrote it.
    pub origin: Option<Origin>,
    /// The ways with this difference.
    pub ways: Vec<String>,
}

/// A variable that other ways have differently.
#[derive(Clone, Debug)]
pub struct Held {
    /// The difference, as the first of the ways has it.
    pub diff: VariableDiff,
    /// What the others have (`None`: nothing), and which of them.
    pub others: Vec<(Option<super::super::Text>, Vec<String>)>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Spread {
    /// The machine.
    pub setting: Setting,
    /// The whole name of the session on the left.
    pub session: String,
    /// Its short name.
    pub label: String,
    /// Beside each other way.
    pub diffs: Vec<Diff>,
    /// Whether a difference makes the command fail.
    pub fails: bool,
}

impl Spread {
    /// Compares the first session with all others.
    pub fn new(left: Asked, others: &[Asked], setting: Setting, fails: bool) -> Self {
        let beside = |other: &Asked| Diff::new(left, *other, setting.clone(), fails);
        Self {
            session: left.name.to_owned(),
            label: left.label.to_owned(),
            diffs: others.iter().map(beside).collect(),
            setting,
            fails,
        }
    }

    /// Whether nothing differs anywhere.
    pub fn same(&self) -> bool {
        self.diffs.iter().all(Diff::same)
    }

    /// What was not followed, each once with those that it concerns.
    pub fn doubts(&self) -> Vec<(Vec<String>, Why)> {
        let mut all: Vec<(Vec<String>, Why)> = Vec::new();
        for (label, why) in self.diffs.iter().flat_map(|diff| &diff.doubts) {
            let told = |one: &&mut (Vec<String>, Why)| {
                (&one.1.origin, &one.1.reason) == (&why.origin, &why.reason)
            };
            match all.iter_mut().find(told) {
                Some((labels, _)) if labels.contains(label) => {}
                Some((labels, _)) => labels.push(label.clone()),
                None => all.push((vec![label.clone()], why.clone())),
            }
        }
        all
    }

    /// Commands that change winner, those of files first in the order of their names.
    pub fn commands(&self) -> Vec<Found> {
        let mut all: IndexMap<&str, Found> = IndexMap::new();
        for diff in &self.diffs {
            for one in &diff.commands {
                let found = all.entry(&one.name).or_insert_with(|| Found {
                    name: one.name.clone(),
                    left: one.left.clone(),
                    others: Vec::new(),
                });
                let way = diff.labels[1].clone();
                let alike = |(known, _): &&mut (Resolved, Vec<String>)| {
                    (known.kind, &known.path, &known.text)
                        == (one.right.kind, &one.right.path, &one.right.text)
                };
                match found.others.iter_mut().find(alike) {
                    Some((_, ways)) => ways.push(way),
                    None => found.others.push((one.right.clone(), vec![way])),
                }
            }
        }
        all.into_values().collect()
    }

    /// Entries of PATH that differ, in the order of the left side.
    pub fn places(&self) -> Vec<Place> {
        let mut all: IndexMap<(&'static str, String), Place> = IndexMap::new();
        for diff in &self.diffs {
            for one in &diff.path {
                let Some((_, entry)) = one.left.as_ref().or(one.right.as_ref()) else { continue };
                let place =
                    all.entry((one.change.name(), entry.clone())).or_insert_with(|| Place {
                        change: one.change,
                        position: one.left.as_ref().map(|(at, _)| *at),
                        entry: entry.clone(),
                        origin: one.origin.clone(),
                        ways: Vec::new(),
                    });
                place.ways.push(diff.labels[1].clone());
            }
        }
        let mut all: Vec<Place> = all.into_values().collect();
        all.sort_by_key(|one| one.position.unwrap_or(usize::MAX));
        all
    }

    /// Variables that differ, those that the left side has first.
    pub fn variables(&self) -> Vec<Held> {
        let mut all: IndexMap<&str, Held> = IndexMap::new();
        let told = |one: &&VariableDiff| is_told(&one.name);
        for diff in &self.diffs {
            for one in diff.variables.iter().filter(told) {
                let held = all
                    .entry(&one.name)
                    .or_insert_with(|| Held { diff: one.clone(), others: Vec::new() });
                let value = one.right.as_ref().map(|variable| variable.value.clone());
                let way = diff.labels[1].clone();
                let shown =
                    |text: &Option<super::super::Text>| text.as_ref().map(|one| one.marked());
                match held.others.iter_mut().find(|(known, _)| shown(known) == shown(&value)) {
                    Some((_, ways)) => ways.push(way),
                    None => held.others.push((value, vec![way])),
                }
            }
        }
        let mut all: Vec<Held> = all.into_values().collect();
        let written = |one: &Held| {
            let held = one.diff.left.as_ref().or(one.diff.right.as_ref());
            held.is_some_and(|held| held.value.origins.iter().any(|by| by.spot.is_some()))
        };
        all.sort_by_key(|one| (!written(one), one.diff.left.is_none()));
        all
    }
}
