//! Commands as values: functions, and what a name leads to.

use std::rc::Rc;

use super::block::Block;
use super::perhaps::Perhaps;
use crate::value::{Origin, Value};

/// A function of the session.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name as spelled.
    pub name: String,
    /// What it runs; `None` for a function of the shell's own stock.
    pub body: Option<Rc<Block>>,
    /// Whether it is a `filter`.
    pub filter: bool,
    /// Who defined it.
    pub origin: Origin,
    /// Not seen from scopes below.
    pub private: bool,
    /// The module it came from.
    pub module: Option<String>,
    /// When it is there, where that is open.
    pub perhaps: Option<Perhaps<Function>>,
}

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

/// Modules that come with PowerShell and are written in it: their commands are functions.
const SCRIPT_MODULES: [&str; 2] = ["PowerShellGet", "Microsoft.PowerShell.Archive"];

/// What Utility has as functions in 5.1 (its manifest, `FunctionsToExport`).
const DESKTOP_FUNCTIONS: [&str; 6] = [
    "ConvertFrom-SddlString",
    "Format-Hex",
    "Get-FileHash",
    "Import-PowerShellDataFile",
    "New-Guid",
    "New-TemporaryFile",
];

impl Found {
    /// Whether it is a command of a module that comes with PowerShell, and a function.
    pub fn is_stock_function(&self, desktop: bool) -> bool {
        let Self::Cmdlet { name, module } = self else { return false };
        let one_of =
            |names: &[&str], own: &str| names.iter().any(|one| one.eq_ignore_ascii_case(own));
        one_of(&SCRIPT_MODULES, module)
            || name.eq_ignore_ascii_case("PSConsoleHostReadLine")
            || desktop && one_of(&DESKTOP_FUNCTIONS, name)
    }

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
