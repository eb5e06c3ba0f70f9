//! `Import-Csv`, `ConvertFrom-Csv`, `ConvertTo-Csv`, `Export-Csv` (CsvCommands.cs).

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::charset::Writer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Import-Csv",
        class: "ImportCsvCommand",
        parameters: "Path@0<. Delimiter@1 LiteralPath,PSPath,LP. UseCulture?# Header Encoding",
        run: Run::Each(import),
    },
    Cmdlet {
        name: "ConvertFrom-Csv",
        class: "ConvertFromCsvCommand",
        parameters: "InputObject@0<. Delimiter@1 UseCulture?# Header",
        run: Run::All(from_csv),
    },
    Cmdlet {
        name: "ConvertTo-Csv",
        class: "ConvertToCsvCommand",
        parameters: "InputObject@0<. Delimiter@1 UseCulture?# IncludeTypeInformation?# NoTypeInformation,NTI? QuoteFields#>7.0 UseQuotes#>7.0 NoHeader?>7.4",
        run: Run::All(to_csv),
    },
    Cmdlet {
        name: "Export-Csv",
        class: "ExportCsvCommand",
        parameters: "InputObject<. Path@0 Delimiter@1 LiteralPath,PSPath,LP Force?% NoClobber,NoOverwrite? Encoding Append? UseCulture?# IncludeTypeInformation?# NoTypeInformation,NTI? QuoteFields#>7.0 UseQuotes#>7.0 NoHeader?>7.4",
        run: Run::All(export),
    },
];

fn delimiter(evaluator: &Evaluator<'_>, bound: &Bound) -> char {
    let given = bound.text(evaluator, "Delimiter");
    given.and_then(|text| text.chars().next()).unwrap_or(',')
}

fn import(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let path = bound.text(evaluator, "Path").or_else(|| bound.text(evaluator, "LiteralPath"));
    let Some(path) = path else {
        let unknown = evaluator.unknown("reads a file whose name is not known");
        return out.write(evaluator, unknown);
    };
    let full = evaluator.full_path(&path);
    let Some(encoding) = evaluator.reading(bound) else {
        let unknown = evaluator.unknown("reads a file in an encoding envsim does not model");
        return out.write(evaluator, unknown);
    };
    match evaluator.read_text_as(&full, encoding) {
        Ok(text) => rows(evaluator, bound, &text, out),
        Err(fault) if fault.is_ours() => {
            let unknown = evaluator.unknown(&format!("reads a file that cannot be read: {fault}"));
            out.write(evaluator, unknown)
        }
        Err(_) => {
            let message = format!("Could not find file '{full}'.");
            evaluator.complain("FileOpenFailure", "System.IO.FileNotFoundException", message)
        }
    }
}

fn from_csv(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    let lines: Option<Vec<String>> = input
        .iter()
        .map(|line| evaluator.text_of(line).text().map(|text| text.into_owned()))
        .collect();
    match lines {
        Some(lines) => rows(evaluator, bound, &lines.join("\n"), out),
        None => {
            let unknown = evaluator.unknown("is a table made of a text that is not known");
            out.write(evaluator, unknown)
        }
    }
}

/// Objects of a table's rows: the first row names the properties unless `-Header` does.
fn rows(evaluator: &mut Evaluator<'_>, bound: &Bound, text: &str, out: &mut dyn Sink) -> Flow {
    let mut lines = records(text, delimiter(evaluator, bound)).into_iter();
    let header: Vec<String> = match bound.has("Header") {
        true => bound.items("Header").iter().filter_map(|one| evaluator.plain(one)).collect(),
        false => lines.next().unwrap_or_default(),
    };
    for line in lines {
        evaluator.weigh_made(4 * (1 + header.len()));
        evaluator.step()?;
        let record = Record::custom();
        for (index, name) in header.iter().enumerate() {
            let name = if name.is_empty() { format!("H{}", index + 1) } else { name.clone() };
            let value = match line.get(index) {
                Some(cell) => evaluator.text(cell.as_str()),
                None => Object::Null,
            };
            record.set(&name, value);
        }
        out.write(evaluator, record.into_object())?;
    }
    Ok(())
}

