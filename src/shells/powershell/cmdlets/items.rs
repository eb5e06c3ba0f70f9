//! Items of drives: environment variables, functions, aliases, files.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::patterns::wildcard::has_wildcards;
use crate::shells::powershell::providers::paths::path_text;
use crate::shells::powershell::state::May;
use crate::value::{Piece, Value};
use get::get;
pub(super) use get::named_items;
use make::new;
use remove::remove;

mod children;
mod get;
mod make;
mod remove;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Item",
        class: "GetItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Force?% Stream# Filter# Include# Exclude# Credential#",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Get-ChildItem",
        class: "GetChildItemCommand",
        parameters: "Path@0<. LiteralPath,PSPath,LP. Filter@1 Include Exclude Recurse,s,r? Depth Force? Name? Attributes# Directory,ad,d? File,af? Hidden,ah,h? ReadOnly,ar?# System,as?# FollowSymlink?#>6.0",
        run: Run::Each(children::children),
    },
    Cmdlet {
        name: "Set-Item",
        class: "SetItemCommand",
        parameters: "Path@0.! LiteralPath,PSPath,LP.! Value@1<. Force? PassThru?# Filter# Include# Exclude# Options# Credential#",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "New-Item",
        class: "NewItemCommand",
        parameters: "Path@0. Name. ItemType,Type. Value,Target<. Force? Options# Credential#",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Remove-Item",
        class: "RemoveItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Filter# Include# Exclude# Recurse?% Force? Stream# Credential#",
        run: Run::Each(remove),
    },
    Cmdlet {
        name: "Clear-Item",
        class: "ClearItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Filter# Include# Exclude# Force? Credential#",
        run: Run::Each(remove),
    },
];

/// The paths given, and whether wildcards are plain characters.
fn paths(evaluator: &Evaluator<'_>, bound: &Bound) -> (Vec<Value>, bool) {
    let literal = bound.has("LiteralPath");
    let items = bound.items(if literal { "LiteralPath" } else { "Path" });
    (items.iter().map(|item| path_text(evaluator, item)).collect(), literal)
}

pub(super) fn item_name(evaluator: &Evaluator<'_>, path: &str) -> String {
    let rest = evaluator.split_drive(path).map_or(path, |(_, rest)| rest);
    rest.trim_start_matches(['\\', '/']).to_owned()
}

/// The files that a path stands for: itself with `-LiteralPath`, else what its wildcards fit.
fn files(evaluator: &mut Evaluator<'_>, path: &str, literal: bool) -> Vec<String> {
    if !literal {
        return evaluator.glob(path);
    }
    Some(evaluator.full_path(path)).filter(|full| evaluator.exists(full)).into_iter().collect()
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
