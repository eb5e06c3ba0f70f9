//! `SHELL[:FLAG[+FLAG]...][@LAUNCHER]`: how people name a session.

use std::fmt;

use crate::machine::Platform;
use crate::shells::{self, Launcher, Mode, Shell};

/// Why a session cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text names no session.
    #[error("'{text}' is no session: {problem}")]
    Malformed {
        /// What was written.
        text: String,
        /// What is wrong with it, and what would be right.
        problem: String,
    },
    /// The machine does not have the shell.
    #[error("this machine has no {title}")]
    Lacking {
        /// The shell's name in sessions.
        shell: &'static str,
        /// What people call it.
        title: &'static str,
    },
}

impl Refusal {
    pub(super) fn lacking(shell: &dyn Shell) -> Self {
        Self::Lacking { shell: shell.name(), title: shell.title() }
    }
}

/// A session as it is asked for.
#[derive(Clone, Copy)]
pub struct Spec {
    /// The shell.
    pub shell: &'static dyn Shell,
    /// How it is started.
    pub mode: Mode,
    /// Who starts it.
    pub launcher: Launcher,
}

impl Spec {
    /// What a new terminal window gives on that platform.
    pub fn default_for(shell: &'static dyn Shell, platform: Platform) -> Self {
        let mode = Mode { login: shell.login_by_default(platform), ..Mode::INTERACTIVE };
        Self { shell, mode, launcher: Launcher::Terminal }
    }

    /// Reads `bash:login+interactive@ssh`. A launcher that runs scripts makes the default mode `script`.
    ///
    /// # Errors
    /// Names the part that is not understood and the words that would be.
    pub fn parse(text: &str, platform: Platform) -> Result<Self, Refusal> {
        let malformed = |problem| Refusal::Malformed { text: text.to_owned(), problem };
        let (front, launcher) = match text.split_once('@') {
            Some((front, name)) => (front, launcher(name).map_err(malformed)?),
            None => (text, Launcher::Terminal),
        };
        let (name, flags) = match front.split_once(':') {
            Some((name, flags)) => (name, Some(flags)),
            None => (front, None),
        };
        let shell = shells::by_name(name).ok_or_else(|| {
            malformed(format!("'{name}' is none of the shells {}", shell_names()))
        })?;
        let mode = match flags {
            Some(flags) => mode(flags).map_err(malformed)?,
            None => default_mode(shell, launcher, platform),
        };
        Ok(Self { shell, mode, launcher })
    }
}

fn default_mode(shell: &'static dyn Shell, launcher: Launcher, platform: Platform) -> Mode {
    match launcher {
        Launcher::Cron | Launcher::Service | Launcher::Ci => Mode::SCRIPT,
        Launcher::Ssh => Mode { login: true, ..Mode::INTERACTIVE },
        _ => Spec::default_for(shell, platform).mode,
    }
}

fn shell_names() -> String {
    let names: Vec<&str> = shells::ALL.iter().map(|shell| shell.name()).collect();
    names.join(" ")
}

fn launcher(name: &str) -> Result<Launcher, String> {
    let found = Launcher::ALL.iter().copied().find(|launcher| launcher.name() == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = Launcher::ALL.iter().map(|launcher| launcher.name()).collect();
        format!("'{name}' is none of the launchers {}", names.join(" "))
    })
}

fn mode(flags: &str) -> Result<Mode, String> {
    let mut mode = Mode::default();
    for flag in flags.split('+') {
        match flag {
            "login" => mode.login = true,
            "interactive" => mode.interactive = true,
            "noprofile" => mode.noprofile = true,
            "script" => {}
            _ => {
                let known = "login interactive script noprofile";
                return Err(format!("'{flag}' is none of the flags {known}"));
            }
        }
    }
    if flags.split('+').any(|flag| flag == "script") && (mode.login || mode.interactive) {
        return Err("'script' means neither login nor interactive".to_owned());
    }
    Ok(mode)
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.shell.name(), self.mode.describe())?;
        match self.launcher {
            Launcher::Terminal => Ok(()),
            launcher => write!(f, "@{}", launcher.name()),
        }
    }
}

impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Spec {
    fn eq(&self, other: &Self) -> bool {
        (self.shell.name(), self.mode, self.launcher)
            == (other.shell.name(), other.mode, other.launcher)
    }
}

impl Eq for Spec {}
