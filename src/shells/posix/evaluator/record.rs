//! What a session reports besides its state.

use std::borrow::Cow;
use std::rc::Rc;

use super::Evaluator;
use crate::environment::{Diagnostic, Doubt, Reach, ShellError};
use crate::shells::Successor;
use crate::text::{Place, Problem, Severity, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// Errors and diagnostics.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What the shell would have reported.
    pub errors: Vec<ShellError>,
    /// What envsim reports.
    pub diagnostics: Vec<Diagnostic>,
    /// The shell that has taken the place of this one.
    pub successor: Option<Rc<Successor>>,
}

/// A profile that fails in a loop is reported once, not a million times.
const MOST: usize = 100;

impl Record {
    /// A file is given up; the doubt about the rest of it, unless it really is broken.
    pub fn syntax(&mut self, source: &Rc<Source>, problem: &Problem) -> Rc<Doubt> {
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
            shown: true,
        };
        self.errors.push(error);
        let reason = format!("cannot be read from here on: {}", problem.message);
        Doubt::total(Unknown::new(reason, Origin::File(place)))
    }

    /// How much is reported so far.
    pub(in crate::shells::posix) fn len(&self) -> usize {
        self.errors.len()
    }

    /// What a loop reported several times from there on stays once.
    pub(in crate::shells::posix) fn once_from(&mut self, errors: usize) {
        once(&mut self.errors, errors);
    }
}

/// So much of a message is kept: it may hold a text of any length.
const LONGEST: usize = 4096;

fn shortened(message: &str) -> Cow<'_, str> {
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &message[..end])),
        None => Cow::Borrowed(message),
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
    /// What the shell would report; of an arm that may not be taken nobody knows whether it does.
    pub fn error(&mut self, message: &str, id: &str, span: Span) {
        if self.ways == 0 && self.record.errors.len() < MOST {
            let place = Some(Place::new(&self.source, span));
            let (id, message) = (id.into(), shortened(message).into());
            self.record.errors.push(ShellError { id, message, place, shown: true });
        }
        self.complain(None, span);
    }

    /// A statement could have changed anything.
    pub fn incomplete(&mut self, reason: &str, span: Span) {
        let unknown = Unknown::new(reason, self.origin(span));
        self.raise(Rc::new(unknown), Reach::Everything);
    }

    /// A statement that is not followed could have changed what it reaches.
    pub fn raise(&mut self, unknown: Rc<Unknown>, reach: Reach) {
        if self.host.spend(4 + self.state.variables.len() as u64 / 256).is_err() {
            return;
        }
        if reach == Reach::Everything {
            self.doubt_output(&unknown);
        }
        self.state.raise(&Rc::new(Doubt { unknown, reach }));
    }

    /// What runs may print anything; of a subshell nothing else is left.
    fn doubt_output(&mut self, why: &Rc<Unknown>) {
        match self.exits {
            Some(_) => drop(self.lost.get_or_insert_with(|| why.clone())),
            None => self.state.print(Value::unknown(why.clone())),
        }
    }

    /// The shell may be gone: where it is not, the answer holds.
    pub fn may_end(&mut self, why: &Unknown) {
        let reason = format!("the shell may end here: it {}", why.reason);
        let unknown = why.because(reason, why.origin.clone());
        self.raise(Rc::new(unknown), Reach::Outside);
    }

    /// A reason with the running statement as its place.
    pub fn reason(&self, reason: impl Into<Rc<str>>, span: Span) -> Rc<Unknown> {
        Rc::new(Unknown::new(reason, self.origin(span)))
    }
}
