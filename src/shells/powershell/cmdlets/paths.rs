//! `Join-Path`, `Split-Path`, `Test-Path`, `Resolve-Path`, `Convert-Path`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::patterns::wildcard;
use crate::shells::powershell::providers::paths::{leaf_of, make_path, parent_of, path_text};
use crate::shells::powershell::state::{May, drive_of};
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Join-Path",
        class: "JoinPathCommand",
        parameters: "Path,PSPath@0<.! ChildPath@1. AdditionalChildPath.*>6.0 Resolve? Credential% Extension#>7.6",
        run: Run::Each(join),
    },
    Cmdlet {
        name: "Split-Path",
        class: "SplitPathCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Qualifier? NoQualifier? Parent?% Leaf? LeafBase?>6.0 Extension?>6.0 Resolve? IsAbsolute? Credential%",
        run: Run::Each(split),
    },
    Cmdlet {
        name: "Test-Path",
        class: "TestPathCommand",
        parameters: "Path@0<.~ LiteralPath,PSPath,LP.~ Filter# Include# Exclude# PathType,Type IsValid? Credential% OlderThan# NewerThan#",
        run: Run::Each(test),
    },
    Cmdlet {
        name: "Resolve-Path",
        class: "ResolvePathCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Relative? RelativeBasePath>7.4 Force?%>7.5 Credential%",
        run: Run::Each(resolve),
    },
    Cmdlet {
        name: "Convert-Path",
        class: "ConvertPathCommand",
        parameters: "Path@0<.! LiteralPath,PSPath,LP.! Force?%>7.5",
        run: Run::Each(convert),
    },
];

fn join(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let platform = evaluator.state.platform();
    let mut children = bound.items("ChildPath");
    children.extend(bound.items("AdditionalChildPath"));
    if evaluator.state.desktop && bound.has("AdditionalChildPath") {
        return Err(evaluator.fail(
            "PositionalParameterNotFound",
            "System.Management.Automation.ParameterBindingException",
            "A positional parameter cannot be found.",
        ));
    }
    for parent in bound.items("Path") {
        let mut value = evaluator.text_of(&parent);
        if let Some(text) = value.text()
            && let Some((drive, _)) = evaluator.split_drive(&text)
            && !text.contains("::")
            && !evaluator.is_drive(drive)
        {
            let message =
                format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
            evaluator.complain(
                "DriveNotFound",
                "System.Management.Automation.DriveNotFoundException",
                message,
            )?;
            continue;
        }
        for child in &children {
            let child = evaluator.text_of(child);
            value = joined(evaluator, platform, &value, &child);
        }
        if bound.switch("Resolve") {
            let unknown = evaluator.unknown("resolves a joined path");
            out.write(evaluator, unknown)?;
            continue;
        }
        out.write(evaluator, Object::Text(value))?;
    }
    Ok(())
}

/// Keeps the origins of both parts where the text allows it.
fn joined(
    evaluator: &Evaluator<'_>,
    platform: crate::machine::Platform,
    parent: &Value,
    child: &Value,
) -> Value {
    let (Some(one), Some(two)) = (parent.text(), child.text()) else {
        let separator = Value::known(platform.separator().to_string(), evaluator.at.clone());
        let open = parent.is_known()
            && parent.text().is_some_and(|text| !text.is_empty() && !text.ends_with(['/', '\\']));
        let plain =
            child.text().is_some_and(|text| !text.is_empty() && !text.starts_with(['/', '\\']));
        let reason = parent.why_unknown().or_else(|| child.why_unknown());
        let _ = (separator, open, plain);
        return reason.map_or_else(Value::empty, |why| Value::unknown((*why).clone()));
    };
    let path = make_path(platform, &one, &two);
    if path.starts_with(&*one) && path.ends_with(&*two) && path.len() >= one.len() + two.len() {
        let between = &path[one.len()..path.len() - two.len()];
        let mut value = parent.clone();
        if !between.is_empty() {
            value.push(between, evaluator.at.clone());
        }
        return value.then(child.clone());
    }
    Value::known(path, evaluator.at.clone())
}

