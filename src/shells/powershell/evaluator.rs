//! Runs the language: statements, pipelines, commands, expressions.
//!
//! At the bottom is how a statement ends ([`flow`]) and where outputs go ([`sink`], [`routes`]); then errors, and what
//! becomes of a session where a condition is not known ([`doubts`], [`fork`]). Variables, operators and expressions
//! are evaluated on that, arguments bound ([`functions`], [`bound`]), and pipelines driven ([`stage`],
//! [`pipeline`]). What is no part of the language itself is handed in as a [`library`].

mod assignment;
mod automatic;
mod bind;
mod binding;
pub mod block;
pub mod bound;
pub mod charset;
pub mod classes;
pub mod cmdlet;
pub mod cmdlet_stage;
mod command;
mod common;
mod comparison;
mod control;
mod conversion;
pub mod costs;
mod culture;
pub mod doubts;
mod drives;
mod encodings;
mod environment;
pub mod errors;
mod expression;
mod failure;
pub mod flow;
pub mod fork;
pub mod functions;
pub mod globals;
mod heap;
mod jobs;
mod join;
pub mod library;
mod literal;
mod loops;
mod matching;
mod missing;
mod native;
mod operator;
mod parameters;
mod parse;
pub mod pipeline;
mod redirect;
mod replace;
mod requirements;
mod risk;
pub mod routes;
mod run;
mod script_cmdlet;
mod sets;
pub mod sink;
mod slots;
pub mod spec;
mod split;
pub mod stage;
mod statement;
mod usings;
mod validation;
mod variable;
mod versions;
mod wordings;
mod written;

use std::rc::Rc;

use super::object::Object;
use super::object::block::Block;
use super::object::convert::{Refused, unknown_here};
use super::state::{May, State};
use crate::machine::Attributes;
use crate::machine::overlay::Change;
use crate::shells::Host;
use crate::text::{Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

pub use super::object::error::ErrorRecord;
pub use expression::custom_of;
pub use flow::{Flow, Raised, Stop};
use library::Library;
pub use sink::{Collect, Discard, Sink};

/// A running evaluation: the session's state and the world outside.
pub struct Evaluator<'h> {
    /// The session.
    pub state: &'h mut State,
    /// The world.
    pub host: &'h mut dyn Host,
    /// What stands above the language.
    pub library: &'static Library,
    /// Where the statement that runs now stands.
    pub at: Origin,
    /// How deep calls and expressions are nested.
    pub depth: u32,
    /// The error action of the command that runs now, where it was given.
    pub action: Option<Action>,
    /// The name errors of the running cmdlet end with.
    pub command: Option<&'static str>,
    /// Points after which it is not known whether the rest runs.
    pub doubts: Vec<doubts::Doubt>,
    /// How many of them there have been.
    pub numbered: u64,
    /// Why the running statement may have failed.
    pub maybe_failed: Option<Rc<Unknown>>,
    /// Why something that runs now goes beyond what envsim models.
    pub gap: std::cell::RefCell<Option<Rc<Unknown>>>,
    /// What each open `try` puts aside of its output, outermost first.
    pub late: Vec<usize>,
    /// Pipelines that were opened, to name them.
    pub pipelines: u64,
    /// The text the running statement stands in.
    pub source: Rc<Source>,
    /// Errors that `catch` blocks handle now, innermost last.
    pub caught: Vec<Rc<ErrorRecord>>,
    /// How many branches are being tried whose condition nobody knows.
    pub speculative: u32,
    /// Where the streams behind the first go (`3>&1`), by number.
    pub routes: [routes::Route; 7],
    /// What went to streams that lead elsewhere, by redirection, outermost first.
    pub routed: Vec<Vec<Object>>,
    /// The body that runs in a scope of its own, whose variables may have slots.
    pub frame: Option<Rc<Block>>,
    /// The pipeline whose stages run now.
    pub running: u64,
    /// Where the running function was called.
    pub within: functions::Within,
    /// What `$MyInvocation` tells of the call that runs.
    pub invocation: functions::Invoked,
    /// The status the last file gave to `exit`.
    pub exited: Option<i32>,
    /// How the last program of the running pipeline ended, for `$?`.
    pub native_status: Option<Object>,
}

/// What becomes of an error that ends nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Shown and kept.
    Continue,
    /// Kept.
    SilentlyContinue,
    /// Neither.
    Ignore,
    /// Ends the statement and everything around it.
    Stop,
}

impl Action {
    /// The action of that name; words that ask a person count as `Continue`.
    pub fn named(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "stop" | "1" => Self::Stop,
            "ignore" | "4" => Self::Ignore,
            "silentlycontinue" | "0" => Self::SilentlyContinue,
            _ => Self::Continue,
        }
    }
}

