//! Walks a shell's start-up plan and keeps what became of every step.

use std::borrow::Cow;
use std::rc::Rc;

use crate::environment::Doubt;
use crate::machine::Fault;
use crate::machine::path::same_name;
use crate::shells::{Action, Flow, Host, Interpreter, Located, Step};
use crate::text::Source;
use crate::value::{Origin, Unknown, Value};

use super::outside::Outside;

/// What became of a file or step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Read and run.
    Read,
    /// It is not there.
    Missing,
    /// It is there and cannot be read.
    Unreadable(Fault),
    /// The mode or an option leaves it out.
    Skipped(String),
    /// No step of the plan: people take it for one, and it is not read, for this reason.
    Mistaken(String),
    /// Only the first file of several is read, and this one, as the plan names it, is there.
    Hidden(String),
    /// The start was over before.
    NotReached(String),
    /// Where it would be is not known.
    Unknown(String),
    /// Something the shell does by itself.
    Done,
}

impl Outcome {
    /// Why the step is left out, where it is.
    pub fn left_out(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Skipped(reason) | Self::Mistaken(reason) => Some(Cow::Borrowed(reason)),
            Self::Hidden(first) => {
                Some(Cow::Owned(format!("{first} is there and only the first is read")))
            }
            _ => None,
        }
    }
}

/// A step that was considered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The machine path, or what is done.
    pub what: String,
    /// The name as the plan has it, where that differs (`${ZDOTDIR:-$HOME}/.zshrc`).
    pub written: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The rule's source.
    pub rule: &'static str,
}

pub(super) fn walk(
    plan: &[Step],
    interpreter: &mut dyn Interpreter,
    outside: &mut Outside<'_>,
) -> (Vec<Taken>, Flow) {
    let mut walk = Walk { interpreter, outside, taken: Vec::new(), flow: Flow::Next };
    for step in plan {
        walk.step(step);
    }
    (walk.taken, walk.flow)
}

struct Walk<'w, 'm> {
    interpreter: &'w mut dyn Interpreter,
    outside: &'w mut Outside<'m>,
    taken: Vec<Taken>,
    flow: Flow,
}

impl Walk<'_, '_> {
    fn step(&mut self, step: &Step) {
        let barred = match (&self.flow, &step.skipped) {
            (_, Some(reason)) => Some(Outcome::Skipped(reason.clone())),
            (Flow::Ended { reason, .. } | Flow::Enough { reason }, None) => {
                Some(Outcome::NotReached(reason.clone()))
            }
            (Flow::Next, None) => None,
        };
        match (&step.action, barred) {
            (Action::Source(name), Some(outcome)) => self.note(name, None, outcome, step.rule),
            (Action::SourceFirst(names), Some(outcome)) => {
                for name in names {
                    self.note(name, None, outcome.clone(), step.rule);
                }
            }
            (Action::Run(_), Some(outcome)) => self.note("a text", None, outcome, step.rule),
            (Action::Registry { key, name }, Some(outcome)) => {
                self.note(&format!("{key} {name}"), None, outcome, step.rule);
            }
            (Action::Note(text), barred) => {
                self.note(text, None, barred.unwrap_or(Outcome::Done), step.rule);
            }
            (Action::Source(name), None) => drop(self.source(name, step.rule)),
            (Action::SourceFirst(names), None) => self.source_first(names, step.rule),
            (Action::Run(text), None) => self.run(text, step.rule),
            (Action::Registry { key, name }, None) => self.registry(key, name, step.rule),
        }
    }

    fn note(&mut self, what: &str, written: Option<&str>, outcome: Outcome, rule: &'static str) {
        let written = written.filter(|written| *written != what).map(str::to_owned);
        self.taken.push(Taken { what: what.to_owned(), written, outcome, rule });
    }

    fn source_first(&mut self, names: &[String], rule: &'static str) {
        let mut found: Option<String> = None;
        for name in names {
            match &found {
                Some(first) => {
                    self.note(name, None, Outcome::Hidden(first.clone()), rule);
                }
                None => found = self.source(name, rule).then(|| name.clone()),
            }
        }
    }

