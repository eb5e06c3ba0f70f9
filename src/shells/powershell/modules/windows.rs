//! Finding the modules that come with Windows, on a machine whose own files say nothing of them.

use std::rc::Rc;

use crate::machine::path::folded;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::state;
use crate::shells::powershell::stock::windows::{FOLDER, Module, holding, module};
use crate::value::Unknown;

/// A module that every Windows has: where one is recorded beside it, they all are.
const WITNESS: &str = "Dism";

/// What is known of a module of Windows.
pub enum Windows {
    /// It is there.
    There(&'static Module),
    /// Some editions lack it.
    Perhaps(Rc<Unknown>),
}

/// The module of that name, where this session looks for it.
pub fn named(evaluator: &mut Evaluator<'_>, name: &str) -> Option<Windows> {
    let found = module(evaluator.state, name)?;
    reached(evaluator, found)
}

/// The module that holds a command, where this session looks for it.
pub fn exporting(evaluator: &mut Evaluator<'_>, command: &str) -> Option<Windows> {
    let found = holding(evaluator.state, command)?;
    reached(evaluator, found)
}

/// Loads one: its commands are there from now on.
pub fn load(evaluator: &mut Evaluator<'_>, module: &Module) {
    if !evaluator.state.is_loaded(module.name) {
        evaluator.state.modules.push(state::Module::named(module.name));
    }
}

/// The folder those modules lie in, where the session searches it and the machine does not list it.
pub fn folder(evaluator: &mut Evaluator<'_>) -> Option<String> {
    let own = evaluator.state.platform().join(&evaluator.state.home, "Modules");
    let mut searched = evaluator.module_directories();
    searched.extend(evaluator.state.desktop.then_some(own));
    let ending = folded(FOLDER);
    let folder =
        searched.into_iter().find(|one| folded(one.trim_end_matches('\\')).ends_with(&ending))?;
    let entries = evaluator.host.machine().list(&folder).unwrap_or_default();
    (!entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(WITNESS))).then_some(folder)
}

fn reached(evaluator: &mut Evaluator<'_>, found: &'static Module) -> Option<Windows> {
    folder(evaluator)?;
    if found.sure {
        return Some(Windows::There(found));
    }
    let reason = format!("depends on the module {}, which not every Windows has", found.name);
    Some(Windows::Perhaps(evaluator.why(&reason)))
}
