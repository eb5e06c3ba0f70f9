//! Environments of conda and mamba that come and go in a shell (conda, conda/activate.py of 4.12 to 26, judged beside
//! 26; mamba 2.0 to 2.8, libmamba/src/core/activation.cpp): what both do, and where they differ.

pub(super) mod release;
mod voice;

use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Run};

pub(super) use voice::Voice;

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    /// conda.
    Conda,
    /// mamba or micromamba.
    Mamba,
}

/// What is asked: of whom, and where its own environment stands.
pub(super) struct Asking<'a> {
    pub tool: Tool,
    pub root: &'a str,
    pub voice: Voice,
}

/// What one environment brings.
pub(super) struct Environment {
    /// Files that are read when it comes, and when it goes.
    scripts: Vec<String>,
    leaves: Vec<String>,
    /// The variables that are kept for it.
    variables: Vec<(String, String)>,
}

/// How many are in force, and the last of them.
fn in_force(run: &Run<'_>) -> Result<(u32, Option<String>), Cannot> {
    let level = match run.filled("CONDA_SHLVL")? {
        Some(text) => text.trim().parse().map_err(|_| Cannot::NotFollowed)?,
        None => 0,
    };
    Ok((level, run.filled("CONDA_PREFIX")?.filter(|_| level > 0)))
}

/// The directories of an environment that are searched (conda, `_get_path_dirs`; mamba, `get_path_dirs`).
fn directories(platform: Platform, prefix: &str) -> Vec<String> {
    let inner: &[&str] = match platform {
        Platform::Windows => &[
            "",
            "\\Library\\mingw-w64\\bin",
            "\\Library\\usr\\bin",
            "\\Library\\bin",
            "\\Scripts",
            "\\bin",
        ],
        _ => &["/bin"],
    };
    inner.iter().map(|inner| format!("{prefix}{inner}")).collect()
}

