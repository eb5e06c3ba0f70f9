//! Around the search: `Get-` in front, modules that are loaded for a name, and the errors of a
//! name that leads nowhere (`CommandDiscovery.cs`, `LookupCommandInfo`).

use std::rc::Rc;

use super::{Question, search, session};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::evaluator::library::{NOT_FOUND, Search};
use crate::shells::powershell::modules::windows::Windows;
use crate::shells::powershell::modules::{self, Export, Load};
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::state::May;
use crate::shells::powershell::stock;
use crate::value::Unknown;

/// What PowerShell makes of modules that are not loaded (`$PSModuleAutoLoadingPreference`).
#[derive(Clone, Debug)]
enum Autoloading {
    All,
    Qualified,
    None,
    Unknown(Rc<Unknown>),
}

/// Finds the command a name means when it is invoked. Modules are loaded on the way, as
/// PowerShell does; a lookup that must change nothing works on a copy of the session.
pub fn discover(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Search {
    let question = Question { first_only: true, pattern: false, ..*question };
    if let Some(why) = &evaluator.state.lookup_handler {
        return Search::Unknown(why.clone());
    }
    match looked_up(evaluator, name, &question) {
        // What is missing may have come with a module whose commands are not known.
        Search::Missing(id) => {
            let brought = || modules::gallery::may_hold(evaluator, name);
            match doubt(evaluator).or_else(brought).or_else(|| written_perhaps(evaluator, name)) {
                Some(why) => Search::Unknown(why),
                None => Search::Missing(id),
            }
        }
        other => other,
    }
}

fn looked_up(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Search {
    let mut answer = search(evaluator, name, question);
    if let Some(first) = answer.found.pop() {
        return known(evaluator, name, first);
    }
    // Nobody gives a program the name of a command of PowerShell's own.
    let own = stock::find(evaluator.state, name).is_some()
        || stock::windows::holding(evaluator.state, name).is_some_and(|module| module.sure);
    if let Some(why) = answer.doubt.filter(|_| !own) {
        return Search::Unknown(why);
    }
    // The prefix is spelled in lower case; whatever the whole lookup then gives is taken.
    if !name.contains(['-', '\\']) {
        match looked_up(evaluator, &format!("get-{name}"), question) {
            Search::Missing(_) => {}
            other => return other,
        }
    }
    match autoloading(evaluator) {
        Autoloading::None => Search::Missing(NOT_FOUND),
        Autoloading::Unknown(why) => Search::Unknown(why),
        Autoloading::Qualified => qualified(evaluator, name).unwrap_or(Search::Missing(NOT_FOUND)),
        Autoloading::All => qualified(evaluator, name)
            .or_else(|| from_modules(evaluator, name, question))
            .unwrap_or(Search::Missing(NOT_FOUND)),
    }
}

/// Why a command may be there that nothing is seen of.
fn doubt(evaluator: &Evaluator<'_>) -> Option<Rc<Unknown>> {
    let made = || evaluator.state.changed_since(0, May::Commands);
    let handler = || evaluator.state.not_found_handler.clone();
    evaluator.state.opaque_modules.first().cloned().or_else(made).or_else(handler)
}

/// Why the file that a name is the path of may be there.
fn written_perhaps(evaluator: &Evaluator<'_>, name: &str) -> Option<Rc<Unknown>> {
    let path = name.contains(['/', '\\']) && evaluator.path_kind(name) == "file";
    let full = path.then(|| evaluator.full_path(name))?;
    let why = evaluator.host.why_undecided(&full)?;
    Some(evaluator.why(&format!("runs a file that {why}")))
}

/// What was found, unless it is there only under a condition nobody knows.
fn known(evaluator: &Evaluator<'_>, name: &str, found: Found) -> Search {
    let named = matches!(found, Found::Alias { .. } | Found::Function { .. });
    if let Some(open) = evaluator.state.open_entry(name).filter(|_| named) {
        return Search::Unknown(open.why);
    }
    match evaluator.replaced_alias(&found) {
        Some(why) => Search::Unknown(why),
        None => Search::Found(found),
    }
}

fn autoloading(evaluator: &mut Evaluator<'_>) -> Autoloading {
    const NAME: &str = "PSModuleAutoLoadingPreference";
    let value = evaluator.state.value(NAME).filter(|value| !value.is_null());
    let value = value.unwrap_or_else(|| evaluator.listed_env(NAME));
    if value.is_null() {
        return Autoloading::All;
    }
    let text = evaluator.text_of(&value);
    match text.text().map(|text| text.to_ascii_lowercase()).as_deref() {
        Some("none" | "0") => Autoloading::None,
        Some("modulequalified" | "1") => Autoloading::Qualified,
        Some(_) => Autoloading::All,
        None => Autoloading::Unknown(evaluator.reason_of(&value)),
    }
}

/// `Module\Command`, the backslash before any colon (`TryModuleAutoLoading`).
fn qualified(evaluator: &mut Evaluator<'_>, name: &str) -> Option<Search> {
    let at = name.find(['\\', ':']).filter(|at| name[*at..].starts_with('\\'))?;
    let (module, command) = (&name[..at], &name[at + 1..]);
    if module.is_empty() || command.is_empty() || module.ends_with('.') {
        return None;
    }
    if !evaluator.state.is_loaded(module) {
        match modules::load(evaluator, module) {
            Load::Loaded => {}
            Load::Missing | Load::Failed => return Some(Search::Missing("CouldNotAutoLoadModule")),
            Load::Unknown(why) => return Some(Search::Unknown(why)),
        }
    }
    if let Some(function) = session::exported_function(evaluator.state, name) {
        return Some(Search::Found(Found::Function { name: function.name.clone(), function }));
    }
    let only_loaded = Question::INVOKED;
    session::aliases(evaluator, name, None, &only_loaded)
        .pop()
        .or_else(|| session::cmdlets(evaluator, name, None, &only_loaded).pop())
        .map(Search::Found)
}

/// The first module on PSModulePath whose exports hold the name (`TryModuleAutoDiscovery`).
fn from_modules(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Option<Search> {
    if name.contains(['\\', ':']) {
        return None;
    }
    for export in modules::exporting(evaluator, name) {
        let module = match export {
            Export::Module(module) => module,
            Export::Stock(module) => {
                stock::load(evaluator.state, module);
                return Some(again(evaluator, name, question));
            }
            Export::Unknown(why) => return Some(Search::Unknown(why)),
        };
        match modules::load(evaluator, &module) {
            Load::Loaded => {}
            Load::Missing | Load::Failed => {
                return Some(Search::Missing("CouldNotAutoloadMatchingModule"));
            }
            Load::Unknown(why) => return Some(Search::Unknown(why)),
        }
        match again(evaluator, name, question) {
            Search::Missing(_) => {}
            found => return Some(found),
        }
    }
    from_windows(evaluator, name, question)
}

/// Windows's own modules are the last on PSModulePath.
fn from_windows(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Option<Search> {
    match modules::windows::exporting(evaluator, name)? {
        Windows::There(module) => {
            modules::windows::load(evaluator, module);
            match again(evaluator, name, question) {
                Search::Missing(_) => {
                    Some(Search::Unknown(evaluator.why("is another name of a command of Windows")))
                }
                found => Some(found),
            }
        }
        Windows::Perhaps(why) => Some(Search::Unknown(why)),
    }
}

fn again(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Search {
    let mut answer = search(evaluator, name, question);
    match (answer.found.pop(), answer.doubt) {
        (Some(found), _) => Search::Found(found),
        (None, Some(why)) => Search::Unknown(why),
        (None, None) => Search::Missing(NOT_FOUND),
    }
}
