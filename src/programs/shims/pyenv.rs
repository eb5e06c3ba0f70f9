//! `pyenv` and its relatives: shims that ask for a version by directory (libexec/*-version-file, *-which).

use super::{Asking, Leads};
use crate::programs::{Cannot, Run};

/// A tool: its name and the file that names a version in a directory.
const TOOLS: &[(&str, &str)] = &[
    ("goenv", ".go-version"),
    ("jenv", ".java-version"),
    ("nodenv", ".node-version"),
    ("phpenv", ".php-version"),
    ("plenv", ".perl-version"),
    ("pyenv", ".python-version"),
    ("rbenv", ".ruby-version"),
];

/// Which versions are chosen, and by what.
struct Chosen {
    versions: Vec<String>,
    by: String,
}

/// The first version that pyenv has in force; `None` for the system's.
pub(crate) fn chosen(run: &mut Run<'_>) -> Result<Option<String>, Cannot> {
    let root = crate::programs::makers::pyenv::root(run)?;
    let (cwd, home) = (run.cwd()?, run.home()?);
    let variable = |name: &str| run.variable(name).ok().flatten();
    let asking = Asking { machine: run.machine(), variable: &variable, cwd: &cwd, home: &home };
    let first = choice(&asking, "pyenv", ".python-version", &root).versions.into_iter().next();
    Ok(first.filter(|version| version != "system"))
}

fn choice(asking: &Asking<'_>, tool: &str, file: &str, root: &str) -> Chosen {
    let variable = format!("{}_VERSION", tool.to_uppercase());
    if let Some(text) = asking.filled(&variable) {
        let versions = text.split(':').map(str::to_owned).collect();
        return Chosen { versions, by: variable };
    }
    let local = asking.upwards().into_iter().map(|directory| asking.in_directory(&directory, file));
    let global = format!("{root}/version");
    for path in local.chain([global]) {
        let Some(text) = asking.read(&path) else { continue };
        let words = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let mut versions: Vec<String> =
            words.flat_map(str::split_whitespace).map(str::to_owned).collect();
        // Only pyenv, goenv and plenv take several.
        if !matches!(tool, "pyenv" | "goenv") {
            versions.truncate(1);
        }
        if !versions.is_empty() {
            return Chosen { versions, by: path };
        }
    }
    Chosen { versions: vec!["system".to_owned()], by: "no version file".to_owned() }
}

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let shims = path.strip_suffix(&format!("/{name}"))?;
    let root = shims.strip_suffix("/shims")?;
    let text = asking.read(path)?;
    let (tool, file) = TOOLS.iter().find(|(tool, _)| hands_over(&text, tool))?;
    let variable = format!("{}_ROOT", tool.to_uppercase());
    let told =
        text.lines().find_map(|line| line.trim().strip_prefix(&format!("export {variable}=")));
    let told = told.map(|text| text.trim_matches('"').to_owned());
    let root = told.or_else(|| asking.filled(&variable)).unwrap_or_else(|| root.to_owned());
    let chosen = choice(asking, tool, file, &root);
    Some(found(asking, tool, &root, shims, name, &chosen))
}

fn hands_over(text: &str, tool: &str) -> bool {
    text.contains(&format!("{tool}\" exec ")) || text.contains(&format!("{tool} exec "))
}

fn found(
    asking: &Asking<'_>,
    tool: &str,
    root: &str,
    shims: &str,
    name: &str,
    chosen: &Chosen,
) -> Leads {
    let by = &chosen.by;
    let mut installed = Vec::new();
    for version in &chosen.versions {
        if version == "system" {
            installed.push(None);
            continue;
        }
        match resolved(asking, tool, root, version) {
            Some(version) => installed.push(Some(version)),
            None => {
                let words = format!("{tool}: version {version} is not installed (set by {by})");
                return Leads::Refuses(words);
            }
        }
    }
    for version in &installed {
        let found = match version {
            None => asking.elsewhere(name, shims),
            Some(version) => Some(format!("{root}/versions/{version}/bin/{name}"))
                .filter(|path| asking.runs(path)),
        };
        if let Some(path) = found {
            let version = version.as_deref().unwrap_or("the system's");
            return Leads::To(path, format!("{tool} takes {version}, set by {by}"));
        }
    }
    // pyenv looks on PATH where no version in force has the command.
    if *tool == *"pyenv" {
        if let Some(path) = asking.elsewhere(name, shims) {
            return Leads::To(
                path,
                format!("no version that {by} sets has it: {tool} takes the system's"),
            );
        }
    }
    Leads::Refuses(format!(
        "{tool}: no version that {by} sets has the command {name}: command not found"
    ))
}

/// The installed version that a name means.
fn resolved(asking: &Asking<'_>, tool: &str, root: &str, version: &str) -> Option<String> {
    let there = |name: &str| asking.machine.is_directory(&format!("{root}/versions/{name}"));
    if there(version) {
        return Some(version.to_owned());
    }
    let front = match tool {
        "pyenv" => "python-",
        "rbenv" => "ruby-",
        "nodenv" => "node-",
        _ => "",
    };
    let bare = version.strip_prefix(front).unwrap_or(version).trim_start_matches('v');
    if bare != version && there(bare) {
        return Some(bare.to_owned());
    }
    // A prefix stands for the latest of its kind.
    if !matches!(tool, "pyenv" | "goenv") {
        return None;
    }
    let mut all = asking.names(&format!("{root}/versions"));
    all.retain(|name| name.starts_with(&format!("{bare}.")));
    all.sort_by(|left, right| crate::programs::texts::order::version(left, right));
    all.pop()
}
