//! Files as commands: paths given whole, and the directories of PATH.

use std::rc::Rc;

use crate::machine::Platform;
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::commands::{self, Found};
use crate::shells::powershell::evaluator::Evaluator;
use crate::value::Unknown;

/// Files of that name in PowerShell's order, and why the list may not be complete.
pub fn files(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    first_only: bool,
) -> (Vec<Found>, Option<Rc<Unknown>>) {
    let platform = evaluator.state.platform();
    if is_path(platform, name) {
        return (direct(evaluator, name).into_iter().collect(), None);
    }
    if name.contains(['*', '?', '[']) || name.is_empty() {
        return (Vec::new(), None);
    }
    on_path(evaluator, name.trim_end(), first_only)
}

fn is_path(platform: Platform, name: &str) -> bool {
    name.contains('/')
        || name.starts_with('~') && (name.len() == 1 || name[1..].starts_with(['/', '\\']))
        || name.starts_with('.') && name[1..].trim_start_matches('.').starts_with('\\')
        || platform.is_windows() && (name.contains('\\') || name.as_bytes().get(1) == Some(&b':'))
        || name.contains("::")
}

fn direct(evaluator: &mut Evaluator<'_>, name: &str) -> Option<Found> {
    let path = evaluator.full_path(name);
    let platform = evaluator.state.platform();
    let exists = |evaluator: &Evaluator<'_>, path: &str| {
        evaluator.host.machine().status(path).is_ok_and(|status| !status.is_directory())
    };
    let relative = name.starts_with('.') || !platform.is_absolute(name) && !name.starts_with('~');
    let mut tries = Vec::new();
    if platform.is_windows() && relative && platform.extension(&path).is_empty() {
        tries.push(format!("{path}.ps1"));
        tries.extend(extensions(evaluator).iter().map(|extension| format!("{path}{extension}")));
        tries.push(path.clone());
    } else {
        tries.push(path.clone());
        tries.push(format!("{path}.ps1"));
        if platform.is_windows() {
            tries
                .extend(extensions(evaluator).iter().map(|extension| format!("{path}{extension}")));
        }
    }
    let hit = tries.into_iter().find(|path| exists(evaluator, path))?;
    Some(found(platform, hit))
}

fn found(platform: Platform, path: String) -> Found {
    let name = platform.file_name(&path).to_owned();
    if path.to_ascii_lowercase().ends_with(".ps1") {
        Found::Script { path, name }
    } else {
        Found::Application { path, name }
    }
}

fn extensions(evaluator: &mut Evaluator<'_>) -> Vec<String> {
    let value = evaluator.read_env("PATHEXT");
    let text = evaluator.plain(&value).unwrap_or_default();
    text.split(';').filter(|one| !one.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// The directories of PATH as searched; `None` stands for a part that is not known.
fn directories(evaluator: &mut Evaluator<'_>) -> Vec<Option<String>> {
    let platform = evaluator.state.platform();
    let Some(path) = evaluator.state.environment.value("PATH").cloned() else { return Vec::new() };
    let home = evaluator.state.user_home.clone();
    let home = if platform.is_windows() {
        home
    } else {
        evaluator
            .state
            .environment
            .value("HOME")
            .and_then(|home| home.text().map(|text| text.into_owned()))
            .unwrap_or(home)
    };
    let mut seen: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for entry in path.entries(platform.list_separator()) {
        let Some(text) = entry.value.text() else {
            all.push(None);
            continue;
        };
        let entry = text.trim_start();
        if entry.is_empty() || seen.contains(&folded(entry)) {
            continue;
        }
        seen.push(folded(entry));
        let tilde =
            entry == "~" || entry.starts_with('~') && entry[1..].starts_with(platform.separator());
        all.push(Some(match entry {
            _ if tilde && !evaluator.state.desktop => format!("{home}{}", &entry[1..]),
            _ if entry.starts_with('.') => evaluator.full_path(entry),
            other => other.to_owned(),
        }));
    }
    all
}

fn on_path(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    first_only: bool,
) -> (Vec<Found>, Option<Rc<Unknown>>) {
    let platform = evaluator.state.platform();
    let candidates = candidates(evaluator, name);
    let base = evaluator.state.process_directory.clone();
    let mut hits = Vec::new();
    let mut doubt = None;
    for directory in directories(evaluator) {
        let Some(directory) = directory else {
            doubt = Some(commands::open(evaluator, name));
            if first_only && hits.is_empty() {
                return (hits, doubt);
            }
            continue;
        };
        let real = platform.absolute(&base, &directory);
        let Ok(entries) = evaluator.host.machine().list(&real) else { continue };
        for candidate in &candidates {
            let hit = entries.iter().find(|entry| match platform {
                Platform::Linux => entry.name == *candidate,
                _ => same_name(&entry.name, candidate),
            });
            let Some(hit) = hit else { continue };
            let path = format!(
                "{}{}{}",
                directory,
                if directory.ends_with(platform.separator()) { "" } else { sep(platform) },
                hit.name
            );
            if evaluator.host.machine().is_directory(&platform.absolute(&base, &path)) {
                continue;
            }
            hits.push(found(platform, path));
            if first_only {
                return (hits, None);
            }
        }
    }
    (hits, doubt)
}

fn sep(platform: Platform) -> &'static str {
    if platform.is_windows() { "\\" } else { "/" }
}

fn candidates(evaluator: &mut Evaluator<'_>, name: &str) -> Vec<String> {
    let platform = evaluator.state.platform();
    if !platform.is_windows() {
        return vec![name.to_owned(), format!("{name}.ps1")];
    }
    let has_extension = name.rfind('.').is_some_and(|at| at + 1 < name.len());
    let mut all = Vec::new();
    if has_extension {
        all.push(name.to_owned());
    }
    all.push(format!("{name}.ps1"));
    all.extend(extensions(evaluator).iter().map(|extension| format!("{name}{extension}")));
    if !has_extension {
        all.push(name.to_owned());
    }
    all
}
