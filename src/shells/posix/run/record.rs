//! What a session reports besides its state.

use std::rc::Rc;

use super::Evaluator;
use crate::environment::{Diagnostic, ShellError};
use crate::text::{Place, Problem, Severity, Source, Span};
use crate::value::{Origin, Unknown};

/// Errors, diagnostics, and why the answer may be incomplete.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What the shell would have reported.
    pub errors: Vec<ShellError>,
    /// What envsim reports.
    pub diagnostics: Vec<Diagnostic>,
    /// Why something may be missing.
    pub incomplete: Vec<Rc<Unknown>>,
}

/// A profile that fails in a loop is reported once, not a million times.
const MOST: usize = 100;

impl Record {
    /// A file is given up: what it would have done is not known, unless it really is broken.
    pub fn syntax(&mut self, source: &Rc<Source>, problem: &Problem) {
        let place = Place::new(source, problem.span);
        let message = format!("the rest of the file is not read: {}", problem.message);
        self.diagnostics.push(Diagnostic {
            message,
            severity: Severity::Error,
            place: Some(place.clone()),
        });
        let error = ShellError {
            id: "syntax".into(),
            message: problem.message.clone(),
            place: Some(place.clone()),
        };
        self.errors.push(error);
        let reason = format!("cannot be read from here on: {}", problem.message);
        self.incomplete.push(Rc::new(Unknown::new(reason, Origin::File(place))));
    }

    /// Something could have changed anything.
    pub(super) fn doubt(&mut self, why: Rc<Unknown>) {
        if self.incomplete.len() < MOST {
            self.incomplete.push(why);
        }
    }

    /// How much is reported so far.
    pub(super) fn len(&self) -> [usize; 2] {
        [self.errors.len(), self.incomplete.len()]
    }

    /// What a loop reported several times from there on stays once.
    pub(super) fn once_from(&mut self, [errors, incomplete]: [usize; 2]) {
        once(&mut self.errors, errors);
        once(&mut self.incomplete, incomplete);
    }

    /// Something undecided could change more than single values.
    pub fn note_unknown(&mut self, what: &str, why: &Rc<Unknown>) {
        if self.incomplete.len() < MOST {
            let reason = format!("{what}: it {}", why.reason);
            self.incomplete.push(Rc::new(Unknown::new(reason, why.origin.clone())));
        }
    }
}

fn once<T: PartialEq>(all: &mut Vec<T>, from: usize) {
    for one in all.split_off(from.min(all.len())) {
        if !all[from.min(all.len())..].contains(&one) {
            all.push(one);
        }
    }
}

impl Evaluator<'_> {
    /// What the shell would report.
    pub fn error(&mut self, message: &str, id: &str, span: Span) {
        if self.record.errors.len() < MOST {
            let place = Some(Place::new(&self.source, span));
            self.record.errors.push(ShellError { id: id.into(), message: message.into(), place });
        }
    }

    /// A statement could have changed anything.
    pub fn incomplete(&mut self, reason: &str, span: Span) {
        let why = Rc::new(Unknown::new(reason, self.origin(span)));
        self.doubt(why);
    }

    /// Of what a subshell does nothing is left but its output and status: these are in doubt then.
    pub(super) fn doubt(&mut self, why: Rc<Unknown>) {
        match self.exits {
            Some(_) => drop(self.lost.get_or_insert(why)),
            None => self.record.doubt(why),
        }
    }

    /// A reason with the running statement as its place.
    pub fn reason(&self, reason: impl Into<Rc<str>>, span: Span) -> Rc<Unknown> {
        Rc::new(Unknown::new(reason, self.origin(span)))
    }
}
