//! Internal commands that change no variable: what they print and what they return.
//!
//! The codes are those that Wine's `test_builtins` asserts of real Windows, for `.bat` and `.cmd`
//! alike; where nothing asserts one it is not known.

use super::{Evaluator, arguments};
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// Runs one of the small commands; `text` is all that stands behind its name.
    pub(super) fn small(&mut self, command: &str, text: &Traced, origin: &Origin) {
        let words = arguments::words(text);
        let known: Option<Vec<&str>> = words.iter().map(Traced::as_known).collect();
        let Some(words) = known else { return self.unmodelled(command, origin) };
        let switch = words.iter().any(|word| word.starts_with('/'));
        match (command, words.as_slice()) {
            ("cls" | "ver", _) if switch => self.wrong(origin),
            ("cls", _) => {
                self.state.print(Value::known("\u{c}", origin.clone()));
                self.state.code = Level::Known(0);
            }
            ("ver", _) => self.shown("ver", origin),
            ("verify", []) => self.shown("verify", origin),
            ("verify", [word]) if is_one_of(word, &["on", "off"]) => self.state.returns(0),
            ("verify", _) => self.wrong(origin),
            ("vol", []) => self.shown("vol", origin),
            ("vol", [drive]) if self.is_drive(drive) => self.shown("vol", origin),
            ("vol", _) => self.wrong(origin),
            ("date" | "time", [word]) if word.eq_ignore_ascii_case("/t") => {
                self.shown(&format!("{command} /t"), origin);
            }
            // Setting the clock takes rights that are not known; what is no number is refused.
            ("date" | "time", [word]) if !word.contains(|letter: char| letter.is_ascii_digit()) => {
                self.wrong(origin);
            }
            ("color", [word]) if !is_color(word) || self.state.output.is_some() => {
                self.wrong(origin)
            }
            ("pause", _) => self.pause(origin),
            _ => self.unmodelled(command, origin),
        }
    }

    /// An internal command that touches no environment and whose result nobody can know.
    fn unmodelled(&mut self, command: &str, origin: &Origin) {
        self.print_unknown(command, origin);
        self.unknown_code(&format!("is what `{command}` returns"), origin);
    }

    /// What it prints is not known, but that it succeeds.
    fn shown(&mut self, command: &str, origin: &Origin) {
        self.print_unknown(command, origin);
        self.state.returns(0);
    }

    fn wrong(&mut self, origin: &Origin) {
        self.failed("InvalidSyntax", "The syntax of the command is incorrect.", origin);
    }

    /// `pause` waits for a key of the console; without one it fails.
    fn pause(&mut self, origin: &Origin) {
        let reason = "is a message in the language of Windows";
        self.print_line(Value::unknown(Unknown::new(reason, origin.clone())), origin);
        match self.rest_of_input().map(|rest| rest.is_empty()) {
            Some(Some(true)) => self.state.returns(1),
            Some(None) => self.unmodelled("pause", origin),
            _ => self.state.code = Level::Known(0),
        }
    }

    fn is_drive(&self, word: &str) -> bool {
        word.len() == 2 && word.ends_with(':') && self.directory_is_there(&format!("{word}\\"))
    }
}

fn is_one_of(word: &str, all: &[&str]) -> bool {
    all.iter().any(|one| word.eq_ignore_ascii_case(one))
}

/// One or two hexadecimal digits, two of them different (`color /?`).
fn is_color(word: &str) -> bool {
    let digits: Vec<char> = word.to_ascii_lowercase().chars().collect();
    let hexadecimal = digits.iter().all(char::is_ascii_hexdigit);
    hexadecimal
        && match digits.as_slice() {
            [_] => true,
            [back, fore] => back != fore,
            _ => false,
        }
}
