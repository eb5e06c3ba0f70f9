//! Items of drives: environment variables, functions, aliases, files.

use super::{Bound, Cmdlet, Run};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::commands::{self, Found};
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};
use crate::shells::powershell::providers::paths::name_order;
use crate::shells::powershell::providers::paths::path_text;
use crate::shells::powershell::state::May;
use crate::value::{Piece, Value};

mod children;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Item",
        class: "GetItemCommand",
        parameters: "Path@0<! LiteralPath,PSPath,LP! Force?% Stream# Filter# Include# Exclude# Credential#",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Get-ChildItem",
        class: "GetChildItemCommand",
        parameters: "Path@0< LiteralPath,PSPath,LP Filter@1 Include Exclude Recurse,s,r? Depth Force? Name? Attributes# Directory,ad,d? File,af? Hidden,ah,h?# ReadOnly,ar?# System,as?# FollowSymlink?#>6.0",
        run: Run::Each(children::children),
    },
    Cmdlet {
        name: "Set-Item",
        class: "SetItemCommand",
        parameters: "Path@0! LiteralPath,PSPath,LP! Value@1<. Force? PassThru?# Filter# Include# Exclude# Options# Credential#",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "New-Item",
        class: "NewItemCommand",
        parameters: "Path@0. Name. ItemType,Type Value,Target<. Force? Options# Credential#",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Remove-Item",
        class: "RemoveItemCommand",
        parameters: "Path@0<! LiteralPath,PSPath,LP! Filter# Include# Exclude# Recurse?% Force? Stream# Credential#",
        run: Run::Each(remove),
    },
    Cmdlet {
        name: "Clear-Item",
        class: "ClearItemCommand",
        parameters: "Path@0<! LiteralPath,PSPath,LP! Filter# Include# Exclude# Force? Credential#",
        run: Run::Each(remove),
    },
];

/// The paths given, and whether wildcards are plain characters.
fn paths(evaluator: &Evaluator<'_>, bound: &Bound) -> (Vec<Value>, bool) {
    let literal = bound.has("LiteralPath");
    let items = bound.items(if literal { "LiteralPath" } else { "Path" });
    (items.iter().map(|item| path_text(evaluator, item)).collect(), literal)
}

fn item_name(evaluator: &Evaluator<'_>, path: &str) -> String {
    let rest = evaluator.split_drive(path).map_or(path, |(_, rest)| rest);
    rest.trim_start_matches(['\\', '/']).to_owned()
}

fn missing(evaluator: &mut Evaluator<'_>, path: &str) -> Flow {
    evaluator.missing_item(path)
}

/// What every item of a provider carries besides (`CmdletProvider.WrapOutputInPSObject`).
fn provided(evaluator: &mut Evaluator<'_>, record: Record, drive: &str, name: &str) -> Record {
    let provider = evaluator.provider_of(drive);
    let path = evaluator.text(format!("Microsoft.PowerShell.Core\\{provider}::{name}"));
    record
        .with("PSPath", path)
        .with("PSDrive", evaluator.drive_object(drive))
        .with("PSProvider", evaluator.provider_object(&provider))
        .with("PSIsContainer", Object::Bool(false))
}

/// An environment variable as an object.
fn entry(evaluator: &mut Evaluator<'_>, name: &str) -> Object {
    let spelled = evaluator
        .state
        .environment
        .get(name)
        .map_or_else(|| name.to_owned(), |variable| variable.name.clone());
    let value = evaluator.read_env(name);
    let record = Record::new("System.Collections.DictionaryEntry")
        .with("Name", evaluator.text(spelled.as_str()))
        .with("Key", evaluator.text(spelled.as_str()))
        .with("Value", value);
    provided(evaluator, record, "Env", &spelled).into_object()
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
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
                let hits = if literal {
                    Some(evaluator.full_path(&path))
                        .filter(|full| evaluator.exists(full))
                        .into_iter()
                        .collect()
                } else {
                    evaluator.glob(&path)
                };
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
pub(super) fn named_items(
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
    let mut seen: Vec<String> = Vec::new();
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
            if fits(&name) && !seen.contains(&folded(&name)) {
                seen.push(folded(&name));
                found.push((name, item));
            }
        }
    }
    found.sort_by(|left, right| name_order(&left.0, &right.0));
    let drive = match kind {
        "function" => "Function",
        "alias" => "Alias",
        _ => "Variable",
    };
    found.into_iter().map(|(name, item)| named_item(evaluator, drive, &name, item)).collect()
}

