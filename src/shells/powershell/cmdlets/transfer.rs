//! `Copy-Item`, `Move-Item`, `Rename-Item` on files and environment variables
//! (FileSystemProvider.cs; SessionStateProviderBase.cs), and `Invoke-Command` on this machine.

use super::{Bound, Cmdlet, Run};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::command::Function;
use crate::shells::powershell::providers::paths::path_text;
use crate::shells::powershell::state::May;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Copy-Item",
        class: "CopyItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Destination@1. Container?% Force? Filter# Include# Exclude# Recurse? PassThru? Credential# FromSession# ToSession#",
        run: Run::Each(copy),
    },
    Cmdlet {
        name: "Move-Item",
        class: "MoveItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Destination@1. Force? Filter# Include# Exclude# PassThru? Credential#",
        run: Run::Each(move_items),
    },
    Cmdlet {
        name: "Rename-Item",
        class: "RenameItemCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! NewName@1.! Force? PassThru? Credential#",
        run: Run::Each(rename),
    },
    Cmdlet {
        name: "Invoke-Command",
        class: "InvokeCommandCommand",
        parameters: "ScriptBlock,Command@0 NoNewScope? InputObject< ArgumentList,Args ComputerName,Cn# Session# FilePath,PSPath# AsJob?# HideComputerName,HCN?% JobName# VMName# ContainerId# HostName# Credential# Port# UseSSL?#",
        run: Run::Each(invoke),
    },
];

/// The texts of the source's paths and of where they go; `None` where one is not known.
fn ends(evaluator: &mut Evaluator<'_>, bound: &Bound, to: &str) -> Option<(Vec<String>, String)> {
    let odd = ["Filter", "Include", "Exclude", "FromSession", "ToSession"];
    if odd.iter().any(|name| bound.has(name)) {
        return None;
    }
    let literal = bound.has("LiteralPath");
    let items = bound.items(if literal { "LiteralPath" } else { "Path" });
    let from: Option<Vec<String>> = items
        .iter()
        .map(|item| path_text(evaluator, item).text().map(|text| text.into_owned()))
        .collect();
    let to = bound.get(to).cloned()?;
    let to = path_text(evaluator, &to).text().map(|text| text.into_owned())?;
    Some((from?, to))
}

fn variable(evaluator: &Evaluator<'_>, path: &str) -> String {
    let rest = evaluator.split_drive(path).map_or(path, |(_, rest)| rest);
    rest.trim_start_matches(['\\', '/']).to_owned()
}

/// The files a path names; reports one that is missing.
fn sources(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    path: &str,
) -> Result<Vec<String>, crate::shells::powershell::evaluator::Stop> {
    if let Some(flow) = evaluator.missing_drive(path) {
        flow?;
        return Ok(Vec::new());
    }
    let found = match bound.has("LiteralPath") {
        true => {
            let full = evaluator.full_path(path);
            if evaluator.exists(&full) { vec![full] } else { Vec::new() }
        }
        false => evaluator.glob(path),
    };
    if found.is_empty() {
        evaluator.missing_item(path)?;
    }
    Ok(found)
}

fn copy(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some((from, to)) = ends(evaluator, bound, "Destination") else {
        evaluator.incomplete("copies items envsim does not know");
        return Ok(());
    };
    for path in from {
        match (evaluator.path_kind(&path), evaluator.path_kind(&to)) {
            ("env", "env") => {
                let value = evaluator.read_env(&variable(evaluator, &path));
                let name = variable(evaluator, &to);
                evaluator.write_env(&name, &value);
            }
            ("function", "function") => copy_function(evaluator, &path, &to)?,
            ("file", "file") if evaluator.undecided_path(&path).is_some() => {
                perhaps_copied(evaluator, &path, &to)?;
            }
            ("file", "file") => {
                for source in sources(evaluator, bound, &path)? {
                    copy_file(evaluator, bound, &source, &to, out)?;
                }
            }
            _ => evaluator.incomplete("copies an item envsim does not model"),
        }
    }
    Ok(())
}

