//! Commands the session itself holds: aliases, functions, cmdlets of loaded modules.

use super::Question;
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::state::{AliasEntry, Function, Module, State};
use crate::shells::powershell::stock;

/// Aliases of that name, or that fit; a loaded module's by `Module\name` (`GetAliasFromModules`).
pub fn aliases(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    pattern: Option<&Wildcard>,
    question: &Question,
) -> Vec<Found> {
    if !question.kinds.aliases {
        return Vec::new();
    }
    let state = &evaluator.state;
    let mut all: Vec<AliasEntry> = match pattern {
        Some(pattern) => visible(state, |scope| &scope.aliases)
            .into_iter()
            .filter(|alias| pattern.matches(&alias.name))
            .collect(),
        None => state.alias(name).cloned().into_iter().collect(),
    };
    if all.is_empty() || pattern.is_some() {
        all.extend(of_module(
            state,
            name,
            |module| &module.aliases,
            |state, module, short| state.scope(module.scope?)?.aliases.get(&folded(short)).cloned(),
        ));
    }
    all.into_iter().map(|alias| super::follow(evaluator, alias.name, alias.definition)).collect()
}

/// Functions of that name, or that fit; a loaded module's by `Module\name`.
pub fn functions(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    pattern: Option<&Wildcard>,
    question: &Question,
) -> Vec<Found> {
    if !question.kinds.functions {
        return Vec::new();
    }
    let state = &evaluator.state;
    let mut all: Vec<Function> = match pattern {
        Some(pattern) => visible(state, |scope| &scope.functions)
            .into_iter()
            .filter(|function| pattern.matches(&function.name))
            .collect(),
        None => state.function(name).cloned().into_iter().collect(),
    };
    if all.is_empty() || pattern.is_some() {
        all.extend(exported_function(state, name));
    }
    all.into_iter()
        .map(|function| Found::Function { name: function.name.clone(), function })
        .collect()
}

/// The function a `Module\name` means, of a loaded module.
pub fn exported_function(state: &State, name: &str) -> Option<Function> {
    of_module(
        state,
        name,
        |module| &module.functions,
        |state, module, short| {
            let function = state.scope(module.scope?)?.functions.get(&folded(short))?;
            Some(Function { module: Some(module.name.clone()), ..function.clone() })
        },
    )
}

fn of_module<T>(
    state: &State,
    name: &str,
    exported: fn(&Module) -> &Vec<String>,
    get: fn(&State, &Module, &str) -> Option<T>,
) -> Option<T> {
    let (module, short) = name.split_once('\\').filter(|(module, _)| !module.is_empty())?;
    let module = state.modules.iter().rev().find(|one| same_name(&one.name, module))?;
    let listed = exported(module).iter().any(|one| same_name(one, short));
    listed.then(|| get(state, module, short)).flatten()
}

/// The entries seen from the current scope, the nearest of each name.
fn visible<T: Clone>(
    state: &State,
    table: fn(&crate::shells::powershell::state::Scope) -> &indexmap::IndexMap<String, T>,
) -> Vec<T> {
    let mut all = indexmap::IndexMap::<&str, &T>::new();
    for (_, scope) in state.chain(state.current) {
        for (key, entry) in table(scope) {
            all.entry(key).or_insert(entry);
        }
    }
    all.into_values().cloned().collect()
}

/// Cmdlets of that name, or that fit, of the modules that are loaded.
pub fn cmdlets(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    _: Option<&Wildcard>,
    question: &Question,
) -> Vec<Found> {
    let kinds = question.kinds;
    if !kinds.cmdlets && !kinds.functions {
        return Vec::new();
    }
    let (module, short) = match name.rsplit_once('\\') {
        Some((module, short)) => (Some(module), short),
        None => (None, name),
    };
    let pattern = if question.pattern { Wildcard::new(short, true) } else { None };
    let fits = |cmdlet: &str| match &pattern {
        Some(pattern) => pattern.matches(cmdlet),
        None => cmdlet.eq_ignore_ascii_case(short),
    };
    let state = &evaluator.state;
    let owned = |owner: &str| module.is_none_or(|module| same_name(owner, module));
    let own = state.modules.iter().rev().flat_map(|module| {
        module.cmdlets.iter().map(move |cmdlet| (module.name.as_str(), cmdlet.as_str()))
    });
    let stock = stock::all(state).filter(|(_, cmdlet)| fits(cmdlet));
    let stock: Vec<(&str, &str)> = stock.filter(|(owner, _)| state.is_loaded(owner)).collect();
    own.filter(|(_, cmdlet)| fits(cmdlet))
        .chain(stock)
        .filter(|(owner, _)| owned(owner))
        .map(|(owner, cmdlet)| Found::Cmdlet { name: cmdlet.to_owned(), module: owner.to_owned() })
        .filter(|one| kinds.take(one, state.desktop))
        .collect()
}
