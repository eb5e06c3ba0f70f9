//! The words of sudo.

use super::options::{Option_, Words, letters};

/// Which shell sudo is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SudoShell {
    /// None: a command.
    #[default]
    No,
    /// `-s`: the caller's.
    Shell,
    /// `-i`: the target's, as a login shell.
    Login,
}

/// sudo(8), as far as it matters to the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SudoWords {
    /// `-u`.
    pub user: Option<String>,
    /// `-i` or `-s`.
    pub shell: SudoShell,
    /// `-E`.
    pub preserve: bool,
    /// `--preserve-env=LIST`.
    pub keep: Vec<String>,
    /// `-H`.
    pub home: bool,
    /// `-D`.
    pub cwd: Option<String>,
    /// `NAME=VALUE` in front of the command.
    pub set: Vec<(String, String)>,
    /// Whether a command follows.
    pub runs_command: bool,
}

pub(super) fn sudo(words: &mut Words<'_>) -> Result<SudoWords, String> {
    let mut sudo = SudoWords::default();
    while let Some(option) = words.option() {
        match option {
            Option_::Short(letter, glued) => {
                letters(words, letter, glued, "ughpCrtUTRD", |letter, value| {
                    sudo_letter(&mut sudo, letter, value)
                })?;
            }
            Option_::Long("preserve-env", Some(list)) => {
                sudo.keep.extend(list.split(',').map(str::to_owned));
            }
            Option_::Long(name, value) => sudo_long(words, &mut sudo, name, value)?,
        }
    }
    sudo.set = words.assignments();
    sudo.runs_command = words.peek().is_some();
    Ok(sudo)
}

fn sudo_letter(sudo: &mut SudoWords, letter: char, value: Option<String>) -> bool {
    match letter {
        'u' => sudo.user = value,
        'D' => sudo.cwd = value,
        'i' => sudo.shell = SudoShell::Login,
        's' => sudo.shell = SudoShell::Shell,
        'E' => sudo.preserve = true,
        'H' => sudo.home = true,
        'n' | 'S' | 'k' | 'A' | 'b' | 'B' | 'N' | 'g' | 'h' | 'p' | 'C' | 'r' | 't' | 'T' => {}
        _ => return false,
    }
    true
}

fn sudo_long<'w>(
    words: &mut Words<'w>,
    sudo: &mut SudoWords,
    name: &str,
    value: Option<&'w str>,
) -> Result<(), String> {
    match name {
        "user" => sudo.user = Some(words.value(value)?),
        "chdir" => sudo.cwd = Some(words.value(value)?),
        "group" | "host" | "prompt" | "close-from" | "command-timeout" => {
            words.value(value)?;
        }
        "login" => sudo.shell = SudoShell::Login,
        "shell" => sudo.shell = SudoShell::Shell,
        "preserve-env" => sudo.preserve = true,
        "set-home" => sudo.home = true,
        "non-interactive" | "stdin" | "askpass" | "background" => {}
        _ => return words.unknown(&format!("--{name}")),
    }
    Ok(())
}
