//! The object of `diff`.

pub(super) mod spread;

use serde::Serialize;

use super::env::Variable;
use super::explain::Way;
use super::origin::{Because, Origin};
use crate::report::Text;
use crate::report::diff::{Diff, NameDiff};
use crate::report::explain::Resolved;

#[derive(Serialize)]
struct VariableDiff<'r> {
    name: &'r str,
    left: Option<Variable<'r>>,
    right: Option<Variable<'r>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_be_set: bool,
}

#[derive(Serialize)]
struct Side<'r> {
    position: usize,
    entry: &'r str,
}

#[derive(Serialize)]
struct PathDiff<'r> {
    change: &'static str,
    left: Option<Side<'r>>,
    right: Option<Side<'r>>,
    origin: Option<Origin<'r>>,
}

#[derive(Serialize)]
struct Named<'r> {
    name: &'r str,
    left: Option<&'r str>,
    right: Option<&'r str>,
}

#[derive(Serialize)]
struct Winner<'r> {
    kind: &'static str,
    path: Option<&'r str>,
    text: Option<&'r str>,
    stage: Option<&'r str>,
    reason: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely: Option<Way<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Way<'r>>,
}

#[derive(Serialize)]
struct CommandDiff<'r> {
    name: &'r str,
    left: Winner<'r>,
    right: Winner<'r>,
    because: &'r str,
}

#[derive(Serialize)]
struct GoValue<'r> {
    value: Option<&'r str>,
    known: bool,
}

#[derive(Serialize)]
struct GoDiff<'r> {
    name: &'r str,
    left: Option<GoValue<'r>>,
    right: Option<GoValue<'r>>,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    left: &'r str,
    right: &'r str,
    same: bool,
    commands: Vec<CommandDiff<'r>>,
    path: Vec<PathDiff<'r>>,
    variables: Vec<VariableDiff<'r>>,
    aliases: Vec<Named<'r>>,
    functions: Vec<Named<'r>>,
    go: Vec<GoDiff<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(diff: &'r Diff) -> Self {
        let side = |side: &'r Option<(usize, String)>| {
            side.as_ref().map(|(position, entry)| Side { position: *position, entry })
        };
        Self {
            schema: "envsim-diff/1",
            scenario: diff.setting.scenario.as_deref(),
            left: &diff.sessions[0],
            right: &diff.sessions[1],
            same: diff.same(),
            commands: diff
                .commands
                .iter()
                .map(|one| CommandDiff {
                    name: &one.name,
                    left: winner(&one.left),
                    right: winner(&one.right),
                    because: &one.because,
                })
                .collect(),
            path: diff
                .path
                .iter()
                .map(|one| PathDiff {
                    change: one.change.name(),
                    left: side(&one.left),
                    right: side(&one.right),
                    origin: one.origin.as_ref().map(Origin::new),
                })
                .collect(),
            variables: diff
                .variables
                .iter()
                .map(|one| VariableDiff {
                    name: &one.name,
                    left: one.left.as_ref().map(Variable::new),
                    right: one.right.as_ref().map(Variable::new),
                    may_be_set: one.may_be_set,
                })
                .collect(),
            aliases: diff.aliases.iter().map(named).collect(),
            functions: diff.functions.iter().map(named).collect(),
            go: diff
                .go
                .iter()
                .map(|one| GoDiff {
                    name: &one.name,
                    left: one.left.as_ref().map(value),
                    right: one.right.as_ref().map(value),
                })
                .collect(),
            certain: diff.doubts.is_empty(),
            because: diff.doubts.iter().map(|(_, why)| Because::new(why)).collect(),
        }
    }
}

fn winner(one: &Resolved) -> Winner<'_> {
    Winner {
        kind: one.kind,
        path: one.path.as_deref(),
        text: one.text.as_deref(),
        stage: one.stage.as_deref(),
        reason: &one.reason,
        likely: one.likely.as_ref().map(Way::new),
        alternatives: one.alternatives.iter().map(Way::new).collect(),
    }
}

fn named(one: &NameDiff) -> Named<'_> {
    Named { name: &one.name, left: one.left.as_deref(), right: one.right.as_deref() }
}

fn value(text: &Text) -> GoValue<'_> {
    GoValue { value: text.known.as_deref(), known: text.known.is_some() }
}
