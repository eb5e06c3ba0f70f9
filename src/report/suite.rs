//! `test`: every question of every scenario, and whether its answer is the recorded one.

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is the recorded one.
    Same,
    /// The answer is another.
    Different,
    /// Nothing is recorded.
    New,
    /// The answer was recorded.
    Accepted,
    /// There is no answer; what stands in its place says why.
    Refused,
}

/// A question that was asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The scenario.
    pub scenario: String,
    /// The command line after `envsim`.
    pub words: String,
    /// The file that holds the recorded answer.
    pub file: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The recorded answer.
    pub recorded: String,
    /// The answer.
    pub answer: String,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Every question, in order.
    pub questions: Vec<Question>,
    /// Whether the differences are shown.
    pub review: bool,
}

impl Suite {
    /// Whether an answer is not the recorded one.
    pub fn failed(&self) -> bool {
        self.count(Outcome::Different) + self.count(Outcome::New) + self.count(Outcome::Refused) > 0
    }

    /// How many questions ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.questions.iter().filter(|question| question.outcome == outcome).count()
    }
}
