//! `conda shell.posix activate`, `deactivate` and `reactivate` (conda, conda/activate.py of 4.12 to 26, judged
//! beside 26).

use super::super::effect::{chosen, quoted};
use crate::programs::versions::Version;
use crate::programs::{Cannot, Followed, Run};

/// What one environment brings.
pub(in super::super) struct Environment {
    prefix: String,
    /// Files that are read when it comes, and when it goes.
    pub(in super::super) scripts: Vec<String>,
    pub(in super::super) leaves: Vec<String>,
    /// The variables that are kept for it.
    pub(in super::super) variables: Vec<(String, String)>,
}

/// Something is put in force, taken back, or done again.
pub(super) fn posix(run: &mut Run<'_>, root: &str, words: &[&str]) -> Followed {
    let level: u32 = match run.filled("CONDA_SHLVL")? {
        Some(text) => text.trim().parse().map_err(|_| Cannot::NotFollowed)?,
        None => 0,
    };
    let active = run.filled("CONDA_PREFIX")?;
    let text = match words {
        ["activate", rest @ ..] => {
            let ([] | [_]) = rest else { return Err(Cannot::NotFollowed) };
            let name = rest.first().copied().unwrap_or("base");
            let Some(prefix) = located(run, root, name)? else {
                run.mutters();
                return Ok(1);
            };
            match active {
                Some(active) if level > 0 && active == prefix => again(run, root, level, &prefix)?,
                active => enter(run, root, level, active, &prefix)?,
            }
        }
        ["deactivate"] => match active {
            Some(active) if level > 0 => leave(run, root, level, &active)?,
            _ => return Ok(0),
        },
        ["reactivate"] => match active {
            Some(active) if level > 0 => again(run, root, level, &active)?,
            _ => return Ok(0),
        },
        _ => return Err(Cannot::NotFollowed),
    };
    run.effect = Some(text);
    Ok(0)
}

/// Where an environment stands: by path, or by name in the directories for them.
fn located(run: &mut Run<'_>, root: &str, name: &str) -> Result<Option<String>, Cannot> {
    if matches!(name, "base" | "root") {
        return Ok(Some(root.to_owned()));
    }
    if name.starts_with('-')
        || run.filled("CONDA_ENVS_PATH")?.is_some()
        || run.filled("CONDA_ENVS_DIRS")?.is_some()
    {
        return Err(Cannot::NotFollowed);
    }
    if name.contains('/') {
        let path = run.absolute(name)?;
        let path = run.machine().platform().normalize(&path);
        let there = run.machine().is_directory(&format!("{path}/conda-meta"));
        return Ok(there.then_some(path));
    }
    let own = format!("{}/.conda/envs", run.home()?);
    let folders = [format!("{root}/envs"), own];
    let prefix = folders.iter().map(|folder| format!("{folder}/{name}"));
    Ok(prefix.into_iter().find(|path| run.machine().is_directory(path)))
}

/// The name that is shown for it.
pub(in super::super) fn shown(root: &str, prefix: &str) -> String {
    let mut parts = prefix.rsplit('/');
    match (parts.next(), parts.next()) {
        _ if prefix == root => "base".to_owned(),
        (Some(name), Some("envs")) => name.to_owned(),
        _ => prefix.to_owned(),
    }
}

/// What it brings, by its own files.
pub(in super::super) fn environment(
    run: &mut Run<'_>,
    prefix: &str,
) -> Result<Environment, Cannot> {
    let scripts = |run: &Run<'_>, folder: &str| {
        let folder = format!("{prefix}/etc/conda/{folder}");
        let entries = run.machine().list(&folder).unwrap_or_default();
        let names = entries.into_iter().map(|entry| entry.name);
        let mut all: Vec<String> = names
            .filter(|name| name.ends_with(".sh"))
            .map(|name| format!("{folder}/{name}"))
            .collect();
        all.sort();
        all
    };
    let mut leaves = scripts(run, "deactivate.d");
    leaves.reverse();
    if run.machine().exists(&format!("{prefix}/etc/conda/env_vars.d")) {
        return Err(Cannot::NotFollowed);
    }
    let mut variables = Vec::new();
    if let Ok(text) = run.read(&format!("{prefix}/conda-meta/state"))? {
        let state: serde_json::Value =
            serde_json::from_str(&text).map_err(|_| Cannot::NotFollowed)?;
        for (name, value) in state["env_vars"].as_object().into_iter().flatten() {
            variables.push((name.clone(), value.as_str().ok_or(Cannot::NotFollowed)?.to_owned()));
        }
    }
    Ok(Environment {
        prefix: prefix.to_owned(),
        scripts: scripts(run, "activate.d"),
        leaves,
        variables,
    })
}

