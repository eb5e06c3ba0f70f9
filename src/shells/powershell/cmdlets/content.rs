//! `Get-Content`, `Set-Content`, `Add-Content`, `Out-File`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::providers::paths::path_text;
use std::rc::Rc;

use crate::machine::Fault;
use crate::machine::overlay::Change;
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Content",
        class: "GetContentCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! ReadCount. TotalCount,First,Head. Tail,Last. Filter# Include# Exclude# Force?% Delimiter Wait?# Raw? Encoding AsByteStream?#>6.0 Stream# Credential#",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Set-Content",
        class: "SetContentCommand",
        parameters: "Path@0.! LiteralPath,PSPath,LP.! Value@1<. PassThru? Filter# Include# Exclude# Force?% NoNewline? Encoding AsByteStream?#>6.0 Stream# Credential#",
        run: Run::All(set),
    },
    Cmdlet {
        name: "Add-Content",
        class: "AddContentCommand",
        parameters: "Path@0.! LiteralPath,PSPath,LP.! Value@1<. PassThru? Filter# Include# Exclude# Force?% NoNewline? Encoding AsByteStream?#>6.0 Stream# Credential#",
        run: Run::All(add),
    },
    Cmdlet {
        name: "Out-File",
        class: "OutFileCommand",
        parameters: "FilePath,Path@0! LiteralPath,PSPath,LP.! Encoding@1 Append? Force?% NoClobber,NoOverwrite? Width# NoNewline? InputObject<",
        run: Run::All(file),
    },
    Cmdlet {
        name: "Clear-Content",
        class: "ClearContentCommand",
        parameters: "Path@0.! LiteralPath,PSPath,LP.! Force?% Filter# Include# Exclude# Stream# Credential#",
        run: Run::Each(clear),
    },
    Cmdlet {
        name: "Unblock-File",
        class: "UnblockFileCommand",
        parameters: "Path@0<! LiteralPath,PSPath.!",
        run: Run::Each(unblock),
    },
];

/// Empties files; an environment variable has no content to clear.
fn clear(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for item in bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" }) {
        let path = path_text(evaluator, &item).text().map(|text| text.into_owned());
        let Some(path) = path.filter(|path| evaluator.path_kind(path) == "file") else {
            evaluator.incomplete("clears the content of an item envsim does not model");
            continue;
        };
        let hits = evaluator.glob(&path);
        if hits.is_empty() {
            evaluator.missing_item(&path)?;
        }
        for path in hits {
            evaluator.change(Change::File { path, bytes: Rc::from([]) });
        }
    }
    Ok(())
}

/// Takes the mark of the web away, which scripts of a profile are not asked for once they run: nothing of
/// the session changes.
fn unblock(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for item in bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" }) {
        let path = path_text(evaluator, &item).text().map(|text| text.into_owned());
        match path {
            Some(path) if evaluator.glob(&path).is_empty() => evaluator.missing_item(&path)?,
            _ => {}
        }
    }
    Ok(())
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let items = bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" });
    for item in items {
        let value = path_text(evaluator, &item);
        let Some(path) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        if evaluator.path_kind(&path) == "env" {
            let name = evaluator
                .split_drive(&path)
                .map_or("", |(_, rest)| rest)
                .trim_start_matches(['\\', '/'])
                .to_owned();
            let value = evaluator.read_env(&name);
            if !value.is_null() {
                out.write(evaluator, value)?;
            }
            continue;
        }
        let hits = evaluator.glob(&path);
        if hits.is_empty() {
            evaluator.missing_item(&path)?;
        }
        for hit in hits {
            read(evaluator, bound, &hit, out)?;
        }
    }
    Ok(())
}

/// The text or the lines of one file.
fn read(evaluator: &mut Evaluator<'_>, bound: &Bound, path: &str, out: &mut dyn Sink) -> Flow {
    let Some(encoding) = evaluator.reading(bound) else {
        let unknown = evaluator.unknown("reads a file in an encoding envsim does not model");
        return out.write(evaluator, unknown);
    };
    if bound.switch("Raw") || bound.has("Delimiter") {
        return match evaluator.read_text_as(path, encoding) {
            Ok(text) => pieces(evaluator, bound, &text, out),
            Err(fault) => {
                let object = unread(evaluator, &fault);
                out.write(evaluator, object)
            }
        };
    }
    match evaluator.read_lines_as(path, encoding) {
        Ok(lines) => batches(evaluator, bound, lines, out),
        Err(fault) => {
            let object = unread(evaluator, &fault);
            out.write(evaluator, object)
        }
    }
}

/// The whole text, or what stands between `-Delimiter`s.
fn pieces(evaluator: &mut Evaluator<'_>, bound: &Bound, text: &str, out: &mut dyn Sink) -> Flow {
    if bound.switch("Raw") {
        let object = if text.is_empty() { Object::Null } else { evaluator.text(text) };
        return out.write(evaluator, object);
    }
    let delimiter = bound.text(evaluator, "Delimiter").filter(|text| !text.is_empty());
    let Some(delimiter) = delimiter else {
        let unknown = evaluator.unknown("reads a file up to a delimiter that is not known");
        return out.write(evaluator, unknown);
    };
    // What is behind the last delimiter is a piece unless it is empty.
    let parts = text.strip_suffix(&delimiter).unwrap_or(text).split(delimiter.as_str());
    let parts = parts.map(|part| evaluator.text(part)).collect();
    batches(evaluator, bound, parts, out)
}

