//! `diff`: where two sessions differ, and which commands change winner because of it.

mod commands;
mod go;
mod path;
mod programs;
mod spread;
mod variables;

use std::collections::BTreeMap;

use super::env::{EnvVariable, doubts};
use super::explain::Resolved;
use super::{Asked, Origin, Setting, Text, Why};
use crate::environment::Environment;
pub use spread::{Found, Held, Place, Spread, is_told};

/// A variable that differs.
#[derive(Clone, Debug)]
pub struct VariableDiff {
    /// Its name.
    pub name: String,
    /// What the left session has.
    pub left: Option<EnvVariable>,
    /// What the right session has.
    pub right: Option<EnvVariable>,
    /// Whether the session that lacks it may have it all the same.
    pub may_be_set: bool,
}

/// What happened to an entry of PATH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the left session has it.
    OnlyLeft,
    /// Only the right session has it.
    OnlyRight,
    /// Both have it, among other neighbours.
    Moved,
    /// Both have it, written differently.
    Spelled,
}

impl Change {
    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnlyLeft => "only-left",
            Self::OnlyRight => "only-right",
            Self::Moved => "moved",
            Self::Spelled => "spelled",
        }
    }
}

/// An entry of PATH that differs; positions count from 1.
#[derive(Clone, Debug)]
pub struct PathDiff {
    /// What happened.
    pub change: Change,
    /// Its place and spelling on the left.
    pub left: Option<(usize, String)>,
    /// Its place and spelling on the right.
    pub right: Option<(usize, String)>,
    /// Who wrote it, on the side that has it.
    pub origin: Option<Origin>,
}

/// An alias or function that differs; a side without it is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameDiff {
    /// The name.
    pub name: String,
    /// The alias' text, or where the function stands.
    pub left: Option<String>,
    /// The same on the right.
    pub right: Option<String>,
}

/// A command that changes winner.
#[derive(Clone, Debug)]
pub struct CommandDiff {
    /// The name.
    pub name: String,
    /// What the left session runs.
    pub left: Resolved,
    /// What the right session runs.
    pub right: Resolved,
    /// Why they differ.
    pub because: String,
}

/// A tool chain variable that differs.
#[derive(Clone, Debug)]
pub struct GoDiff {
    /// The name.
    pub name: String,
    /// What it is on the left; `None` without a program.
    pub left: Option<Text>,
    /// What it is on the right.
    pub right: Option<Text>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The machine.
    pub setting: Setting,
    /// The whole names of both sessions.
    pub sessions: [String; 2],
    /// Their short names.
    pub labels: [String; 2],
    /// How many entries PATH has, both sides together, each once.
    pub entries: usize,
    /// Exported variables.
    pub variables: Vec<VariableDiff>,
    /// PATH.
    pub path: Vec<PathDiff>,
    /// Aliases that start-up defined.
    pub aliases: Vec<NameDiff>,
    /// Functions that start-up defined.
    pub functions: Vec<NameDiff>,
    /// Commands.
    pub commands: Vec<CommandDiff>,
    /// What `go env` prints.
    pub go: Vec<GoDiff>,
    /// Which side has a go.
    pub has_go: [bool; 2],
    /// What a side did not follow, by its short name.
    pub doubts: Vec<(String, Why)>,
    /// Whether a difference makes the command fail.
    pub fails: bool,
}

impl Diff {
    /// Compares two sessions of one machine.
    pub fn new(left: Asked, right: Asked, setting: Setting, fails: bool) -> Self {
        Self::of([left, right], setting, fails, false)
    }

    /// Compares sessions of two machines.
    pub fn between(left: Asked, right: Asked, setting: Setting, fails: bool) -> Self {
        Self::of([left, right], setting, fails, true)
    }

    fn of([left, right]: [Asked; 2], setting: Setting, fails: bool, across: bool) -> Self {
        let environments = [left.session.environment(), right.session.environment()];
        let [a, b] = &environments;
        let (entries, path) = path::paths(left, right, a, b);
        let chains = [left, right].map(go::go);
        let text = |text: &crate::value::Value| Text::new(text).marked();
        let place = |origin: &crate::value::Origin| format!("{origin:?}");
        Self {
            setting,
            sessions: [left.name.to_owned(), right.name.to_owned()],
            labels: [left.label.to_owned(), right.label.to_owned()],
            entries,
            variables: variables::variables(a, b),
            path,
            aliases: names(
                a.aliases.iter().map(|(name, alias)| (name, text(&alias.value))),
                b.aliases.iter().map(|(name, alias)| (name, text(&alias.value))),
            ),
            functions: names(
                a.functions.iter().map(|(name, function)| (name, place(&function.origin))),
                b.functions.iter().map(|(name, function)| (name, place(&function.origin))),
            ),
            commands: commands::commands(left, right, [a, b], across),
            has_go: [chains[0].is_some(), chains[1].is_some()],
            go: go::go_diff(&chains),
            doubts: [(left, a), (right, b)]
                .into_iter()
                .flat_map(|(asked, side)| {
                    let label = asked.label.to_owned();
                    unsettled(side).into_iter().map(move |why| (label.clone(), why))
                })
                .collect(),
            fails,
        }
    }

    /// Whether nothing differs.
    pub fn same(&self) -> bool {
        self.variables.is_empty()
            && self.path.is_empty()
            && self.aliases.is_empty()
            && self.functions.is_empty()
            && self.commands.is_empty()
            && self.go.is_empty()
    }
}

/// What a side did not follow, and why its PATH is not known where that is no such statement.
fn unsettled(environment: &Environment) -> Vec<Why> {
    let mut all = doubts(environment);
    let path = environment.variables.value("PATH").and_then(crate::value::Value::why_unknown);
    if let Some(why) = path.map(|why| Why::new(&why)) {
        let told = |one: &Why| one.origin == why.origin;
        if !all.iter().any(told) {
            all.push(Why { may_change: vec!["PATH".to_owned()], ..why });
        }
    }
    all
}

fn names<'n>(
    left: impl Iterator<Item = (&'n String, String)>,
    right: impl Iterator<Item = (&'n String, String)>,
) -> Vec<NameDiff> {
    let mut all: BTreeMap<&String, [Option<String>; 2]> = BTreeMap::new();
    for (name, text) in left {
        all.entry(name).or_default()[0] = Some(text);
    }
    for (name, text) in right {
        all.entry(name).or_default()[1] = Some(text);
    }
    all.into_iter()
        .filter(|(_, [left, right])| left != right)
        .map(|(name, [left, right])| NameDiff { name: name.clone(), left, right })
        .collect()
}