fn enter(
    run: &mut Run<'_>,
    root: &str,
    level: u32,
    active: Option<String>,
    prefix: &str,
) -> Result<String, Cannot> {
    let new = environment(run, prefix)?;
    // A value that was there before is kept under another name, and an unset one marked.
    for (name, value) in &new.variables {
        if run.value_of(name).is_some() || value == "***unset***" {
            return Err(Cannot::NotFollowed);
        }
    }
    let path = run.variable("PATH")?.unwrap_or_default();
    let mut entries: Vec<String> = path.split(':').map(str::to_owned).collect();
    let mut text = String::new();
    let old = if level == 0 { None } else { active };
    match &old {
        None => {
            // The profile's file puts it in front first; only where that was not read is it put there now.
            if !entries.iter().any(|entry| entry.ends_with("condabin")) {
                entries.insert(0, format!("{root}/condabin"));
            }
            entries.insert(0, format!("{prefix}/bin"));
        }
        Some(old) => {
            replace(&mut entries, old, Some(prefix));
            text.push_str(&sourced(&environment(run, old)?.leaves));
        }
    }
    let name = shown(root, prefix);
    text.push_str(&names(run, root)?);
    text.push_str(&prompt(run, root, &name)?);
    let export = |name: &str, value: &str| format!("export {name}={}\n", quoted(value));
    text.push_str(&export("PATH", &entries.join(":")));
    text.push_str(&export("CONDA_PREFIX", &new.prefix));
    text.push_str(&export("CONDA_SHLVL", &(level + 1).to_string()));
    text.push_str(&export("CONDA_DEFAULT_ENV", &name));
    text.push_str(&export("CONDA_PROMPT_MODIFIER", &modifier(run, root, &name)?));
    for (name, value) in &new.variables {
        text.push_str(&export(name, value));
    }
    if let Some(old) = &old {
        text.push_str(&export(&format!("CONDA_PREFIX_{level}"), old));
    }
    text.push_str(&sourced(&new.scripts));
    Ok(text)
}

fn leave(run: &mut Run<'_>, root: &str, level: u32, active: &str) -> Result<String, Cannot> {
    if run.value_of(&format!("CONDA_STACKED_{level}")).is_some() {
        return Err(Cannot::NotFollowed);
    }
    let path = run.variable("PATH")?.unwrap_or_default();
    let mut entries: Vec<String> = path.split(':').map(str::to_owned).collect();
    let old = environment(run, active)?;
    let below = format!("CONDA_PREFIX_{}", level - 1);
    let back = match level {
        1 => None,
        _ => Some(run.filled(&below)?.ok_or(Cannot::NotFollowed)?),
    };
    replace(&mut entries, active, back.as_deref());
    let export = |name: &str, value: &str| format!("export {name}={}\n", quoted(value));
    let mut text = export("PATH", &entries.join(":"));
    text.push_str(&sourced(&old.leaves));
    text.push_str(&names(run, root)?);
    let level = (level - 1).to_string();
    match back {
        None => {
            text.push_str(&gone(
                run,
                root,
                &["CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER"],
            ));
            text.push_str(&prompt(run, root, "")?);
            text.push_str(&export("CONDA_SHLVL", &level));
        }
        Some(prefix) => {
            let name = shown(root, &prefix);
            text.push_str(&gone(run, root, &[&below]));
            text.push_str(&prompt(run, root, &name)?);
            text.push_str(&export("CONDA_PREFIX", &prefix));
            text.push_str(&export("CONDA_SHLVL", &level));
            text.push_str(&export("CONDA_DEFAULT_ENV", &name));
            text.push_str(&export("CONDA_PROMPT_MODIFIER", &modifier(run, root, &name)?));
            text.push_str(&sourced(&environment(run, &prefix)?.scripts));
        }
    }
    for (name, _) in &old.variables {
        if run.value_of(&format!("__CONDA_SHLVL_{level}_{name}")).is_some() {
            return Err(Cannot::NotFollowed);
        }
        text.push_str(&gone(run, root, &[name.as_str()]));
    }
    Ok(text)
}

fn again(run: &mut Run<'_>, root: &str, level: u32, prefix: &str) -> Result<String, Cannot> {
    let environment = environment(run, prefix)?;
    let path = run.variable("PATH")?.unwrap_or_default();
    let mut entries: Vec<String> = path.split(':').map(str::to_owned).collect();
    replace(&mut entries, prefix, Some(prefix));
    let name = run.filled("CONDA_DEFAULT_ENV")?.unwrap_or_else(|| shown(root, prefix));
    let export = |name: &str, value: &str| format!("export {name}={}\n", quoted(value));
    Ok([
        sourced(&environment.leaves),
        names(run, root)?,
        prompt(run, root, &name)?,
        export("PATH", &entries.join(":")),
        export("CONDA_SHLVL", &level.to_string()),
        export("CONDA_PROMPT_MODIFIER", &modifier(run, root, &name)?),
        sourced(&environment.scripts),
    ]
    .concat())
}

