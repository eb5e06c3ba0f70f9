//! What a session has when its start is over: variables, aliases, functions, and what went wrong.

mod expand;
mod history;
mod variables;

use std::rc::Rc;

use indexmap::IndexMap;

pub use expand::expand_references;
pub use history::History;
pub use variables::{Variable, Variables, Write};

use crate::text::{Place, Severity};
use crate::value::{Origin, Unknown, Value};

/// An alias that the start-up defined or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What it stands for.
    pub value: Value,
    /// Who defined it.
    pub origin: Origin,
}

/// A function that the start-up defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Who defined it; an autoloaded one points at its file.
    pub origin: Origin,
}

/// What the shell itself would have reported while starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellError {
    /// The shell's own identifier where it has one (`CommandNotFoundException`), else a short word.
    pub id: String,
    /// The message, in the shell's words as far as known.
    pub message: String,
    /// The statement.
    pub place: Option<Place>,
}

/// What envsim has to say about its own answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A sentence without a full stop.
    pub message: String,
    /// How much it matters.
    pub severity: Severity,
    /// The statement, where there is one.
    pub place: Option<Place>,
}

/// What a shell has after its start.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Shell and environment variables.
    pub variables: Variables,
    /// Aliases that start-up defined (not the shell's own stock).
    pub aliases: IndexMap<String, Alias>,
    /// Functions that start-up defined (not the shell's own stock).
    pub functions: IndexMap<String, Function>,
    /// Aliases of the shell's own stock that start-up removed.
    pub removed_aliases: IndexMap<String, Origin>,
    /// The directory the first prompt stands in.
    pub cwd: Value,
    /// What the shell would have reported.
    pub errors: Vec<ShellError>,
    /// What envsim reports.
    pub diagnostics: Vec<Diagnostic>,
    /// Why something may be missing: fuel ran out, or a statement is opaque. Empty means complete.
    pub incomplete: Vec<Rc<Unknown>>,
}

impl Environment {
    /// An exported variable's value; `None` if it is not set or not exported.
    pub fn exported(&self, name: &str) -> Option<&Value> {
        self.variables.get(name).filter(|variable| variable.exported).and_then(|v| v.value.as_ref())
    }

    /// Whether nothing opaque could have changed the answer.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_empty()
    }
}
