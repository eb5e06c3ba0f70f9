//! The object of `startup`.

use serde::Serialize;

use super::origin::{Because, Spot};
use crate::report;
use crate::report::startup::Considered;

#[derive(Serialize)]
struct Step<'r> {
    what: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<&'r str>,
    outcome: &'static str,
    reason: Option<&'r str>,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Spot<'r>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    writes: &'r [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inside: Vec<Step<'r>>,
}

impl<'r> Step<'r> {
    fn all(steps: &'r [Considered]) -> Vec<Self> {
        let step = |step: &'r Considered| Self {
            what: &step.what,
            written: step.written.as_deref(),
            outcome: step.outcome,
            reason: step.reason.as_deref(),
            rule: step.rule,
            left: step.left.as_ref().map(Spot::new),
            writes: &step.writes,
            inside: Self::all(&step.inside),
        };
        steps.iter().map(step).collect()
    }
}

/// What a file or key gave before the shell started.
#[derive(Serialize)]
struct Gives<'r> {
    source: &'r str,
    variables: &'r [String],
}

#[derive(Serialize)]
struct Error<'r> {
    message: &'r str,
    place: Option<Spot<'r>>,
}

#[derive(Serialize)]
struct Ended<'r> {
    reason: &'r str,
    place: Option<Spot<'r>>,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    session: &'r str,
    scenario: Option<&'r str>,
    program: &'r str,
    version: Option<&'r str>,
    given: Vec<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gives: Vec<Gives<'r>>,
    remarks: &'r [String],
    errors: Vec<Error<'r>>,
    steps: Vec<Step<'r>>,
    ended: Option<Ended<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(startup: &'r report::Startup) -> Self {
        Self {
            schema: "envsim-startup/1",
            session: &startup.session,
            scenario: startup.setting.scenario.as_deref(),
            program: &startup.program,
            version: startup.version.as_deref(),
            given: startup.given.iter().map(|one| one.source.as_str()).collect(),
            gives: startup
                .given
                .iter()
                .filter(|one| !one.names.is_empty())
                .map(|one| Gives { source: &one.source, variables: &one.names })
                .collect(),
            remarks: &startup.remarks,
            errors: startup
                .errors
                .iter()
                .map(|(message, spot)| Error { message, place: spot.as_ref().map(Spot::new) })
                .collect(),
            steps: Step::all(&startup.steps),
            ended: startup
                .ended
                .as_ref()
                .map(|(reason, spot)| Ended { reason, place: spot.as_ref().map(Spot::new) }),
            certain: startup.doubts.is_empty(),
            because: Because::all(&startup.doubts),
        }
    }
}
