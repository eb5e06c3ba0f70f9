//! How a statement ends.

use std::rc::Rc;

use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::error::ErrorRecord;

/// An error on its way up.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The error.
    pub record: Rc<ErrorRecord>,
    /// Whether it ends the whole start-up file and those around it (`throw`, `-ErrorAction Stop`), not only the statement.
    pub whole: bool,
}

/// Why control leaves a statement.
#[derive(Clone, Debug)]
pub enum Stop {
    /// An error that ends at least the statement.
    Error(Raised),
    /// `break`, with its label.
    Break(Option<String>),
    /// `continue`, with its label.
    Continue(Option<String>),
    /// `return`.
    Return,
    /// `exit`.
    Exit(i32),
    /// `[Environment]::Exit`: the process is gone.
    Process(i32),
    /// A stage of the pipeline of that number ended with an error: nothing in between handles it.
    Halted(u64, Raised),
    /// A cmdlet needs no more input; the pipeline of that number ends.
    Pipeline(u64),
    /// The fuel is used up.
    OutOfFuel,
}

/// What an expression gives, unless it ends the statement.
pub type Answer = Result<Object, Stop>;

/// The result of running something.
pub type Flow = Result<(), Stop>;
