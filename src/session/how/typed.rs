//! The words of sudo, su, runuser, ssh and env.

mod env;
mod options;
mod split;
mod ssh;
mod su;
mod sudo;

pub use env::EnvWords;
pub use ssh::SshWords;
pub use su::SuWords;
pub use sudo::{SudoShell, SudoWords};

pub(super) use split::words;

use super::Command;
use options::Words;

/// What the words mean.
pub(super) fn command(words: &[String]) -> Result<Command, String> {
    let (first, rest) = words.split_first().ok_or("a command is expected, such as 'sudo -i'")?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let mut words = Words { rest, name };
    match name {
        "sudo" => sudo::sudo(&mut words).map(Command::Sudo),
        "su" => su::su(&mut words, false).map(Command::Su),
        "runuser" => su::su(&mut words, true).map(Command::Su),
        "ssh" => ssh::ssh(&mut words).map(Command::Ssh),
        "env" => env::env(&mut words).map(Command::Env),
        "tmux" => Ok(Command::Tmux),
        _ => Err(format!("'{name}' is none of sudo su runuser ssh env tmux runas")),
    }
}
