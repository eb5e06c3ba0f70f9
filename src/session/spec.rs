//! `SHELL[:FLAG[+FLAG]...][@LAUNCHER]`: how people name a session.

use std::fmt;
use std::sync::Arc;

use super::called;
use super::how::{How, Typed};
use crate::machine::Platform;
use crate::shells::{self, Launcher, Mode, Shell, program};

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
    /// The launcher would not start it.
    #[error("{message}")]
    NotStarted {
        /// Why, with the place.
        message: String,
        /// What would help.
        remedy: Option<String>,
    },
}

impl Refusal {
    pub(super) fn lacking(shell: &dyn Shell) -> Self {
        Self::Lacking { shell: shell.name(), title: shell.title() }
    }

    pub(super) fn not_started(message: impl Into<String>, remedy: Option<String>) -> Self {
        Self::NotStarted { message: message.into(), remedy }
    }
}

/// A session as it is asked for.
#[derive(Clone)]
pub struct Spec {
    /// The shell; `None` is the one that the launcher starts.
    pub shell: Option<&'static dyn Shell>,
    /// How it is started; `None` is the way of the launcher.
    pub mode: Option<Mode>,
    /// Who starts it.
    pub launcher: Launcher,
    /// What is known of the way besides the launcher's name.
    pub how: How,
}

impl Spec {
    /// What a new terminal window gives on that platform.
    pub fn default_for(shell: &'static dyn Shell, platform: Platform) -> Self {
        let mode = Mode { login: shell.login_by_default(platform), ..Mode::INTERACTIVE };
        Self { shell: Some(shell), mode: Some(mode), launcher: Launcher::Terminal, how: How::Plain }
    }

    /// The launcher alone: the shell that it starts, or the program itself.
    pub fn of(launcher: Launcher) -> Self {
        Self { shell: None, mode: None, launcher, how: How::Plain }
    }

    /// Reads `bash:login+interactive@ssh`, or a launcher alone.
    ///
    /// # Errors
    /// Names the part that is not understood and the words that would be.
    pub fn parse(text: &str, platform: Platform) -> Result<Self, Refusal> {
        let malformed = |problem| Refusal::Malformed { text: text.to_owned(), problem };
        let (front, launcher, how) = match text.split_once('@') {
            Some((front, name)) => {
                let (launcher, how) = launcher(name).map_err(malformed)?;
                (front, launcher, how)
            }
            None => (text, Launcher::Terminal, How::Plain),
        };
        if front.is_empty() && text.starts_with('@') {
            return Ok(Self { shell: None, mode: None, launcher, how });
        }
        if let Some(launcher) = Launcher::ALL.iter().find(|launcher| launcher.name() == text) {
            return Ok(Self::of(*launcher));
        }
        if let (None, Some((launcher, how))) = (shells::by_name(text), called(text)) {
            return Ok(Self { how, ..Self::of(launcher) });
        }
        let (name, flags) = match front.split_once(':') {
            Some((name, flags)) => (name, Some(flags)),
            None => (front, None),
        };
        let shell = shells::by_name(name).ok_or_else(|| {
            malformed(format!("'{name}' is none of the shells {}", shell_names()))
        })?;
        let mode = match flags {
            Some(flags) => Some(mode(flags).map_err(malformed)?),
            None => Some(default_mode(shell, launcher, platform)),
        };
        Ok(Self { shell: Some(shell), mode, launcher, how })
    }

    /// What is typed starts by itself: the shell or program behind it, else what it would start.
    pub fn typed(typed: &Arc<Typed>) -> Self {
        let plain = Self::of(typed.launcher());
        let spec = match typed.started() {
            Some((shell, mode)) => Self { shell: Some(shell), mode: Some(mode), ..plain },
            None => plain,
        };
        spec.by(typed, true)
    }

    /// The same session, started as it was typed; flags that are written count more.
    #[must_use]
    pub fn by(mut self, typed: &Arc<Typed>, flags: bool) -> Self {
        self.launcher = typed.launcher();
        if !flags {
            self.mode = typed.mode().or(self.mode);
        }
        self.how = How::Typed(typed.clone());
        self
    }
}

fn default_mode(shell: &'static dyn Shell, launcher: Launcher, platform: Platform) -> Mode {
    match launcher {
        Launcher::Cron | Launcher::Service | Launcher::SystemdUser | Launcher::Task => Mode::SCRIPT,
        Launcher::Ci => Mode { noprofile: false, ..Mode::SCRIPT },
        Launcher::Ssh | Launcher::Tmux => Mode { login: true, ..Mode::INTERACTIVE },
        _ => Mode { login: shell.login_by_default(platform), ..Mode::INTERACTIVE },
    }
}

fn shell_names() -> String {
    let names: Vec<&str> = shells::ALL.iter().map(|shell| shell.name()).collect();
    names.join(" ")
}

/// A launcher's name, and which of several: `service=nginx`, `cron=/etc/crontab:4`.
fn launcher(text: &str) -> Result<(Launcher, How), String> {
    let (name, chosen) = match text.split_once('=') {
        Some((name, chosen)) => (name, Some(chosen)),
        None => (text, None),
    };
    if let (Some(known), None) = (called(text), chosen) {
        return Ok(known);
    }
    let found = Launcher::ALL.iter().copied().find(|launcher| launcher.name() == name);
    let launcher = found.ok_or_else(|| {
        let names: Vec<&str> = Launcher::ALL.iter().map(|launcher| launcher.name()).collect();
        format!("'{name}' is none of the launchers {}", names.join(" "))
    })?;
    let how = match (chosen, launcher) {
        (None, _) => How::Plain,
        (Some(""), _) => return Err(format!("@{name}= is followed by nothing")),
        (
            Some(chosen),
            Launcher::Service
            | Launcher::Cron
            | Launcher::Task
            | Launcher::SystemdUser
            | Launcher::Ide
            | Launcher::Terminal,
        ) => How::Chosen(chosen.into()),
        (Some(_), _) => return Err(format!("there is only one @{name}")),
    };
    Ok((launcher, how))
}

fn mode(flags: &str) -> Result<Mode, String> {
    let mut mode = Mode::default();
    for flag in flags.split('+') {
        match flag {
            "login" => mode.login = true,
            "interactive" => mode.interactive = true,
            "noprofile" => mode.noprofile = true,
            "posix" => mode.posix = true,
            "script" => {}
            _ => {
                let known = "login interactive script noprofile posix";
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
        let program = self.shell.is_none_or(|shell| shell.name() == program::NAME);
        if let (Some(shell), false) = (self.shell, program) {
            write!(f, "{}", shell.name())?;
            if let Some(mode) = self.mode {
                write!(f, ":{}", mode.describe())?;
            }
        }
        match (&self.how, self.launcher) {
            (How::Typed(typed), _) => {
                let gap = if program { "" } else { " " };
                write!(f, "{gap}--by '{}'", typed.text)
            }
            (How::Chosen(chosen), launcher) => write!(f, "@{}={chosen}", launcher.name()),
            (How::Plain, Launcher::Terminal) if self.shell.is_some() => Ok(()),
            (How::Plain, launcher) => write!(f, "@{}", launcher.name()),
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
        let shell = |one: &Self| one.shell.map(|shell| shell.name());
        (shell(self), self.mode, self.launcher, &self.how)
            == (shell(other), other.mode, other.launcher, &other.how)
    }
}

impl Eq for Spec {}
