//! The shells, each in a folder of its own, behind one trait.
//!
//! A [`Shell`] says what it reads when it starts ([`Shell::plan`]) and makes an
//! [`Interpreter`] that holds its state. Whoever opens a session walks the plan
//! and lends the interpreter a [`Host`], its only way to the outside world.

mod errand;
mod host;
mod installed;
mod lookup;
mod mode;
mod somewhere;

pub mod app_paths;
pub mod bash;
pub mod cmd;
pub mod native;
pub mod posix;
pub mod powershell;
pub mod program;
pub mod sh;
pub mod trap;
pub mod zsh;

use std::rc::Rc;

pub use errand::{Below, Errand, Successor, Task};
pub use host::{
    Call, ConsoleAlias, Host, Left, OTHERS, OutOfFuel, Ran, Target, environment_of, needs_quotes,
    steps_for,
};
pub use installed::{installed_at, of_program};
pub use lookup::{Candidate, CommandKind, Doubt, End, Lookup, Outcome, Stage, Verdict};
pub use mode::{Launcher, Mode};
pub use somewhere::changed_at;

use trap::Trap;

use crate::environment::{Doubt as Doubted, Environment};
use crate::machine::mounts::Spelling;
use crate::machine::{Facts, Installed, Machine, Platform};
use crate::text::{Decoded, Encoding, Place, Problem, Source, Span, decode};
use crate::value::Value;

/// Every shell, in the order reports show them.
pub static ALL: &[&dyn Shell] = &[
    &cmd::Cmd,
    &powershell::edition::DESKTOP,
    &powershell::edition::CORE,
    &bash::Bash,
    &zsh::Zsh,
    &sh::Sh,
];

/// The shell of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Shell> {
    ALL.iter().copied().find(|shell| shell.name() == name)
}

/// The shell that a program is, by the name of its file.
pub fn of_file(path: &str) -> Option<&'static dyn Shell> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    by_name(name.strip_suffix(".exe").unwrap_or(name))
}

/// What a shell is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The machine's description.
    pub facts: Rc<Facts>,
    /// Login, interactive, without profiles.
    pub mode: Mode,
    /// Who starts it.
    pub launcher: Launcher,
    /// The program.
    pub installed: Installed,
    /// The environment block it is given, in order; all of it is exported.
    pub given: Vec<Given>,
    /// The directory it starts in.
    pub cwd: String,
    /// How it spells paths, where that is not the machine's way.
    pub mounts: Spelling,
}

impl Start {
    /// The last given value of that name, spelled exactly so.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.given.iter().rev().find(|given| given.name == name).map(|given| &given.value)
    }
}

/// A variable of the block a shell is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// Its value; pieces carry the origins (registry values, parent process…).
    pub value: Value,
}

/// One step of a shell's start, as the table of the shell has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The rule's source: manual section or source file, and version.
    pub rule: &'static str,
    /// Why this step is not taken in this mode, where it is not.
    pub skipped: Option<String>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Reads this file if it is there. The name is in the shell's own spelling and may hold its variables.
    Source(String),
    /// Reads the first of these that exists.
    SourceFirst(Vec<String>),
    /// Runs a text that stands in no file.
    Run(Value),
    /// Runs the text of a registry value, if it is there.
    Registry {
        /// The key, with a short hive name.
        key: &'static str,
        /// The value's name.
        name: &'static str,
    },
    /// Something the shell does by itself; shown, not run.
    Note(String),
}

/// Where a step's file name leads, once variables are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// To this path (which may be unknown).
    Path(Value),
    /// Nowhere: what was started so far forbids the step, for this reason.
    Skip(String),
}

/// How a file ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next step follows.
    Next,
    /// Start-up files that were to follow are not read; the shell itself goes on.
    Enough {
        /// A sentence without a full stop.
        reason: String,
    },
    /// The shell is gone (`exit`, `exec`), or nothing more is read, for this reason.
    Ended {
        /// A sentence without a full stop.
        reason: String,
        /// The statement.
        place: Option<Place>,
    },
}

/// A shell envsim knows.
pub trait Shell: Sync {
    /// What sessions call it: `bash`, `cmd`, `pwsh`…
    fn name(&self) -> &'static str;

    /// What people call it: `Windows PowerShell 5.1`.
    fn title(&self) -> &'static str;

    /// The program on this machine, `None` when the machine lacks it.
    fn installed(&self, facts: &Facts) -> Option<Installed> {
        facts.shells.get(self.name()).cloned()
    }

    /// Whether a file of that name is one of this shell's scripts or profiles.
    fn claims(&self, file_name: &str) -> bool;

    /// Whether a new terminal window starts it as a login shell.
    fn login_by_default(&self, platform: Platform) -> bool {
        platform == Platform::MacOs
    }

