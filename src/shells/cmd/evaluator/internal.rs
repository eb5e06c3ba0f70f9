//! The internal commands by name, and those that steer: `goto`, `exit`, `shift`, `setlocal`, `echo`.

use std::rc::Rc;

use super::frame::Outside;
use super::{Evaluator, Flow, arguments};
use crate::environment::Reach;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::is_delimiter;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

/// How many `setlocal` one frame may have open (MS `setlocal`).
const MOST_SAVED: usize = 32;

impl Evaluator<'_> {
    /// Runs an internal command; `text` is all that stands behind its name.
    pub(super) fn internal(&mut self, command: &str, text: &Traced, origin: &Origin) -> Flow {
        match command {
            "set" => self.set(text, origin),
            "path" => self.path(text, origin),
            "prompt" => self.prompt(text, origin),
            "echo" => self.echo(text, origin),
            "cd" | "chdir" => self.change_directory(text, origin),
            "pushd" => self.push_directory(text, origin),
            "popd" => self.pop_directory(),
            "call" => return self.call(text, origin),
            "goto" => return self.goto(text, origin),
            "exit" => return self.exit(text),
            "shift" => self.shift(text, origin),
            "setlocal" => self.setlocal(text, origin),
            "endlocal" => {
                if self.batch() {
                    self.state.restore();
                }
                self.state.code = Level::Known(0);
            }
            "for" | "if" => {
                self.complain("NotRecognized", &format!("'{command}' cannot be called"), origin);
                self.state.returns(1);
            }
            "rem" | "break" | "title" => self.state.code = Level::Known(0),
            "type" | "dir" | "copy" | "move" | "del" | "erase" | "md" | "mkdir" | "rd"
            | "rmdir" | "ren" | "rename" | "mklink" => self.file_command(command, text, origin),
            "assoc" | "ftype" => self.file_type(command, text, origin),
            "start" => return self.start(text, origin),
            _ => self.small(command, text, origin),
        }
        Flow::Next
    }

    /// A command that is asked for its page shows it and does nothing. Where `/?` stands behind other
    /// words nobody asserts what becomes of it.
    pub(super) fn helped(&mut self, command: &str, only: bool, origin: &Origin) -> Flow {
        let shown = format!("{command} /?");
        if !only && command != "echo" {
            self.lost(&format!("may show the page of `{command}` instead of running it"), origin);
        }
        self.print_unknown(&shown, origin);
        self.unknown_code(&format!("is what `{shown}` returns"), origin);
        Flow::Next
    }

    pub(super) fn unknown_code(&mut self, reason: &str, origin: &Origin) {
        let unknown = Rc::new(Unknown::new(reason, origin.clone()));
        self.state.level = Level::Unknown(unknown.clone());
        self.state.code = Level::Unknown(unknown);
    }

    pub(super) fn print_unknown(&mut self, command: &str, origin: &Origin) {
        if self.state.output.is_some() {
            self.state.print(Value::unknown(Unknown::output_of(command, origin.clone())));
        }
    }

    pub(super) fn print_line(&mut self, text: Value, origin: &Origin) {
        if self.state.output.is_some() {
            self.state.print(text.then(Value::known("\r\n", origin.clone())));
        }
    }

    fn echo(&mut self, text: &Traced, origin: &Origin) {
        let flat = text.text();
        let separator = flat.chars().next().map_or(0, char::len_utf8);
        let word = flat.trim();
        self.state.code = Level::Known(0);
        if flat.starts_with([' ', '\t', ',', ';', '=']) || flat.is_empty() {
            if word.is_empty() {
                let reason = "tells in the language of Windows whether ECHO is on";
                let shown = Value::unknown(Unknown::new(reason, origin.clone()));
                return self.print_line(shown, origin);
            }
            if word.eq_ignore_ascii_case("on") || word.eq_ignore_ascii_case("off") {
                self.state.echo = Some(word.eq_ignore_ascii_case("on"));
                return;
            }
        }
        let shown = text.slice(separator..text.len()).to_value();
        self.print_line(shown, origin);
    }

    fn goto(&mut self, text: &Traced, origin: &Origin) -> Flow {
        if !self.batch() {
            return Flow::Next;
        }
        self.state.code = Level::Known(0);
        let argument = text.trim(&[' ', '\t', ',', ';', '=']);
        if let Some(unknown) = argument.why_unknown() {
            let reason = format!("jumps to a label that is not known: it {}", unknown.reason);
            self.doubt(unknown.because(reason, origin.clone()), Reach::Everything);
            return Flow::EndFrame;
        }
        let flat = argument.text();
        // Nothing but a blank ends `:eof`; other labels end at more (ReactOS' tests).
        let word = flat.split([' ', '\t']).next().unwrap_or_default();
        if self.state.extensions && word.eq_ignore_ascii_case(":eof") {
            self.ends_caller(origin);
            self.state.jumped = true;
            return Flow::EndFrame;
        }
        let name = flat.strip_prefix([':', '+']).unwrap_or(flat).trim_start_matches([' ', '\t']);
        let end = name.find([' ', '\t', ':', '+', ',', ';', '=', '&', '<', '>', '|']);
        let name = &name[..end.unwrap_or(name.len())];
        if name.is_empty() {
            return self.left("No batch label specified to GOTO command.", origin);
        }
        if self.state.left > 0 {
            self.lost("jumps in the text that called it", origin);
            return Flow::EndFrame;
        }
        let source = self.here.clone();
        if source.is_some_and(|(source, _)| !self.has_label(&source, name)) {
            let message = format!("The system cannot find the batch label specified - {name}");
            return self.left(&message, origin);
        }
        Flow::Goto(name.into())
    }

    /// A jump to nowhere ends the frame at once, and the rest of its line runs where the call came from
    /// (dbenham's and jeb's `(goto) 2>nul & …`; the shims of npm rest on it); one more ends the caller as well (batchlib's
    /// argparse, whose tests its author asserts on Windows).
    fn left(&mut self, message: &str, origin: &Origin) -> Flow {
        self.complain("LabelNotFound", message, origin);
        self.state.returns(1);
        while self.state.restore() {}
        // The arguments and what `setlocal` remembers are from here on the caller's.
        let around = self.outside.iter().rev().nth(self.state.left).cloned();
        if let Some(Outside { saved, arguments }) = around {
            self.state.saved = saved;
            self.state.arguments = arguments;
            self.state.left += 1;
        }
        Flow::Next
    }

    /// What ends a text behind a jump to nowhere ends the one that goes on; how the lines between go on is not known.
    fn ends_caller(&mut self, origin: &Origin) {
        if self.state.left > 0 {
            self.lost("ends the text that called it as well", origin);
        }
    }

    fn exit(&mut self, text: &Traced) -> Flow {
        let words = arguments::words(text);
        let mut words = words.iter().peekable();
        let only_batch = words.peek().is_some_and(|word| word.text().eq_ignore_ascii_case("/b"));
        if only_batch {
            words.next();
        }
        if let Some(word) = words.next() {
            match word.why_unknown() {
                Some(unknown) => {
                    self.state.level = Level::Unknown(unknown.clone());
                    self.state.code = Level::Unknown(unknown);
                }
                None => {
                    if let Some(number) = leading_number(word.text()) {
                        self.state.returns(number);
                    }
                }
            }
        }
        self.state.code = self.state.level.clone();
        if only_batch {
            let origin = text.origin_at(0).unwrap_or_else(|| Origin::Builtin("cmd".into()));
            self.ends_caller(&origin);
        }
        if only_batch && self.batch() { Flow::EndFrame } else { Flow::Exit }
    }

    fn shift(&mut self, text: &Traced, origin: &Origin) {
        let Some(current) = self.state.arguments.clone() else { return };
        let word = text.text().trim();
        let from = match word.strip_prefix('/') {
            None if word.is_empty() => Some(0),
            Some(number) => number.parse::<usize>().ok().filter(|number| *number <= 8),
            None => None,
        };
        match from {
            Some(from) => {
                self.state.arguments = Some(arguments::shared(arguments::shifted(&current, from)));
                self.state.code = Level::Known(0);
            }
            None => {
                self.complain("InvalidParameter", "Invalid parameter to SHIFT command", origin);
                self.state.returns(1);
            }
        }
    }

    fn setlocal(&mut self, text: &Traced, origin: &Origin) {
        if !self.batch() {
            return;
        }
        if self.state.saved.len() >= MOST_SAVED {
            self.complain("SetlocalDepth", "Maximum setlocal recursion level reached.", origin);
            self.state.returns(1);
            return;
        }
        self.state.save();
        self.state.returns(0);
        for word in text.text().split(is_delimiter).filter(|word| !word.is_empty()) {
            match word.to_ascii_lowercase().as_str() {
                "enableextensions" => self.state.extensions = true,
                "disableextensions" => self.state.extensions = false,
                "enabledelayedexpansion" => self.state.delayed = true,
                "disabledelayedexpansion" => self.state.delayed = false,
                _ => {
                    self.complain(
                        "InvalidParameter",
                        "Invalid parameter to SETLOCAL command",
                        origin,
                    );
                    self.state.returns(1);
                }
            }
        }
    }
}

/// Whether `/?` stands first among the words, or further on; `None` where it is none of them.
/// `echo(/?` is text.
pub(super) fn help_of(text: &Traced) -> Option<bool> {
    let flat = text.text();
    if !flat.contains("/?") || flat.starts_with('(') {
        return None;
    }
    let at = arguments::words(text).iter().position(|word| word.text() == "/?")?;
    Some(at == 0)
}

/// The number at the start of a word, as `atol` reads it; `None` if there is none.
pub(super) fn leading_number(word: &str) -> Option<i32> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => (-1_i64, digits),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number: i64 = digits[..end].get(..end.min(18))?.parse().ok()?;
    Some((sign * number) as i32)
}
