//! What an interpreter may ask of the world outside.

use std::rc::Rc;

use super::Below;
use crate::environment::{Doubt, Environment, Reach, Variables};
use crate::machine::overlay::Change;
use crate::machine::{Fault, Machine, Output};
use crate::text::{Place, Source};
use crate::value::{Origin, Unknown, Value};

/// The work a session may do is used up; what was not run stays unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gave up after as many steps as envsim allows")]
pub struct OutOfFuel;

/// What making so many bytes costs.
pub const fn steps_for(bytes: usize) -> u64 {
    1 + (bytes / 1024) as u64
}

/// The name, which no variable has, under which a block tells why it may hold others than it lists.
pub const OTHERS: &str = "";

/// A program that a shell starts.
#[derive(Clone, Debug)]
pub struct Call<'c> {
    /// The name as it was typed.
    pub name: &'c str,
    /// The file that the shell's look-up found, in the machine's spelling.
    pub path: &'c str,
    /// The arguments.
    pub arguments: &'c [Value],
    /// What stands behind the name, as the shell hands it on: on Windows a program gets a line and splits it itself.
    /// `None` where the shell has words only.
    pub line: Option<&'c Value>,
    /// What standard input holds; `None` where it is the shell's own.
    pub input: Option<&'c Value>,
    /// Whether standard input is a file that a redirection opened.
    pub input_is_file: bool,
    /// The environment block it gets.
    pub environment: &'c [(String, Value)],
    /// The directory it starts in, in the machine's spelling.
    pub cwd: &'c Value,
    /// The name of the shell that starts it.
    pub shell: &'c str,
    /// Whether that one is interactive.
    pub interactive: bool,
    /// Files that only the shell has: what `<(…)` stands for.
    pub pipes: &'c [(String, Value)],
    /// The statement.
    pub place: Place,
    /// Why it is not certain that it runs at all.
    pub perhaps: Option<Rc<Unknown>>,
}

/// The environment that a program has which is started with this block, in that directory.
pub fn environment_of(block: &[(String, Value)], cwd: Value, windows: bool) -> Environment {
    let mut environment =
        Environment { variables: Variables::new(windows), cwd, ..Environment::default() };
    for (name, value) in block.iter().filter(|(name, _)| name != OTHERS) {
        let entry = environment.variables.entry(name);
        entry.value = Some(value.clone());
        entry.exported = true;
    }
    let others = block.iter().find(|(name, _)| name == OTHERS);
    if let Some(why) = others.and_then(|(_, value)| value.why_unknown()) {
        environment.raise(Doubt::total(why));
    }
    environment
}

/// What a program leaves of its standard input to whoever reads it next.
#[derive(Clone, Debug, Default)]
pub enum Left {
    /// All: it reads none of it.
    #[default]
    All,
    /// So much.
    Rest(Value),
    /// Nobody knows how much: it stops early, and reads ahead.
    Unknown,
}

/// What a program did that was followed.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Standard output.
    pub output: Value,
    /// Standard error: empty where it says nothing.
    pub error: Value,
    /// The exit status, or why it is not known.
    pub status: Result<i32, Rc<Unknown>>,
    /// Why files may be others than they seem from here on.
    pub outside: Option<Rc<Unknown>>,
    /// What is left of its standard input.
    pub left: Left,
    /// The aliases that it gave the console for cmd.
    pub aliases: Vec<ConsoleAlias>,
}

impl Ran {
    /// One that did nothing else.
    pub fn new(output: Value, error: Value, status: Result<i32, Rc<Unknown>>) -> Self {
        Self { output, error, status, outside: None, left: Left::All, aliases: Vec::new() }
    }
}

/// Whether a word is put in quotes where words become a command line of Windows: it is empty, or has blanks outside of
/// quotes (PowerShell's `NativeCommandParameterBinder`, and the start-up code of C, which MSYS2 writes for).
pub fn needs_quotes(word: &str) -> bool {
    let mut outside = word.split('"').step_by(2);
    word.is_empty() || outside.any(|part| part.contains([' ', '\t']))
}

