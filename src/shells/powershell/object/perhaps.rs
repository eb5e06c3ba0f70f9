//! What is there only under a condition that nobody knows, with what is there otherwise.

use std::rc::Rc;

use crate::value::{Unknown, When};

/// When an entry is there, and what is there otherwise.
#[derive(Clone, Debug)]
pub struct Perhaps<T> {
    /// Why the condition is not known.
    pub why: Rc<Unknown>,
    /// The condition, in the words of the profile.
    pub when: Rc<str>,
    /// What is there otherwise; `None` for nothing.
    pub otherwise: Option<Box<T>>,
}

impl<T: Entry> Perhaps<T> {
    /// The condition, as look-ups and reports know it.
    pub fn as_when(&self) -> When {
        When { condition: self.why.clone(), words: self.when.clone() }
    }

    /// The condition, where nothing at all is there otherwise.
    pub fn when_absent(&self) -> Option<When> {
        let last = std::iter::successors(Some(self), |one| {
            one.otherwise.as_deref().and_then(Entry::perhaps)
        })
        .last()?;
        last.otherwise.is_none().then(|| self.as_when())
    }
}

/// An entry of a scope's table that may be there only perhaps.
pub trait Entry: Clone {
    /// Whether both are the same thing.
    fn is_same(&self, other: &Self) -> bool;
    /// Its condition.
    fn perhaps(&self) -> Option<&Perhaps<Self>>;
    /// Sets its condition.
    fn set_perhaps(&mut self, perhaps: Option<Perhaps<Self>>);
}
