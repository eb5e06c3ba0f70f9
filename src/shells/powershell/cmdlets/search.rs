//! `Select-String`, `Join-String` (MatchString.cs, Join-String.cs).

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::patterns::regex::{self, Options, Regex};
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Select-String",
        class: "SelectStringCommand",
        parameters: "InputObject< Pattern@0! Path@1 LiteralPath,PSPath,LP SimpleMatch? CaseSensitive? Quiet? List? NoEmphasis?%>7.0 Raw?>7.0 Include# Exclude# NotMatch? AllMatches? Encoding Context# Culture#>7.0",
        run: Run::All(select),
    },
    Cmdlet {
        name: "Join-String",
        class: "JoinStringCommand",
        parameters: "Property@0 Separator@1 OutputPrefix,op OutputSuffix,os SingleQuote? DoubleQuote? FormatString# UseCulture?# InputObject<",
        run: Run::All(join),
    },
];

/// Where a line comes from.
struct Source {
    path: Option<String>,
    lines: Vec<Value>,
}

fn select(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if bound.has("Context") || bound.has("Include") || bound.has("Exclude") {
        let unknown = evaluator.unknown("selects lines in a way envsim does not model");
        return out.write(evaluator, unknown);
    }
    let Some(patterns) = patterns(evaluator, bound)? else {
        let unknown = evaluator.unknown("selects lines by a pattern that is not known");
        return out.write(evaluator, unknown);
    };
    let sources = sources(evaluator, bound, input)?;
    let mut any = false;
    for source in &sources {
        for (index, line) in source.lines.iter().enumerate() {
            let Some(text) = line.text() else {
                let why = evaluator.reason_of(&Object::Text(line.clone()));
                out.write(evaluator, Object::Unknown(why))?;
                continue;
            };
            let found = patterns.iter().find_map(|(pattern, regex)| {
                let most = if bound.switch("AllMatches") { usize::MAX } else { 1 };
                let all = regex.find_all(&text, most).ok()?;
                (all.is_empty() == bound.switch("NotMatch")).then_some((pattern, regex, all))
            });
            let Some((pattern, regex, matches)) = found else { continue };
            any = true;
            if bound.switch("Quiet") {
                return out.write(evaluator, Object::Bool(true));
            }
            if bound.switch("Raw") {
                out.write(evaluator, Object::Text(line.clone()))?;
                continue;
            }
            let matches =
                matches.iter().map(|one| evaluator.match_object(regex, one, line)).collect();
            let record = information(evaluator, source, index, line, pattern, matches);
            out.write(evaluator, record)?;
            if bound.switch("List") && source.path.is_some() {
                break;
            }
        }
    }
    if bound.switch("Quiet") && !any {
        return out.write(evaluator, Object::Bool(false));
    }
    Ok(())
}

type Patterns = Vec<(String, Rc<Regex>)>;

fn patterns(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
) -> Result<Option<Patterns>, crate::shells::powershell::evaluator::Stop> {
    let options = Options { ignore_case: !bound.switch("CaseSensitive"), ..Options::default() };
    let mut all = Vec::new();
    for item in bound.items("Pattern") {
        let Some(text) = evaluator.plain(&item) else { return Ok(None) };
        let source = if bound.switch("SimpleMatch") { regex::escape(&text) } else { text.clone() };
        match Regex::new(&source, options) {
            Ok(regex) => all.push((text, Rc::new(regex))),
            Err(_) => {
                let message = format!("The string {text} is not a valid regular expression.");
                return Err(evaluator.fail("InvalidRegex", "System.ArgumentException", message));
            }
        }
    }
    Ok(Some(all))
}

