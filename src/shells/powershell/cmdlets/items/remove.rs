//! `Remove-Item` and `Clear-Item`.

use super::super::Bound;
use super::{files, item_name, missing, paths};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};

pub(super) fn remove_key(evaluator: &mut Evaluator<'_>, path: &str) -> Flow {
    let key = evaluator.registry_key(path);
    if evaluator.host.machine().registry_keys(&key).is_none() {
        return missing(evaluator, path);
    }
    evaluator.change(Change::RegistryKeyRemoved { key });
    Ok(())
}

/// Removes every function or alias of the current scope that fits.
pub(super) fn remove_fitting(
    evaluator: &mut Evaluator<'_>,
    kind: &str,
    pattern: &str,
    force: bool,
) -> Flow {
    let Some(wanted) = Wildcard::new(pattern, true) else { return Ok(()) };
    let scope = evaluator.state.current;
    let table = evaluator.state.scope(scope);
    let names: Vec<String> = match kind {
        "function" => table
            .map(|scope| scope.functions.values().map(|one| one.name.clone()).collect())
            .unwrap_or_default(),
        _ => table
            .map(|scope| scope.aliases.values().map(|one| one.name.clone()).collect())
            .unwrap_or_default(),
    };
    for name in names.into_iter().filter(|name| wanted.matches(name)) {
        match kind {
            "function" => {
                evaluator.state.scope_mut(scope).functions.shift_remove(&folded(&name));
            }
            _ => evaluator.remove_alias(&name, force)?,
        }
    }
    Ok(())
}

pub(super) fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let (all, literal) = paths(evaluator, bound);
    for value in all {
        let Some(path) = value.text().map(|text| text.into_owned()) else {
            evaluator.unnamed_item(&value, "removes an item whose name is not known");
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        let name = item_name(evaluator, &path);
        let wild = !literal && has_wildcards(&name);
        let at = evaluator.at.clone();
        match evaluator.path_kind(&path) {
            "env" if wild => {
                for name in evaluator.env_names(&name) {
                    evaluator.unset_env(&name, &at);
                }
            }
            "env" => {
                if evaluator.state.environment.value(&name).is_none() {
                    missing(evaluator, &path)?;
                    continue;
                }
                evaluator.unset_env(&name, &at);
            }
            "registry" if !wild => remove_key(evaluator, &path)?,
            kind @ ("function" | "alias") if wild => {
                remove_fitting(evaluator, kind, &name, bound.switch("Force"))?;
            }
            "function" => {
                let key = folded(&name);
                let scope = evaluator
                    .state
                    .chain(evaluator.state.current)
                    .find(|(_, scope)| scope.functions.contains_key(&key))
                    .map(|(id, _)| id);
                match scope {
                    Some(scope) => {
                        drop(evaluator.state.scope_mut(scope).functions.shift_remove(&key))
                    }
                    None => missing(evaluator, &path)?,
                }
            }
            "alias" => evaluator.remove_alias(&name, bound.switch("Force"))?,
            "variable" => {
                let key = folded(&name);
                let scope = evaluator.state.current;
                if evaluator.state.scope_mut(scope).variables.shift_remove(&key).is_none() {
                    missing(evaluator, &path)?;
                }
            }
            // Which file that is nobody knows; what it leaves open is told elsewhere.
            "file" if evaluator.state.lost.is_some() && evaluator.is_relative(&path) => {}
            // Whatever stood there is gone afterwards.
            "file" if !wild && evaluator.undecided_path(&path).is_some() => {
                missing(evaluator, &path)?;
                let path = evaluator.full_path(&path);
                evaluator.change(Change::Removed { path });
            }
            "file" => {
                let hits = files(evaluator, &path, literal);
                if hits.is_empty() && !wild {
                    missing(evaluator, &path)?;
                }
                for hit in hits {
                    evaluator.change(Change::Removed { path: hit });
                }
            }
            _ => evaluator.incomplete("removes an item envsim does not model"),
        }
    }
    Ok(())
}
