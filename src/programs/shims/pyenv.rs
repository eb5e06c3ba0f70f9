//! `pyenv` and its relatives: shims that ask for a version by directory (libexec/*-version-file, *-which).

use super::{Asking, Leads};
use crate::programs::{Cannot, Followed, Run};

/// A tool: its name and the file that names a version in a directory.
pub(super) const TOOLS: &[(&str, &str)] = &[
    ("goenv", ".go-version"),
    ("jenv", ".java-version"),
    ("nodenv", ".node-version"),
    ("phpenv", ".php-version"),
    ("plenv", ".perl-version"),
    ("pyenv", ".python-version"),
    ("rbenv", ".ruby-version"),
];

/// Which versions are chosen, and by what.
pub(super) struct Chosen {
    /// In the order they are asked.
    pub versions: Vec<String>,
    by: String,
}

/// `version-name`, `prefix`, `which NAME` and what `shell` has evaluated (`sh-shell`).
pub(crate) fn asked(run: &mut Run<'_>, tool: &str, root: &str, words: &[&str]) -> Followed {
    let Some((_, file)) = TOOLS.iter().find(|(name, _)| *name == tool) else {
        return Err(Cannot::NotFollowed);
    };
    let upper = tool.to_uppercase();
    let variable = format!("{upper}_VERSION");
    let (cwd, home) = (run.cwd()?, run.home()?);
    let set = run.filled(&variable)?;
    let path = run.variable("PATH")?;
    // What cannot be read for certain is found out here.
    if set.is_none() {
        let mut directory = cwd.as_str();
        loop {
            let _ = run.read(&format!("{}/{file}", directory.trim_end_matches('/')))?;
            match directory.rsplit_once('/') {
                Some((above, _)) => directory = above,
                None => break,
            }
        }
        let _ = run.read(&format!("{root}/version"))?;
    }
    let known = |name: &str| match name {
        "PATH" => path.clone(),
        name if name == variable => set.clone(),
        _ => None,
    };
    let asking = Asking { machine: run.machine(), variable: &known, cwd: &cwd, home: &home };
    let mut chosen = choice(&asking, tool, file, root);
    if let ["prefix" | "sh-shell", versions @ ..] = words {
        if let Some(first) = versions.first() {
            if first.starts_with('-') {
                return match *first {
                    "--unset" => {
                        run.out = format!("{variable}_OLD=\"${variable}\"\nunset {variable}\n");
                        Ok(0)
                    }
                    _ => Err(Cannot::NotFollowed),
                };
            }
            chosen.versions = versions.iter().map(|&version| version.to_owned()).collect();
            chosen.by = variable.clone();
        } else if words == ["sh-shell"] {
            return Err(Cannot::NotFollowed);
        }
    }
    let mut installed = Vec::new();
    let mut missing = false;
    for version in &chosen.versions {
        match resolved(&asking, tool, root, version) {
            _ if version == "system" => installed.push(version.clone()),
            Some(found) => installed.push(found),
            None => missing = true,
        }
    }
    let system = installed.iter().any(|version| version == "system");
    let (out, status) = match words {
        ["version-name"] if missing && tool != "pyenv" => (String::new(), 1),
        ["version-name"] => (installed.join(":") + "\n", i32::from(missing)),
        ["prefix", ..] if system => return Err(Cannot::NotFollowed),
        ["prefix", ..] if missing => (String::new(), 1),
        ["prefix", ..] => {
            let prefixes: Vec<String> =
                installed.iter().map(|version| format!("{root}/versions/{version}")).collect();
            (prefixes.join(":") + "\n", 0)
        }
        ["which", name] => {
            match found(&asking, tool, root, &format!("{root}/shims"), name, &chosen) {
                Leads::To(path, _) => (path + "\n", 0),
                Leads::Refuses(_) | Leads::Missing(_) => {
                    (String::new(), if missing { 1 } else { 127 })
                }
                Leads::Unknown(_) => return Err(Cannot::NotFollowed),
            }
        }
        ["sh-shell", ..] if system && chosen.versions.len() > 1 => {
            return Err(Cannot::NotFollowed);
        }
        ["sh-shell", ..] if missing => ("false\n".to_owned(), 1),
        ["sh-shell", versions @ ..] => {
            let version = versions.join(":");
            match set.as_deref() == Some(&version) {
                true => (String::new(), 0),
                false => (
                    format!("{variable}_OLD=\"${variable}\"\nexport {variable}=\"{version}\"\n"),
                    0,
                ),
            }
        }
        _ => return Err(Cannot::NotFollowed),
    };
    if status != 0 {
        run.mutters();
    }
    run.out = out;
    Ok(status)
}

pub(super) fn choice(asking: &Asking<'_>, tool: &str, file: &str, root: &str) -> Chosen {
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
    if let Some(gone) = gone(asking, &text, tool, &root) {
        return Some(Leads::Missing(format!(
            "{tool} is gone: the shim runs {gone}, which is not there"
        )));
    }
    let chosen = choice(asking, tool, file, &root);
    Some(found(asking, tool, &root, shims, name, &chosen))
}

/// The tool that a shim runs, where neither it nor anything else of the tool is there. A recording may leave the
/// tool itself out.
fn gone(asking: &Asking<'_>, text: &str, tool: &str, root: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("exec "))?;
    let program = line.split(['"', '\'', ' ']).find(|word| !word.is_empty())?;
    let parts = ["libexec", "versions"].map(|part| format!("{root}/{part}"));
    let there = |path: &String| asking.machine.exists(path);
    let any = parts.iter().any(there) || there(&format!("{root}/bin/{tool}"));
    (program.starts_with('/') && !any && !there(&program.to_owned())).then(|| program.to_owned())
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
                return Leads::Missing(words);
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
pub(super) fn resolved(
    asking: &Asking<'_>,
    tool: &str,
    root: &str,
    version: &str,
) -> Option<String> {
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
