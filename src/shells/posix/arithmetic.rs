//! `$(( … ))` (POSIX 2.6.4, bash(1) and zshmisc(1) ARITHMETIC EVALUATION): 64-bit integers, and zsh's floating point.

mod number;
mod reader;

pub use number::Number;
use reader::{ASSIGNMENTS, Reader};

/// What an expression needs of the shell.
pub trait Numbers {
    /// The text of a variable, or of an element (`name[key]`); empty if it is not set, `None` if it is not known.
    fn get(&self, name: &str) -> Option<String>;
    /// Whether the keys of its elements are texts.
    fn is_map(&self, name: &str) -> bool;
    /// Writes a variable or an element.
    fn set(&mut self, name: &str, value: Number);
    /// Whether a leading zero means octal (not in zsh).
    fn octal(&self) -> bool;
    /// Whether it has no more than POSIX asks for: no comma, no steps behind a name (dash).
    fn is_plain(&self) -> bool {
        false
    }
    /// Whether `a += …` reads `a` before what is behind it is computed (bash).
    fn reads_early(&self) -> bool {
        false
    }
    /// Whether it is zsh: underscores between digits, floating point, `^^`.
    fn is_zsh(&self) -> bool {
        false
    }
    /// Whether a variable that is not set is an error (`set -u`), which it then reports.
    fn must_be_set(&self, _: &str) -> bool {
        false
    }
    /// zsh: whether operators bind as in C (zshoptions(1), C_PRECEDENCES); `None` where that is not known.
    fn binds_as_c(&self) -> Option<bool> {
        Some(true)
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The shell reports an error.
    Error,
    /// The shell reports an error of an element's index.
    Index,
    /// A variable is not set, which is an error.
    Unset,
    /// A variable is not known, or envsim does not follow the expression.
    Unknown,
}

/// The value of an expression.
///
/// # Errors
/// When the shell would report an error, or a part is not known.
pub fn evaluate(text: &str, numbers: &mut dyn Numbers) -> Result<Number, Failure> {
    let mut reader = Reader::new(text, numbers)?;
    reader.blanks();
    if reader.at == reader.text.len() {
        return Ok(Number::ZERO);
    }
    let value = reader.comma()?;
    reader.blanks();
    if reader.at == reader.text.len() { Ok(value) } else { Err(Failure::Error) }
}

/// Whether every sign of an expression has a meaning here: only then is what cannot be read the shell's error.
pub fn is_understood(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_ \t\n+-*/%<>=!&|^~?:,()".contains(&byte))
        && !text.contains("^^")
}

/// A longer index is not read to its end: the element counts as written.
const LONGEST_INDEX: usize = 256;

/// What stands behind the index of an element, brackets in it matched.
fn behind_index(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if at > LONGEST_INDEX {
            return "=";
        }
        if depth == 0 {
            let end = if letter == ']' { at + 1 } else { at };
            return text[end..].trim_start();
        }
    }
    text
}

/// The names that an expression writes, whether or not its number is known.
pub fn assigned_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let len = super::parser::name_len(&text[at..]);
        if len == 0 {
            at += letter.len_utf8();
            continue;
        }
        let (before, after) = (text[..at].trim_end(), behind_index(text[at + len..].trim_start()));
        let steps = |text: &str| text.starts_with("++") || text.starts_with("--");
        let assigns = ASSIGNMENTS.iter().any(|sign| after.starts_with(sign));
        if (assigns && !after.starts_with("=="))
            || steps(after)
            || before.ends_with("++")
            || before.ends_with("--")
        {
            names.push(text[at..at + len].to_owned());
        }
        at += len;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    struct None_;
    impl Numbers for None_ {
        fn get(&self, name: &str) -> Option<String> {
            Some(if name == "x" { "3".into() } else { String::new() })
        }
        fn set(&mut self, _: &str, _: Number) {}
        fn is_map(&self, _: &str) -> bool {
            false
        }
        fn octal(&self) -> bool {
            true
        }
    }

    #[test]
    fn names_that_are_written() {
        let rows: [(&str, &[&str]); 6] = [
            ("i += n", &["i"]),
            ("a == b", &[]),
            ("++a + b--", &["a", "b"]),
            ("x = y = 1", &["x", "y"]),
            ("a <= b, c <<= 1", &["c"]),
            ("é", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(assigned_names(text), expected, "{text}");
        }
    }

    #[test]
    fn expressions_as_bash_computes_them() {
        let rows = [
            ("1+2*3", Ok(7)),
            ("(1+2)*3", Ok(9)),
            ("2**3**2", Ok(512)),
            ("x++ + x", Ok(6)),
            ("010", Ok(8)),
            ("0x1f", Ok(31)),
            ("1 ? 2 : 3", Ok(2)),
            ("5 && 0 || 1", Ok(1)),
            ("0 && 1/0", Ok(0)),
            ("1/0", Err(Failure::Error)),
            ("-7 / 2", Ok(-3)),
            ("!x", Ok(0)),
            ("64#_", Ok(63)),
            ("x[1+1] + 2", Ok(2)),
            ("1 <= 1, 4 >> 1", Ok(2)),
            ("", Ok(0)),
            ("1 +", Err(Failure::Error)),
        ];
        for (text, expected) in rows {
            assert_eq!(evaluate(text, &mut None_), expected.map(Number::Whole), "{text}");
        }
    }
}
