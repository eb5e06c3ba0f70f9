//! What stands above the language, as the language is given it.

use super::evaluator::library::Library;
use super::{cmdlets, commands, modules, process};

/// The commands, cmdlets and modules that envsim models, and PowerShell itself as a program.
pub static LIBRARY: Library = Library {
    search: commands::search,
    behind: commands::behind,
    cmdlet: cmdlets::find,
    unmodelled: cmdlets::unmodelled,
    beyond: cmdlets::beyond,
    stock_function: cmdlets::stock_function,
    import: modules::load::import,
    child: process::child,
};
