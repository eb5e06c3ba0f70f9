//! Names that lead to no command.

use super::Evaluator;
use super::flow::Stop;

impl Evaluator<'_> {
    /// The error of a name that was not found, as the search says by its id.
    pub(super) fn not_found(&mut self, id: &str, name: Option<&str>) -> Stop {
        if let Some(module) = name.filter(|_| id == "CouldNotAutoLoadModule").and_then(module_of) {
            let message = format!(
                "The module '{module}' could not be loaded. For more information, run 'Import-Module {module}'."
            );
            return self.raise(
                id,
                "System.Management.Automation.CommandNotFoundException",
                message,
            );
        }
        let term = name.map_or_else(|| "The term".to_owned(), |name| format!("The term '{name}'"));
        let message = format!(
            "{term} is not recognized as a name of a cmdlet, function, script file, or executable program."
        );
        self.raise(id, "System.Management.Automation.CommandNotFoundException", message)
    }
}

/// The module in front of a qualified name (`CommandDiscovery.TryModuleAutoLoading`).
fn module_of(name: &str) -> Option<&str> {
    name.split_once(['\\', ':']).map(|(module, _)| module)
}