/// The directory of one environment gives way to another's; where it is not there that one comes first.
fn replace(entries: &mut Vec<String>, old: &str, new: Option<&str>) {
    let old = format!("{old}/bin");
    let at = entries.iter().position(|entry| *entry == old);
    if let Some(at) = at {
        entries.remove(at);
    }
    if let Some(new) = new {
        entries.insert(at.unwrap_or(0), format!("{new}/bin"));
    }
}

/// Those files are read.
pub(in super::super) fn sourced(scripts: &[String]) -> String {
    scripts.iter().map(|script| format!(". \"{script}\"\n")).collect()
}

/// The release, as its own record of itself tells.
fn version(run: &Run<'_>, root: &str) -> Option<Version> {
    let entries = run.machine().list(&format!("{root}/conda-meta")).unwrap_or_default();
    let own = entries.iter().find_map(|entry| {
        entry
            .name
            .strip_prefix("conda-")
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })?;
    Version::parse(own)
}

/// Variables that go: up to 25.5 with `unset`, then as empty ones.
fn gone(run: &Run<'_>, root: &str, all: &[&str]) -> String {
    let empty = version(run, root).is_none_or(|one| one.is_at_least(&[25, 7]));
    let one =
        |name: &&str| if empty { format!("export {name}=''\n") } else { format!("unset {name}\n") };
    all.iter().map(one).collect()
}

/// Where conda itself stands, by the names that each release has for it.
pub(super) fn names(run: &mut Run<'_>, root: &str) -> Result<String, Cannot> {
    let (exe, python) =
        (quoted(&format!("{root}/bin/conda")), quoted(&format!("{root}/bin/python")));
    let more = format!("export _CONDA_EXE={exe}\nexport _CONDA_ROOT={}\n", quoted(root));
    let goes = "unset _CE_M _CE_CONDA\n".to_owned();
    let more = match version(run, root) {
        Some(version) if version.is_at_least(&[25, 7]) => more,
        Some(version) if version.is_at_least(&[25, 3]) => goes,
        Some(_) => String::new(),
        None => {
            let which = chosen(run, "is the release of conda, which is not recorded");
            format!("case \"{which}\" in new) {more};; 25) {goes};; esac\n")
        }
    };
    Ok(format!(
        "export _CE_M=''\nexport _CE_CONDA=''\nexport CONDA_EXE={exe}\nexport CONDA_PYTHON_EXE={python}\n{more}"
    ))
}

/// What stands before the prompt; nothing where a `.condarc` turns that off.
pub(in super::super) fn modifier(
    run: &mut Run<'_>,
    root: &str,
    name: &str,
) -> Result<String, Cannot> {
    let home = run.home()?;
    let mut changes = run.filled("CONDA_CHANGEPS1")?.is_none_or(|text| text != "false");
    for folder in [root.to_owned(), format!("{home}/.conda"), home] {
        let Ok(text) = run.read(&format!("{folder}/.condarc"))? else { continue };
        for line in text.lines().map(str::trim) {
            if line.starts_with("env_prompt:") {
                return Err(Cannot::NotFollowed);
            }
            if let Some(value) = line.strip_prefix("changeps1:") {
                changes =
                    !matches!(value.trim().to_ascii_lowercase().as_str(), "false" | "no" | "off");
            }
        }
    }
    Ok(if changes && !name.is_empty() { format!("({name}) ") } else { String::new() })
}

/// The prompt with the new words in front and without the old ones.
pub(in super::super) fn prompt(
    run: &mut Run<'_>,
    root: &str,
    name: &str,
) -> Result<String, Cannot> {
    let new = modifier(run, root, name)?;
    if new.is_empty() && !name.is_empty() {
        return Ok(String::new());
    }
    let old = run.filled("CONDA_PROMPT_MODIFIER")?.unwrap_or_default();
    Ok(match run.value_of("PS1").map(|value| value.text().map(|text| text.into_owned())) {
        Some(Some(text)) if text.contains("POWERLINE_COMMAND") => String::new(),
        Some(Some(text)) => {
            let bare = if old.is_empty() { text } else { text.replace(&old, "") };
            format!("PS1={}\n", quoted(&format!("{new}{bare}")))
        }
        Some(None) => format!("PS1={}\"${{PS1#{}}}\"\n", quoted(&new), quoted(&old)),
        None => format!("PS1={}\n", quoted(&new)),
    })
}