/// A function under one more name (`FunctionProvider.CopyItem` sets the new one to the old one's block).
fn copy_function(evaluator: &mut Evaluator<'_>, path: &str, to: &str) -> Flow {
    let name = super::items::item_name(evaluator, path);
    let open = evaluator.state.open_entry(&folded(&name)).is_some();
    let body = evaluator.state.function(&name).filter(|_| !open).map(|one| one.body.clone());
    match body {
        Some(Some(block)) => {
            let name = super::items::item_name(evaluator, to);
            evaluator.write_function(&name, Object::Block(block))
        }
        None if !open => evaluator.missing_item(path),
        _ => {
            evaluator.opaque("copies a function envsim does not model", May::Commands);
            Ok(())
        }
    }
}

/// Of a file that may not be there the copy may be there.
fn perhaps_copied(evaluator: &mut Evaluator<'_>, path: &str, to: &str) -> Flow {
    evaluator.missing_item(path)?;
    let source = evaluator.full_path(path);
    let path = target(evaluator, &source, to);
    let change = Change::File { path, bytes: Vec::new().into() };
    if let Some(perhaps) = change.perhaps("is copied from a file that may not be there".into()) {
        evaluator.host.change(perhaps);
    }
    Ok(())
}

/// Where a source ends up: below a directory that is there, otherwise under the name itself.
fn target(evaluator: &Evaluator<'_>, source: &str, to: &str) -> String {
    let platform = evaluator.state.platform();
    let full = evaluator.full_path(to);
    let full = full.trim_end_matches(|letter| platform.is_separator(letter)).to_owned();
    match evaluator.is_directory(&full) {
        true => platform.join(&full, platform.file_name(source)),
        false => full,
    }
}

fn has_parent(evaluator: &Evaluator<'_>, path: &str) -> bool {
    evaluator.state.platform().parent(path).is_none_or(|parent| evaluator.is_directory(parent))
}

fn copy_file(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    source: &str,
    to: &str,
    out: &mut dyn Sink,
) -> Flow {
    let place = target(evaluator, source, to);
    if !has_parent(evaluator, &place) {
        return evaluator.complain(
            "CopyFileInfoItemIOError",
            "System.IO.DirectoryNotFoundException",
            format!("Could not find a part of the path '{place}'."),
        );
    }
    let directory = evaluator.is_directory(source);
    carry(evaluator, source, &place, bound.switch("Recurse"));
    if bound.switch("PassThru") {
        let object = evaluator.file_object(&place, directory);
        out.write(evaluator, object)?;
    }
    Ok(())
}

/// Copies a file, or a directory with what it holds.
fn carry(evaluator: &mut Evaluator<'_>, source: &str, place: &str, deep: bool) {
    if !evaluator.is_directory(source) {
        match evaluator.host.machine().read(source) {
            Ok(bytes) => evaluator.change(Change::File { path: place.to_owned(), bytes }),
            Err(_) => evaluator.incomplete(&format!("copies {source}, which cannot be read")),
        }
        return;
    }
    evaluator.change(Change::Directory { path: place.to_owned() });
    let entries = evaluator.host.machine().list(source).unwrap_or_default();
    for entry in entries.iter().filter(|_| deep) {
        let platform = evaluator.state.platform();
        let below = platform.join(source, &entry.name);
        if evaluator.host.machine().read_link(&below).is_ok() && evaluator.is_directory(&below) {
            continue;
        }
        carry(evaluator, &below, &platform.join(place, &entry.name), true);
    }
}

