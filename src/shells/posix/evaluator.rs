//! The ground that expansion, commands and builtins stand on: what a running shell holds, and what stops it.
//!
//! What is done with it stands above: words are expanded in `expand`, trees are run in `run`, and what a builtin
//! does is in `builtins`; each adds methods of its own.

mod bounds;
mod calls;
mod made;
mod parameters;
mod record;

use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) use bounds::{LONGEST, MOST_ELEMENTS, MOST_PIECES, TOO_LONG};
use calls::Running;
pub(super) use made::Made;
pub use record::Record;

use super::state::{Alias, State, Status};
use super::syntax::Command;
use crate::environment::Entry;
use crate::shells::Host;
use crate::text::{Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// What an error stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The rest of the commands read together.
    Line,
    /// The file.
    File,
    /// Every text that is being read: bash goes back to its top level (sig.c, `top_level_cleanup`), which is a
    /// prompt or a script's next line; start-up files that were to follow are not read.
    Texts,
    /// The shell.
    Shell,
}

/// What an expansion gives, unless it stops the file.
pub type Expanded<T> = Result<T, Stop>;

/// What happens after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next one.
    Next,
    /// `break`.
    Break(u32),
    /// `continue`.
    Continue(u32),
    /// `return`.
    Return,
    /// An error stopped something.
    Stopped(Stop),
    /// `exit` or `exec`.
    Exit,
}

/// A branch that left its file or function while the other went on.
pub(super) struct Undecided {
    pub(super) condition: Rc<Unknown>,
    pub(super) when: String,
    pub(super) state: State,
}

/// Ways that left a running loop while others went on.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) broke: Option<Undecided>,
    pub(super) skipped: Option<Undecided>,
}

/// Runs trees on a state.
pub struct Evaluator<'h> {
    /// The shell.
    pub state: State,
    /// The world outside.
    pub host: &'h mut dyn Host,
    /// What is reported.
    pub record: &'h mut Record,
    /// The text the running tree points into.
    pub source: Rc<Source>,
    pub(super) depth: u32,
    /// The bytes of the texts made at run time that are running.
    pub(super) running_bytes: usize,
    /// Whether the function that is called next was loaded for it.
    pub(super) loading: bool,
    pub(super) nested: u32,
    /// The functions that are running, and how many undecided ways stood around each call.
    pub(super) active: Vec<(Rc<Command>, u32)>,
    /// How many undecided ways stand around the running command.
    pub(super) ways: u32,
    /// How many ways have left while the one that runs went on, and meet it later.
    pub(super) parted: usize,
    /// Why the rest of the running subshell is not known.
    pub(super) lost: Option<Rc<Unknown>>,
    /// Aliases defined later than this were not there when the running text was read.
    pub(super) epoch: u64,
    /// Aliases that were listed and are not certain.
    pub(super) kept_aliases: Vec<(Rc<str>, Entry<Alias>)>,
    pub(super) undecided: Vec<Undecided>,
    /// Whether they leave a function, not a file.
    pub(super) calling: bool,
    /// Why the file that calls the running function may end in it.
    pub(super) file_ends: Option<Rc<Unknown>>,
    /// The loops around the running command, outermost first.
    pub(super) loops: Vec<Frame>,
    /// How many substitutions have run.
    pub(super) captures: u64,
    /// How often something was said on standard error.
    pub(super) complaints: u64,
    /// How often a way has left while another went on.
    pub(super) partings: u64,
    /// Ways that left the running subshell; none outside of subshells.
    pub(super) exits: Option<Vec<Undecided>>,
    pub(super) functions: u32,
    /// How many expansions stand around the running one.
    pub(super) nesting: u32,
    /// Whether one text is wanted where no quotes stand: in an assignment, a pattern, a condition.
    pub(super) joins: bool,
    /// Whether the order of the words that are expanded does not count.
    pub(super) unordered: bool,
    /// The calls and files that are running, innermost last.
    pub(super) running: Vec<Running>,
    /// How many commands around the running one ask whether it fails.
    pub(super) guards: u32,
    /// The traps that are running.
    pub(super) trapping: Vec<&'static str>,
    /// Whether the command that comes next writes to a pipe.
    pub(super) into_pipe: bool,
    /// zsh: whether the trap on ERR has run for what fails.
    pub(super) failure_trapped: bool,
    /// bash: the command that runs.
    pub(super) commanding: Option<(Rc<Source>, Span)>,
    /// Whether the trap on DEBUG has run for the command that comes next.
    pub(super) announced: bool,
    /// The status before the simple command whose words are expanded.
    pub(super) before: Option<Status>,
    /// The traps that stand around the running subshell.
    pub(super) inherited_traps: BTreeMap<&'static str, Value>,
    /// The calls in which a variable was made local whose name is not known.
    pub(super) open_locals: Vec<(u32, Rc<Unknown>)>,
    /// Texts made at run time, with the origins of their pieces.
    pub(super) made: Vec<Made>,
    /// zsh: the command whose words could not be expanded, where only because no file has such a name; empty
    /// where it is not known which one that is.
    pub(super) unmatched: Option<Value>,
}

