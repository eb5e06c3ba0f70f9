//! A shell that a program starts, and what its command line tells it to do.

use std::rc::Rc;

use super::{Mode, Shell, Start};
use crate::text::Place;
use crate::value::{Unknown, Value};

/// What a shell's own command line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errand {
    /// Which files it reads first.
    pub mode: Mode,
    /// What it runs.
    pub task: Task,
    /// `$0`, where the command line names it.
    pub zero: Option<String>,
    /// `$1`, `$2`…
    pub positional: Vec<String>,
    /// Options that are set before anything is read, as `set` takes them.
    pub options: Vec<String>,
}

/// What a started shell runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Task {
    /// Commands that stand among the arguments (`-c`).
    Text(String),
    /// A file, as it was named.
    File(String),
    /// What the shell reads from its own arguments, its profiles included.
    Words(Vec<String>),
    /// What standard input holds, or what a person types.
    #[default]
    Input,
}

/// A shell that runs below another one.
pub struct Below {
    /// The shell.
    pub shell: &'static dyn Shell,
    /// What it is started with.
    pub start: Start,
    /// What it is to do.
    pub errand: Errand,
    /// What standard input holds; `None` where it is the starter's own.
    pub input: Option<Value>,
    /// The statement that starts it.
    pub place: Place,
    /// Why it is not certain that it runs at all.
    pub perhaps: Option<Rc<Unknown>>,
}

/// A shell that takes the place of the one that runs (`exec zsh -l`).
#[derive(Clone)]
pub struct Successor {
    /// The shell.
    pub shell: &'static dyn Shell,
    /// What it is started with.
    pub start: Start,
    /// The statement.
    pub place: Place,
}

impl std::fmt::Debug for Successor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Successor").field("shell", &self.shell.name()).finish_non_exhaustive()
    }
}
