//! The object of `startup`.

use serde::Serialize;

use super::origin::{Because, Spot};
use crate::report;

#[derive(Serialize)]
struct Step<'r> {
    what: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<&'r str>,
    outcome: &'static str,
    reason: Option<&'r str>,
    rule: &'static str,
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
            steps: startup
                .steps
                .iter()
                .map(|step| Step {
                    what: &step.what,
                    written: step.written.as_deref(),
                    outcome: step.outcome,
                    reason: step.reason.as_deref(),
                    rule: step.rule,
                })
                .collect(),
            ended: startup
                .ended
                .as_ref()
                .map(|(reason, spot)| Ended { reason, place: spot.as_ref().map(Spot::new) }),
            certain: startup.doubts.is_empty(),
            because: Because::all(&startup.doubts),
        }
    }
}
