//! `Get-ChildItem`.

use super::super::Bound;
use super::{entry, item_name, missing, named_items, paths};
use crate::machine::Attributes;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};
use crate::shells::powershell::providers::paths::name_order;
use crate::value::Value;

pub(super) fn children(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let (mut all, literal) = paths(evaluator, bound);
    if all.is_empty() {
        let here = evaluator.state.location.path.clone();
        all.push(Value::known(here, evaluator.at.clone()));
    }
    let modelled = !["Attributes", "ReadOnly", "System"].iter().any(|name| bound.has(name));
    for value in all {
        let Some(path) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if let Some(flow) = evaluator.missing_drive(&path) {
            flow?;
            continue;
        }
        match evaluator.path_kind(&path) {
            "env" => {
                let name = item_name(evaluator, &path);
                let mut names = if name.is_empty() {
                    evaluator.env_names("*")
                } else {
                    evaluator.env_names(&name)
                };
                names.sort_by(|left, right| name_order(left, right));
                for name in names {
                    let object = entry(evaluator, &name);
                    out.write(evaluator, object)?;
                }
            }
            "file" if modelled => list(evaluator, bound, &path, literal, out)?,
            "registry" if !bound.has("Recurse") => keys(evaluator, &path, out)?,
            kind @ ("function" | "alias" | "variable") => {
                let name = item_name(evaluator, &path);
                let name = if name.is_empty() { "*".to_owned() } else { name };
                let found = named_items(evaluator, kind, &name, literal);
                found.into_iter().try_for_each(|one| out.write(evaluator, one))?;
            }
            _ => {
                let unknown = evaluator.unknown("lists what envsim does not model");
                out.write(evaluator, unknown)?;
            }
        }
    }
    Ok(())
}

fn list(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    path: &str,
    literal: bool,
    out: &mut dyn Sink,
) -> Flow {
    let platform = evaluator.state.platform();
    let wild = !literal && has_wildcards(path);
    let hits = if literal {
        Some(evaluator.full_path(path)).filter(|full| evaluator.exists(full)).into_iter().collect()
    } else {
        evaluator.glob(path)
    };
    if hits.is_empty() && !wild {
        return missing(evaluator, path);
    }
    let deepest = match (bound.number("Depth"), bound.switch("Recurse")) {
        (Some(depth), _) => usize::try_from(depth).unwrap_or(0),
        (None, true) => usize::MAX,
        (None, false) => 0,
    };
    let filter = bound.text(evaluator, "Filter").and_then(|filter| Wildcard::new(&filter, true));
    let mut found: Vec<(String, bool)> = Vec::new();
    for hit in hits {
        if !evaluator.is_directory(&hit) || wild && deepest == 0 {
            let directory = evaluator.is_directory(&hit);
            found.push((hit, directory));
            continue;
        }
        let inner_first = bound.has("Include") || bound.has("Exclude");
        if let Some(filter) = filter.as_ref().filter(|_| deepest == 0) {
            fitting(evaluator, &hit, filter, &mut found);
            continue;
        }
        below(evaluator, &hit, deepest, (bound.switch("Force"), inner_first), &mut found);
    }
    let patterns = |name: &str| -> Vec<Wildcard> {
        let texts = bound.items(name).into_iter().filter_map(|one| evaluator.plain(&one));
        texts.filter_map(|text| Wildcard::new(&text, true)).collect()
    };
    let (include, exclude) = (patterns("Include"), patterns("Exclude"));
    // -Include asks the children only where the path or -Recurse leads to them.
    let asked = include.is_empty() || deepest > 0 || wild;
    found.retain(|(path, _)| {
        let name = platform.file_name(path);
        asked
            && (include.is_empty() || include.iter().any(|one| one.matches(name)))
            && !exclude.iter().any(|one| one.matches(name))
    });
    for (path, directory) in found {
        let name = platform.file_name(&path).to_owned();
        let hidden = match evaluator.host.machine().attributes(&path) {
            Attributes::Unknown(why) => {
                let unknown = evaluator.unknown(&why);
                out.write(evaluator, unknown)?;
                continue;
            }
            Attributes::Known { hidden, .. } => {
                hidden || !platform.is_windows() && name.starts_with('.')
            }
        };
        let wanted = match (bound.switch("Hidden"), platform.is_windows()) {
            (true, true) => {
                let why = "lists hidden files, and which are hidden is not recorded";
                let unknown = evaluator.unknown(why);
                out.write(evaluator, unknown)?;
                break;
            }
            (true, false) => hidden,
            (false, _) => !hidden || bound.switch("Force"),
        };
        if !wanted || bound.switch("Directory") && !directory || bound.switch("File") && directory {
            continue;
        }
        if filter.as_ref().is_some_and(|filter| !filter.matches(&name)) {
            continue;
        }
        let object = if bound.switch("Name") {
            evaluator.text(name)
        } else {
            evaluator.file_object(&path, directory)
        };
        out.write(evaluator, object)?;
    }
    Ok(())
}

