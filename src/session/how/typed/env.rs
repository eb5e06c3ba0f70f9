//! The words of env.

use super::options::{Option_, Words, letters};

/// env(1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvWords {
    /// `-i`.
    pub empty: bool,
    /// `-u`.
    pub unset: Vec<String>,
    /// `NAME=VALUE`.
    pub set: Vec<(String, String)>,
    /// `-C`.
    pub cwd: Option<String>,
}

pub(super) fn env(words: &mut Words<'_>) -> Result<EnvWords, String> {
    let mut env = EnvWords::default();
    loop {
        if words.peek() == Some("-") {
            words.next();
            env.empty = true;
            continue;
        }
        let Some(option) = words.option() else { break };
        match option {
            Option_::Short(letter, glued) => {
                letters(words, letter, glued, "uC", |letter, value| match (letter, value) {
                    ('i', _) => {
                        env.empty = true;
                        true
                    }
                    ('u', Some(name)) => {
                        env.unset.push(name);
                        true
                    }
                    ('C', cwd) => {
                        env.cwd = cwd;
                        true
                    }
                    _ => false,
                })?;
            }
            Option_::Long("ignore-environment", _) => env.empty = true,
            Option_::Long("unset", value) => env.unset.push(words.value(value)?),
            Option_::Long("chdir", value) => env.cwd = Some(words.value(value)?),
            Option_::Long(name, _) => return words.unknown(&format!("--{name}")),
        }
    }
    env.set = words.assignments();
    Ok(env)
}