impl<'h> Evaluator<'h> {
    /// An evaluator for one text.
    pub fn new(
        state: State,
        host: &'h mut dyn Host,
        record: &'h mut Record,
        source: Rc<Source>,
    ) -> Self {
        let epoch = state.epoch;
        Self {
            state,
            host,
            record,
            source,
            depth: 0,
            running_bytes: 0,
            loading: false,
            nested: 0,
            active: Vec::new(),
            ways: 0,
            parted: 0,
            lost: None,
            epoch,
            kept_aliases: Vec::new(),
            undecided: Vec::new(),
            calling: false,
            file_ends: None,
            loops: Vec::new(),
            captures: 0,
            complaints: 0,
            partings: 0,
            exits: None,
            functions: 0,
            nesting: 0,
            joins: false,
            unordered: false,
            running: Vec::new(),
            guards: 0,
            trapping: Vec::new(),
            into_pipe: false,
            failure_trapped: false,
            commanding: None,
            announced: false,
            before: None,
            inherited_traps: BTreeMap::new(),
            open_locals: Vec::new(),
            made: Vec::new(),
            unmatched: None,
        }
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> String {
        span.of(self.source.text()).to_owned()
    }

    /// The origin of what stands at a span.
    pub fn origin(&self, span: Span) -> Origin {
        Origin::File(Place::new(&self.source, span))
    }

    /// Known text that the profile itself writes.
    pub fn written(&self, span: Span) -> Value {
        // Text that was made at run time keeps the origins of what it was made of.
        let made = self.made.iter().rev().find(|made| Rc::ptr_eq(&made.source, &self.source));
        let traced = made.map(|made| made.slice(span.start as usize, span.end as usize));
        match traced {
            Some(value) if !value.pieces().is_empty() => value,
            _ => Value::known(span.of(self.source.text()), self.origin(span)),
        }
    }

    /// An unknown value with its place.
    pub fn unknown(&self, reason: &str, span: Span) -> Value {
        Value::unknown(Unknown::new(reason, self.origin(span)))
    }

    /// The reason why a value is not known.
    pub fn why(&self, value: &Value, span: Span) -> Rc<Unknown> {
        match value.why_unknown() {
            // What is likely of one text is not likely of another that depends on it.
            Some(why) if why.likely.is_some() => {
                Rc::new(Unknown { likely: None, ..(*why).clone() })
            }
            Some(why) => why,
            None => Rc::new(Unknown::new("is not known", self.origin(span))),
        }
    }

    /// A command as the profile writes it, in short.
    pub(super) fn said(&self, span: Option<Span>) -> String {
        let text = span.map(|span| span.of(self.source.text())).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim();
        format!("`{}`", line.chars().take(60).collect::<String>())
    }

    /// Whether an option is on.
    pub fn option(&self, name: &str) -> bool {
        self.state.options.has(name)
    }

    /// The absolute machine path of a path the shell uses; `None` where the directory is not known.
    pub fn absolute(&self, path: &str) -> Option<String> {
        let platform = self.host.machine().platform();
        let whole = match platform.is_absolute(path) || path.starts_with('/') {
            true => path.to_owned(),
            false => format!("{}/{path}", self.state.cwd.text()?.trim_end_matches('/')),
        };
        Some(if self.state.paths.is_msys() { self.native(&whole) } else { whole })
    }

    /// A path of a Unix-like on Windows: `NAME` stands for `NAME.exe` where nothing else is there (Cygwin User's
    /// Guide, "The .exe extension").
    fn native(&self, path: &str) -> String {
        let machine = self.host.machine();
        let native = self.state.paths.machine(path);
        let program = format!("{native}.exe");
        let only = !machine.exists(&native) && machine.is_file(&program);
        if only { program } else { native }
    }

    /// Whether a subshell is running.
    pub(super) fn is_subshell(&self) -> bool {
        self.exits.is_some()
    }

    /// Whether a function is running.
    pub(super) fn in_function(&self) -> bool {
        self.functions > 0
    }
}
