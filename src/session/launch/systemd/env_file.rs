//! Environment files as systemd reads them (src/basic/env-file.c `parse_env_file_internal`, v252).

use super::super::config::Config;
use crate::value::Value;

/// A line that says something: the name, the value (`None` where not a letter was written), and the value's origin.
pub(super) struct Said {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Said {
    /// The value as it stands.
    pub(super) fn value(&self, config: &Config) -> Value {
        config.value_at(self.value.as_deref().unwrap_or_default(), self.start, self.end)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeKey,
    Key,
    BeforeValue,
    Value,
    Escape,
    Single,
    Double,
    DoubleEscape,
    Comment,
    CommentEscape,
}

/// All of a file.
pub(super) fn parse(config: &Config) -> Vec<Said> {
    let mut reading = Reading::new();
    for (at, letter) in config.text().char_indices() {
        reading.letter(at, letter);
    }
    reading.finish(config.text().len());
    reading.found
}

struct Reading {
    state: State,
    key: String,
    value: Option<String>,
    /// How long the value is without the blanks at its end.
    solid: usize,
    start: usize,
    found: Vec<Said>,
}

impl Reading {
    fn new() -> Self {
        Self {
            state: State::BeforeKey,
            key: String::new(),
            value: None,
            solid: 0,
            start: 0,
            found: Vec::new(),
        }
    }

    fn letter(&mut self, at: usize, letter: char) {
        let newline = matches!(letter, '\n' | '\r');
        let blank = newline || matches!(letter, ' ' | '\t');
        self.state = match self.state {
            State::BeforeKey if matches!(letter, '#' | ';') => State::Comment,
            State::BeforeKey if blank => State::BeforeKey,
            State::BeforeKey => {
                self.start = at;
                self.key = letter.to_string();
                State::Key
            }
            State::Key if newline => State::BeforeKey,
            State::Key if letter == '=' => {
                self.value = None;
                self.solid = 0;
                State::BeforeValue
            }
            State::Key => {
                self.key.push(letter);
                State::Key
            }
            State::BeforeValue if newline => self.push(at),
            State::BeforeValue => self.value_begins(letter, blank),
            State::Value if newline => self.push(at),
            State::Value if letter == '\\' => State::Escape,
            State::Value => self.take(letter, !blank),
            State::Escape if newline => State::Value,
            State::Escape => self.take(letter, true),
            State::Single if letter == '\'' => State::BeforeValue,
            State::Double if letter == '"' => State::BeforeValue,
            State::Double if letter == '\\' => State::DoubleEscape,
            State::Single | State::Double => {
                let state = self.state;
                self.take(letter, true);
                state
            }
            State::DoubleEscape => self.escaped(letter),
            State::Comment if letter == '\\' => State::CommentEscape,
            State::Comment if newline => State::BeforeKey,
            State::Comment | State::CommentEscape => State::Comment,
        };
    }

    fn value_begins(&mut self, letter: char, blank: bool) -> State {
        match letter {
            '\'' => State::Single,
            '"' => State::Double,
            '\\' => State::Escape,
            _ if blank => State::BeforeValue,
            _ => self.take(letter, true),
        }
    }

    fn take(&mut self, letter: char, solid: bool) -> State {
        let value = self.value.get_or_insert_default();
        value.push(letter);
        if solid {
            self.solid = value.len();
        }
        State::Value
    }

    /// Inside of double quotes a backslash goes only before what a shell needs escaped.
    fn escaped(&mut self, letter: char) -> State {
        if !matches!(letter, '"' | '\\' | '`' | '$' | '\n') {
            self.take('\\', true);
        }
        if letter != '\n' {
            self.take(letter, true);
        }
        State::Double
    }

    fn push(&mut self, end: usize) -> State {
        if self.state == State::Value
            && let Some(value) = &mut self.value
        {
            value.truncate(self.solid);
        }
        let name = self.key.trim_end_matches([' ', '\t']).to_owned();
        let value = self.value.take();
        self.found.push(Said { name, value, start: self.start, end });
        State::BeforeKey
    }

    /// An open quote swallows what follows; the value counts all the same.
    fn finish(&mut self, end: usize) {
        let open = [
            State::BeforeValue,
            State::Value,
            State::Escape,
            State::Single,
            State::Double,
            State::DoubleEscape,
        ];
        if open.contains(&self.state) {
            self.push(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_systemd_reads_them() {
        let rows: &[(&str, Option<&str>)] = &[
            ("A=1", Some("1")),
            ("A= 1 ", Some("1")),
            ("A=\"a\" \"b\"", Some("ab")),
            ("A='it'\\''s'", Some("it''s'")),
            ("A=a#b", Some("a#b")),
            ("A=\"\"", None),
            ("A=\"q\\\"q\"", Some("q\"q")),
            ("A=\"q\\xq\"", Some("q\\xq")),
            ("A=\\", None),
            ("A=\"open\nX=1\n", Some("open\nX=1\n")),
        ];
        for (text, expected) in rows {
            let found = parse(&Config::stock("x", text, "test"));
            let first = found.first().and_then(|said| said.value.as_deref());
            assert_eq!(first, *expected, "{text}");
        }
    }
}
