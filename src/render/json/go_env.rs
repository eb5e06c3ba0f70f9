//! The object of `go-env`.

use indexmap::IndexMap;
use serde::Serialize;

use super::origin::{Alternative, Because, Origin, Why, alternatives};
use crate::report::{self, go_env};

#[derive(Serialize)]
struct Program<'r> {
    path: Option<&'r str>,
    version: &'r str,
    root: Option<&'r str>,
}

#[derive(Serialize)]
struct Step<'r> {
    layer: &'static str,
    place: &'r str,
    offered: Option<&'r str>,
    known: bool,
    used: bool,
    because: &'r str,
    origin: Option<Origin<'r>>,
}

#[derive(Serialize)]
struct Variable<'r> {
    value: Option<&'r str>,
    known: bool,
    layer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Why<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Alternative<'r>>,
    steps: Vec<Step<'r>>,
}

#[derive(Serialize)]
struct Install<'r> {
    path: Option<&'r str>,
    because: &'r str,
    refused: Option<&'r str>,
    on_path: Option<bool>,
}

#[derive(Serialize)]
struct Handed<'r> {
    to: &'r str,
    because: &'r str,
    exists: Option<bool>,
}

#[derive(Serialize)]
struct Kept<'r> {
    settings: &'r [String],
    file: Option<&'r str>,
    said: &'r str,
    status: i32,
    changes: Vec<Change<'r>>,
}

#[derive(Serialize)]
struct Change<'r> {
    name: &'r str,
    before: Option<&'r str>,
    after: Option<&'r str>,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    session: &'r str,
    scenario: Option<&'r str>,
    go: Option<Program<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Program<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_over: Option<Handed<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    too_old: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<Kept<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<View<'r>>,
    variables: IndexMap<&'r str, Variable<'r>>,
    said: &'r [String],
    remarks: &'r [String],
    install: Option<Install<'r>>,
    not_there: Vec<&'r str>,
    doubts: Vec<Why<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(result: &'r report::GoEnv) -> Self {
        Self {
            schema: "envsim-go-env/1",
            session: &result.session,
            scenario: result.setting.scenario.as_deref(),
            go: result.program.as_ref().map(program),
            found: result.found.as_ref().map(program),
            handed_over: result.handed_over.as_ref().map(|(to, because)| Handed {
                to,
                because,
                exists: result.missing,
            }),
            too_old: result.too_old.as_deref(),
            command: result.command.as_ref().map(|(place, _)| place.as_str()),
            what_if: result.kept.as_ref().map(kept),
            sessions: result.beside.iter().map(Self::new).collect(),
            variables: result
                .variables
                .iter()
                .map(|(name, one)| (name.as_str(), variable(one)))
                .collect(),
            said: &result.said,
            remarks: &result.remarks,
            install: result.install.as_ref().map(|install| Install {
                path: install.path.known.as_deref(),
                because: &install.because,
                refused: install.refused.as_deref(),
                on_path: install.on_path.map(|place| place.is_some()),
            }),
            not_there: result.not_there.iter().map(|(name, _)| name.as_str()).collect(),
            doubts: result.doubts.iter().map(Why::new).collect(),
            certain: result.is_certain(),
            because: Because::all(&result.doubts),
        }
    }
}

fn program(program: &go_env::Program) -> Program<'_> {
    Program {
        path: program.path.as_deref(),
        version: &program.version,
        root: program.root.known.as_deref(),
    }
}

fn kept(kept: &go_env::Kept) -> Kept<'_> {
    Kept {
        settings: &kept.settings,
        file: kept.file.as_deref(),
        said: &kept.said,
        status: kept.status,
        changes: kept
            .changes
            .iter()
            .map(|(name, before, after)| Change {
                name,
                before: before.known.as_deref(),
                after: after.known.as_deref(),
            })
            .collect(),
    }
}

fn variable(variable: &go_env::GoVariable) -> Variable<'_> {
    let value = &variable.value;
    Variable {
        value: value.known.as_deref(),
        known: value.known.is_some(),
        layer: variable.layer,
        likely: value.likely.as_deref().filter(|_| value.known.is_none()),
        reason: value.why.as_ref().map(Why::new),
        alternatives: alternatives(value),
        steps: variable
            .steps
            .iter()
            .map(|step| Step {
                layer: step.layer,
                place: &step.place,
                offered: step.offered.as_ref().and_then(|text| text.known.as_deref()),
                known: step.offered.as_ref().is_none_or(|text| text.known.is_some()),
                used: step.used,
                because: &step.because,
                origin: step.origin.as_ref().map(Origin::new),
            })
            .collect(),
    }
}
