//! The variables that a machine's description lays over the platform's own.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use indexmap::IndexMap;

/// Values by name; `None` takes a name away. Every session has the facts of its machine: they share one table until
/// somebody writes to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid(Arc<IndexMap<String, Option<String>>>);

impl Deref for Laid {
    type Target = IndexMap<String, Option<String>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Laid {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(&mut self.0)
    }
}

impl FromIterator<(String, Option<String>)> for Laid {
    fn from_iter<I: IntoIterator<Item = (String, Option<String>)>>(all: I) -> Self {
        Self(Arc::new(all.into_iter().collect()))
    }
}

impl<'l> IntoIterator for &'l Laid {
    type Item = (&'l String, &'l Option<String>);
    type IntoIter = indexmap::map::Iter<'l, String, Option<String>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
