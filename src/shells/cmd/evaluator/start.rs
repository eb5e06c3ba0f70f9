//! `start`: another process, which changes nothing here.

use super::{Evaluator, Flow, system};
use crate::machine::Platform;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::lookup::behind::{ALONE, WITH_VALUE};
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Value};

/// What stands behind `start`.
struct Started {
    wait: bool,
    shared: bool,
    directory: Option<Traced>,
    command: Traced,
}

impl Evaluator<'_> {
    pub(super) fn start(&mut self, text: &Traced, origin: &Origin) -> Flow {
        let Some(started) = started(text) else {
            self.failed("InvalidSwitch", "Invalid switch", origin);
            return Flow::Next;
        };
        if started.wait {
            return self.waited_for(&started, origin);
        }
        let (name, _) = first_word(&started.command);
        let known = name.as_known().is_some();
        let there = !name.is_empty()
            && (self.search().internal_command(name.text()).is_some()
                || system::is_stock(name.text())
                || self.found_file(name.text()).is_some());
        if known && (there || started.command.is_empty()) {
            // The process goes on by itself: what it prints comes at any time.
            self.print_shared(&started, origin);
            self.state.code = Level::Known(0);
        } else {
            self.unknown_code("is what `start` returns of something it hands to Windows", origin);
        }
        Flow::Next
    }

    fn print_shared(&mut self, started: &Started, origin: &Origin) {
        if started.shared {
            self.print_unknown(started.command.text(), origin);
        }
    }

    /// `/wait`: the exit code is the ERRORLEVEL, and `start` itself succeeds (Wine's tests).
    fn waited_for(&mut self, started: &Started, origin: &Origin) -> Flow {
        let (name, rest) = first_word(&started.command);
        let cmd = self.search().internal_command(name.text()).is_none() && {
            let file = Platform::Windows.file_name(name.text()).to_ascii_lowercase();
            matches!(file.as_str(), "cmd" | "cmd.exe")
        };
        if !cmd && !self.starts_program(&name) {
            self.print_shared(started, origin);
            self.unknown_code("is what the process returns that `start` waits for", origin);
            return Flow::Next;
        }
        let outer = (self.state.cwd.clone(), self.state.output.clone());
        if let Some(directory) = &started.directory {
            self.state.cwd = match directory.as_known().map(|name| name.replace('"', "")) {
                Some(name) => match full_path(&self.expander(), &name) {
                    Ok(path) => Value::known(path, origin.clone()),
                    Err(why) => Value::unknown(why),
                },
                None => directory.to_value(),
            };
        }
        let followed = match cmd {
            true => self.own("cmd", &rest, origin),
            false => {
                self.external(&name, &rest, origin, false);
                matches!(self.state.code, Level::Known(_))
            }
        };
        self.state.cwd = outer.0;
        if !started.shared {
            self.state.output = outer.1;
        }
        match followed {
            true => self.state.code = Level::Known(0),
            false => {
                self.unknown_code("is what the process returns that `start` waits for", origin)
            }
        }
        Flow::Next
    }
}

impl Evaluator<'_> {
    /// Whether a name certainly leads to a program, which runs as it does without `start`; a batch file gets a cmd of
    /// its own.
    fn starts_program(&self, name: &Traced) -> bool {
        let program = |path: String| {
            let lower = path.to_ascii_lowercase();
            lower.ends_with(".exe") || lower.ends_with(".com")
        };
        let known = name.as_known().is_some();
        let inner = self.search().internal_command(name.text()).is_some();
        let found = || self.found_file(name.text()).map(program);
        known && !inner && found().unwrap_or_else(|| system::is_stock(name.text()))
    }
}

/// Takes the title and the switches off; `None` where a switch is none.
fn started(text: &Traced) -> Option<Started> {
    let mut started =
        Started { wait: false, shared: false, directory: None, command: Traced::default() };
    let mut rest = text.trim(&[' ', '\t']);
    let mut titled = false;
    while rest.text().starts_with('/') || !titled && rest.text().starts_with('"') {
        let (word, behind) = first_word(&rest);
        if word.text().starts_with('"') {
            // The first word in quotes is the title, before the switches or behind them.
            (titled, rest) = (true, behind);
            continue;
        }
        let lower = word.text().to_ascii_lowercase();
        rest = behind;
        match lower.as_str() {
            "/wait" | "/w" => started.wait = true,
            "/b" => started.shared = true,
            _ if ALONE.contains(&lower.as_str()) => {}
            _ if WITH_VALUE.contains(&lower.as_str()) => {
                let (value, behind) = first_word(&rest);
                started.directory = started.directory.or((lower == "/d").then_some(value));
                rest = behind;
            }
            _ if lower.starts_with("/d") => {
                started.directory = Some(word.slice(2..word.len()));
            }
            _ => return None,
        }
    }
    started.command = rest;
    Some(started)
}

/// The first word, in quotes or up to a blank, and what follows it.
fn first_word(text: &Traced) -> (Traced, Traced) {
    let mut quoted = false;
    let end = text.text().find(|letter: char| {
        quoted ^= letter == '"';
        !quoted && matches!(letter, ' ' | '\t')
    });
    let end = end.unwrap_or(text.len());
    (text.slice(0..end), text.slice(end..text.len()).trim(&[' ', '\t']))
}
