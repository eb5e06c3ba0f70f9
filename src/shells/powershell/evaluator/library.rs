//! What the language needs of what stands above it: the members of .NET objects, the look-up of commands, the
//! cmdlets, modules, and PowerShell as a program. Whoever opens an evaluation hands it in.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet::Cmdlet;
use super::flow::{Answer, Stop};
use super::functions::Given;
use super::stage::Stage;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::object::{Object, TypeName};
use crate::shells::powershell::patterns::regex::{Found as Match, Regex};
use crate::value::{Unknown, Value};

/// Members of .NET objects and types; each may end the statement.
pub struct Members {
    /// A property of an object; `$null` where it has none.
    pub property: fn(&mut Evaluator<'_>, &Object, &str) -> Answer,
    /// The same; `None` where it has none.
    pub own_property: fn(&mut Evaluator<'_>, &Object, &str) -> Result<Option<Object>, Stop>,
    /// A static property of a type.
    pub static_property: fn(&mut Evaluator<'_>, &Object, &str) -> Answer,
    /// What a method gives.
    pub call: fn(&mut Evaluator<'_>, &Object, &str, Vec<Object>) -> Answer,
    /// What a static method gives.
    pub static_call: fn(&mut Evaluator<'_>, &Object, &str, Vec<Object>) -> Answer,
    /// What stands at an index.
    pub index: fn(&mut Evaluator<'_>, &Object, &Object) -> Answer,
    /// Whether an object is of a type; `None` where that is not known.
    pub is: fn(&mut Evaluator<'_>, &Object, &TypeName) -> Option<bool>,
    /// A command as an object.
    pub command: fn(&mut Evaluator<'_>, Found) -> Object,
    /// What a regular expression found in a text, as an object.
    pub matched: fn(&mut Evaluator<'_>, &Rc<Regex>, &Match, &Value) -> Object,
}

/// What is handed in.
pub struct Library {
    /// What objects and types can do.
    pub members: Members,
    /// Finds the command that a name means on invocation.
    pub search: fn(&mut Evaluator<'_>, &str) -> Search,
    /// What runs in the end where that is an alias.
    pub behind: fn(&mut Evaluator<'_>, Found) -> Search,
    /// The cmdlet of that name, where it is modelled.
    pub cmdlet: fn(&str) -> Option<&'static Cmdlet>,
    /// Doubts what one changes of which something is not known.
    pub doubt_cmdlet: fn(&mut Evaluator<'_>, &'static Cmdlet, &Bound),
    /// What one becomes that is not modelled.
    pub unmodelled: fn(&mut Evaluator<'_>, &str, &Given) -> Stage,
    /// What a call becomes with a parameter that is not modelled.
    pub beyond: fn(&mut Evaluator<'_>, &'static Cmdlet, &Bound, &str) -> Stage,
    /// What a call becomes whose parameter has a value that is not known.
    pub unsteered: fn(&mut Evaluator<'_>, &'static Cmdlet, &Bound) -> Option<Stage>,
    /// A function of the shell's own stock; the error that its arguments raise.
    pub stock_function: fn(&mut Evaluator<'_>, &str, Given) -> Result<Stage, Stop>,
    /// The file of a module: a path as given, or a name on PSModulePath.
    pub find_module: fn(&mut Evaluator<'_>, &str) -> Option<String>,
    /// Loads a module's file; the error that the file ends with.
    pub import: fn(&mut Evaluator<'_>, &str, Wanted) -> Result<Load, Stop>,
    /// Runs a child PowerShell: whether it is 5.1, its program, its words.
    pub child: fn(&mut Evaluator<'_>, bool, &str, &[String]) -> Child,
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

/// What a child printed, and how it ended.
pub type Child = (Vec<Object>, Exit);

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
    pub fn child(&mut self, desktop: bool, path: &str, words: &[String]) -> Child {
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
