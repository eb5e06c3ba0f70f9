//! The object of `test`.

use serde::Serialize;

use crate::report::suite::{Outcome, Suite};

#[derive(Serialize)]
struct Question<'r> {
    scenario: &'r str,
    question: &'r str,
    file: &'r str,
    outcome: &'static str,
    message: Option<&'r str>,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    passed: bool,
    questions: Vec<Question<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(suite: &'r Suite) -> Self {
        Self {
            schema: "envsim-test/1",
            passed: !suite.failed(),
            questions: suite
                .questions
                .iter()
                .map(|one| Question {
                    scenario: &one.scenario,
                    question: &one.words,
                    file: &one.file,
                    outcome: match one.outcome {
                        Outcome::Same => "same",
                        Outcome::Different => "different",
                        Outcome::New => "new",
                        Outcome::Accepted => "accepted",
                        Outcome::Refused => "refused",
                    },
                    message: (one.outcome == Outcome::Refused).then_some(one.answer.as_str()),
                })
                .collect(),
        }
    }
}