impl Asking<'_> {
    /// An environment comes, the one before goes.
    ///
    /// # Errors
    /// Where that is not followed.
    pub(super) fn activate(&self, run: &mut Run<'_>, prefix: &str) -> Followed {
        let (level, active) = in_force(run)?;
        // mamba steps back to the one before where that is asked for.
        let below = level.checked_sub(1).map(|below| format!("CONDA_PREFIX_{below}"));
        let back = match below.filter(|_| self.tool == Tool::Mamba) {
            Some(name) => run.filled(&name)?.as_deref() == Some(prefix),
            None => false,
        };
        let text = match active {
            Some(active) if active == prefix => self.again(run, level, prefix)?,
            Some(active) if back => self.leave(run, level, &active)?,
            active => self.enter(run, level, active.as_deref(), prefix)?,
        };
        run.effect = Some(text);
        Ok(0)
    }

    /// The one in force goes.
    ///
    /// # Errors
    /// Where that is not followed.
    pub(super) fn deactivate(&self, run: &mut Run<'_>) -> Followed {
        if let (level, Some(active)) = in_force(run)? {
            run.effect = Some(self.leave(run, level, &active)?);
        }
        Ok(0)
    }

    /// The one in force is put there again.
    ///
    /// # Errors
    /// Where that is not followed.
    pub(super) fn reactivate(&self, run: &mut Run<'_>) -> Followed {
        if let (level, Some(active)) = in_force(run)? {
            run.effect = Some(self.again(run, level, &active)?);
        }
        Ok(0)
    }

    fn enter(
        &self,
        run: &mut Run<'_>,
        level: u32,
        active: Option<&str>,
        prefix: &str,
    ) -> Result<String, Cannot> {
        let new = self.environment(run, prefix)?;
        // A value that was there before is kept under another name, and an unset one marked.
        for (name, value) in &new.variables {
            if run.value_of(name).is_some() || value == "***unset***" {
                return Err(Cannot::NotFollowed);
            }
        }
        let entries = match active {
            Some(old) => self.replaced(run, old, Some(prefix))?,
            None => self.with(run, prefix)?,
        };
        let mut text = String::new();
        if let Some(old) = active {
            let old = self.environment(run, old)?;
            text.push_str(&self.voice.sourced(&old.leaves));
            // conda leaves them as they are.
            let gone = old.variables.iter().filter(|_| self.tool == Tool::Mamba);
            text.extend(gone.map(|(name, _)| self.voice.unset(name)));
        }
        let name = shown(run, self.root, prefix);
        text.push_str(&self.names(run)?);
        text.push_str(&self.voice.list(run, &entries));
        text.push_str(&self.now(run, level + 1, prefix, &name)?);
        text.extend(new.variables.iter().map(|(name, value)| self.voice.export(name, value)));
        if let Some(old) = active {
            text.push_str(&self.voice.export(&format!("CONDA_PREFIX_{level}"), old));
        }
        text.push_str(&self.voice.sourced(&new.scripts));
        Ok(text)
    }

    fn leave(&self, run: &mut Run<'_>, level: u32, active: &str) -> Result<String, Cannot> {
        if run.value_of(&format!("CONDA_STACKED_{level}")).is_some() {
            return Err(Cannot::NotFollowed);
        }
        let old = self.environment(run, active)?;
        let saved = |name: &str| format!("__CONDA_SHLVL_{}_{name}", level - 1);
        if old.variables.iter().any(|(name, _)| run.value_of(&saved(name)).is_some()) {
            return Err(Cannot::NotFollowed);
        }
        let below = format!("CONDA_PREFIX_{}", level - 1);
        let back = match level {
            1 => None,
            _ => Some(run.filled(&below)?.ok_or(Cannot::NotFollowed)?),
        };
        let entries = self.replaced(run, active, back.as_deref())?;
        let mut text = self.voice.list(run, &entries);
        text.push_str(&self.voice.sourced(&old.leaves));
        text.push_str(&self.names(run)?);
        text.extend(old.variables.iter().map(|(name, _)| self.gone(run, name)));
        let Some(prefix) = back else {
            for name in ["CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER"] {
                text.push_str(&self.gone(run, name));
            }
            text.push_str(&self.voice.prompt(run, self.root, "")?);
            text.push_str(&self.voice.export("CONDA_SHLVL", "0"));
            return Ok(text);
        };
        let new = self.environment(run, &prefix)?;
        let name = shown(run, self.root, &prefix);
        text.push_str(&self.gone(run, &below));
        text.push_str(&self.now(run, level - 1, &prefix, &name)?);
        if self.tool == Tool::Mamba {
            text.extend(new.variables.iter().map(|(name, value)| self.voice.export(name, value)));
        }
        text.push_str(&self.voice.sourced(&new.scripts));
        Ok(text)
    }

    fn again(&self, run: &mut Run<'_>, level: u32, prefix: &str) -> Result<String, Cannot> {
        let own = self.environment(run, prefix)?;
        let entries = self.replaced(run, prefix, Some(prefix))?;
        let name = run.filled("CONDA_DEFAULT_ENV")?;
        let name = name.unwrap_or_else(|| shown(run, self.root, prefix));
        Ok([
            self.voice.sourced(&own.leaves),
            self.names(run)?,
            self.voice.list(run, &entries),
            self.now(run, level, prefix, &name)?,
            self.voice.sourced(&own.scripts),
        ]
        .concat())
    }

    /// The names that tell what is in force, and the prompt.
    fn now(
        &self,
        run: &mut Run<'_>,
        level: u32,
        prefix: &str,
        name: &str,
    ) -> Result<String, Cannot> {
        let modifier = match modifier(run, self.root, name)? {
            empty if empty.is_empty() && self.tool == Tool::Mamba => {
                self.voice.unset("CONDA_PROMPT_MODIFIER")
            }
            text => self.voice.export("CONDA_PROMPT_MODIFIER", &text),
        };
        Ok([
            self.voice.prompt(run, self.root, name)?,
            self.voice.export("CONDA_PREFIX", prefix),
            self.voice.export("CONDA_SHLVL", &level.to_string()),
            self.voice.export("CONDA_DEFAULT_ENV", name),
            modifier,
        ]
        .concat())
    }

    /// Where conda itself stands, which mamba does not say.
    fn names(&self, run: &mut Run<'_>) -> Result<String, Cannot> {
        match (self.tool, self.voice) {
            (Tool::Conda, Voice::Posix) => release::names(run, self.root),
            (Tool::Conda, Voice::Batch) => release::names_in_cmd(run, self.root),
            _ => Ok(String::new()),
        }
    }

    /// A variable goes: conda writes it as an empty one from 25.7 on, and for PowerShell up to 24.8.
    fn gone(&self, run: &Run<'_>, name: &str) -> String {
        match (self.tool, self.voice) {
            (Tool::Conda, Voice::Posix) if release::empties(run, self.root) => {
                self.voice.export(name, "")
            }
            (Tool::Conda, Voice::PowerShell) => release::gone(run, self.root, name),
            _ => self.voice.unset(name),
        }
    }

    /// PATH with an environment in front, where none is in force. The profile's file puts the directory of conda
    /// itself there first; only where that was not read is it put there now.
    fn with(&self, run: &Run<'_>, prefix: &str) -> Result<Vec<String>, Cannot> {
        let platform = run.machine().platform();
        let mut entries = self.entries(run)?;
        if !entries.iter().any(|entry| entry.ends_with("condabin")) {
            entries.insert(0, platform.join(self.root, "condabin"));
        }
        entries.splice(0..0, directories(platform, prefix));
        if self.tool == Tool::Mamba {
            entries.dedup();
        }
        Ok(entries)
    }

    /// PATH with the directories of one environment in place of another's: in conda where those stood, in mamba in
    /// front.
    fn replaced(&self, run: &Run<'_>, old: &str, new: Option<&str>) -> Result<Vec<String>, Cannot> {
        let platform = run.machine().platform();
        let mut entries = self.entries(run)?;
        let gone = directories(platform, old);
        let key = |path: &str| platform.key(path, run.machine().facts().ignores_case);
        let is_gone = |entry: &String| gone.iter().any(|one| key(one) == key(entry));
        let at = entries.iter().position(is_gone).filter(|_| self.tool == Tool::Conda);
        match self.tool {
            Tool::Mamba => entries.retain(|entry| !is_gone(entry)),
            // Each of them once, the first.
            Tool::Conda => gone.iter().for_each(|one| {
                if let Some(at) = entries.iter().position(|entry| key(entry) == key(one)) {
                    entries.remove(at);
                }
            }),
        }
        let at = at.unwrap_or(0);
        entries.splice(at..at, new.into_iter().flat_map(|new| directories(platform, new)));
        if self.tool == Tool::Mamba {
            entries.dedup();
        }
        Ok(entries)
    }

    /// PATH's entries; on Windows conda leaves out its own at the front (`_get_starting_path_list`).
    fn entries(&self, run: &Run<'_>) -> Result<Vec<String>, Cannot> {
        let platform = run.machine().platform();
        let path = run.variable("PATH")?.unwrap_or_default();
        let mut entries: Vec<String> =
            path.split(platform.list_separator()).map(str::to_owned).collect();
        if self.tool == Tool::Conda && platform == Platform::Windows {
            let key = |path: &str| platform.key(path, true);
            let own = directories(platform, self.root);
            let same = own.iter().zip(&entries).take_while(|(own, one)| key(own) == key(one));
            let same = same.count();
            entries.drain(..same);
        }
        Ok(entries)
    }

    /// What an environment brings, by its own files.
    fn environment(&self, run: &mut Run<'_>, prefix: &str) -> Result<Environment, Cannot> {
        let platform = run.machine().platform();
        let inside = |path: &str| {
            path.split('/').fold(prefix.to_owned(), |folder, part| platform.join(&folder, part))
        };
        let scripts = |run: &Run<'_>, folder: &str| {
            let folder = inside(&format!("etc/conda/{folder}"));
            let entries = run.machine().list(&folder).unwrap_or_default();
            let names = entries.into_iter().map(|entry| entry.name);
            let own = names.filter(|name| name.ends_with(self.voice.ending()));
            let mut all: Vec<String> = own.map(|name| platform.join(&folder, &name)).collect();
            all.sort();
            all
        };
        let mut leaves = scripts(run, "deactivate.d");
        leaves.reverse();
        if run.machine().exists(&inside("etc/conda/env_vars.d")) {
            return Err(Cannot::NotFollowed);
        }
        let mut variables = Vec::new();
        if let Ok(text) = run.read(&inside("conda-meta/state"))? {
            let state: serde_json::Value =
                serde_json::from_str(&text).map_err(|_| Cannot::NotFollowed)?;
            for (name, value) in state["env_vars"].as_object().into_iter().flatten() {
                let value = value.as_str().ok_or(Cannot::NotFollowed)?.to_owned();
                let upper = self.tool == Tool::Mamba;
                let name = if upper { name.to_ascii_uppercase() } else { name.clone() };
                variables.push((name, value));
            }
        }
        // What becomes of a percent sign in cmd differs between releases.
        if self.voice == Voice::Batch && variables.iter().any(|(_, value)| value.contains('%')) {
            return Err(Cannot::NotFollowed);
        }
        Ok(Environment { scripts: scripts(run, "activate.d"), leaves, variables })
    }
}

/// The name that is shown for it.
fn shown(run: &Run<'_>, root: &str, prefix: &str) -> String {
    let platform = run.machine().platform();
    let above = platform.parent(prefix).map(|above| platform.file_name(above));
    match above {
        _ if prefix == root => "base".to_owned(),
        Some("envs") => platform.file_name(prefix).to_owned(),
        _ => prefix.to_owned(),
    }
}

/// What stands before the prompt; nothing where a `.condarc` turns that off.
fn modifier(run: &mut Run<'_>, root: &str, name: &str) -> Result<String, Cannot> {
    let home = run.home()?;
    let platform = run.machine().platform();
    let mut changes = run.filled("CONDA_CHANGEPS1")?.is_none_or(|text| text != "false");
    for folder in [root.to_owned(), platform.join(&home, ".conda"), home] {
        let Ok(text) = run.read(&platform.join(&folder, ".condarc"))? else { continue };
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
