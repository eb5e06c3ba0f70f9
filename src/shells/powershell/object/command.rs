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
