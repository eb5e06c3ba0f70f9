//! Tool chains: what their own commands would say about an environment, and which layer decided each value.
//!
//! For whoever wires this up (command line, comparison, rules):
//!
//! 1. [`Asked::new`] takes the machine, the session's final
//!    [`Environment`] and the path of the
//!    program its lookup chose (`None` where it finds none);
//!    [`Asked::version`] and [`Asked::root`] are `--go-version` and `--goroot`.
//! 2. [`ToolChain::chain`] answers everything at once: the program, each
//!    [`Setting`] with its [`Step`]s, what the command itself would print and
//!    exit with ([`Chain::said`]), remarks of our own, and where installs go.
//! 3. [`ToolChain::print`] is the command line itself: `go env -json GOPATH`
//!    gives the bytes of stdout and stderr and the exit status ([`Printed`]).
//!    `--plain` is no flag, `--json` is `-json`, `--changed` is `-changed`.
//! 4. [`ToolChain::persist`] is `go env -w K=V` and `go env -u K`: the same,
//!    and the [`Change`]s to lay over the machine.
//!
//! Nothing here runs the tool. A tool chain is one file beside this one and one
//! line in [`ALL`].

pub mod go;

use std::rc::Rc;

use indexmap::IndexMap;

use crate::environment::Environment;
use crate::machine::Machine;
use crate::machine::overlay::Change;
use crate::value::{Origin, Unknown, Value};

/// Every tool chain.
pub static ALL: &[&dyn ToolChain] = &[&go::Go];

/// The tool chain of that name.
pub fn by_name(name: &str) -> Option<&'static dyn ToolChain> {
    ALL.iter().copied().find(|chain| chain.name() == name)
}

/// A tool chain whose settings come from several layers.
pub trait ToolChain: Sync {
    /// The program's name, as it is typed.
    fn name(&self) -> &'static str;

    /// What people call it.
    fn title(&self) -> &'static str;

    /// Every setting, its steps, and what the program would complain about.
    fn chain(&self, asked: &Asked) -> Chain;

    /// What the program's own listing prints for these arguments (flags first, then names).
    fn print(&self, asked: &Asked, arguments: &[&str]) -> Printed;

    /// The arguments for [`ToolChain::persist`] in a command line of the program; `None` where it keeps no settings.
    fn keeping<'t>(&self, arguments: &'t [&'t str]) -> Option<&'t [&'t str]>;

    /// What the program's own command for keeping settings does with these arguments.
    fn persist(&self, asked: &Asked, arguments: &[&str]) -> Persisted;
}

/// Follows a file that only hands over to the one that runs.
pub type Behind<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What a tool chain is asked about.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The machine, as the session sees it.
    pub machine: &'a dyn Machine,
    /// What the session has.
    pub environment: &'a Environment,
    /// The program the session's own lookup chose, by its machine path.
    pub program: Option<&'a str>,
    /// What if the program were of this version.
    pub version: Option<&'a str>,
    /// What if the program were installed in this directory.
    pub root: Option<&'a str>,
    /// Follows a script or link that only hands over to another file: the room that knows shims stands above.
    pub behind: Option<Behind<'a>>,
    /// Why the file that was found leads to no program that is known.
    pub refused: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// A question without any what-if.
    pub fn new(
        machine: &'a dyn Machine,
        environment: &'a Environment,
        program: Option<&'a str>,
    ) -> Self {
        Self {
            machine,
            environment,
            program,
            version: None,
            root: None,
            behind: None,
            refused: None,
        }
    }
}

/// Who can decide a setting, the strongest first: a value offered by an earlier layer wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The environment of the process; an empty value counts as none.
    Environment,
    /// The user's own file of the tool (`go env -w` writes it).
    UserFile,
    /// The file of the installation (`$GOROOT/go.env`, Go 1.21 and later).
    InstallationFile,
    /// Computed from other settings, files or the program's place.
    Derived,
    /// Built into the program.
    Default,
}

