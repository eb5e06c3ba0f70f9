//! Which toolchain takes over from a `go`, from where it would have to come, and what is told of the choice.

use std::rc::Rc;

use super::engine::{Got, Process};
use crate::value::Unknown;

/// Another `go` that takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The toolchain's name, `go1.27.3`.
    pub name: String,
    /// The program.
    pub program: String,
    /// The GOROOT it is given; `None` takes the variable away.
    pub root: Option<String>,
    /// Why: the line or setting that asked for it.
    pub because: String,
}

/// What follows from the choice of a toolchain.
#[derive(Clone, Debug)]
pub enum Next {
    /// Another `go` takes over.
    Go(Switch),
    /// One that is not there would have to be downloaded first.
    Download(Download),
}

/// A toolchain that was chosen, found or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its name, `go1.27.3`.
    pub name: String,
    /// The line or setting that asked for it.
    pub because: String,
    /// Whether it may only come from PATH.
    pub path_only: bool,
}

/// A toolchain that would have to be downloaded.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its name, `go1.27.3`.
    pub name: String,
    /// Where its tree would be.
    pub root: String,
    /// The line or setting that asked for it.
    pub because: String,
    /// Whether a release of that name was ever made, as far as envsim knows.
    pub exists: bool,
    /// Why what it answers is not known.
    pub why: Rc<Unknown>,
}

/// The lines of `GODEBUG=toolchaintrace=1` (Go 1.24 and later).
pub(super) struct Trace {
    /// Whether they are asked for.
    pub(super) on: bool,
    pub(super) lines: Vec<String>,
    pub(super) mode: String,
}

impl Trace {
    pub(super) fn of(process: &Process) -> Got<Self> {
        let on = process.since(24) && process.debug_setting("toolchaintrace")? == "1";
        Ok(Self { on, lines: Vec::new(), mode: String::new() })
    }

    pub(super) fn say(&mut self, line: impl FnOnce() -> String) {
        if self.on {
            self.lines.push(line());
        }
    }

    pub(super) fn upgraded(&mut self, name: &str, line: &str, file: &str) {
        let mode = self.mode.clone();
        self.say(|| {
            format!(
                "go: upgrading toolchain to {name} (required by {line} line in {file}; upgrade allowed by GOTOOLCHAIN={mode})"
            )
        });
    }
}
