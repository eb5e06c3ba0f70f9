//! The way a session is started, as people type it: `sudo -E -u web`, `su - ann`, `ssh host`, `env -i A=1`.

mod runas;
mod typed;

use std::sync::Arc;

use crate::shells::{self, Launcher, Mode, Shell, program};
pub use runas::RunasWords;
pub use typed::{EnvWords, SshWords, SuWords, SudoShell, SudoWords};

/// What is known of the way besides the launcher's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// The plain case.
    #[default]
    Plain,
    /// One of several: the unit of a service, the line of a crontab, the name of a task.
    Chosen(Arc<str>),
    /// Typed, in place of a launcher.
    Typed(Arc<Typed>),
}

/// What was typed before the shell or command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The words as they were typed.
    pub text: String,
    /// What they mean.
    pub command: Command,
    /// The command behind them that is started without a shell between; empty where none is typed.
    pub then: Vec<String>,
}

/// The command that starts the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// sudo(8).
    Sudo(SudoWords),
    /// su(1) and runuser(1).
    Su(SuWords),
    /// ssh(1): what the client asks of the server.
    Ssh(SshWords),
    /// env(1).
    Env(EnvWords),
    /// tmux(1) without options that matter.
    Tmux,
    /// runas of Windows.
    Runas(RunasWords),
}

impl Typed {
    /// Reads the words of a command line.
    ///
    /// # Errors
    /// Says which word is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        if runas::is_one(text) {
            let command = Command::Runas(runas::parse(text)?);
            return Ok(Self { text: text.trim().to_owned(), command, then: Vec::new() });
        }
        let words = typed::words(text)?;
        let (command, then) = typed::command(&words)?;
        Ok(Self { text: text.trim().to_owned(), command, then })
    }

    /// The shell that is typed behind it, or the program, and how it runs; `None` where neither is typed.
    pub fn started(&self) -> Option<(&'static dyn Shell, Mode)> {
        let (first, rest) = self.then.split_first()?;
        let shell = shells::of_file(first);
        Some(shell.map_or((&program::Program, Mode::SCRIPT), |shell| (shell, flags(rest))))
    }

    /// Who starts it.
    pub fn launcher(&self) -> Launcher {
        match self.command {
            Command::Sudo(_) => Launcher::Sudo,
            Command::Su(_) => Launcher::Su,
            Command::Ssh(_) => Launcher::Ssh,
            Command::Env(_) => Launcher::Terminal,
            Command::Tmux => Launcher::Tmux,
            Command::Runas(_) => Launcher::Su,
        }
    }

    /// How the shell runs that it starts; `None` where it says nothing about one.
    pub fn mode(&self) -> Option<Mode> {
        let login = Mode { login: true, ..Mode::SCRIPT };
        let prompt = Mode { login: true, ..Mode::INTERACTIVE };
        match &self.command {
            Command::Sudo(sudo) => Some(match (sudo.shell, sudo.runs_command) {
                (SudoShell::Login, true) => login,
                (SudoShell::Login, false) => prompt,
                (SudoShell::Shell, false) => Mode::INTERACTIVE,
                (SudoShell::Shell, true) | (SudoShell::No, _) => Mode::SCRIPT,
            }),
            Command::Su(su) => Some(match (su.login, su.runs_command) {
                (true, true) => login,
                (true, false) => prompt,
                (false, true) => Mode::SCRIPT,
                (false, false) => Mode::INTERACTIVE,
            }),
            Command::Ssh(ssh) => Some(if ssh.runs_command { Mode::SCRIPT } else { prompt }),
            Command::Env(_) | Command::Runas(_) => None,
            Command::Tmux => Some(prompt),
        }
    }
}

/// How a shell runs with these words behind it: what is none of its options is a script (bash(1), zsh(1)).
fn flags(words: &[String]) -> Mode {
    let mut mode = Mode::INTERACTIVE;
    let mut asked = false;
    for word in words {
        match word.as_str() {
            "--login" => mode.login = true,
            "--posix" => mode.posix = true,
            "--norc" | "--noprofile" | "--no-rcs" | "-NoProfile" => mode.noprofile = true,
            letters if letters.starts_with('-') && !letters.starts_with("--") => {
                mode.login |= letters.contains('l');
                asked |= letters.contains('i');
                mode.interactive &= !letters.contains('c');
                if letters.contains('c') {
                    break;
                }
            }
            long if long.starts_with("--") => {}
            _ => {
                mode.interactive = false;
                break;
            }
        }
    }
    mode.interactive |= asked;
    mode
}

impl Typed {
    /// The words of a line, quotes taken away; none where a quote is not closed.
    pub(crate) fn split(line: &str) -> Vec<String> {
        typed::words(line).unwrap_or_default()
    }
}
