//! Words of unit files: quotes, C escapes, specifiers (systemd.syntax(7), systemd.unit(5); src/basic/extract-word.c, v252).

use crate::value::{Origin, Unknown, Value};

/// The words of a line, as far as its syntax is right.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(BLANK);
    while !rest.is_empty() {
        match word(rest) {
            Some((word, left)) => {
                words.push(word);
                rest = left.trim_start_matches(BLANK);
            }
            // What stands behind a mistake is lost.
            None => break,
        }
    }
    words
}

const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// A word and what follows it; `None` where its syntax is wrong.
fn word(text: &str) -> Option<(String, &str)> {
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        match (quote, letter) {
            (None, letter) if BLANK.contains(&letter) => return Some((word, &text[at..])),
            (None, '\'' | '"') => quote = Some(letter),
            (Some(mark), letter) if mark == letter => quote = None,
            (_, '\\') => {
                let (found, taken) = escape(&text[at + 1..])?;
                word.push(found);
                at += taken;
            }
            (_, letter) => word.push(letter),
        }
        at += letter.len_utf8();
    }
    quote.is_none().then_some((word, ""))
}

/// An escape of C behind its backslash, and how long it is (src/basic/escape.c `cunescape_one`).
fn escape(text: &str) -> Option<(char, usize)> {
    let letter = text.chars().next()?;
    let plain = |found: char| Some((found, letter.len_utf8()));
    let number = |digits: &str, radix: u32, length: usize| {
        let found = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
        (found != '\0').then_some((found, length))
    };
    match letter {
        'a' => plain('\u{7}'),
        'b' => plain('\u{8}'),
        'f' => plain('\u{c}'),
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'v' => plain('\u{b}'),
        's' => plain(' '),
        '\\' | '"' | '\'' => plain(letter),
        'x' => number(text.get(1..3)?, 16, 3),
        'u' => number(text.get(1..5)?, 16, 5),
        'U' => number(text.get(1..9)?, 16, 9),
        '0'..='7' => number(text.get(0..3)?, 8, 3),
        _ => None,
    }
}

/// What specifiers stand for.
pub(super) struct Specifiers<'s> {
    /// The unit's whole name.
    pub(super) unit: &'s str,
    /// The host's name, where known.
    pub(super) host: Option<&'s str>,
    /// The manager's user: name, number, home, shell; the home of the system manager is not the same everywhere.
    pub(super) user: &'s str,
    pub(super) uid: Option<u32>,
    pub(super) home: Option<&'s str>,
    pub(super) shell: &'s str,
    pub(super) runtime: &'s str,
}

/// What a specifier stands for.
enum Meaning {
    Text(String),
    /// One of systemd's, and only the running system knows what it is.
    Unknown,
    /// None of systemd's: the assignment in which it stands is ignored.
    Nothing,
}

/// Specifiers of units that are known when the unit is started, or in another version (systemd.unit(5), v252 to v257).
const OTHERS: &str = "aAbBCdDEfgGhHIJlLmMoPqSsUvwWyY";