/// Lines one by one, or as lists of `-ReadCount`; 0 makes one list of all.
fn batches(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut lines: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if let Some(count) = bound.number("TotalCount") {
        lines.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    }
    if let Some(count) = bound.number("Tail") {
        let from = lines.len().saturating_sub(usize::try_from(count).unwrap_or(0));
        lines.drain(..from);
    }
    let size = match bound.number("ReadCount") {
        None | Some(1) => {
            return lines.into_iter().try_for_each(|line| out.write(evaluator, line));
        }
        Some(size) => usize::try_from(size).unwrap_or(0),
    };
    let size = if size == 0 { lines.len().max(1) } else { size };
    lines.chunks(size).try_for_each(|part| out.write(evaluator, Object::array(part.to_vec())))
}

fn unread(evaluator: &Evaluator<'_>, fault: &Fault) -> Object {
    evaluator.unknown(&format!("reads a file that cannot be read: {fault}"))
}

fn set(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    write(evaluator, bound, input, false, out)
}

fn add(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    write(evaluator, bound, input, true, out)
}

fn write(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    append: bool,
    out: &mut dyn Sink,
) -> Flow {
    if bound.has("Value") {
        input = bound.items("Value");
    }
    for item in bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" }) {
        let Some(path) = path_text(evaluator, &item).text().map(|text| text.into_owned()) else {
            evaluator.incomplete("writes to a file whose name is not known");
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        if evaluator.path_kind(&path) == "env" && append {
            // The provider's writer cannot go to the end: the variable keeps its value.
            evaluator.complain(
                "ProviderSeekError",
                "System.Management.Automation.ProviderInvocationException",
                "The operation is not supported.",
            )?;
            continue;
        }
        if evaluator.path_kind(&path) == "env" {
            let name = evaluator
                .split_drive(&path)
                .map_or("", |(_, rest)| rest)
                .trim_start_matches(['\\', '/'])
                .to_owned();
            let value = match bound.value(evaluator, "Value") {
                Some(value) if input.len() < 2 => Object::Text(value),
                _ => Object::from_output(input.clone()),
            };
            evaluator.write_env(&name, &value);
            continue;
        }
        if evaluator.path_kind(&path) == "function" && !append && input.len() == 1 {
            let name = super::items::item_name(evaluator, &path);
            evaluator.write_function(&name, input[0].clone())?;
            continue;
        }
        if evaluator.path_kind(&path) != "file" {
            evaluator.incomplete("writes content envsim does not model");
            continue;
        }
        let full = evaluator.full_path(&path);
        let text = lines(evaluator, &input, bound.switch("NoNewline"));
        let charset = evaluator.charset_of(bound, Writer::Content);
        evaluator.write_encoded(&full, &text, append, charset)?;
    }
    if bound.switch("PassThru") {
        input.into_iter().try_for_each(|item| out.write(evaluator, item))?;
    }
    Ok(())
}

fn lines(evaluator: &mut Evaluator<'_>, items: &[Object], joined: bool) -> Value {
    if joined {
        let texts: Vec<Value> = items.iter().map(|item| evaluator.text_of(item)).collect();
        return texts.into_iter().fold(Value::empty(), Value::then);
    }
    let newline = if evaluator.state.platform().is_windows() { "\r\n" } else { "\n" };
    let mut text = Value::empty();
    for item in items {
        text = text.then(evaluator.text_of(item)).then(Value::known(newline, evaluator.at.clone()));
    }
    text
}

fn file(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    _: &mut dyn Sink,
) -> Flow {
    if bound.has("InputObject") {
        input = bound.items("InputObject");
    }
    let name =
        bound.get("FilePath").or_else(|| bound.get("LiteralPath")).cloned().unwrap_or(Object::Null);
    if bound.switch("NoClobber")
        && let Some(path) = evaluator.plain(&name).map(|name| evaluator.full_path(&name))
        && evaluator.exists(&path)
        && !bound.switch("Append")
    {
        let message = format!("The file '{path}' already exists.");
        return Err(evaluator.fail("NoClobber", "System.IO.IOException", message));
    }
    let charset = evaluator.charset_of(bound, Writer::Output);
    if bound.switch("NoNewline") {
        let Some(path) = evaluator.plain(&name).map(|name| evaluator.full_path(&name)) else {
            evaluator.incomplete("writes to a file whose name is not known");
            return Ok(());
        };
        let text = lines(evaluator, &input, true);
        return evaluator.write_encoded(&path, &text, bound.switch("Append"), charset);
    }
    evaluator.output_to_file(&name, &input, bound.switch("Append"), charset)
}
