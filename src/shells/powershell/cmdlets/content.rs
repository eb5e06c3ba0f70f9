//! `Get-Content`, `Set-Content`, `Add-Content`, `Out-File`.

use super::paths::path_text;
use super::{Bound, Cmdlet, Run};
use crate::machine::Fault;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Content",
        class: "GetContentCommand",
        parameters: "Path@0<! LiteralPath,PSPath,LP! ReadCount TotalCount,First,Head Tail,Last Filter Include Exclude Force? Delimiter Wait? Raw? Encoding AsByteStream?>6.0 Stream",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Set-Content",
        class: "SetContentCommand",
        parameters: "Path@0! LiteralPath,PSPath,LP! Value@1< PassThru? Filter Include Exclude Force? NoNewline? Encoding AsByteStream?>6.0 Stream",
        run: Run::All(set),
    },
    Cmdlet {
        name: "Add-Content",
        class: "AddContentCommand",
        parameters: "Path@0! LiteralPath,PSPath,LP! Value@1< PassThru? Filter Include Exclude Force? NoNewline? Encoding AsByteStream?>6.0 Stream",
        run: Run::All(add),
    },
    Cmdlet {
        name: "Out-File",
        class: "OutFileCommand",
        parameters: "FilePath,Path@0! LiteralPath,PSPath,LP! Encoding@1 Append? Force? NoClobber,NoOverwrite? Width NoNewline? InputObject<",
        run: Run::All(file),
    },
];

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
            let message = format!("Cannot find path '{path}' because it does not exist.");
            evaluator.complain(
                "PathNotFound",
                "System.Management.Automation.ItemNotFoundException",
                message,
            )?;
        }
        for hit in hits {
            if bound.switch("Raw") {
                let text = evaluator.read_text(&hit);
                let object = match text {
                    Ok(text) => evaluator.text(text),
                    Err(fault) => unread(evaluator, &fault),
                };
                out.write(evaluator, object)?;
                continue;
            }
            match evaluator.read_lines(&hit) {
                Ok(mut lines) => {
                    if let Some(count) = bound.number("TotalCount") {
                        lines.truncate(usize::try_from(count).unwrap_or(usize::MAX));
                    }
                    if let Some(count) = bound.number("Tail") {
                        let from = lines.len().saturating_sub(usize::try_from(count).unwrap_or(0));
                        lines.drain(..from);
                    }
                    lines.into_iter().try_for_each(|line| out.write(evaluator, line))?;
                }
                Err(fault) => {
                    let object = unread(evaluator, &fault);
                    out.write(evaluator, object)?;
                }
            }
        }
    }
    Ok(())
}

fn unread(evaluator: &Evaluator<'_>, fault: &Fault) -> Object {
    evaluator.unknown(&format!("reads a file that cannot be read: {fault}"))
}

fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, input: Vec<Object>, _: &mut dyn Sink) -> Flow {
    write(evaluator, bound, input, false)
}

fn add(evaluator: &mut Evaluator<'_>, bound: &Bound, input: Vec<Object>, _: &mut dyn Sink) -> Flow {
    write(evaluator, bound, input, true)
}

fn write(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    append: bool,
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
        if evaluator.path_kind(&path) != "file" {
            evaluator.incomplete("writes content envsim does not model");
            continue;
        }
        let full = evaluator.full_path(&path);
        let text = lines(evaluator, &input, bound.switch("NoNewline"));
        evaluator.write_text_file(&full, &text, append)?;
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
    evaluator.redirect_to_file(&name, input, bound.switch("Append"))
}