    /// Reads one file; whether it is there.
    fn source(&mut self, name: &str, rule: &'static str) -> bool {
        let value = match self.interpreter.locate(self.outside, name) {
            Located::Path(value) => value,
            Located::Skip(reason) => {
                self.note(name, None, Outcome::Skipped(reason), rule);
                return false;
            }
        };
        let Some(path) = value.text() else {
            let reason = value.why_unknown().map(|why| why.reason.to_string()).unwrap_or_default();
            self.note(name, None, Outcome::Unknown(reason), rule);
            self.unnamed(name, value.why_unknown());
            return false;
        };
        let outcome = match self.outside.open(&path, None) {
            Ok(source) => {
                self.flow = self.interpreter.run(self.outside, &source);
                Outcome::Read
            }
            Err(Fault::NotFound | Fault::NotADirectory) => Outcome::Missing,
            Err(fault) => {
                self.unreadable(&path, &fault);
                Outcome::Unreadable(fault)
            }
        };
        let there = outcome != Outcome::Missing;
        self.note(&path, Some(name), outcome, rule);
        if let Some((path, reason)) = self.interpreter.mistaken(self.outside, name) {
            self.note(&path, None, Outcome::Mistaken(reason), rule);
        }
        there
    }

    /// A file that only envsim cannot read would have run; one that nobody may read would not.
    fn unreadable(&mut self, path: &str, fault: &Fault) {
        if matches!(fault, Fault::Denied | Fault::IsADirectory | Fault::Loop) {
            return;
        }
        let reason = format!("{path} is read when the shell starts, and envsim cannot: {fault}");
        let origin = Origin::Builtin("the start-up files".into());
        let mut unknown = Unknown::new(reason, origin);
        if *fault == Fault::NotRecorded {
            unknown.remedy = Some(format!("record the text of {path} in the scenario").into());
        }
        self.interpreter.doubt(Doubt::total(unknown));
    }

    /// A file whose name is not known may be any file.
    fn unnamed(&mut self, name: &str, why: Option<Rc<Unknown>>) {
        let origin = Origin::Builtin("the start-up files".into());
        let unknown = match why {
            Some(why) => {
                let reason =
                    format!("{name} is read when the shell starts, and its name {}", why.reason);
                why.because(reason, why.origin.clone())
            }
            None => Unknown::new(format!("{name} is read, and its name is not known"), origin),
        };
        self.interpreter.doubt(Doubt::total(unknown));
    }

    /// Runs the text of a registry value.
    fn registry(&mut self, key: &str, name: &str, rule: &'static str) {
        let what = format!("{key} {name}");
        let meant = |known: &String| same_name(known, name);
        let doubts = self.outside.machine().registry_doubts(key);
        if let Some(doubt) = doubts.iter().find(|one| one.name.as_ref().is_none_or(meant)) {
            let origin = Origin::Registry { key: key.into(), name: name.into() };
            let reason = format!("runs when the shell starts, and {}", doubt.why);
            self.note(&what, None, Outcome::Unknown(reason.clone()), rule);
            return self.interpreter.doubt(Doubt::total(Unknown::new(reason, origin)));
        }
        let value = self.outside.machine().registry_value(key, name);
        let text = value.as_ref().and_then(|value| value.data.text());
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return self.note(&what, None, Outcome::Missing, rule);
        };
        let source = Source::inline(&what, text);
        self.flow = self.interpreter.run(self.outside, &source);
        self.note(&what, Some(text), Outcome::Read, rule);
    }

    fn run(&mut self, text: &Value, rule: &'static str) {
        let name = match text.origins().first() {
            Some(origin) => format!("{origin:?}"),
            None => "a text".to_owned(),
        };
        match text.text() {
            Some(known) => {
                let source = Source::inline(&name, &known);
                self.flow = self.interpreter.run(self.outside, &source);
                self.note(&name, None, Outcome::Read, rule);
            }
            None => {
                let reason =
                    text.why_unknown().map(|why| why.reason.to_string()).unwrap_or_default();
                self.note(&name, None, Outcome::Unknown(reason), rule);
                self.unnamed(&name, text.why_unknown());
            }
        }
    }
}
