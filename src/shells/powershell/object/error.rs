//! Error records.

use std::cell::Cell;
use std::rc::Rc;

use super::Object;
use crate::environment::ShellError;
use crate::text::Place;
use crate::value::{Origin, Unknown, Value};

/// An error record.
#[derive(Clone, Debug)]
pub struct ErrorRecord {
    /// `FullyQualifiedErrorId`.
    pub id: Value,
    /// The exception's full type name.
    pub exception: Rc<str>,
    /// The exception that one is made of, which `catch` looks at first; empty without one.
    pub inner: Rc<str>,
    /// The exception's message.
    pub message: Value,
    /// What it is about.
    pub target: Object,
    /// The statement.
    pub place: Option<Place>,
    /// Whether the message is PowerShell's or the script's, letter by letter, and not envsim's own words.
    pub worded: bool,
    /// Whether nobody sees it: it is caught, or the error action keeps it silent.
    pub muted: Cell<bool>,
}

/// The exception of an error of which nothing is known.
pub const NAMELESS: &str = "";

impl ErrorRecord {
    /// What it prints as, and its exception's `Message`.
    pub fn text(&self) -> Value {
        if self.worded || !self.message.is_known() {
            return self.message.clone();
        }
        let origin = self.message.origins().into_iter().next();
        let origin = origin.unwrap_or_else(|| Origin::Builtin("PowerShell".into()));
        Value::unknown(Unknown::new("is the text of an error message", origin))
    }

    /// Whether nothing is known of it but that it may be there.
    pub fn is_nameless(&self) -> bool {
        self.exception.is_empty()
    }

    /// As reports have it; `None` when the id is not known.
    pub fn report(&self) -> ShellError {
        let text = |value: &Value| {
            value.text().map_or_else(|| "unknown".to_owned(), |text| text.into_owned())
        };
        ShellError {
            id: text(&self.id),
            message: text(&self.message),
            place: self.place.clone(),
            shown: !self.muted.get(),
        }
    }

    /// An error of which nothing is known but why it may be there.
    pub fn unknown(why: &Unknown, place: Option<Place>) -> Rc<Self> {
        let unknown = || Value::unknown(why.clone());
        Rc::new(Self {
            id: unknown(),
            exception: NAMELESS.into(),
            inner: "".into(),
            message: unknown(),
            target: Object::unknown(why.clone()),
            worded: true,
            muted: Cell::new(false),
            place,
        })
    }
}