/// What a directory holds that fits a filter, directories before files; of nothing else it is asked.
fn fitting(
    evaluator: &Evaluator<'_>,
    directory: &str,
    filter: &Wildcard,
    found: &mut Vec<(String, bool)>,
) {
    let machine = evaluator.host.machine();
    let fits = |name: &str| filter.matches(name);
    let Ok(mut entries) = machine.list_fitting(directory, &fits) else { return };
    entries.sort_by(|left, right| name_order(&left.name, &right.name));
    let paths = entries.iter().map(|one| evaluator.state.platform().join(directory, &one.name));
    let mut items: Vec<(String, bool)> = paths
        .map(|path| (evaluator.is_directory(&path), path))
        .map(|(is, path)| (path, is))
        .collect();
    items.sort_by_key(|(_, directory)| !directory);
    found.extend(items);
}

/// What a directory holds, directories before files, then what the directories hold. A link to a
/// directory is not followed.
fn below(
    evaluator: &Evaluator<'_>,
    directory: &str,
    deeper: usize,
    (hidden, inner_first): (bool, bool),
    found: &mut Vec<(String, bool)>,
) {
    let platform = evaluator.state.platform();
    let Ok(mut entries) = evaluator.host.machine().list(directory) else { return };
    entries.sort_by(|left, right| name_order(&left.name, &right.name));
    let mut items: Vec<(String, bool)> = entries
        .iter()
        .map(|entry| platform.join(directory, &entry.name))
        .map(|path| {
            let is_directory = evaluator.is_directory(&path);
            (path, is_directory)
        })
        .collect();
    items.sort_by_key(|(_, directory)| !directory);
    let inner: Vec<String> = items
        .iter()
        .filter(|(path, directory)| {
            let plain =
                hidden || platform.is_windows() || !platform.file_name(path).starts_with('.');
            let link = evaluator.host.machine().read_link(path).is_ok();
            *directory && plain && !link
        })
        .map(|(path, _)| path.clone())
        .collect();
    if inner_first && deeper > 0 {
        // With -Include or -Exclude each directory is walked where it stands (`ProcessPathItems`).
        for item in items {
            let walked = inner.contains(&item.0).then(|| item.0.clone());
            found.push(item);
            if let Some(directory) = walked {
                below(evaluator, &directory, deeper - 1, (hidden, inner_first), found);
            }
        }
        return;
    }
    found.extend(items);
    for directory in inner.iter().filter(|_| deeper > 0) {
        below(evaluator, directory, deeper - 1, (hidden, inner_first), found);
    }
}

/// The keys below a registry key.
fn keys(evaluator: &mut Evaluator<'_>, path: &str, out: &mut dyn Sink) -> Flow {
    let key = evaluator.registry_key(path);
    let Some(mut names) = evaluator.host.machine().registry_keys(&key) else {
        return missing(evaluator, path);
    };
    names.sort_by(|left, right| name_order(left, right));
    for name in names {
        let object = evaluator.registry_object(&format!("{key}\\{name}"));
        out.write(evaluator, object)?;
    }
    Ok(())
}
