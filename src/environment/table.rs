//! A table of names that costs nothing to clone: it is copied when one of the clones is written to.

use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use indexmap::IndexMap;

/// Names and what they stand for, in the order they were first written.
#[derive(Clone, Debug)]
pub struct Table<V> {
    shared: Rc<IndexMap<String, V>>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { shared: Rc::default() }
    }
}

impl<V> Table<V> {
    /// Whether both are the same table still, neither having been written to.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared)
    }
}

impl<V> Deref for Table<V> {
    type Target = IndexMap<String, V>;

    fn deref(&self) -> &Self::Target {
        &self.shared
    }
}

impl<V: Clone> DerefMut for Table<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Rc::make_mut(&mut self.shared)
    }
}

impl<'t, V> IntoIterator for &'t Table<V> {
    type Item = (&'t String, &'t V);
    type IntoIter = indexmap::map::Iter<'t, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.shared.iter()
    }
}

impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<T: IntoIterator<Item = (String, V)>>(all: T) -> Self {
        Self { shared: Rc::new(all.into_iter().collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_the_same_table_until_one_of_them_is_written_to() {
        let mut table: Table<u8> = [("A".to_owned(), 1)].into_iter().collect();
        let before = table.clone();
        assert!(table.is_same(&before));
        table.insert("B".to_owned(), 2);
        assert!(!table.is_same(&before));
        assert_eq!((before.len(), table.len()), (1, 2));
    }
}
