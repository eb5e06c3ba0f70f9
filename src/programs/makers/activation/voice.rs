//! How what conda and mamba do is said in a shell.

use super::modifier;
use crate::programs::makers::effect::quoted;
use crate::programs::makers::powershell;
use crate::programs::{Cannot, Run};

/// The shell that it is said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::programs::makers) enum Voice {
    /// bash, zsh and sh.
    Posix,
    /// PowerShell.
    PowerShell,
    /// cmd.
    Batch,
}

impl Voice {
    pub(super) fn export(self, name: &str, value: &str) -> String {
        match self {
            Self::Posix => format!("export {name}={}\n", quoted(value)),
            Self::PowerShell => powershell::set(name, value),
            Self::Batch => format!("@SET \"{name}={value}\"\r\n"),
        }
    }

    pub(super) fn unset(self, name: &str) -> String {
        match self {
            Self::Posix => format!("unset {name}\n"),
            // What mamba writes: up to PowerShell 7.4 a variable that is set to nothing is gone.
            Self::PowerShell => powershell::set(name, ""),
            Self::Batch => self.export(name, ""),
        }
    }

    /// PATH.
    pub(super) fn list(self, run: &Run<'_>, entries: &[String]) -> String {
        let by = run.machine().platform().list_separator();
        self.export("PATH", &entries.join(&by.to_string()))
    }

    /// Those files are read.
    pub(super) fn sourced(self, scripts: &[String]) -> String {
        let one = |script: &String| match self {
            Self::Posix => format!(". \"{script}\"\n"),
            Self::PowerShell => format!(". {}\n", powershell::quoted(script)),
            Self::Batch => format!("@CALL \"{script}\"\r\n"),
        };
        scripts.iter().map(one).collect()
    }

    /// How the files end that are read in this shell.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Posix => ".sh",
            Self::PowerShell => ".ps1",
            Self::Batch => ".bat",
        }
    }

    /// The prompt; in PowerShell it is a function that looks at the variable.
    pub(super) fn prompt(
        self,
        run: &mut Run<'_>,
        root: &str,
        name: &str,
    ) -> Result<String, Cannot> {
        match self {
            Self::Posix => prompt(run, root, name),
            Self::PowerShell => Ok(String::new()),
            Self::Batch => {
                let old = run.filled("CONDA_PROMPT_MODIFIER")?.unwrap_or_default();
                let gone = match old.is_empty() {
                    true => String::new(),
                    false => format!("@CALL SET \"PROMPT=%%PROMPT:{old}=%%\"\r\n"),
                };
                let new = modifier(run, root, name)?;
                Ok(format!("{gone}@SET \"PROMPT={new}%PROMPT%\"\r\n"))
            }
        }
    }
}

/// The prompt with the new words in front and without the old ones.
fn prompt(run: &mut Run<'_>, root: &str, name: &str) -> Result<String, Cannot> {
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