/// How deep calls may nest; PowerShell itself gives up somewhat later.
pub const DEEPEST: u32 = 220;

impl<'h> Evaluator<'h> {
    /// An evaluation at the top of a session.
    pub fn new(state: &'h mut State, host: &'h mut dyn Host, library: &'static Library) -> Self {
        Self {
            state,
            host,
            library,
            at: Origin::Builtin("PowerShell".into()),
            depth: 0,
            action: None,
            command: None,
            doubts: Vec::new(),
            numbered: 0,
            maybe_failed: None,
            gap: std::cell::RefCell::default(),
            late: Vec::new(),
            pipelines: 0,
            source: Source::inline("", ""),
            caught: Vec::new(),
            speculative: 0,
            routes: [routes::Route::Shown; 7],
            routed: Vec::new(),
            frame: None,
            running: 0,
            within: functions::Within::default(),
            invocation: functions::Invoked::default(),
            exited: None,
            native_status: None,
        }
    }

    /// Pays for one step.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn step(&mut self) -> Flow {
        self.host.spend(1).map_err(|_| Stop::OutOfFuel)
    }

    /// `$OFS` as the separator of lists that become text.
    pub fn separator(&self) -> Value {
        match self.state.value("OFS") {
            None | Some(Object::Null) => {
                Value::known(" ", Origin::Builtin("the default of $OFS".into()))
            }
            Some(Object::Text(value)) => value,
            Some(other) => super::object::convert::element_text(&other, &self.at),
        }
    }

    /// Text of an object, as inside a string.
    pub fn text_of(&self, object: &Object) -> Value {
        super::object::convert::to_text(object, &self.separator(), &self.at)
    }

    /// Known text written here.
    pub fn text(&self, text: impl Into<Rc<str>>) -> Object {
        Object::Text(Value::known(text, self.at.clone()))
    }

    /// An unknown object with its reason, found here.
    pub fn unknown(&self, reason: &str) -> Object {
        Object::Unknown(self.why(reason))
    }

    /// An unknown found here.
    pub fn why(&self, reason: &str) -> Rc<Unknown> {
        let why = unknown_here(reason, &self.at);
        self.gap.borrow_mut().get_or_insert_with(|| why.clone());
        why
    }

    /// Marks the answer as possibly incomplete.
    pub fn incomplete(&mut self, reason: &str) {
        let unknown = self.why(reason);
        self.state.note_incomplete(unknown);
    }

    /// Notes a statement that envsim does not follow and that runs in the session.
    pub fn opaque(&mut self, reason: &str, may: May) {
        let unknown = self.why(reason);
        self.state.note_opaque(unknown, may);
    }

    /// A refused conversion as a result: an error that ends the statement, or an unknown value.
    ///
    /// # Errors
    /// When PowerShell itself refuses.
    pub fn settle(
        &mut self,
        result: Result<Object, Refused>,
        id: &str,
        exception: &str,
    ) -> Result<Object, Stop> {
        match result {
            Ok(object) => Ok(object),
            Err(Refused::Unknown(unknown)) => Ok(Object::Unknown(unknown)),
            Err(Refused::Error(message)) => Err(self.raise(id, exception, message)),
        }
    }

    /// The origin of a piece of the current text.
    pub fn origin(&self, span: Span) -> Origin {
        Origin::File(Place::new(&self.source, span))
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> String {
        span.of(self.source.text()).to_owned()
    }

    /// Writes a file or registry value; where the branch that does so may not be taken at all, what stands
    /// there is open from now on.
    pub fn change(&mut self, change: Change) {
        const OPEN: &str = "is written under a condition that is not known";
        const REFUSED: &str = "is read-only or hidden, which may refuse to have it changed";
        self.charge(costs::CHANGE);
        let kept = |path: &str| self.host.machine().attributes(path) != Attributes::ORDINARY;
        if change.path().is_some_and(kept) {
            let open = change.perhaps(REFUSED.into()).unwrap_or(change);
            self.host.change(open);
            let why = self.why(REFUSED);
            return self.may_fail(&why);
        }
        if self.speculative == 0 && self.doubts.is_empty() {
            return self.host.change(change);
        }
        if let Change::Directory { path } = &change
            && self.is_directory(path)
        {
            return;
        }
        if let Some(perhaps) = change.perhaps(OPEN.into()) {
            self.host.change(perhaps);
        }
    }

    /// Notes that a file or registry value was asked for that nobody knows the state of.
    pub(super) fn note_asked(&mut self) {
        if let Some((asked, why)) = self.host.take_asked() {
            self.incomplete(&format!("asks for {asked}, which {why}"));
        }
    }
}
