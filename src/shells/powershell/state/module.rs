//! Modules that are loaded.

use crate::shells::powershell::object::block::ScopeId;

/// A loaded module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Its file, where it has one.
    pub path: String,
    /// Its version.
    pub version: Option<[i64; 4]>,
    /// Its scope, for a script module.
    pub scope: Option<ScopeId>,
    /// Functions it exports.
    pub functions: Vec<String>,
    /// Aliases it exports.
    pub aliases: Vec<String>,
    /// Cmdlets it exports, for a binary module; those of PowerShell's own are a table.
    pub cmdlets: Vec<String>,
    /// What its file called `Export-ModuleMember` with; `None` before the first call.
    pub exports: Option<Exports>,
    /// Whether it is not among the loaded ones: its file still runs, or `New-Module` made it and
    /// nothing has imported it since.
    pub unlisted: bool,
}

/// The patterns given to `Export-ModuleMember`.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// Functions.
    pub functions: Vec<String>,
    /// Aliases.
    pub aliases: Vec<String>,
    /// Variables.
    pub variables: Vec<String>,
    /// Cmdlets.
    pub cmdlets: Vec<String>,
}

impl Module {
    /// A module of that name that exports nothing yet.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            path: String::new(),
            version: None,
            scope: None,
            functions: Vec::new(),
            aliases: Vec::new(),
            cmdlets: Vec::new(),
            exports: None,
            unlisted: false,
        }
    }
}
