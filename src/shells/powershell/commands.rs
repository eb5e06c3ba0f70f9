//! What a command's name leads to while profiles run.

pub use super::evaluator::library::{NOT_FOUND, Search};
pub use super::lookup::follow;
pub use super::object::command::Found;

use super::evaluator::Evaluator;
use super::lookup::{Answer, Question, discovery};
use crate::machine::path::folded;

/// Finds the command a name means on invocation; modules are loaded on the way.
pub fn search(evaluator: &mut Evaluator<'_>, name: &str) -> Search {
    discovery::discover(evaluator, name, &Question::INVOKED)
}

/// Everything an invocation would consider, in order, and why the list may not be complete.
pub fn all(evaluator: &mut Evaluator<'_>, name: &str) -> Answer {
    let question = Question { first_only: false, ..Question::INVOKED };
    super::lookup::search(evaluator, name, &question)
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