impl Specifiers<'_> {
    /// Replaces `%n` and its like; `None` where the letter is none of systemd's (src/shared/specifier.c, v252).
    pub(super) fn expand(&self, text: &str, origin: &Origin) -> Option<Value> {
        replaced(text, origin, |letter| match self.one(letter) {
            Some(text) => Meaning::Text(text),
            None if OTHERS.contains(letter) => Meaning::Unknown,
            None => Meaning::Nothing,
        })
    }

    fn one(&self, letter: char) -> Option<String> {
        let stem = self.unit.rsplit_once('.').map_or(self.unit, |(stem, _)| stem);
        let (prefix, instance) = stem.split_once('@').unwrap_or((stem, ""));
        let text = match letter {
            '%' => "%",
            'n' => self.unit,
            'N' => stem,
            'p' | 'P' => prefix,
            'i' | 'I' if !instance.contains(['-', '\\']) || letter == 'i' => instance,
            'j' => prefix.rsplit('-').next().unwrap_or_default(),
            'H' => self.host?,
            'l' => self.host?.split('.').next().unwrap_or_default(),
            'u' => self.user,
            'U' => return self.uid.map(|uid| uid.to_string()),
            'h' => self.home?,
            's' => self.shell,
            't' => self.runtime,
            'T' => "/tmp",
            'V' => "/var/tmp",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// The specifiers of the managers' own configuration: those of a unit are none there (measured with v252).
pub(super) fn of_manager(text: &str, host: Option<&str>, origin: &Origin) -> Option<Value> {
    replaced(text, origin, |letter| match (letter, host) {
        ('%', _) => Meaning::Text("%".to_owned()),
        ('T', _) => Meaning::Text("/tmp".to_owned()),
        ('V', _) => Meaning::Text("/var/tmp".to_owned()),
        ('H', Some(host)) => Meaning::Text(host.to_owned()),
        ('l', Some(host)) => Meaning::Text(host.split('.').next().unwrap_or_default().to_owned()),
        _ if "aAbBdHlmMoqvwW".contains(letter) => Meaning::Unknown,
        _ => Meaning::Nothing,
    })
}

/// What is no letter or digit behind a `%` stands for itself.
fn replaced(text: &str, origin: &Origin, one: impl Fn(char) -> Meaning) -> Option<Value> {
    let mut value = Value::known("", origin.clone());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        value.push(&rest[..at], origin.clone());
        let after = &rest[at + 1..];
        let Some(letter) = after.chars().next() else {
            rest = &rest[at..];
            break;
        };
        match one(letter) {
            Meaning::Text(text) => value.push(text, origin.clone()),
            Meaning::Unknown => {
                let reason = format!("%{letter} is not known before the unit is started");
                value.append(Value::unknown(Unknown::new(reason, origin.clone())));
            }
            Meaning::Nothing if letter.is_ascii_alphanumeric() => return None,
            Meaning::Nothing => value.push(format!("%{letter}"), origin.clone()),
        }
        rest = &after[letter.len_utf8()..];
    }
    value.push(rest, origin.clone());
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `None` where the assignment is ignored; measured with v252 as process 1.
    #[test]
    fn specifiers_of_units_and_of_managers() {
        let specifiers = Specifiers {
            unit: "a-b@c.service",
            host: Some("box.lan"),
            user: "root",
            uid: Some(0),
            home: None,
            shell: "/bin/bash",
            runtime: "/run",
        };
        let origin = Origin::Default("test".into());
        let plain = |value: Option<Value>| value.map(|value| value.text().map(|t| t.into_owned()));
        let rows: &[(&str, Option<&str>, Option<&str>)] = &[
            ("%%x", Some("%x"), Some("%x")),
            ("100%", Some("100%"), Some("100%")),
            ("%!", Some("%!"), Some("%!")),
            ("50%z", None, None),
            ("%n", Some("a-b@c.service"), None),
            ("%u:%U", Some("root:0"), None),
            ("%s", Some("/bin/bash"), None),
            ("%t", Some("/run"), None),
            ("%H", Some("box.lan"), Some("box.lan")),
            ("%T", Some("/tmp"), Some("/tmp")),
        ];
        for (text, unit, manager) in rows {
            let known = |one: &Option<&str>| one.map(|text| Some(text.to_owned()));
            assert_eq!(plain(specifiers.expand(text, &origin)), known(unit), "{text}");
            let found = of_manager(text, Some("box.lan"), &origin);
            assert_eq!(plain(found), known(manager), "{text}");
        }
    }

    #[test]
    fn words_of_environment_lines() {
        let rows: &[(&str, &[&str])] = &[
            ("A=1 B=two", &["A=1", "B=two"]),
            ("\"A\"=1 B=\"x y\"", &["A=1", "B=x y"]),
            ("\"A=two words\" 'B=$X'", &["A=two words", "B=$X"]),
            ("A=a\\tb\\x41 B=\"q\\\"q\"", &["A=a\tbA", "B=q\"q"]),
            ("A=1 \"open", &["A=1"]),
            ("A=1 B=\\q C=3", &["A=1"]),
        ];
        for (text, expected) in rows {
            assert_eq!(words(text), *expected, "{text}");
        }
    }
}