impl Evaluator<'_> {
    /// An item that is written or removed under a name that is not known; its drive may be.
    fn unnamed_item(&mut self, path: &Value, reason: &str) {
        let start = match path.pieces().first() {
            Some(Piece::Text { text, .. }) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        let drive = start.split_once(':').map(|(drive, _)| drive);
        match drive {
            Some("env" | "environment") => self.opaque(reason, May::Environment),
            Some("variable") => self.opaque(reason, May::Variables),
            Some("function" | "alias") => self.opaque(reason, May::Commands),
            // Files and registry keys are no part of the session.
            Some(_) => self.incomplete(reason),
            None if start.contains(['/', '\\']) => self.incomplete(reason),
            None => self.opaque(reason, May::Everything),
        }
    }
}

fn named_item(
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

fn make_key(evaluator: &mut Evaluator<'_>, bound: &Bound, path: &str, out: &mut dyn Sink) -> Flow {
    let key = evaluator.registry_key(path);
    let there = evaluator.host.machine().registry_keys(&key).is_some();
    if there && !bound.switch("Force") {
        return evaluator.complain(
            "System.IO.IOException",
            "System.IO.IOException",
            "A key in this path already exists.",
        );
    }
    if there {
        // -Force makes the key anew, empty.
        evaluator.change(Change::RegistryKeyRemoved { key: key.clone() });
    }
    evaluator.change(Change::RegistryKey { key: key.clone() });
    if let Some(value) = bound.get("Value").filter(|value| !value.is_null()) {
        match evaluator.plain(value) {
            Some(text) => {
                let data = RegistryData::Text(text);
                let value = RegistryValue { name: String::new(), data };
                evaluator.change(Change::Registry { key: key.clone(), value });
            }
            None => evaluator.incomplete("writes a registry value that is not known"),
        }
    }
    let object = evaluator.registry_object(&key);
    out.write(evaluator, object)
}

fn remove_key(evaluator: &mut Evaluator<'_>, path: &str) -> Flow {
    let key = evaluator.registry_key(path);
    if evaluator.host.machine().registry_keys(&key).is_none() {
        return missing(evaluator, path);
    }
    evaluator.change(Change::RegistryKeyRemoved { key });
    Ok(())
}

/// Removes every function or alias of the current scope that fits.
fn remove_fitting(evaluator: &mut Evaluator<'_>, kind: &str, pattern: &str, force: bool) -> Flow {
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

fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let (all, literal) = paths(evaluator, bound);
    let value = match (bound.get("Value"), bound.value(evaluator, "Value")) {
        (Some(Object::Integer(..)), Some(raw)) => Object::Text(raw),
        (Some(value), _) => value.clone(),
        (None, _) => Object::Null,
    };
    let value = if matches!(value, Object::Nothing) { Object::Null } else { value };
    for path in all {
        let Some(path) = path.text().map(|text| text.into_owned()) else {
            evaluator.unnamed_item(&path, "sets an item whose name is not known");
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        let name = item_name(evaluator, &path);
        match evaluator.path_kind(&path) {
            "env" if literal || !has_wildcards(&name) => evaluator.write_env(&name, &value),
            "env" => {
                for name in evaluator.env_names(&name) {
                    evaluator.write_env(&name, &value);
                }
            }
            "function" => evaluator.write_function(&name, value.clone())?,
            "alias" => {
                let text = evaluator.text_of(&value);
                let scope = evaluator.state.current;
                let old = evaluator.state.alias(&name).cloned();
                if old
                    .as_ref()
                    .is_some_and(|old| old.read_only && !bound.switch("Force") || old.all_scope)
                {
                    evaluator.complain(
                        "AliasNotWritable",
                        "System.Management.Automation.SessionStateUnauthorizedAccessException",
                        "The alias is read-only.",
                    )?;
                    continue;
                }
                evaluator.put_alias(scope, &name, text);
            }
            "variable" => evaluator.write_named(&name, value.clone())?,
            _ => evaluator.incomplete("sets an item envsim does not model"),
        }
    }
    Ok(())
}

fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let mut bases =
        bound.items("Path").iter().map(|item| path_text(evaluator, item)).collect::<Vec<_>>();
    if bases.is_empty() {
        bases.push(Value::known("", evaluator.at.clone()));
    }
    let child = bound.text(evaluator, "Name");
    let value = bound.get("Value").cloned().unwrap_or(Object::Null);
    for base in bases {
        let Some(base) = base.text().map(|text| text.into_owned()) else {
            evaluator.unnamed_item(&base, "makes an item whose name is not known");
            continue;
        };
        let path = match &child {
            Some(name) if base.is_empty() || base.ends_with(':') => format!("{base}{name}"),
            Some(name) => evaluator.state.platform().join(&base, name),
            None => base,
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        let name = item_name(evaluator, &path);
        match evaluator.path_kind(&path) {
            "env" => {
                if evaluator.state.environment.value(&name).is_some() && !bound.switch("Force") {
                    evaluator.complain(
                        "Argument",
                        "System.Management.Automation.PSArgumentException",
                        "The item already exists.",
                    )?;
                    continue;
                }
                evaluator.write_env(&name, &value);
                let object = entry(evaluator, &name);
                out.write(evaluator, object)?;
            }
            "function" => evaluator.write_function(&name, value.clone())?,
            "alias" => {
                let text = evaluator.text_of(&value);
                let scope = evaluator.state.current;
                evaluator.put_alias(scope, &name, text);
            }
            "file" => make_file(evaluator, bound, &path, &value, out)?,
            "registry" => make_key(evaluator, bound, &path, out)?,
            _ => evaluator.incomplete("makes an item envsim does not model"),
        }
    }
    Ok(())
}

fn make_file(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    path: &str,
    value: &Object,
    out: &mut dyn Sink,
) -> Flow {
    let full = evaluator.full_path(path);
    let kind = bound.text(evaluator, "ItemType").unwrap_or_default().to_ascii_lowercase();
    let directory = kind.starts_with('d');
    if matches!(kind.as_str(), "symboliclink" | "junction" | "hardlink") {
        return make_link(evaluator, bound, &full, &kind, value, out);
    }
    if !kind.is_empty() && !directory && !kind.starts_with('f') {
        evaluator.incomplete("makes an item of a kind that is not known");
        return Ok(());
    }
    if evaluator.exists(&full) && !bound.switch("Force") {
        let id = if directory { "DirectoryExist" } else { "NewItemIOError" };
        return evaluator.complain(
            id,
            "System.IO.IOException",
            "An item with the specified name already exists.",
        );
    }
    if directory {
        evaluator.change(Change::Directory { path: full.clone() });
    } else if !(evaluator.exists(&full) && value.is_null() && evaluator.is_directory(&full)) {
        let text = evaluator.text_of(value);
        evaluator.write_text_file(&full, &text, false, Writer::Plain)?;
    }
    let object = evaluator.file_object(&full, directory);
    out.write(evaluator, object)
}

/// Symbolic links and junctions lead to their target; a hard link is the file once more.
fn make_link(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    path: &str,
    kind: &str,
    value: &Object,
    out: &mut dyn Sink,
) -> Flow {
    let target = path_text(evaluator, value).text().map(|text| text.into_owned());
    let Some(target) = target.filter(|target| !target.is_empty()) else {
        evaluator.incomplete("makes a link to what is not known");
        return Ok(());
    };
    if evaluator.exists(path) && !bound.switch("Force") {
        let id = if kind == "junction" { "DirectoryExist" } else { "NewItemIOError" };
        let message = "An item with the specified name already exists.";
        return evaluator.complain(id, "System.IO.IOException", message);
    }
    let full = evaluator.full_path(&target);
    let path_of = path.to_owned();
    match kind {
        "hardlink" => match evaluator.host.machine().read(&full) {
            Ok(bytes) => evaluator.change(Change::File { path: path_of, bytes }),
            Err(_) => evaluator.incomplete("makes a hard link to a file that cannot be read"),
        },
        "junction" => evaluator.change(Change::Link { path: path_of, target: full.clone() }),
        _ => evaluator.change(Change::Link { path: path_of, target }),
    }
    let directory = evaluator.is_directory(&full);
    let object = evaluator.file_object(path, directory);
    out.write(evaluator, object)
}

fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
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
            "file" => {
                let hits = if literal {
                    Some(evaluator.full_path(&path))
                        .filter(|full| evaluator.exists(full))
                        .into_iter()
                        .collect()
                } else {
                    evaluator.glob(&path)
                };
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