fn split(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let platform = evaluator.state.platform();
    let paths =
        if bound.has("LiteralPath") { bound.items("LiteralPath") } else { bound.items("Path") };
    for path in paths {
        let value = path_text(evaluator, &path);
        let Some(text) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        let leaf = leaf_of(platform, &text);
        let dot = leaf.rfind('.');
        let provider = provider_of(&text);
        let drive = text.find(':').filter(|at| platform.is_windows() && *at > 0).map(|at| at + 1);
        let qualifier = if provider > 0 { Some(provider) } else { drive };
        let result = if bound.switch("Resolve") {
            evaluator.unknown("resolves a path to split it")
        } else if bound.switch("Leaf") {
            evaluator.text(leaf)
        } else if bound.switch("LeafBase") {
            evaluator.text(dot.map_or(leaf.as_str(), |at| &leaf[..at]).to_owned())
        } else if bound.switch("Extension") {
            evaluator.text(dot.map_or("", |at| &leaf[at..]).to_owned())
        } else if bound.switch("IsAbsolute") {
            let absolute = if platform.is_windows() {
                qualifier.is_some_and(|at| text[at..].starts_with(['\\', '/']))
            } else {
                text.starts_with(['/', '\\'])
            };
            Object::Bool(absolute || text.starts_with("\\\\"))
        } else if bound.switch("Qualifier") {
            match qualifier {
                Some(at) => evaluator.text(text[..at].to_owned()),
                None => {
                    evaluator.complain(
                        "ParsePathFormatError",
                        "System.FormatException",
                        "Cannot parse path because path does not have a qualifier specified.",
                    )?;
                    continue;
                }
            }
        } else if bound.switch("NoQualifier") {
            evaluator.text(text[qualifier.unwrap_or(0)..].to_owned())
        } else {
            match parent_of(platform, &text[provider..]) {
                Some(parent) if parent.is_empty() => evaluator.text(parent),
                Some(parent) => evaluator.text(format!("{}{parent}", &text[..provider])),
                None => return Err(evaluator.fail(
                    "Argument",
                    "System.Management.Automation.PSArgumentException",
                    "Cannot process argument because the value of argument \"path\" is not valid.",
                )),
            }
        };
        out.write(evaluator, result)?;
    }
    Ok(())
}

/// How long the provider's name in front of a path is, with its colons; the path behind is the provider's own
/// (SessionStateNavigation.cs, `GetParentPath`).
fn provider_of(text: &str) -> usize {
    let name = text.find("::").filter(|at| *at > 0 && !text[..*at].contains([':', '/']));
    name.map_or(0, |at| at + 2)
}

fn test(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let literal = bound.has("LiteralPath");
    let argument = if literal { bound.get("LiteralPath") } else { bound.get("Path") };
    let items = argument
        .map(|value| value.enumerate().unwrap_or_else(|| vec![value.clone()]))
        .unwrap_or_default();
    let null = |evaluator: &mut Evaluator<'_>| {
        let message = "Value cannot be null. (Parameter 'The provided Path argument was null or an empty collection.')";
        evaluator.complain("NullPathNotPermitted", "System.ArgumentNullException", message)
    };
    if items.is_empty() {
        return null(evaluator);
    }
    let kind = bound.text(evaluator, "PathType").unwrap_or_default().to_ascii_lowercase();
    for item in items {
        if item.is_null() {
            null(evaluator)?;
            continue;
        }
        let value = path_text(evaluator, &item);
        let Some(path) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        let answer = if bound.switch("IsValid") {
            Object::Bool(true)
        } else if path.trim().is_empty() {
            if evaluator.state.desktop {
                evaluator.unknown("tests an empty path")
            } else {
                Object::Bool(false)
            }
        } else if bound.has("Include")
            || bound.has("Exclude")
            || bound.has("Filter")
            || bound.has("OlderThan")
            || bound.has("NewerThan")
        {
            evaluator.unknown("tests a path by more than its name")
        } else if let Some(why) = evaluator.open_item(&path) {
            Object::Unknown(why)
        } else {
            Object::Bool(item_exists(evaluator, &path, literal, &kind))
        };
        out.write(evaluator, answer)?;
    }
    Ok(())
}

impl Evaluator<'_> {
    /// Why it is open whether an item of a drive without files is there.
    fn open_item(&mut self, path: &str) -> Option<std::rc::Rc<crate::value::Unknown>> {
        let name = self.split_drive(path).map_or(path, |(_, rest)| rest);
        let name = name.trim_start_matches(['\\', '/']).to_owned();
        match self.path_kind(path) {
            "env" => {
                if let Some(why) = self.state.environment_doubt(&name) {
                    return Some(why);
                }
                let open = self.state.environment.get(&name).filter(|one| one.maybe_unset)?;
                let why = open.value.as_ref().and_then(Value::why_unknown);
                Some(why.unwrap_or_else(|| self.why("may not be set")))
            }
            "function" | "alias" => {
                let there =
                    self.state.alias(&name).is_some() || self.state.function(&name).is_some();
                let made = self.state.changed_since(0, May::Commands).filter(|_| !there);
                self.state.open_entry(&name).map(|open| open.why).or(made)
            }
            "variable" => {
                let written = self.state.variable(&name).map_or(0, |one| one.written);
                self.state.changed_since(written, May::Variables)
            }
            "file" => self.undecided_path(path),
            _ => None,
        }
    }
}