/// The cells of each row: quotes hold delimiters and line ends, doubled ones mean one; blank
/// lines and `#TYPE` lines are left out, blanks in front of a cell are cut.
fn records(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut started = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => (quoted, started) = (true, true),
            letter if quoted => cell.push(letter),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' => {
                if started || !cell.is_empty() || !row.is_empty() {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                started = false;
            }
            letter if letter == delimiter => {
                row.push(std::mem::take(&mut cell));
                started = true;
            }
            ' ' | '\t' if cell.is_empty() && !started => {}
            letter => cell.push(letter),
        }
    }
    if started || !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row| !row.first().is_some_and(|cell| cell.starts_with("#TYPE")));
    rows
}

fn to_csv(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    for line in lines(evaluator, bound, &input) {
        out.write(evaluator, Object::Text(line))?;
    }
    Ok(())
}

fn export(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    _: &mut dyn Sink,
) -> Flow {
    let path = bound.text(evaluator, "Path").or_else(|| bound.text(evaluator, "LiteralPath"));
    let Some(path) = path else {
        evaluator.incomplete("writes a file whose name is not known");
        return Ok(());
    };
    let full = evaluator.full_path(&path);
    let newline = if evaluator.state.platform().is_windows() { "\r\n" } else { "\n" };
    let mut text = Value::empty();
    for line in lines(evaluator, bound, &input) {
        text = text.then(line).then(Value::known(newline, evaluator.at.clone()));
    }
    if bound.switch("NoClobber") && evaluator.exists(&full) && !bound.switch("Append") {
        let message = format!("The file '{full}' already exists.");
        return Err(evaluator.fail("NoClobber", "System.IO.IOException", message));
    }
    let charset = evaluator.charset_of(bound, Writer::Table);
    evaluator.write_encoded(&full, &text, bound.switch("Append"), charset)
}

/// Header and rows, every cell in quotes; 5.1 puts the type in front unless told not to.
fn lines(evaluator: &mut Evaluator<'_>, bound: &Bound, input: &[Object]) -> Vec<Value> {
    let plain = bound.text(evaluator, "UseQuotes").is_some() || bound.has("QuoteFields");
    let first = input.first().and_then(|one| match one {
        Object::Record(record) if record.is_custom() => Some(record.clone()),
        _ => None,
    });
    let Some(first) = first.filter(|_| !plain) else {
        return match input.is_empty() {
            true => Vec::new(),
            false => {
                vec![Value::unknown(
                    (*evaluator.why("is a table of objects envsim does not model")).clone(),
                )]
            }
        };
    };
    let names: Vec<String> = first.properties().into_iter().map(|one| one.name).collect();
    let comma = delimiter(evaluator, bound).to_string();
    let at = evaluator.at.clone();
    let quoted = |cell: Value| match cell.text() {
        Some(text) => Value::known(format!("\"{}\"", text.replace('"', "\"\"")), at.clone()),
        None => cell,
    };
    let joined = |cells: Vec<Value>| {
        cells.into_iter().enumerate().fold(Value::empty(), |line, (index, cell)| {
            let between =
                if index > 0 { Value::known(comma.as_str(), at.clone()) } else { Value::empty() };
            line.then(between).then(cell)
        })
    };
    let mut all = Vec::new();
    if evaluator.state.desktop && !bound.switch("NoTypeInformation") {
        all.push(Value::known("#TYPE System.Management.Automation.PSCustomObject", at.clone()));
    }
    if !bound.switch("NoHeader") {
        let header = names.iter().map(|name| quoted(Value::known(name.as_str(), at.clone())));
        all.push(joined(header.collect()));
    }
    for item in input {
        let mut cells = Vec::new();
        for name in &names {
            let value = evaluator.property(item, name).unwrap_or(Object::Null);
            let cell = evaluator.text_of(&value);
            cells.push(if value.is_null() { Value::empty() } else { quoted(cell) });
        }
        all.push(joined(cells));
    }
    all
}
