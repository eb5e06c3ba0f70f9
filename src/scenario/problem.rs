//! What is wrong with a scenario file, in words that help.

use crate::text::nearest;

/// Why a scenario cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The text is not what the format asks for.
    #[error("{file}:{line}:{column}: {message}")]
    Malformed {
        /// The file, as it was named.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A key's value makes no sense, or a file it names cannot be read.
    #[error("{file}: {message}")]
    Meaningless {
        /// The file, as it was named.
        file: String,
        /// What is wrong, with the key.
        message: String,
    },
    /// There is no such scenario.
    #[error("no scenario '{name}'{nearest}; this program carries {known}")]
    NotThere {
        /// What was asked for.
        name: String,
        /// `, nearest is '…'`, or nothing.
        nearest: String,
        /// The names that are there.
        known: String,
    },
    /// A step cannot be taken.
    #[error("step {number} of scenario {scenario}: {message}")]
    Step {
        /// The scenario.
        scenario: String,
        /// Counted from 1.
        number: usize,
        /// Why not.
        message: String,
    },
}

impl Problem {
    /// From what serde reports: an unknown key is named together with the nearest known one.
    pub(super) fn from_json(file: &str, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let end = text.rfind(" at line ").unwrap_or(text.len());
        Self::Malformed {
            file: file.to_owned(),
            line: error.line(),
            column: error.column(),
            message: reworded(&text[..end]),
        }
    }
}

/// ``unknown field `a`, expected one of `b`, `c` `` becomes a sentence with the nearest name.
fn reworded(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field `") else { return message.to_owned() };
    let Some((key, rest)) = rest.split_once('`') else { return message.to_owned() };
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("unknown key \"{key}\", nearest is \"{near}\""),
        None => format!("unknown key \"{key}\", known are {}", known.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_names_the_nearest_one() {
        let text = "unknown field `platfrom`, expected one of `schema`, `platform`";
        assert_eq!(reworded(text), "unknown key \"platfrom\", nearest is \"platform\"");
        let text = "unknown field `zzzzzz`, expected `schema` or `env`";
        assert_eq!(reworded(text), "unknown key \"zzzzzz\", known are schema env");
    }
}