/// What a program does to the aliases that a console keeps (`AddConsoleAlias`).
#[derive(Clone, Debug)]
pub enum ConsoleAlias {
    /// One is set, or taken away where the text is empty.
    Set {
        /// Its folded name.
        name: String,
        /// What it stands for.
        text: Value,
        /// The line of a file that says so; `None` where the command does.
        from: Option<Origin>,
    },
    /// Nobody knows which.
    Unknown {
        /// A pattern that their names fit.
        names: Rc<str>,
        /// Why.
        why: Rc<Unknown>,
    },
}

/// What a program writes that its command line names.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The file, or the directory something is put into.
    pub name: String,
    /// What is put there: where it is one file and the name a directory's, only that is written.
    pub source: Option<String>,
}

/// The outside world, as the session lends it to an interpreter.
pub trait Host {
    /// Files, registry and facts; what this session wrote is seen.
    fn machine(&self) -> &dyn Machine;

    /// A file as a program text, decoded as this shell does. `from` is the statement that reads it.
    ///
    /// # Errors
    /// When it cannot be read.
    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault>;

    /// A file of the session ends at this statement, before its last line.
    fn left(&mut self, place: Place) {
        let _ = place;
    }

    /// Writes a file or registry value: seen from now on by this session, and by those opened later.
    fn change(&mut self, change: Change);

    /// Why nobody knows what stands at a path, where this session may have written there: asked by who makes
    /// something of the answer.
    fn why_undecided(&self, path: &str) -> Option<Rc<str>> {
        match self.machine().link_status(path) {
            Err(fault) => fault.undecided().cloned(),
            Ok(_) => None,
        }
    }

    /// What this session asked for since that is open, and why: it was written under a condition that nobody knows.
    fn take_asked(&self) -> Option<(String, Rc<str>)> {
        None
    }

    /// How often something was asked for that is open, and why it was the last time.
    fn asks_of_undecided(&self) -> (u64, Option<Rc<str>>) {
        (0, None)
    }

    /// What a program of Windows that is not followed writes: `None` is nothing that these words name, `Some(None)` a
    /// name that is not known.
    #[allow(clippy::option_option, reason = "nothing written and something unknown written differ")]
    fn names_written(&self, _program: &str, _words: &[Option<&str>]) -> Option<Option<Target>> {
        None
    }

    /// Whether whoever runs this session certainly has administrator rights, on Windows.
    fn is_elevated(&self) -> bool {
        self.machine().facts().user.root
    }

    /// What a command printed when it was recorded; words as the shell would pass them.
    fn output(&self, command: &[&str]) -> Option<Output>;

    /// Pays for work: one step is about one command or one kilobyte. Whatever loops or makes
    /// text, lists or tables pays by its size ([`steps_for`]): time and memory are one account.
    ///
    /// # Errors
    /// When the session's fuel is used up, now and at every later call.
    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel>;

    /// Starts a program, as far as it has a model: its changes are made. `None` where it is not followed.
    fn start(&mut self, _: &Call<'_>) -> Option<Ran> {
        None
    }

    /// A program is started of which there is a model, whether this use of it is followed or not.
    fn notice(&mut self, _: &Call<'_>) {}

    /// Whether a program is one that every system has, so that nobody gives its name to something else.
    fn is_utility(&self, _name: &str) -> bool {
        false
    }

    /// Runs a shell below this one, with an environment of its own: what it writes to files stays.
    /// `None` where that is not followed.
    fn below(&mut self, _: &Below) -> Option<Ran> {
        None
    }

    /// What the text that a command prints may change in a session that runs it; `None` where that may
    /// be everything.
    fn reach(&self, _command: &str) -> Option<Reach> {
        None
    }
}
