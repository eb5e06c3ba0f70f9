//! The words of ssh.

use super::options::{Option_, Words, letters};
use super::split::words as split;

/// ssh(1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SshWords {
    /// The account on the server.
    pub user: Option<String>,
    /// `-o SetEnv=`.
    pub set: Vec<(String, String)>,
    /// `-o SendEnv=`.
    pub send: Vec<String>,
    /// Whether a command follows the host.
    pub runs_command: bool,
    /// `-t`: a terminal even for a command.
    pub terminal: bool,
}

/// Letters of ssh(1) that take a value.
const SSH_VALUED: &str = "bBcDeEFIiJLlmOopQRSwW";

pub(super) fn ssh(words: &mut Words<'_>) -> Result<SshWords, String> {
    let mut ssh = SshWords::default();
    let mut host: Option<&str> = None;
    loop {
        while let Some(option) = words.option() {
            let Option_::Short(letter, glued) = option else {
                return words.unknown("with two dashes");
            };
            letters(words, letter, glued, SSH_VALUED, |letter, value| {
                ssh_letter(&mut ssh, letter, value)
            })?;
        }
        match (host, words.next()) {
            (None, Some(name)) => host = Some(name),
            (_, Some(_)) => {
                ssh.runs_command = true;
                break;
            }
            (_, None) => break,
        }
    }
    if let Some((user, _)) = host.and_then(|host| host.rsplit_once('@')) {
        ssh.user = Some(user.to_owned());
    }
    Ok(ssh)
}

fn ssh_letter(ssh: &mut SshWords, letter: char, value: Option<String>) -> bool {
    match (letter, value) {
        ('l', user) => ssh.user = user,
        ('t', _) => ssh.terminal = true,
        ('o', Some(option)) => {
            let (name, value) = option.split_once(['=', ' ']).unwrap_or((option.as_str(), ""));
            let pairs = split(value).unwrap_or_default();
            if name.eq_ignore_ascii_case("SetEnv") {
                let pair = |one: &String| {
                    one.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
                };
                // Only the first SetEnv counts.
                if ssh.set.is_empty() {
                    ssh.set = pairs.iter().filter_map(pair).collect();
                }
            } else if name.eq_ignore_ascii_case("SendEnv") {
                ssh.send.extend(pairs);
            }
        }
        _ => {}
    }
    true
}