    /// What editors of Windows call it in their lists of terminals, and how early they take it by themselves; 0 is never.
    fn offered(&self) -> (&'static [&'static str], u8) {
        (&[], 0)
    }

    /// The ordered steps of its start in this mode.
    fn plan(&self, start: &Start) -> Vec<Step>;

    /// A shell that has just been started: its own variables are set, nothing is read yet.
    fn interpreter(&self, start: &Start, host: &mut dyn Host) -> Box<dyn Interpreter>;

    /// What separates the entries of PATH inside this shell.
    fn list_separator(&self, facts: &Facts) -> char {
        facts.platform.list_separator()
    }

    /// The machine path of an absolute path as this shell spells it (`/c/x` in an MSYS shell is `C:\\x`).
    fn machine_path(&self, start: &Start, path: &str) -> String {
        let _ = start;
        path.to_owned()
    }

    /// How it spells paths on that machine, where it is a program of a Unix-like on Windows.
    fn mounts(&self, machine: &dyn Machine, installed: &Installed) -> Spelling {
        let _ = (machine, installed);
        None
    }

    /// How it reads the bytes of a script.
    fn decode(&self, facts: &Facts, bytes: &[u8]) -> Decoded {
        let _ = facts;
        decode(bytes, Encoding::Utf8)
    }

    /// Whether it runs a script of that name in its own process, so that the script can change the session.
    fn runs_in_itself(&self, file_name: &str) -> bool {
        let lower = file_name.to_ascii_lowercase();
        ![".bat", ".cmd"].iter().any(|ending| lower.ends_with(ending))
    }

    /// What its command line tells it to do; `None` where that is not followed.
    fn errand(&self, arguments: &[String]) -> Option<Errand> {
        let _ = arguments;
        None
    }

    /// The language of its scripts, where several shells share one.
    fn language(&self) -> &'static str {
        self.name()
    }

    /// What begins a comment that goes to the end of the line.
    fn comments(&self) -> &'static [&'static str] {
        &["#"]
    }

    /// What a script says and hardly means.
    fn traps(&self, text: &str) -> Vec<Trap> {
        let _ = text;
        Vec::new()
    }

    /// The statements of a script and what is wrong with them.
    fn outline(&self, text: &str) -> Outline;
}

/// A running shell's state.
pub trait Interpreter {
    /// Expands the file name of a step.
    fn locate(&mut self, host: &mut dyn Host, name: &str) -> Located;

    /// A file that people take for the step's and that is not read, and why.
    fn mistaken(&self, host: &dyn Host, name: &str) -> Option<(String, String)> {
        let _ = (host, name);
        None
    }

    /// Runs a start-up file, a script or a text in the session itself.
    fn run(&mut self, host: &mut dyn Host, source: &Rc<Source>) -> Flow;

    /// Something of the start is not followed: from here on all that it reaches is doubted.
    fn doubt(&mut self, doubt: Rc<Doubted>);

    /// What happens between the last file and the first prompt.
    fn settle(&mut self, host: &mut dyn Host) {
        let _ = host;
    }

    /// Whether it can be told what it prints below another shell; from here on that is kept.
    fn employ(&mut self, host: &mut dyn Host, below: &Below) -> bool {
        let _ = (host, below);
        false
    }

    /// Does what it was started for, unless its files ended it, and tells what it printed.
    fn perform(&mut self, host: &mut dyn Host, below: &Below, flow: &Flow) -> Option<Ran> {
        let _ = (host, below, flow);
        None
    }

    /// The shell that has taken the place of this one, if it ended so.
    fn successor(&self) -> Option<Rc<Successor>> {
        None
    }

    /// What the session has now.
    fn environment(&self, host: &dyn Host) -> Environment;

    /// What a command name leads to now, in the order the shell considers it.
    fn lookup(&self, host: &dyn Host, name: &str) -> Lookup;

    /// Whether a variable of that name may be in the environment; `false` is certain, and cheaper than the whole of it.
    fn may_have_variable(&self, name: &str) -> bool {
        let _ = name;
        true
    }

    /// Whether nothing but a file on PATH has a say in what this name leads to; `false` where that is not certain.
    fn is_only_file(&self, name: &str) -> bool {
        let _ = name;
        false
    }
}

/// The statements of a script, for people who want to see what was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Statements in order, nested ones below the statement that holds them.
    pub statements: Vec<Statement>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Files the text cannot do without: the paths from its own folder of which one must be there,
    /// and what is wrong where none is.
    pub beside: Vec<(Vec<String>, Problem)>,
}

/// One statement of an [`Outline`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is, in the language's own word (`if`, `assignment`, `command`).
    pub kind: &'static str,
    /// What it names, where it names something: the variable, function or command.
    pub name: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// How deep it is nested; 0 at the top.
    pub depth: u32,
}
