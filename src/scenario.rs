//! Scenarios: a recorded machine on disk, what happened on it, and the questions to ask of it.
//!
//! A scenario is a folder with `scenario.json` and the profile fragments it
//! names, or one JSON file with all texts inside. Those of the repository are
//! in the binary ([`library`]). [`stage`] plays the steps and keeps sessions
//! that were opened on the way.

mod base64;
mod format;
mod kept;
mod keys;
pub mod library;
mod machine;
mod problem;
pub mod schema;
mod sense;
pub mod stage;
mod stock;

pub use format::{Step, StepAction};
pub use problem::Problem;

use crate::machine::recorded::Recorded;

/// The name of the file that describes a scenario.
pub const FILE: &str = "scenario.json";

/// A scenario that was read.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// How it is asked for.
    pub name: String,
    /// One line that says what it shows.
    pub title: String,
    /// The machine before the steps.
    pub machine: Recorded,
    /// What happens on it before the questions.
    pub steps: Vec<Step>,
    /// The questions, each the words of a command line after `envsim`.
    pub ask: Vec<Vec<String>>,
}

impl Scenario {
    /// Reads a description. `shown` names it in messages, `beside` reads the files next to it.
    ///
    /// # Errors
    /// Says what is wrong, where, and what would be right.
    pub fn read(
        name: &str,
        shown: &str,
        json: &[u8],
        beside: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, Problem> {
        let text = format::decoded(shown, json)?;
        let (file, keys) = format::parse(shown, &text)?;
        let machine = machine::build(name, &file, beside)
            .map_err(|wrong| Problem::at(shown, wrong.spot(&keys), wrong.message))?;
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            machine,
            steps: file.steps,
            ask: file.ask,
        })
    }
}
