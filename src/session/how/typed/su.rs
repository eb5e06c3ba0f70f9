//! The words of su and runuser.

use super::options::{Option_, Words, letters};

/// su(1) and runuser(1) of util-linux.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuWords {
    /// Whether it is runuser, which asks PAM by its own name.
    pub runuser: bool,
    /// Whom to become; root where nobody is named.
    pub user: Option<String>,
    /// `-`, `-l`.
    pub login: bool,
    /// `-m`, `-p`.
    pub preserve: bool,
    /// `-s`.
    pub shell: Option<String>,
    /// `-w`.
    pub keep: Vec<String>,
    /// `-c`, or a command that follows.
    pub runs_command: bool,
    /// `runuser -u`: no shell at all.
    pub without_shell: bool,
}

pub(super) fn su(words: &mut Words<'_>, runuser: bool) -> Result<SuWords, String> {
    let mut su = SuWords { runuser, ..SuWords::default() };
    loop {
        // Options may stand behind the user's name too (getopt(3)).
        while let Some(option) = words.option() {
            match option {
                Option_::Short(letter, glued) => {
                    letters(words, letter, glued, "csgGwu", |letter, value| {
                        su_letter(&mut su, letter, value)
                    })?;
                }
                Option_::Long(name, value) => su_long(words, &mut su, name, value)?,
            }
        }
        match words.next() {
            Some("-") => su.login = true,
            Some(name) if su.user.is_none() => su.user = Some(name.to_owned()),
            Some(_) => {
                su.runs_command = true;
                return Ok(su);
            }
            None => return Ok(su),
        }
    }
}

fn su_letter(su: &mut SuWords, letter: char, value: Option<String>) -> bool {
    match letter {
        'l' => su.login = true,
        'm' | 'p' => su.preserve = true,
        's' => su.shell = value,
        'c' => su.runs_command = true,
        'w' => su.keep.extend(value.iter().flat_map(|list| list.split(',')).map(str::to_owned)),
        'u' if su.runuser => {
            su.user = value;
            su.without_shell = true;
        }
        'f' | 'P' | 'g' | 'G' => {}
        _ => return false,
    }
    true
}

fn su_long<'w>(
    words: &mut Words<'w>,
    su: &mut SuWords,
    name: &str,
    value: Option<&'w str>,
) -> Result<(), String> {
    match name {
        "login" => su.login = true,
        "preserve-environment" => su.preserve = true,
        "shell" => su.shell = Some(words.value(value)?),
        "command" | "session-command" => {
            words.value(value)?;
            su.runs_command = true;
        }
        "whitelist-environment" => {
            su.keep.extend(words.value(value)?.split(',').map(str::to_owned));
        }
        "fast" | "pty" => {}
        "group" | "supp-group" => drop(words.value(value)?),
        _ => return words.unknown(&format!("--{name}")),
    }
    Ok(())
}
