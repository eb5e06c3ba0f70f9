//! What a session has when its start is over: variables, aliases, functions, and what went wrong.

mod doubt;
mod expand;
mod history;
mod named;
mod shared;
mod table;
mod variables;

use std::rc::Rc;

use indexmap::IndexMap;

pub use doubt::{Doubt, Reach};
pub use expand::expand_references;
pub use history::History;
pub use named::{Entry, Named};
pub use shared::Shared;
pub use table::Table;
pub use variables::{Variable, Variables, Write};

use crate::text::{Place, Severity};
use crate::value::{Origin, Unknown, Value, When};

/// An alias that the start-up defined or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What it stands for.
    pub value: Value,
    /// Who defined it.
    pub origin: Origin,
    /// The condition under which it is there at all.
    pub perhaps: Option<When>,
    /// What may have replaced it or taken it away.
    pub doubt: Option<Rc<Unknown>>,
}

impl Alias {
    /// One that is certainly there.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin, perhaps: None, doubt: None }
    }
}

/// A function that the start-up defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Who defined it; an autoloaded one points at its file.
    pub origin: Origin,
    /// The condition under which it is there at all.
    pub perhaps: Option<When>,
    /// What may have replaced it or taken it away.
    pub doubt: Option<Rc<Unknown>>,
}

impl Function {
    /// One that is certainly there.
    pub fn new(origin: Origin) -> Self {
        Self { origin, perhaps: None, doubt: None }
    }
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
    /// Whether a person sees it: nothing catches it, or keeps it silent.
    pub shown: bool,
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
    /// What was not followed, in the order it was met. Empty means that the answer is complete.
    pub doubts: Vec<Rc<Doubt>>,
    /// Why a name that stands in none of these tables may be there all the same.
    pub absent: Option<Rc<Unknown>>,
}

impl Environment {
    /// An exported variable's value; `None` if it is not set or not exported.
    pub fn exported(&self, name: &str) -> Option<&Value> {
        self.variables.get(name).filter(|variable| variable.exported).and_then(|v| v.value.as_ref())
    }

    /// Whether nothing opaque could have changed the answer.
    pub fn is_complete(&self) -> bool {
        self.doubts.is_empty()
    }

    /// Why a variable that is not in the table may be set all the same.
    pub fn may_be_set(&self, name: &str) -> Option<&Rc<Unknown>> {
        match self.variables.get(name) {
            Some(_) => None,
            None => self.absent.as_ref(),
        }
    }

    /// Lays a doubt over all that it reaches: what was known is likely from now on.
    pub fn raise(&mut self, doubt: Rc<Doubt>) {
        self.variables.doubt(&doubt);
        let why = &doubt.unknown;
        for (name, alias) in &mut self.aliases {
            if doubt.replaces_command(name) {
                alias.doubt.get_or_insert_with(|| why.clone());
            }
        }
        for (name, function) in &mut self.functions {
            if doubt.replaces_command(name) {
                function.doubt.get_or_insert_with(|| why.clone());
            }
        }
        if doubt.is_total() {
            self.cwd = self.cwd.doubted(why);
            self.absent.get_or_insert_with(|| why.clone());
        }
        self.doubts.push(doubt);
    }
}
