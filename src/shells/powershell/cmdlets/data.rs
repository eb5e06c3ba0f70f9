//! Texts that hold data: `ConvertFrom-StringData`.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::modules::manifest::Manifest;
use crate::shells::powershell::object::{Object, Table, TableKind};
use crate::shells::powershell::patterns::regex;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "ConvertFrom-StringData",
        class: "ConvertFromStringDataCommand",
        parameters: "StringData@0< Delimiter@1",
        run: Run::Each(string_data),
    },
    Cmdlet {
        name: "Import-PowerShellDataFile",
        class: "ImportPowerShellDataFileCommand",
        parameters: "Path@0<! LiteralPath,PSPath! SkipLimitCheck?%>7.2",
        run: Run::Each(data_file),
    },
];

/// The one table that a file without commands holds (`ImportPowerShellDataFileCommand.cs`).
fn data_file(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let items = bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" });
    for item in items {
        let path = crate::shells::powershell::providers::paths::path_text(evaluator, &item);
        let Some(path) = path.text().map(|path| evaluator.full_path(&path)) else {
            let unknown = evaluator.unknown("reads a file whose name is not known");
            out.write(evaluator, unknown)?;
            continue;
        };
        let text = evaluator.read_text(&path).unwrap_or_default();
        // Only a literal is taken; whatever runs something is left to PowerShell to refuse.
        let plain = text.trim_start_matches('\u{feff}').trim_start().starts_with("@{")
            && !text.contains("$(");
        let table = if plain { Manifest::read(evaluator, &path) } else { None };
        let object = match table {
            Some(manifest) => manifest.into_object(),
            None => evaluator.unknown("is a data file that envsim does not read"),
        };
        out.write(evaluator, object)?;
    }
    Ok(())
}

/// `name = value` lines; every value is unescaped as a pattern is (ConvertFromStringData.cs).
fn string_data(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(text) = bound.text(evaluator, "StringData") else {
        let unknown = evaluator.unknown("is a table made of a text that is not known");
        return out.write(evaluator, unknown);
    };
    let delimiter = bound.text(evaluator, "Delimiter").unwrap_or_else(|| "=".into());
    let table = Table::new(TableKind::Hashtable);
    for line in
        text.split('\n').map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let Some((name, value)) = line.split_once(delimiter.as_str()) else {
            let message = format!("Data line '{line}' is not in 'name=value' format.");
            return Err(evaluator.fail(
                "InvalidOperation",
                "System.Management.Automation.PSInvalidOperationException",
                message,
            ));
        };
        let Some(value) = regex::unescape(value.trim()) else {
            let exception = "System.Text.RegularExpressions.RegexParseException";
            return Err(evaluator.fail(exception, exception, "Unrecognized escape sequence."));
        };
        let key = evaluator.text(name.trim());
        if let Some(folded) = table.key(&key) {
            let value = evaluator.text(value);
            table.set(folded, key, value);
        }
    }
    out.write(evaluator, Object::Table(Rc::new(table)))
}
