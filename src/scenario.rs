//! Scenarios: a recorded machine on disk, what happened on it, and the questions to ask of it.
//!
//! A scenario is a folder with `scenario.json` and the profile fragments it
//! names, or one JSON file with all texts inside. Those of the repository are
//! in the binary ([`library`]). [`stage`] plays the steps and keeps sessions
//! that were opened on the way.

mod base64;
pub mod config;
mod expect;
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
use crate::rules::Expectation;

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
    /// The file that describes it, as messages name it.
    pub file: String,
    /// Files of the machine that stand beside that file: machine path, and path as messages name it.
    pub sources: Vec<(String, String)>,
    /// What must hold on it, for `check`.
    pub expect: Vec<Expectation>,
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
        let folder = &shown[..shown.rfind(['/', '\\']).map_or(0, |at| at + 1)];
        let beside = file.listed().filter_map(|(path, keys)| Some((path, keys.from.as_ref()?)));
        let sources = beside.map(|(path, from)| (path.clone(), format!("{folder}{from}")));
        Ok(Self {
            name: name.to_owned(),
            file: shown.to_owned(),
            sources: sources.collect(),
            expect: expected(file.expect).map_err(|(index, what)| {
                Problem::at(shown, keys.spot(&["expect", &index.to_string()]), what)
            })?,
            title: file.title,
            machine,
            steps: file.steps,
            ask: file.ask,
        })
    }
}

/// The expectations, or the number of one that makes no sense.
fn expected(all: Vec<expect::Keys>) -> Result<Vec<Expectation>, (usize, String)> {
    let read =
        |(index, keys): (usize, expect::Keys)| keys.expectation().map_err(|what| (index, what));
    all.into_iter().enumerate().map(read).collect()
}
