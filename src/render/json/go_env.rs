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
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    session: &'r str,
    scenario: Option<&'r str>,
    go: Option<Program<'r>>,
    variables: IndexMap<&'r str, Variable<'r>>,
    said: &'r [String],
    remarks: &'r [String],
    install: Option<Install<'r>>,
    not_there: &'r [String],
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
            go: result.program.as_ref().map(|program| Program {
                path: program.path.as_deref(),
                version: &program.version,
                root: program.root.known.as_deref(),
            }),
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
            }),
            not_there: &result.not_there,
            doubts: result.doubts.iter().map(Why::new).collect(),
            certain: result.is_certain(),
            because: Because::all(&result.doubts),
        }
    }
}

fn variable(variable: &go_env::GoVariable) -> Variable<'_> {
    let value = &variable.value;
    Variable {
        value: value.known.as_deref(),
        known: value.known.is_some(),
        layer: variable.layer,
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
