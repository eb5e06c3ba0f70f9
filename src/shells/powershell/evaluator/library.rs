//! What the language needs of what stands above it: the look-up of commands, the cmdlets, modules, and PowerShell
//! as a program. Whoever opens an evaluation hands it in.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet::Cmdlet;
use super::flow::Stop;
use super::functions::Given;
use super::pipeline::Stage;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::command::Found;
use crate::value::Unknown;

/// What is handed in.
pub struct Library {
    /// Finds the command that a name means on invocation.
    pub search: fn(&mut Evaluator<'_>, &str) -> Search,
    /// What runs in the end where that is an alias.
    pub behind: fn(&mut Evaluator<'_>, Found) -> Search,
    /// The cmdlet of that name, where it is modelled.
    pub cmdlet: fn(&str) -> Option<&'static Cmdlet>,
    /// What one becomes that is not modelled.
    pub unmodelled: fn(&mut Evaluator<'_>, &str, &Given) -> Stage,
    /// What a call becomes with a parameter that is not modelled.
    pub beyond: fn(&mut Evaluator<'_>, &'static Cmdlet, &Bound, &str) -> Stage,
    /// A function of the shell's own stock; the error that its arguments raise.
    pub stock_function: fn(&mut Evaluator<'_>, &str, Given) -> Result<Stage, Stop>,
    /// Loads a module's file; the error that the file ends with.
    pub import: fn(&mut Evaluator<'_>, &str, Wanted) -> Result<Load, Stop>,
    /// Runs a child PowerShell: whether it is 5.1, its program, its words; what it printed, and how it ended.
    pub child: fn(&mut Evaluator<'_>, bool, &str, &[String]) -> (Vec<Object>, Exit),
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

/// How loading a module went.
#[derive(Clone, Debug)]
pub enum Load {
    /// It is loaded.
    Loaded,
    /// There is no such module.
    Missing,
    /// Its file ended with an error.
    Failed,
    /// What it defines is not known.
    Unknown(Rc<Unknown>),
}

/// What of a module is wanted (`Import-Module`'s parameters).
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Patterns of `-Function`; `None` for all.
    pub functions: Option<Vec<String>>,
    /// Patterns of `-Alias`.
    pub aliases: Option<Vec<String>>,
    /// Patterns of `-Cmdlet`.
    pub cmdlets: Option<Vec<String>>,
    /// `-Prefix`.
    pub prefix: String,
    /// `-Force`: run again though it is loaded.
    pub force: bool,
    /// `-Global`: into the session even from within a module.
    pub global: bool,
    /// `-ArgumentList`.
    pub arguments: Given,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this status.
    Status(i32),
    /// By an exception nobody handles, before anything ran.
    Unhandled,
    /// That is not known.
    Unknown,
}

impl Evaluator<'_> {
    /// Runs a child PowerShell with this block and these words; what it printed, and its status.
    pub fn child(&mut self, desktop: bool, path: &str, words: &[String]) -> (Vec<Object>, Exit) {
        (self.library.child)(self, desktop, path, words)
    }

    /// Whether a program is PowerShell itself, and which edition.
    pub fn is_powershell(&self, path: &str) -> Option<bool> {
        let platform = self.state.platform();
        let name = platform.file_name(path).to_ascii_lowercase();
        match name.strip_suffix(".exe").unwrap_or(&name) {
            "pwsh" => Some(false),
            "powershell" if platform.is_windows() => Some(true),
            _ => None,
        }
    }
}