fn move_items(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some((from, to)) = ends(evaluator, bound, "Destination") else {
        evaluator.incomplete("moves items envsim does not know");
        return Ok(());
    };
    for path in from {
        if (evaluator.path_kind(&path), evaluator.path_kind(&to)) != ("file", "file") {
            evaluator.incomplete("moves an item envsim does not model");
            continue;
        }
        for source in sources(evaluator, bound, &path)? {
            let place = target(evaluator, &source, &to);
            move_file(evaluator, bound, &source, &place, "MoveFileInfoItemIOError", out)?;
        }
    }
    Ok(())
}

fn move_file(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    source: &str,
    place: &str,
    id: &str,
    out: &mut dyn Sink,
) -> Flow {
    let there = evaluator.exists(place) && !bound.switch("Force");
    if there || !has_parent(evaluator, place) {
        return evaluator.complain(
            id,
            "System.IO.IOException",
            "Cannot create a file when that file already exists, or a part of its path is missing.",
        );
    }
    let directory = evaluator.is_directory(source);
    carry(evaluator, source, place, true);
    evaluator.change(Change::Removed { path: source.to_owned() });
    if bound.switch("PassThru") {
        let object = evaluator.file_object(place, directory);
        out.write(evaluator, object)?;
    }
    Ok(())
}

fn rename(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some((from, name)) = ends(evaluator, bound, "NewName") else {
        evaluator.incomplete("renames items envsim does not know");
        return Ok(());
    };
    for path in from {
        match evaluator.path_kind(&path) {
            "env" => {
                let old = variable(evaluator, &path);
                let value = evaluator.read_env(&old);
                let at = evaluator.at.clone();
                evaluator.unset_env(&old, &at);
                evaluator.write_env(&variable(evaluator, &name), &value);
            }
            "file" => {
                for source in sources(evaluator, bound, &path)? {
                    let platform = evaluator.state.platform();
                    let parent = platform.parent(&source).unwrap_or_default().to_owned();
                    let place = platform.join(&parent, platform.file_name(&name));
                    move_file(evaluator, bound, &source, &place, "RenameItemIOError", out)?;
                }
            }
            "function" => rename_function(evaluator, &path, &name),
            _ => evaluator.incomplete("renames an item envsim does not model"),
        }
    }
    Ok(())
}

/// A function under another name, in the scope that has it (`FunctionProvider.RenameItem`).
fn rename_function(evaluator: &mut Evaluator<'_>, path: &str, name: &str) {
    let old = folded(&super::items::item_name(evaluator, path));
    let state = &mut evaluator.state;
    let holder = state.chain(state.current).find(|(_, one)| one.functions.contains_key(&old));
    let holder = holder.map(|(id, _)| id);
    let taken = state.function(name).is_some();
    let plain = !name.contains(['*', '?', '[', '\\', '/', ':']);
    match holder.filter(|_| !taken && plain && state.open_entry(&old).is_none()) {
        Some(scope) => {
            let functions = &mut state.scope_mut(scope).functions;
            if let Some(function) = functions.shift_remove(&old) {
                let function = Function { name: name.to_owned(), ..function };
                functions.insert(folded(name), function);
            }
        }
        None => evaluator.incomplete("renames an item envsim does not model"),
    }
}

/// Without a computer or a session the block runs here, in a scope of its own.
fn invoke(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let far = ["ComputerName", "Session", "FilePath", "VMName", "ContainerId", "HostName", "AsJob"];
    let block = match bound.get("ScriptBlock") {
        Some(Object::Block(block)) if !far.iter().any(|name| bound.has(name)) => block.clone(),
        _ => {
            let unknown = evaluator.unknown("is what another machine or a job gives");
            return out.write(evaluator, unknown);
        }
    };
    let (action, command) = (evaluator.action.take(), evaluator.command.take());
    let given = Given::positional(bound.items("ArgumentList"));
    let input = bound.get("InputObject").cloned().into_iter().collect();
    let flow = evaluator.call_block(&block, given, input, bound.switch("NoNewScope"), out);
    (evaluator.action, evaluator.command) = (action, command);
    flow
}
