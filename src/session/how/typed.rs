//! The words of sudo, su, runuser, ssh and env, and of what stands in front of them.

mod env;
mod options;
mod others;
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
use crate::shells;
use options::Words;

/// The commands that are followed by rules of their own.
const FOLLOWED: &[&str] = &["sudo", "su", "runuser", "ssh", "env", "tmux", "runas"];

/// What the words mean, and the command behind them that they start themselves, where no shell stands between.
pub(super) fn command(words: &[String]) -> Result<(Command, Vec<String>), String> {
    let (first, rest) = words.split_first().ok_or("a command is expected, such as 'sudo -i'")?;
    let name = first.rsplit('/').next().unwrap_or_default();
    let mut words = Words { rest, name };
    match name {
        "sudo" => {
            let sudo = sudo::sudo(&mut words)?;
            match (sudo.shell, words.rest) {
                // A login of su keeps nothing of what sudo gives to it (login(1), `su -`).
                (SudoShell::No, [su, ..]) if su == "su" => match command(words.rest)? {
                    (Command::Su(su), then) if su.login => Ok((Command::Su(su), then)),
                    _ => Err("su behind sudo: without - it keeps what sudo gives, which is not followed; \
                              the nearest is --by 'sudo -s'".to_owned()),
                },
                (SudoShell::No, rest) => Ok((Command::Sudo(sudo), alone(rest.to_vec(), name)?)),
                _ => Ok((Command::Sudo(sudo), Vec::new())),
            }
        }
        "su" | "runuser" => {
            let su = su::su(&mut words, name == "runuser")?;
            Ok((Command::Su(su), Vec::new()))
        }
        "ssh" => Ok((Command::Ssh(ssh::ssh(&mut words)?), Vec::new())),
        "env" => {
            let env = env::env(&mut words)?;
            Ok((Command::Env(env), alone(words.rest.to_vec(), name)?))
        }
        "tmux" => Ok((Command::Tmux, Vec::new())),
        _ if others::passes(&mut words) => match words.rest {
            [] => Ok((Command::Env(EnvWords::default()), Vec::new())),
            rest if is_shell(&rest[0]) || !is_start(&rest[0]) => {
                Ok((Command::Env(EnvWords::default()), rest.to_vec()))
            }
            rest => command(rest),
        },
        _ if is_shell(first) => {
            let all = std::iter::once(first).chain(rest).cloned().collect();
            Ok((Command::Env(EnvWords::default()), all))
        }
        _ => Err(others::refused(name, FOLLOWED)),
    }
}

/// The command behind env, which must be no way to start a session itself: only one of them is followed.
fn alone(then: Vec<String>, name: &str) -> Result<Vec<String>, String> {
    match then.first() {
        Some(first) if is_start(first) => Err(format!(
            "{first} behind {name}: one way to start a session is followed, and --set NAME=VALUE gives what {name} sets"
        )),
        _ => Ok(then),
    }
}

fn is_shell(word: &str) -> bool {
    shells::of_file(word).is_some()
}

/// Whether a word begins another way to start a session.
fn is_start(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    let rest = &[][..];
    FOLLOWED.contains(&name) || others::passes(&mut Words { rest, name }) || others::is_known(name)
}
