//! What a command's name leads to while profiles run.

use std::rc::Rc;

use super::evaluator::Evaluator;
use super::lookup::files::Hit;
use super::lookup::{self, Answer, Question, discovery};
use super::object::convert::unknown_here;
use super::state::Function;
use crate::machine::path::folded;
use crate::value::{Unknown, Value};

/// A command that was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// An alias and what it leads to.
    Alias {
        /// Its name.
        name: String,
        /// The command it names.
        definition: Value,
        /// What that is; `None` when it leads nowhere.
        target: Box<Option<Found>>,
    },
    /// A function.
    Function {
        /// Its name.
        name: String,
        /// The function.
        function: Function,
    },
    /// A cmdlet.
    Cmdlet {
        /// Its name.
        name: String,
        /// The module it comes from.
        module: String,
    },
    /// A PowerShell script.
    Script {
        /// Its path.
        path: String,
        /// Its file name.
        name: String,
        /// The PATH entry it was found in, counted from 1.
        entry: Option<usize>,
    },
    /// A program or document.
    Application {
        /// Its path as PowerShell spells it.
        path: String,
        /// Its file name.
        name: String,
        /// The PATH entry it was found in, counted from 1.
        entry: Option<usize>,
    },
}

impl Found {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Alias { name, .. }
            | Self::Function { name, .. }
            | Self::Cmdlet { name, .. }
            | Self::Script { name, .. }
            | Self::Application { name, .. } => name,
        }
    }
}

/// The result of looking for a command.
#[derive(Clone, Debug)]
pub enum Search {
    /// It is this.
    Found(Found),
    /// There is none; the error's id.
    Missing(&'static str),
    /// That is not known.
    Unknown(Rc<Unknown>),
}

/// The error id of a name that leads nowhere.
pub const NOT_FOUND: &str = "CommandNotFoundException";

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        let Hit { script, name, source: path, entry } = hit;
        match script {
            true => Self::Script { path, name, entry },
            false => Self::Application { path, name, entry },
        }
    }
}

/// Finds the command a name means on invocation; modules are loaded on the way.
pub fn search(evaluator: &mut Evaluator<'_>, name: &str) -> Search {
    discovery::discover(evaluator, name, &Question::INVOKED)
}

/// Everything an invocation would consider, in order, and why the list may not be complete.
pub fn all(evaluator: &mut Evaluator<'_>, name: &str) -> Answer {
    let question = Question { first_only: false, ..Question::INVOKED };
    super::lookup::search(evaluator, name, &question)
}

/// An alias with the command it leads to now, through further aliases and without loading
/// modules (`AliasInfo.ResolvedCommand`); a circle leads nowhere.
pub fn follow(evaluator: &mut Evaluator<'_>, name: String, definition: Value) -> Found {
    let mut seen = vec![folded(&name)];
    let mut next = definition.text().map(|text| text.into_owned());
    let mut target = None;
    while let Some(wanted) = next.take() {
        if seen.contains(&folded(&wanted)) {
            break;
        }
        match evaluator.state.alias(&wanted).cloned() {
            Some(alias) => {
                seen.push(folded(&wanted));
                next = alias.definition.text().map(|text| text.into_owned());
            }
            None => target = lookup::search(evaluator, &wanted, &Question::INVOKED).found.pop(),
        }
    }
    Found::Alias { name, definition, target: Box::new(target) }
}

/// What runs in the end: an alias that leads nowhere yet has its definition looked up, modules
/// and all (`CommandDiscovery.LookupCommandProcessor`).
pub fn behind(evaluator: &mut Evaluator<'_>, found: Found) -> Search {
    let mut seen = Vec::new();
    let mut found = found;
    loop {
        let Found::Alias { name, definition, target } = found else { return Search::Found(found) };
        if let Some(target) = *target {
            return Search::Found(target);
        }
        if seen.contains(&folded(&name)) {
            return Search::Missing(NOT_FOUND);
        }
        seen.push(folded(&name));
        let Some(wanted) = definition.text().map(|text| text.into_owned()) else {
            let why = definition.why_unknown();
            return why.map_or(Search::Missing(NOT_FOUND), Search::Unknown);
        };
        match search(evaluator, &wanted) {
            Search::Found(next) => found = next,
            other => return other,
        }
    }
}

/// Whether a cmdlet only reads, so that its output alone is unknown.
pub fn is_harmless(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [
        "get-",
        "test-",
        "measure-",
        "convert",
        "format-",
        "out-",
        "write-",
        "read-",
        "select-",
        "find-",
        "show-",
        "compare-",
        "wait-",
        "receive-",
        "resolve-",
        "group-",
        "trace-",
        "debug-",
        "start-job",
        "start-process",
        "stop-",
        "restart-",
        "invoke-webrequest",
        "invoke-restmethod",
        "new-timespan",
        "new-guid",
        "new-temporaryfile",
        "send-",
        "protect-",
        "unprotect-",
        "suspend-",
        "resume-",
        "checkpoint-",
        "add-type",
        "join-string",
    ]
    .iter()
    .any(|prefix| lower.starts_with(prefix))
}

/// Why a PATH that is not known leaves a name open.
pub fn open(evaluator: &Evaluator<'_>, name: &str) -> Rc<Unknown> {
    unknown_here(
        &format!("depends on whether {name} is on a PATH that is not wholly known"),
        &evaluator.at,
    )
}