fn sources(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
) -> Result<Vec<Source>, crate::shells::powershell::evaluator::Stop> {
    let mut files = Vec::new();
    for name in ["Path", "LiteralPath"] {
        for item in bound.items(name) {
            let Some(path) = evaluator.plain(&item) else { continue };
            let found = match name {
                "Path" => evaluator.glob(&path),
                _ => vec![evaluator.full_path(&path)],
            };
            if found.is_empty() {
                let message = format!("Cannot find path '{path}' because it does not exist.");
                evaluator.complain(
                    "FileNotFound",
                    "System.Management.Automation.ItemNotFoundException",
                    message,
                )?;
            }
            files.extend(found);
        }
    }
    let named = bound.has("Path") || bound.has("LiteralPath");
    let mut sources = Vec::new();
    let mut lines = Vec::new();
    let items = if input.is_empty() { bound.items("InputObject") } else { input };
    for item in items.into_iter().filter(|_| !named) {
        match &item {
            Object::Record(record) if &*record.type_name == "System.IO.FileInfo" => {
                let path = record.get("FullName").and_then(|path| evaluator.plain(&path));
                files.extend(path);
            }
            _ => lines.push(evaluator.text_of(&item)),
        }
    }
    if !lines.is_empty() {
        sources.push(Source { path: None, lines });
    }
    for path in files {
        let read =
            evaluator.reading(bound).map(|encoding| evaluator.read_lines_as(&path, encoding));
        let lines = match read {
            Some(Ok(lines)) => lines.iter().map(|line| evaluator.text_of(line)).collect(),
            Some(Err(fault)) if !fault.is_ours() => continue,
            _ => vec![Value::unknown((*evaluator.why("is a file that is not read")).clone())],
        };
        sources.push(Source { path: Some(path), lines });
    }
    Ok(sources)
}

fn information(
    evaluator: &mut Evaluator<'_>,
    source: &Source,
    index: usize,
    line: &Value,
    pattern: &str,
    matches: Vec<Object>,
) -> Object {
    let platform = evaluator.state.platform();
    let path = source.path.clone().unwrap_or_else(|| "InputStream".to_owned());
    let name = platform.file_name(&path).to_owned();
    let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
    let record = Record::new("Microsoft.PowerShell.Commands.MatchInfo")
        .with("IgnoreCase", Object::Bool(true))
        .with("LineNumber", Object::int(number))
        .with("Line", Object::Text(line.clone()))
        .with("Filename", evaluator.text(name))
        .with("Path", evaluator.text(path))
        .with("Pattern", evaluator.text(pattern))
        .with("Context", Object::Null)
        .with("Matches", Object::array(matches));
    let text = match source.path {
        None => line.clone(),
        Some(_) => Value::unknown((*evaluator.why("is a found line as it prints")).clone()),
    };
    record.printing(text).into_object()
}

fn join(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    if bound.has("FormatString") {
        let unknown = evaluator.unknown("joins texts by a format");
        return out.write(evaluator, unknown);
    }
    let at = evaluator.at.clone();
    let known = |text: &str| Value::known(text, at.clone());
    let separator = match bound.value(evaluator, "Separator") {
        Some(separator) => separator,
        None => match evaluator.state.value("OFS") {
            Some(value) if !value.is_null() => evaluator.text_of(&value),
            _ => Value::empty(),
        },
    };
    let mut text = bound.value(evaluator, "OutputPrefix").unwrap_or_default();
    for (index, item) in input.into_iter().enumerate() {
        let value = part(evaluator, bound, item)?;
        if index > 0 {
            text = text.then(separator.clone());
        }
        let mark = match (bound.switch("SingleQuote"), bound.switch("DoubleQuote")) {
            (true, _) => "'",
            (_, true) => "\"",
            _ => "",
        };
        text = text.then(known(mark)).then(value).then(known(mark));
    }
    let text = text.then(bound.value(evaluator, "OutputSuffix").unwrap_or_default());
    out.write(evaluator, Object::Text(text))
}

fn part(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    item: Object,
) -> Result<Value, crate::shells::powershell::evaluator::Stop> {
    let value = match bound.get("Property").cloned() {
        Some(Object::Block(block)) => evaluator.value_here(&block, item)?,
        Some(name) => match evaluator.plain(&name) {
            Some(name) => evaluator.property(&item, &name)?,
            None => evaluator.unknown("takes a property whose name is not known"),
        },
        None => item,
    };
    Ok(evaluator.text_of(&value))
}