impl Layer {
    /// What JSON results call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::UserFile => "user-file",
            Self::InstallationFile => "installation-file",
            Self::Derived => "derived",
            Self::Default => "default",
        }
    }
}

/// What one layer had to say about a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The layer.
    pub layer: Layer,
    /// Where it was looked for, in plain words: a file's path, `process environment`.
    pub place: String,
    /// What it offered; `None` when it has nothing.
    pub offered: Option<Value>,
    /// Whether this step gave the value.
    pub used: bool,
    /// Why it was not used, or what was made of it; empty when there is nothing to say.
    pub because: String,
    /// Who wrote what was offered.
    pub origin: Option<Origin>,
}

/// A setting of the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What the tool prints.
    pub value: Value,
    /// The layer that decided.
    pub layer: Layer,
    /// Every layer that was asked, the strongest first.
    pub steps: Vec<Step>,
    /// The settings that somebody chose and this one is computed from.
    pub follows: Vec<&'static str>,
    /// Whether the tool itself counts it as changed from its default; `None` where the version has no such notion or it is not known.
    pub changed: Option<bool>,
}

/// How much a message matters to the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// It is printed and the command goes on.
    Warning,
    /// The command ends with this exit status.
    Fatal(i32),
}

/// Something the tool itself would print on its error stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text, verbatim, lines separated by newlines, none at the end.
    pub text: String,
    /// What follows from it.
    pub weight: Weight,
}

/// The program that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its machine path; `None` under a what-if without an installation.
    pub path: Option<String>,
    /// Its version as it names itself.
    pub version: String,
    /// Its installation, as it finds it itself.
    pub root: Value,
}

/// Where something the tool builds is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The directory or file; unknown with a reason where it cannot be told.
    pub path: Value,
    /// What decided.
    pub because: String,
    /// What the tool says instead, where it refuses.
    pub refused: Option<String>,
}

/// A version that is asked for and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// Whether it was ever made, as far as is known.
    pub exists: bool,
    /// What follows.
    pub why: Rc<Unknown>,
}

/// All a tool chain has to say about a session.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// The program; `None` when none is found and none was supposed.
    pub program: Option<Program>,
    /// The settings, in the order the tool prints them.
    pub settings: IndexMap<String, Setting>,
    /// What the tool would print on its error stream for a full listing.
    pub said: Vec<Message>,
    /// What is worth knowing beside that, each a sentence without a full stop.
    pub remarks: Vec<String>,
    /// The program the session found, where [`Chain::program`] is another one that it hands over to.
    pub found: Option<Program>,
    /// Another version that is to answer in the program's place: its name, and the line or setting that asks for it.
    /// Where it is found, everything else here is its answer; where it is not, [`Chain::doubts`] says so.
    pub handed_over: Option<(String, String)>,
    /// Why no other version is asked, in words that finish "because"; empty where none ever is.
    pub stays: String,
    /// A version that is to answer and is not there.
    pub missing: Option<Missing>,
    /// What every command that builds would refuse with, where the version may not change and is too old.
    pub too_old: Option<String>,
    /// Where an installed program is put.
    pub install: Option<Target>,
    /// What could not be found out and may change the answer.
    pub doubts: Vec<Rc<Unknown>>,
}

/// The output of a command of the tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Standard output, as bytes; an unknown value stands in it as `(unknown)`, a random part as `(random)`.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
    /// Exit status.
    pub status: i32,
    /// What is not known of the above: names of settings, or what else could not be told.
    pub unknown: Vec<(String, Rc<Unknown>)>,
}

/// The output of a command that keeps settings, and what it writes.
#[derive(Clone, Debug, Default)]
pub struct Persisted {
    /// The output.
    pub printed: Printed,
    /// The files it writes, in order.
    pub changes: Vec<Change>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_layers_are_ordered() {
        let names: Vec<&str> = ALL.iter().map(|chain| chain.name()).collect();
        assert_eq!(names, ["go"]);
        assert!(by_name("go").is_some() && by_name("cargo").is_none());
        assert!(Layer::Environment < Layer::UserFile && Layer::Derived < Layer::Default);
    }
}
