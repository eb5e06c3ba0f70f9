//! Texts that hold data.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
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
        parameters: "Path@0<! LiteralPath,PSPath,LP@0.! SkipLimitCheck?%>7.2",
        run: Run::Each(super::data_file::import),
    },
];

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
