//! bash's `${name@X}` and `${name^^pattern}` (bash(1), "Parameter Expansion").

use super::ansi;
use super::edit::Edit;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::{Slot, Variable, in_order};
use crate::shells::posix::syntax::{Parameter, Subject};
use crate::text::Span;
use crate::value::Value;

/// A text that bash reads back as itself; `None` where the locale decides what can be printed.
pub(super) fn reusable(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return dollar_quoted(text);
    }
    text.is_ascii().then(|| match text {
        "'" => "\\'".to_owned(),
        _ => format!("'{}'", text.replace('\'', "'\\''")),
    })
}

/// A text with backslashes, as bash's `printf %q` writes it (lib/sh/shquote.c, `sh_backslash_quote`).
pub(in crate::shells::posix) fn backslashed(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("''".to_owned());
    }
    if text.chars().any(char::is_control) {
        return dollar_quoted(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for letter in text.chars() {
        let special = " '\"\\|&;()<>!{}*[]?^$`,".contains(letter);
        let first = letter == '#' && before.is_none();
        let home = letter == '~' && matches!(before, None | Some('=' | ':'));
        if special || first || home {
            out.push('\\');
        }
        out.push(letter);
        before = Some(letter);
    }
    text.is_ascii().then_some(out)
}

fn dollar_quoted(text: &str) -> Option<String> {
    let mut out = String::from("$'");
    for letter in text.chars() {
        match letter {
            '\x1b' => out.push_str("\\E"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' | '\'' => out.extend(['\\', letter]),
            _ if letter.is_ascii_control() => out.push_str(&format!("\\{:03o}", letter as u32)),
            _ if letter.is_ascii() => out.push(letter),
            _ => return None,
        }
    }
    out.push('\'');
    Some(out)
}

/// A text between double quotes, as `declare -p` writes elements.
pub(in crate::shells::posix) fn double_quoted(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return dollar_quoted(text);
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
    text.is_ascii().then_some(out)
}

/// The letters of a variable's attributes, in bash's order (variables.c, `var_attribute_string`).
pub(in crate::shells::posix) fn attribute_letters(variable: &Variable) -> String {
    let marks = [
        ('a', matches!(variable.slot, Slot::Array(_))),
        ('A', matches!(variable.slot, Slot::Map(_))),
        ('i', variable.integer),
        ('n', variable.refers),
        ('r', variable.readonly),
        ('x', variable.exported),
        ('l', variable.case == Some(b'l')),
        ('u', variable.case == Some(b'u')),
    ];
    marks.into_iter().filter(|(_, is)| *is).map(|(letter, _)| letter).collect()
}

impl Evaluator<'_> {
    /// `@Q`, `@E`, `@A`, `@a`, `@K`, `@k`, `@P`.
    pub(super) fn transformed(
        &mut self,
        letter: u8,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let span = parameter.span;
        let declared = || match parameter.subject {
            Subject::Name(name) => self.state.variable(&self.text(name)).is_some(),
            _ => false,
        };
        // Attributes are told of what is declared, set or not.
        if !(found.set || found.maybe || letter == b'a' && declared()) {
            return Ok(found);
        }
        match letter {
            b'Q' => self.each(found, span, |text| reusable(text).map(Edit::Text)),
            b'E' => self.each(found, span, |text| Some(Edit::Text(ansi(text, false)))),
            b'P' => self.prompts(found, span),
            b'K' | b'k' if !found.list => self.transformed(b'Q', found, parameter),
            b'A' | b'a' | b'K' | b'k' => {
                let Subject::Name(name) = parameter.subject else { return self.unfollowed(span) };
                let name = self.text(name);
                match self.told(letter, &name, &found, span) {
                    Some(found) => Ok(found),
                    None => self.unfollowed(span),
                }
            }
            _ => self.unfollowed(span),
        }
    }

    fn told(&self, letter: u8, name: &str, found: &Found, span: Span) -> Option<Found> {
        let positional =
            matches!(name, "@" | "*") || name.bytes().all(|byte| byte.is_ascii_digit());
        if positional || found.maybe {
            return None;
        }
        let name = &*self.state.referred(name);
        let variable =
            self.state.variable(name).filter(|one| !one.maybe_unset && !one.maybe_exported)?;
        let one = |text: String| Some(Found::one(self.computed(text, span)));
        let letters = attribute_letters(variable);
        match letter {
            b'a' if found.list => {
                let all = found.values.iter().map(|_| self.computed(letters.as_str(), span));
                Some(Found::list(all.collect(), found.apart))
            }
            b'a' => one(letters),
            b'A' if found.list => {
                let elements = self.elements_written(variable)?;
                one(format!("declare -{letters} {name}=({elements})"))
            }
            b'A' => {
                let text = reusable(&found.values.first()?.text()?)?;
                let head =
                    if letters.is_empty() { String::new() } else { format!("declare -{letters} ") };
                one(format!("{head}{name}={text}"))
            }
            b'K' => {
                let pairs = self.pairs(variable)?;
                let text = pairs
                    .iter()
                    .map(|(key, value)| Some(format!("{key} {}", double_quoted(value)?)));
                let mut text = text.collect::<Option<Vec<_>>>()?.join(" ");
                if matches!(variable.slot, Slot::Map(_)) {
                    text.push(' ');
                }
                one(text)
            }
            _ => {
                let pairs = self.pairs(variable)?.into_iter();
                let words = pairs.flat_map(|(key, value)| [key, value]);
                let words = words.map(|word| self.computed(word, span)).collect();
                Some(Found::list(words, found.apart))
            }
        }
    }

    /// Keys and values; `None` where they are not all known.
    fn pairs(&self, variable: &Variable) -> Option<Vec<(String, String)>> {
        let text = |value: &Value| value.text().map(|text| text.into_owned());
        match &variable.slot {
            Slot::Array(elements) => {
                elements.iter().map(|(key, value)| Some((key.to_string(), text(value)?))).collect()
            }
            Slot::Map(elements) => in_order(elements, self.state.dialect)
                .into_iter()
                .map(|(key, value)| Some((key.clone(), text(value)?)))
                .collect(),
            _ => None,
        }
    }

    /// `[0]="a" [1]="b"`; a table's end in a blank (arrayfunc.c, `assoc_to_assign`).
    pub(in crate::shells::posix) fn elements_written(&self, variable: &Variable) -> Option<String> {
        let plain =
            |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let pairs = self.pairs(variable)?;
        let shown = pairs.iter().map(|(key, value)| {
            let key = if plain(key) { key.clone() } else { double_quoted(key)? };
            Some(format!("[{key}]={}", double_quoted(value)?))
        });
        let mut text = shown.collect::<Option<Vec<_>>>()?.join(" ");
        if matches!(variable.slot, Slot::Map(_)) && !text.is_empty() {
            text.push(' ');
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_bash_quotes_them() {
        for (text, expected) in [
            ("it's", "'it'\\''s'"),
            ("'", "\\'"),
            ("", "''"),
            ("a\nb'", "$'a\\nb\\''"),
            ("\x01", "$'\\001'"),
        ] {
            assert_eq!(reusable(text).as_deref(), Some(expected));
        }
    }
}