fn item_exists(evaluator: &mut Evaluator<'_>, path: &str, literal: bool, kind: &str) -> bool {
    let name = evaluator
        .split_drive(path)
        .map_or(path, |(_, rest)| rest)
        .trim_start_matches(['\\', '/'])
        .to_owned();
    let container = |evaluator: &Evaluator<'_>, path: &str| match kind {
        "container" => evaluator.is_directory(path),
        "leaf" => !evaluator.is_directory(path),
        _ => true,
    };
    match evaluator.path_kind(path) {
        "env" if name.is_empty() => kind != "leaf",
        "env" if !literal && wildcard::has_wildcards(&name) => {
            !evaluator.env_names(&name).is_empty()
        }
        "env" => evaluator.state.environment.value(&name).is_some() && kind != "container",
        kind @ ("function" | "alias" | "variable")
            if !literal && wildcard::has_wildcards(&name) =>
        {
            !super::items::named_items(evaluator, kind, &name, false).is_empty()
        }
        "function" => evaluator.state.function(&name).is_some(),
        "alias" => evaluator.state.alias(&name).is_some(),
        "variable" => {
            evaluator.state.variable(&name).is_some()
                || ["true", "false", "null", "pwd", "error"]
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(&name))
        }
        "registry" => {
            let key = evaluator.registry_key(path);
            evaluator.host.machine().registry_keys(&key).is_some()
                || !evaluator.host.machine().registry_values(&key).is_empty()
        }
        _ => {
            if let Some((drive, _)) = evaluator.split_drive(path)
                && !path.contains("::")
                && !evaluator.is_drive(drive)
            {
                return false;
            }
            let hits = if literal {
                let full = evaluator.full_path(path);
                if evaluator.exists(&full) { vec![full] } else { Vec::new() }
            } else {
                evaluator.glob(path)
            };
            hits.iter().any(|hit| container(evaluator, hit))
        }
    }
}

fn resolve(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    each_path(evaluator, bound, out, |evaluator, path| {
        let text = Value::known(path, evaluator.at.clone());
        let drive = drive_of(evaluator.state.platform(), path);
        Record::new("System.Management.Automation.PathInfo")
            .with("Path", Object::Text(text.clone()))
            .with("ProviderPath", Object::Text(text.clone()))
            .with("Drive", evaluator.drive_object(&drive))
            .with("Provider", evaluator.provider_object("FileSystem"))
            .printing(text)
            .into_object()
    })
}

fn convert(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    each_path(evaluator, bound, out, |evaluator, path| evaluator.text(path))
}

fn each_path(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    out: &mut dyn Sink,
    make: impl Fn(&mut Evaluator<'_>, &str) -> Object,
) -> Flow {
    let literal = bound.has("LiteralPath");
    let paths = if literal { bound.items("LiteralPath") } else { bound.items("Path") };
    for path in paths {
        let value = path_text(evaluator, &path);
        let Some(text) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&text) {
            flow?;
            continue;
        }
        if evaluator.path_kind(&text) != "file" {
            let unknown = evaluator.unknown("resolves a path envsim does not model");
            out.write(evaluator, unknown)?;
            continue;
        }
        let hits = if literal {
            let full = evaluator.full_path(&text);
            if evaluator.exists(&full) { vec![full] } else { Vec::new() }
        } else {
            evaluator.glob(&text)
        };
        if hits.is_empty() && (literal || !wildcard::has_wildcards(&text)) {
            evaluator.missing_item(&text)?;
        }
        for hit in hits {
            let object = match bound.switch("Relative") {
                true => relative_to_here(evaluator, bound, &hit),
                false => make(evaluator, &hit),
            };
            out.write(evaluator, object)?;
        }
    }
    Ok(())
}

/// `-Relative`: a text with a leading `.` or `..` step.
fn relative_to_here(evaluator: &mut Evaluator<'_>, bound: &Bound, path: &str) -> Object {
    let platform = evaluator.state.platform();
    let here = match bound.text(evaluator, "RelativeBasePath") {
        Some(base) => evaluator.full_path(&base),
        None => evaluator.provider_path(&evaluator.state.location.path),
    };
    let text =
        crate::shells::powershell::dotnet::file_names::relative(platform, &here, &here, path);
    let plain = text.starts_with('.') || platform.is_absolute(&text);
    let text = if plain { text } else { format!(".{}{text}", platform.separator()) };
    evaluator.text(text)
}
