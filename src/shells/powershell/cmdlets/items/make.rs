//! `New-Item`.

use super::super::Bound;
use super::{entry, item_name};
use crate::machine::overlay::Change;
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::providers::paths::path_text;
use crate::value::Value;

pub(super) fn make_key(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    path: &str,
    out: &mut dyn Sink,
) -> Flow {
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

pub(super) fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
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

pub(super) fn make_file(
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
pub(super) fn make_link(
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
