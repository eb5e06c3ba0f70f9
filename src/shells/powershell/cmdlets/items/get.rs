//! `Get-Item`.

use std::collections::HashSet;

use super::super::Bound;
use super::{entry, files, item_name, missing, paths, provided};
use crate::machine::path::folded;
use crate::shells::powershell::commands::{self, Found};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};
use crate::shells::powershell::providers::paths::name_order;

pub(super) fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let (all, literal) = paths(evaluator, bound);
    for value in all {
        let Some(path) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        let name = item_name(evaluator, &path);
        match evaluator.path_kind(&path) {
            "env" => {
                let wild = !literal && has_wildcards(&name);
                let names = if wild { evaluator.env_names(&name) } else { vec![name.clone()] };
                for name in names {
                    if evaluator.state.environment.value(&name).is_none() {
                        missing(evaluator, &path)?;
                        continue;
                    }
                    let object = entry(evaluator, &name);
                    out.write(evaluator, object)?;
                }
            }
            "file" => {
                let hits = files(evaluator, &path, literal);
                if hits.is_empty() && (literal || !has_wildcards(&path)) {
                    missing(evaluator, &path)?;
                }
                for hit in hits {
                    let directory = evaluator.is_directory(&hit);
                    let object = evaluator.file_object(&hit, directory);
                    out.write(evaluator, object)?;
                }
            }
            "registry" => {
                let key = evaluator.registry_key(&path);
                if evaluator.host.machine().registry_keys(&key).is_none()
                    && evaluator.host.machine().registry_values(&key).is_empty()
                {
                    missing(evaluator, &path)?;
                    continue;
                }
                let object = evaluator.registry_object(&key);
                out.write(evaluator, object)?;
            }
            kind => {
                let found = named_items(evaluator, kind, &name, literal);
                if found.is_empty() && (literal || !has_wildcards(&name)) {
                    missing(evaluator, &path)?;
                }
                found.into_iter().try_for_each(|one| out.write(evaluator, one))?;
            }
        }
    }
    Ok(())
}

/// Functions, aliases or variables of a name or a pattern.
pub(in super::super) fn named_items(
    evaluator: &mut Evaluator<'_>,
    kind: &str,
    name: &str,
    literal: bool,
) -> Vec<Object> {
    let pattern = if literal { None } else { Wildcard::new(name, true) };
    let fits = |one: &str| match &pattern {
        Some(pattern) => pattern.matches(one),
        None => one.eq_ignore_ascii_case(name),
    };
    let state = &evaluator.state;
    let mut seen = HashSet::new();
    let mut found: Vec<(String, Option<Found>)> = Vec::new();
    for (_, scope) in state.chain(state.current) {
        let functions = scope.functions.values().filter(|_| kind == "function").map(|one| {
            let found = Found::Function { name: one.name.clone(), function: one.clone() };
            (one.name.clone(), Some(found))
        });
        let aliases = scope.aliases.values().filter(|_| kind == "alias").map(|one| {
            let definition = one.definition.clone();
            let target = Box::new(None);
            (one.name.clone(), Some(Found::Alias { name: one.name.clone(), definition, target }))
        });
        let variables = scope.variables.values().filter(|_| kind == "variable");
        let variables = variables.map(|one| (one.name.clone(), None));
        for (name, item) in functions.chain(aliases).chain(variables) {
            if fits(&name) && seen.insert(folded(&name)) {
                found.push((name, item));
            }
        }
    }
    found.sort_by(|left, right| name_order(&left.0, &right.0));
    evaluator.charge(2 * found.len() as u64);
    let drive = match kind {
        "function" => "Function",
        "alias" => "Alias",
        _ => "Variable",
    };
    found.into_iter().map(|(name, item)| named_item(evaluator, drive, &name, item)).collect()
}

pub(super) fn named_item(
    evaluator: &mut Evaluator<'_>,
    drive: &str,
    name: &str,
    item: Option<Found>,
) -> Object {
    if item.is_some()
        && let Some(open) = evaluator.state.open_entry(name)
    {
        return Object::Unknown(open.why);
    }
    let found = match item {
        Some(Found::Alias { name, definition, .. }) => {
            Some(commands::follow(evaluator, name, definition))
        }
        other => other,
    };
    let record = match found {
        Some(found) => evaluator.command_record(found),
        None => {
            let value = evaluator.state.value(name).unwrap_or(Object::Null);
            Record::new("System.Management.Automation.PSVariable")
                .with("Name", evaluator.text(name))
                .with("Value", value)
        }
    };
    provided(evaluator, record, drive, name).into_object()
}
