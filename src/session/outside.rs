//! The world outside as a session lends it to its interpreter.

use std::collections::HashMap;
use std::rc::Rc;

use super::fuel::Fuel;
use super::watch::Watch;
use crate::environment::Reach;
use crate::machine::overlay::{Change, Overlay};
use crate::machine::{Fault, Machine, Output};
use crate::programs;
use crate::shells::{self, Call, Host, OutOfFuel, Ran, Shell, Target};
use crate::text::{Decoded, Place, Source, work};
use crate::value::{Origin, Unknown};

/// A session's [`Host`].
pub struct Outside<'m> {
    machine: Overlay<'m>,
    pub(super) shell: &'static dyn Shell,
    outputs: Vec<(String, String)>,
    pub(super) fuel: Fuel,
    pub(super) decoded: HashMap<String, Decoded>,
    opened: Vec<Opened>,
    left: Vec<Place>,
    pub(super) below: Below,
    /// Whether it certainly has administrator rights.
    pub(super) elevated: bool,
    /// The starts of one program that are to be told.
    pub(super) watch: Watch,
}

/// Which shell runs now.
#[derive(Debug, Default)]
pub(super) struct Below {
    /// How many stand above it.
    pub(super) depth: u32,
    /// Why it is not certain that it runs.
    pub(super) perhaps: Option<Rc<Unknown>>,
    /// Whether a file was written.
    pub(super) wrote: bool,
}

impl Below {
    /// A change of what may not run at all leaves its path or registry value undecided.
    fn certainly(&self, change: Change) -> Change {
        let Some(why) = &self.perhaps else { return change };
        let why = format!("is changed only if that runs: it {}", why.reason);
        change.perhaps(why.into()).unwrap_or(change)
    }
}

/// A file that another one had opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its machine path.
    pub path: String,
    /// The statement.
    pub from: Place,
    /// Why it was not read, where it was not.
    pub fault: Option<Fault>,
}

/// What a kilobyte costs that a session writes: it is kept to the end.
const KEPT: u64 = 16;

/// So many bytes of texts are made or read for one step: each is gone through a few times by whoever asks for it.
const READ: u64 = 256;

/// How many files are noted: what a person would read.
const MOST_NOTED: usize = 1000;

impl<'m> Outside<'m> {
    /// The world of one session on that machine.
    pub fn new(
        machine: Overlay<'m>,
        shell: &'static dyn Shell,
        outputs: Vec<(String, String)>,
    ) -> Self {
        work::take();
        Self {
            machine,
            shell,
            outputs,
            fuel: Fuel::full(),
            decoded: HashMap::new(),
            opened: Vec::new(),
            left: Vec::new(),
            below: Below::default(),
            elevated: false,
            watch: Watch::default(),
        }
    }

    /// Another shell takes the place of the one that ran.
    pub(super) fn becomes(&mut self, shell: &'static dyn Shell) {
        self.shell = shell;
    }

    /// What the session wrote, in order.
    pub fn changes(&self) -> Vec<Change> {
        self.machine.changes()
    }

    /// Takes what the session wrote off its own view; the machine below is expected to have it from now on.
    pub fn publish(&mut self) -> Vec<Change> {
        self.decoded.clear();
        self.machine.take_changes()
    }

    /// Whether the file was read as a program text.
    pub fn has_read(&self, path: &str) -> bool {
        self.decoded.contains_key(path)
    }

    /// The files that others had opened, in order.
    pub fn opened(&self) -> &[Opened] {
        &self.opened
    }

    /// Where files ended before their last line.
    pub fn left(&self) -> &[Place] {
        &self.left
    }

    fn note(&mut self, path: &str, from: Option<&Place>, fault: Option<Fault>) {
        let own = self.below.depth == 0 && self.opened.len() < MOST_NOTED;
        if let Some(from) = from.filter(|_| own) {
            self.opened.push(Opened { path: path.to_owned(), from: from.clone(), fault });
        }
    }

    /// Why the answer may be incomplete, if the fuel ran out.
    pub fn exhausted(&self) -> Option<Rc<Unknown>> {
        let reason = "the start-up files ran for more steps than envsim allows; what came after is not known";
        let origin = Origin::Builtin("envsim's own limit".into());
        self.fuel.is_empty().then(|| Rc::new(Unknown::new(reason, origin)))
    }
}

impl Host for Outside<'_> {
    fn machine(&self) -> &dyn Machine {
        &self.machine
    }

    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        if let Some(decoded) = self.decoded.get(path).cloned() {
            self.note(path, from.as_ref(), None);
            return Ok(Source::file(path, decoded, from));
        }
        let read = self.machine.read(path).or_else(|fault| {
            let program = self.machine.program_at(path).ok_or(fault)?;
            Ok(Rc::from(program.as_bytes()))
        });
        self.note(path, from.as_ref(), read.as_ref().err().cloned());
        let bytes = read?;
        let decoded = self.shell.decode(self.machine.facts(), &bytes);
        self.decoded.insert(path.to_owned(), decoded.clone());
        Ok(Source::file(path, decoded, from))
    }

    fn left(&mut self, place: Place) {
        if self.below.depth == 0 && self.left.len() < MOST_NOTED {
            self.left.push(place);
        }
    }

    fn change(&mut self, change: Change) {
        // What comes of it when the fuel ends is not looked at any more.
        let _ = self.fuel.spend(match &change {
            Change::File { bytes, .. } => KEPT * shells::steps_for(bytes.len()),
            _ => KEPT,
        });
        match &change {
            // One file has many names: `./f`, a link to it.
            Change::File { .. } | Change::Removed { .. } => {
                self.decoded.clear();
                self.below.wrote = true;
            }
            Change::Link { .. }
            | Change::Unread { .. }
            | Change::Undecided { .. }
            | Change::Somewhere { .. } => self.decoded.clear(),
            _ => {}
        }
        self.machine.change(self.below.certainly(change));
    }

    fn why_undecided(&self, path: &str) -> Option<Rc<str>> {
        self.machine.why_undecided(path)
    }

    fn take_asked(&self) -> Option<(String, Rc<str>)> {
        self.machine.take_asked()
    }

    fn asks_of_undecided(&self) -> (u64, Option<Rc<str>>) {
        self.machine.asks_of_undecided()
    }

    #[allow(clippy::option_option, reason = "nothing written and something unknown written differ")]
    fn names_written(&self, program: &str, words: &[Option<&str>]) -> Option<Option<Target>> {
        programs::names_written(program, words)
    }

    fn is_elevated(&self) -> bool {
        self.elevated
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        let line = command.join(" ");
        let given = self.outputs.iter().rev().find(|(known, _)| *known == line);
        match given {
            Some((_, text)) => Some(Output { stdout: format!("{text}\n"), status: 0 }),
            None => self.machine.output(command),
        }
    }

    fn start(&mut self, call: &Call<'_>) -> Option<Ran> {
        programs::start(self, call)
    }

    fn notice(&mut self, call: &Call<'_>) {
        self.watch.sees(call, self.below.perhaps.as_ref());
    }

    fn below(&mut self, below: &shells::Below) -> Option<Ran> {
        self.run_below(below)
    }

    fn is_utility(&self, name: &str) -> bool {
        programs::stock::is_utility(name)
    }

    fn reach(&self, command: &str) -> Option<Reach> {
        programs::reach(command)
    }

    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        let work = self.machine.take_work() + work::take() / READ;
        self.fuel.spend(steps.saturating_add(work))
    }
}
