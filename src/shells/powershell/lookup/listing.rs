//! What `Get-Command NAME` lists (`GetCommandCommand.cs`, `AccumulateMatchingCommands`).

use std::collections::HashSet;
use std::rc::Rc;

use super::{Answer, Kinds, Question, discovery, search};
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::modules::exports;
use crate::shells::powershell::modules::gallery;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::patterns::wildcard::{self, Wildcard};
use crate::shells::powershell::state::{Function, May};
use crate::shells::powershell::stock;
use crate::value::{Origin, Unknown};

/// What one name gives.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The commands in order.
    pub found: Vec<Found>,
    /// Why there may be others.
    pub doubt: Option<Rc<Unknown>>,
    /// The id of the error, without the cmdlet's name.
    pub error: Option<&'static str>,
}

/// Lists the commands of a name: the first one, or all of them with `all`, with `kinds` other
/// than every kind, and for a pattern.
pub fn list(evaluator: &mut Evaluator<'_>, name: &str, kinds: Option<Kinds>, all: bool) -> Listing {
    let plain = plain_name(name);
    let pattern = wildcard::has_wildcards(plain);
    let first_only = !(pattern || all || kinds.is_some());
    let question =
        Question { kinds: kinds.unwrap_or(Kinds::ALL), pattern, literal_first: false, first_only };
    let mut answer = asked(evaluator, name, &question, all);
    if (answer.found.is_empty() || pattern) && !answer.bad_pattern {
        if !pattern || plain.len() < name.len() {
            // What an invocation would load is loaded, then the search is made again.
            let _ = discovery::discover(evaluator, name, &Question::INVOKED);
            answer = asked(evaluator, name, &question, all);
        } else {
            unloaded(evaluator, plain, question.kinds, &mut answer);
        }
    }
    let error = match (answer.bad_pattern, answer.found.is_empty() && !pattern) {
        (true, _) => Some("RuntimeException"),
        (false, true) => Some("CommandNotFoundException"),
        (false, false) => None,
    };
    let mut found = unique(answer.found);
    if wildcard::has_wildcards(name) {
        found.sort_by_key(rank);
    }
    if first_only {
        found.truncate(1);
    }
    let doubt = answer
        .doubt
        .or_else(|| evaluator.state.open_entry(name).map(|open| open.why))
        .or_else(|| error.and_then(|_| evaluator.state.opaque_modules.first().cloned()))
        .or_else(|| error.and_then(|_| gallery::may_hold(evaluator, name)))
        .or_else(|| error.and_then(|_| evaluator.state.changed_since(0, May::Commands)));
    Listing { found, doubt, error }
}

/// The name without a module in front (`Utils.ParseCommandName`).
fn plain_name(name: &str) -> &str {
    name.split_once('\\').map_or(name, |(_, plain)| plain)
}

fn asked(evaluator: &mut Evaluator<'_>, name: &str, question: &Question, all: bool) -> Answer {
    let mut answer = search(evaluator, name, question);
    if all && question.kinds.functions && !answer.bad_pattern {
        exported(evaluator, name, &mut answer.found);
    }
    answer
}

/// `-All` adds what loaded modules export, the last loaded first, though something else took the name.
fn exported(evaluator: &Evaluator<'_>, name: &str, found: &mut Vec<Found>) {
    let Some(pattern) = Wildcard::new(name, true) else { return };
    for module in evaluator.state.modules.iter().rev() {
        let Some(scope) = module.scope.and_then(|scope| evaluator.state.scope(scope)) else {
            continue;
        };
        for name in module.functions.iter().filter(|name| pattern.matches(name)) {
            let Some(function) = scope.functions.get(&folded(name)) else { continue };
            let function = Function { module: Some(module.name.clone()), ..function.clone() };
            let known = |one: &Found| match one {
                Found::Function { function: old, .. } => {
                    same_name(&old.name, &function.name) && old.module == function.module
                }
                _ => false,
            };
            if !found.iter().any(known) {
                found.push(Found::Function { name: function.name.clone(), function });
            }
        }
    }
}

/// A pattern also lists what modules on PSModulePath export, loaded or not.
fn unloaded(evaluator: &mut Evaluator<'_>, name: &str, kinds: Kinds, answer: &mut Answer) {
    let Some(pattern) = Wildcard::new(name, true) else { return };
    if kinds.cmdlets || kinds.functions {
        let state = &evaluator.state;
        let stock = stock::all(state).filter(|(module, _)| !state.is_loaded(module));
        let fitting = stock.filter(|(_, command)| pattern.matches(command));
        let found = fitting.map(|(module, command)| Found::Cmdlet {
            name: command.to_owned(),
            module: module.to_owned(),
        });
        answer.found.extend(found.filter(|one| kinds.take(one, state.desktop)));
    }
    super::windows::unloaded(evaluator, &pattern, kinds, answer);
    if !kinds.functions {
        return;
    }
    let (names, doubt) = exports::matching(evaluator, &pattern);
    if answer.doubt.is_none() {
        answer.doubt = doubt;
    }
    answer.found.extend(names.into_iter().map(|(name, module)| {
        let origin = Origin::Builtin(module.as_str().into());
        let function = Function {
            name: name.clone(),
            body: None,
            filter: false,
            origin,
            private: false,
            module: Some(module),
            perhaps: None,
        };
        Found::Function { name, function }
    }));
}

/// Files and cmdlets that come again are left out (`IsDuplicate`).
fn unique(found: Vec<Found>) -> Vec<Found> {
    let mut seen = HashSet::new();
    let is_new = |one: &Found| {
        let key = match one {
            Found::Application { path, .. } | Found::Script { path, .. } => folded(path),
            Found::Cmdlet { name, module } => folded(&format!("{module}\\{name}")),
            Found::Alias { .. } | Found::Function { .. } => String::new(),
        };
        key.is_empty() || seen.insert(key)
    };
    found.into_iter().filter(is_new).collect()
}

/// Patterns list by kind, then by name (`CommandInfoComparer`).
fn rank(found: &Found) -> (u8, String) {
    let (kind, name) = match found {
        Found::Alias { name, .. } => (0, name),
        Found::Function { name, .. } => (1, name),
        Found::Cmdlet { name, .. } => (2, name),
        Found::Script { name, .. } => (3, name),
        Found::Application { name, .. } => (4, name),
    };
    (kind, name.to_uppercase())
}
