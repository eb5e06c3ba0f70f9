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
    /// Something that is wrong at a place of the file.
    pub(super) fn at(file: &str, (line, column): (usize, usize), message: String) -> Self {
        Self::Malformed { file: file.to_owned(), line, column, message }
    }

    /// From what serde reports: its place in characters, its words in ours.
    pub(super) fn from_json(file: &str, text: &str, error: &serde_json::Error) -> Self {
        let told = error.to_string();
        let end = told.rfind(" at line ").unwrap_or(told.len());
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let before = line.get(..error.column().saturating_sub(1)).unwrap_or(line);
        let spot = (error.line().max(1), before.chars().count() + 1);
        Self::at(file, spot, reworded(&told[..end]))
    }
}

/// What the parser says, by how it begins, and what a person is told.
const SENTENCES: &[(&str, &str)] = &[
    ("EOF while parsing an object", "the file ends here, in the middle of an object"),
    ("EOF while parsing a list", "the file ends here, in the middle of a list"),
    ("EOF while parsing a string", "the file ends here, in the middle of a text"),
    ("EOF while parsing", "the file ends here, in the middle of a value"),
    ("expected value", "a value is expected here"),
    ("expected `:`", "`:` is expected here"),
    ("expected `,` or `}`", "`,` or `}` is expected here"),
    ("expected `,` or `]`", "`,` or `]` is expected here"),
    ("expected ident", "true, false or null is expected here"),
    ("key must be a string", "a key is expected here, in double quotes"),
    ("trailing comma", "a comma too many"),
    ("trailing characters", "the file goes on after its last bracket"),
    ("invalid escape", "this escape is none of JSON; a backslash itself is written \\\\"),
    ("invalid number", "this number is none of JSON"),
    ("number out of range", "this number is too large"),
    ("control character", "a control character in a text is written as an escape, such as \\n"),
    ("lone leading surrogate", "this escape is half a character"),
    ("unexpected end of hex escape", "this escape is half a character"),
    ("recursion limit exceeded", "brackets are nested too deeply"),
];

/// What a key that must not be missing may be.
const WANTED: &[(&str, &str)] = &[
    ("schema", r#""schema": "envsim-scenario/1""#),
    ("platform", r#""platform": "linux", "windows" or "macos""#),
    ("type", r#""type": "REG_SZ", "REG_EXPAND_SZ", "REG_DWORD"…"#),
    ("data", r#""data": "text""#),
    ("command", r#""command": ["brew", "--prefix"]"#),
    ("ansi", r#""ansi": 1252"#),
    ("oem", r#""oem": 437"#),
];

fn reworded(message: &str) -> String {
    if let Some((_, sentence)) = SENTENCES.iter().find(|(begin, _)| message.starts_with(begin)) {
        return (*sentence).to_owned();
    }
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message.split('`').next().unwrap_or_default(), quoted.split_first()) {
        ("unknown field ", Some((key, known))) => {
            among(&format!("unknown key \"{key}\""), key, known)
        }
        ("unknown variant ", Some((word, known))) => {
            among(&format!("\"{word}\" is none of the words that are known here"), word, known)
        }
        ("missing field ", Some((key, _))) => missing(key),
        _ => unexpected(message).unwrap_or_else(|| message.to_owned()),
    }
}

/// ``unknown field `a`, expected one of `b`, `c` `` becomes a sentence with the nearest name.
fn among(sentence: &str, word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("{sentence}, nearest is \"{near}\""),
        None => format!("{sentence}, known are {}", known.join(" ")),
    }
}

fn missing(key: &str) -> String {
    let wanted = WANTED.iter().find(|(one, _)| *one == key);
    let wanted = wanted.map(|(_, wanted)| format!(": add {wanted}")).unwrap_or_default();
    format!("key \"{key}\" is missing{wanted}")
}

/// ``invalid type: integer `3`, expected a string``.
fn unexpected(message: &str) -> Option<String> {
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    let wanted = match wanted {
        "a string" | "string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "u16" => "a whole number from 0 to 65535",
        "i32" => "a whole number",
        wanted if wanted.starts_with("struct ") || wanted == "a map" => "an object ({…})",
        _ => "something else",
    };
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let found = match kind {
        "string" => format!("the text {value}"),
        "integer" | "floating" => {
            format!("the number {}", found.split('`').nth(1).unwrap_or(value))
        }
        "boolean" => found.split('`').nth(1).unwrap_or(value).to_owned(),
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        other => other.to_owned(),
    };
    Some(format!("{wanted} is expected here, not {found}"))
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
