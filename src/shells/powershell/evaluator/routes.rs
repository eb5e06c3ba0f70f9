//! The streams behind the first: errors, warnings, verbose, debug, information (about_Output_Streams).

use std::rc::Rc;

use super::Evaluator;
use crate::shells::powershell::object::{Object, Record};
use crate::value::{Unknown, Value};

/// Errors.
pub const ERRORS: usize = 2;
/// Warnings.
pub const WARNINGS: usize = 3;
/// `Write-Verbose`.
pub const VERBOSE: usize = 4;
/// `Write-Debug`.
pub const DEBUG: usize = 5;
/// `Write-Information` and `Write-Host`.
pub const INFORMATION: usize = 6;

/// Where what is written to a stream goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To the screen.
    Shown,
    /// Nowhere.
    Lost,
    /// To a redirection, by its place in [`Evaluator::routed`].
    Into(usize),
}

impl Evaluator<'_> {
    /// Writes to a stream that is not the first.
    pub fn emit(&mut self, stream: usize, object: Object) {
        if let Route::Into(at) = self.routes[stream]
            && let Some(place) = self.routed.get_mut(at)
        {
            place.push(object);
        }
    }

    /// Writes a text to one of the streams of messages.
    pub fn emit_message(&mut self, stream: usize, text: Value) {
        if !matches!(self.routes[stream], Route::Into(_)) {
            return;
        }
        let type_name = match stream {
            WARNINGS => "System.Management.Automation.WarningRecord",
            VERBOSE => "System.Management.Automation.VerboseRecord",
            DEBUG => "System.Management.Automation.DebugRecord",
            _ => "System.Management.Automation.InformationRecord",
        };
        let member = if stream == INFORMATION { "MessageData" } else { "Message" };
        let record = Record::new(type_name).with(member, Object::Text(text.clone()));
        self.emit(stream, record.printing(text).into_object());
    }

    /// How much every redirection has been given.
    pub(super) fn routed_so_far(&self) -> Vec<usize> {
        self.routed.iter().map(Vec::len).collect()
    }

    /// What redirections were given since, in a branch that may not be taken, is not known.
    pub(super) fn doubt_routed(&mut self, before: &[usize], why: &Rc<Unknown>) {
        for (place, length) in self.routed.iter_mut().zip(before) {
            if place.len() > *length {
                place.truncate(*length);
                place.push(Object::Unknown(why.clone()));
            }
        }
    }
}
