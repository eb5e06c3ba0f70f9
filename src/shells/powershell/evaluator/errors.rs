//! Errors: how they are made, reported and remembered.

use std::cell::Cell;
use std::rc::Rc;

use super::flow::{Flow, Raised, Stop};
use super::routes::{ERRORS, Route};
use super::wordings;
use super::{Action, Evaluator};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::unknown_here;
use crate::shells::powershell::object::error::ErrorRecord;
use crate::text::Place;
use crate::value::{Origin, Unknown, Value};

/// The exception of what ends a statement without one of its own.
pub(super) const RUNTIME: &str = "System.Management.Automation.RuntimeException";

/// How many errors `$Error` holds (`ExecutionContext.AppendDollarError`).
pub const LISTED: usize = 256;
/// How many errors a session remembers for its answer; a loop that fails for ever has no end of them.
const KEPT: usize = 4096;

/// A longer message is not kept: it quotes a text of any length, once for every turn of a loop.
const LONGEST_MESSAGE: usize = 16 << 10;

impl Evaluator<'_> {
    /// The place the running statement stands at.
    pub fn place(&self) -> Option<Place> {
        self.at.place().cloned()
    }

    /// Makes an error record here.
    pub fn record(&self, id: &str, exception: &str, message: impl Into<Rc<str>>) -> ErrorRecord {
        let message = message.into();
        let target = self.target_of(id, &message);
        let exact = wordings::exact(id, &message, self.state.desktop);
        let worded = exact.is_some();
        let message = exact.map_or(message, Rc::from);
        let message = match message.len() <= LONGEST_MESSAGE {
            true => Value::known(message, self.at.clone()),
            false => Value::unknown(unknown_here("is longer than envsim keeps", &self.at)),
        };
        ErrorRecord {
            id: Value::known(id, self.at.clone()),
            exception: exception.into(),
            inner: "".into(),
            worded,
            target,
            message,
            place: self.place(),
            muted: Cell::new(false),
        }
    }

    /// What an error made here is about (`TargetObject`): the name that its message quotes, where the
    /// exception carries one (SessionStateException.ItemName, CommandNotFoundException.CommandName).
    fn target_of(&self, id: &str, message: &str) -> Object {
        let quoted = || message.split('\'').nth(1).filter(|name| !name.is_empty());
        let id = id.split(',').next().unwrap_or(id);
        let named = match id {
            "PathNotFound" if wordings::exact(id, message, false).is_some() => quoted(),
            "DriveNotFound" | "VariableNotFound" | "CommandNotFoundException" => quoted(),
            _ => None,
        };
        match named {
            Some(name) => self.text(name),
            None => Object::Unknown(unknown_here("is what an error is about", &self.at)),
        }
    }

    /// An error that ends the statement.
    pub fn raise(&mut self, id: &str, exception: &str, message: impl Into<Rc<str>>) -> Stop {
        let record = Rc::new(self.record(id, exception, message));
        self.raise_record(record, false)
    }

    /// The same, for a record that exists.
    pub fn raise_record(&mut self, record: Rc<ErrorRecord>, whole: bool) -> Stop {
        let whole = whole || self.preference() == Action::Stop;
        Stop::Error(Raised { record, whole })
    }

    /// An error of the running cmdlet that ends its statement.
    pub fn fail(&mut self, id: &str, exception: &str, message: impl Into<Rc<str>>) -> Stop {
        let id = self.full_id(id);
        self.raise(&id, exception, message)
    }

    /// An error of the running cmdlet that ends nothing, unless the error action says so.
    ///
    /// # Errors
    /// When the error action is `Stop`.
    pub fn complain(&mut self, id: &str, exception: &str, message: impl Into<Rc<str>>) -> Flow {
        let id = self.full_id(id);
        let record = Rc::new(self.record(&id, exception, message));
        self.report(record)
    }

    fn full_id(&self, id: &str) -> String {
        match self.command {
            Some(command) => format!("{id},Microsoft.PowerShell.Commands.{command}"),
            None => id.to_owned(),
        }
    }

    /// Handles an error that ends nothing by itself.
    ///
    /// # Errors
    /// When the error action is `Stop`.
    pub fn report(&mut self, record: Rc<ErrorRecord>) -> Flow {
        if let Some(why) = self.unsure_preference() {
            self.may_stop(&why);
        }
        self.state.succeeded = Object::Bool(false);
        match self.action.unwrap_or_else(|| self.preference()) {
            Action::Ignore => Ok(()),
            Action::Stop => Err(Stop::Error(Raised { record, whole: true })),
            Action::Continue => {
                self.show(record);
                Ok(())
            }
            Action::SilentlyContinue => {
                self.remember_muted(record);
                Ok(())
            }
        }
    }

    /// Puts an error into `$Error` and writes it to the stream of errors.
    pub fn show(&mut self, record: Rc<ErrorRecord>) {
        self.emit(ERRORS, Object::Error(record.clone()));
        match self.routes[ERRORS] {
            Route::Shown => self.remember(record),
            Route::Lost | Route::Into(_) => self.remember_muted(record),
        }
    }

    /// Puts an error into `$Error` that is not shown.
    pub fn remember_muted(&mut self, record: Rc<ErrorRecord>) {
        self.remember(record.clone());
        record.muted.set(true);
    }

    /// Puts an error into `$Error`, once.
    pub fn remember(&mut self, record: Rc<ErrorRecord>) {
        record.muted.set(false);
        if record.is_nameless() {
            if let Some(why) = record.message.why_unknown() {
                self.state.unsure_errors.get_or_insert(why);
            }
            return;
        }
        self.list(&record);
        let recent = self.state.errors.iter().rev().take(LISTED);
        if recent.into_iter().any(|old| Rc::ptr_eq(old, &record)) {
            return;
        }
        if self.state.errors.len() >= KEPT {
            self.state.errors.drain(..KEPT / 2);
            self.incomplete("raises more errors than envsim keeps");
        }
        self.state.errors.push(record);
    }

    /// Puts an error before the others in `$Error`, which holds `$MaximumErrorCount` of them.
    fn list(&self, record: &Rc<ErrorRecord>) {
        self.state.error_list.change(|errors| {
            let known = |one: &Object| matches!(one, Object::Error(old) if Rc::ptr_eq(old, record));
            if !errors.iter().any(known) {
                errors.insert(0, Object::Error(record.clone()));
                errors.truncate(LISTED);
            }
        });
    }

    /// `$ErrorActionPreference`.
    pub fn preference(&self) -> Action {
        match self.state.value("ErrorActionPreference") {
            Some(Object::Enum(value)) => Action::named(&value.text),
            Some(Object::Text(value)) => {
                value.text().map_or(Action::Continue, |word| Action::named(&word))
            }
            _ => Action::Continue,
        }
    }

    /// Why it is not known whether an error ends the file.
    pub fn unsure_preference(&self) -> Option<Rc<Unknown>> {
        if self.action.is_some() {
            return None;
        }
        match self.state.value("ErrorActionPreference")? {
            Object::Unknown(why) => Some(why.clone()),
            Object::Text(word) => word.why_unknown(),
            _ => None,
        }
    }

    /// Where an error record stands, as an origin.
    pub fn here(&self) -> Origin {
        self.at.clone()
    }
}
