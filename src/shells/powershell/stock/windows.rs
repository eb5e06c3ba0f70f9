//! The modules that come with Windows, below `System32\WindowsPowerShell\v1.0\Modules`, and their commands.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::machine::path::folded;
use crate::shells::powershell::state::State;

/// Where both editions look for them.
pub const FOLDER: &str = "System32\\WindowsPowerShell\\v1.0\\Modules";

/// What a command of such a module is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A cmdlet.
    Cmdlet,
    /// A function: most of these modules are made from CIM classes.
    Function,
    /// Another name of one of them.
    Alias,
}

/// A module of Windows.
#[derive(Debug)]
pub struct Module {
    /// Its name.
    pub name: &'static str,
    /// Whether every Windows has it.
    pub sure: bool,
    desktop_only: bool,
    /// Its commands.
    pub commands: Vec<(&'static str, Kind)>,
}

impl Module {
    fn is_for(&self, state: &State) -> bool {
        state.platform().is_windows() && (state.desktop || !self.desktop_only)
    }
}

struct Table {
    modules: Vec<Module>,
    by_name: HashMap<String, usize>,
    by_command: HashMap<String, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table =
        Table { modules: Vec::new(), by_name: HashMap::new(), by_command: HashMap::new() };
    let text = include_str!("windows.txt");
    for paragraph in text.split("\n\n").skip(1) {
        let module = read(paragraph);
        let at = table.modules.len();
        table.by_name.insert(folded(module.name), at);
        table.by_command.extend(module.commands.iter().map(|(name, _)| (folded(name), at)));
        table.modules.push(module);
    }
    table
});

fn read(paragraph: &'static str) -> Module {
    let mut words = paragraph.split_ascii_whitespace();
    let marked = words.next().unwrap_or_default();
    let mut kind = Kind::Cmdlet;
    let mut commands = Vec::new();
    for word in words {
        match word {
            "C" => kind = Kind::Cmdlet,
            "F" => kind = Kind::Function,
            "A" => kind = Kind::Alias,
            name => commands.push((name, kind)),
        }
    }
    Module {
        name: marked.trim_start_matches(['?', '-']),
        sure: !marked.starts_with('?'),
        desktop_only: marked.starts_with('-'),
        commands,
    }
}

/// The module of that name.
pub fn module(state: &State, name: &str) -> Option<&'static Module> {
    let found = &TABLE.modules[*TABLE.by_name.get(&folded(name))?];
    found.is_for(state).then_some(found)
}

/// Whether some Windows comes with a module of that name.
pub fn is_module(name: &str) -> bool {
    TABLE.by_name.contains_key(&folded(name))
}

/// The module that holds a command.
pub fn holding(state: &State, command: &str) -> Option<&'static Module> {
    let found = &TABLE.modules[*TABLE.by_command.get(&folded(command))?];
    found.is_for(state).then_some(found)
}

/// All of them that this session can load.
pub fn all(state: &State) -> impl Iterator<Item = &'static Module> {
    TABLE.modules.iter().filter(|module| module.is_for(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_a_verb_and_a_noun_in_one_module() {
        let modules = &TABLE.modules;
        let names = modules.iter().flat_map(|module| module.commands.iter().map(|one| one.0));
        let names: Vec<&str> = names.collect();
        assert!(names.iter().all(|name| name.split_once('-').is_some()), "{names:?}");
        assert_eq!(names.len(), TABLE.by_command.len());
        assert_eq!(modules.len(), TABLE.by_name.len());
    }
}
