//! A table of names that costs next to nothing to clone: clones share all that neither has written, and
//! what they differ in is found without looking at the rest.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::rc::Rc;

use imbl::GenericOrdMap;
use imbl::ordmap::DiffItem;
use imbl::shared_ptr::RcK;

/// What a name stands for, and when it was first written.
#[derive(Debug)]
struct Item<V> {
    order: u64,
    value: Rc<V>,
}

impl<V> Clone for Item<V> {
    fn clone(&self) -> Self {
        Self { order: self.order, value: self.value.clone() }
    }
}

impl<V> PartialEq for Item<V> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.value, &other.value)
    }
}

/// Names and what they stand for, in the order they were first written.
#[derive(Debug)]
pub struct Table<V> {
    items: GenericOrdMap<Rc<str>, Item<V>, RcK>,
    written: u64,
}

impl<V> Clone for Table<V> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone(), written: self.written }
    }
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { items: GenericOrdMap::default(), written: 0 }
    }
}

impl<V> Table<V> {
    /// Whether both are the same table still, neither having been written to.
    pub fn is_same(&self, other: &Self) -> bool {
        self.items.ptr_eq(&other.items)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What the name stands for.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.shared(name).map(Rc::as_ref)
    }

    /// What the name stands for, to be kept.
    pub fn shared(&self, name: &str) -> Option<&Rc<V>> {
        self.items.get(name).map(|item| &item.value)
    }

    /// Whether the name stands for something.
    pub fn contains_key(&self, name: &str) -> bool {
        self.items.contains_key(name)
    }

    /// Makes the name stand for this. It keeps its place.
    pub fn insert(&mut self, name: impl AsRef<str> + Into<Rc<str>>, value: impl Into<Rc<V>>) {
        let order = self.items.get(name.as_ref()).map(|item| item.order);
        let order = order.unwrap_or_else(|| {
            self.written += 1;
            self.written
        });
        self.items.insert(name.into(), Item { order, value: value.into() });
    }

    /// Takes the name away, and what it stood for with it.
    pub fn remove(&mut self, name: &str) -> Option<Rc<V>> {
        self.items.remove(name).map(|item| item.value)
    }

    /// All names and what they stand for, in the order they were first written.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &V)> {
        self.iter_where(|_| true)
    }

    /// The names that stand for what is wanted, in the order they were first written.
    pub fn iter_where(&self, wanted: impl Fn(&V) -> bool) -> impl Iterator<Item = (&Rc<str>, &V)> {
        let mut all: Vec<_> = self.items.iter().filter(|(_, item)| wanted(&item.value)).collect();
        all.sort_by_key(|(_, item)| item.order);
        all.into_iter().map(|(name, item)| (name, &*item.value))
    }

    /// All names, in the order they were first written.
    pub fn names(&self) -> impl Iterator<Item = &Rc<str>> {
        self.iter().map(|(name, _)| name)
    }

    /// All names and what they stand for, by name: cheaper than in order.
    pub fn by_name(&self) -> impl Iterator<Item = (&Rc<str>, &V)> {
        self.items.iter().map(|(name, item)| (name, &*item.value))
    }

    /// The names that begin so, and what they stand for.
    pub fn beginning(&self, start: &str) -> impl Iterator<Item = (&Rc<str>, &V)> {
        let from = self.items.range::<_, str>((Bound::Included(start), Bound::Unbounded));
        let all = from.take_while(move |(name, _)| name.starts_with(start));
        all.map(|(name, item)| (name, &*item.value))
    }

    /// The names that do not stand for the very same in both, as `other` has them in order.
    pub fn changes(&self, other: &Self) -> Vec<Rc<str>> {
        let mut names: BTreeSet<(u64, &Rc<str>)> = BTreeSet::new();
        for change in self.items.diff(&other.items) {
            let (name, item) = match change {
                DiffItem::Add(name, item) | DiffItem::Remove(name, item) => (name, item),
                DiffItem::Update { new, .. } => new,
            };
            names.insert((item.order, name));
        }
        names.into_iter().map(|(_, name)| name.clone()).collect()
    }
}

impl<V: Clone> Table<V> {
    /// What the name stands for, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.items.get_mut(name).map(|item| Rc::make_mut(&mut item.value))
    }
}

impl<V: Clone> Table<V> {
    /// What the name stands for, this if there is none.
    pub fn entry_or(&mut self, name: &str, new: impl FnOnce() -> V) -> &mut V {
        self.written += 1;
        let order = self.written;
        let item = self.items.entry(name.into());
        Rc::make_mut(&mut item.or_insert_with(|| Item { order, value: Rc::new(new()) }).value)
    }
}

impl<V: Clone + Default> Table<V> {
    /// What the name stands for, made if there is none.
    pub fn entry(&mut self, name: &str) -> &mut V {
        self.entry_or(name, V::default)
    }
}

impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<T: IntoIterator<Item = (String, V)>>(all: T) -> Self {
        let mut table = Self::default();
        all.into_iter().for_each(|(name, value)| table.insert(name, value));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(names: &[&str]) -> Table<u8> {
        names.iter().map(|&name| (name.to_owned(), 1)).collect()
    }

    fn names(all: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
        all.into_iter().map(|name| name.as_ref().to_owned()).collect()
    }

    #[test]
    fn a_clone_is_the_same_table_until_one_of_them_is_written_to() {
        let mut table = table(&["A"]);
        let before = table.clone();
        assert!(table.is_same(&before));
        table.insert("B", 2);
        assert!(!table.is_same(&before));
        assert_eq!((before.len(), table.len()), (1, 2));
    }

    #[test]
    fn names_come_as_they_were_first_written() {
        let mut table = table(&["B", "A", "C"]);
        table.insert("B", 7);
        *table.entry("AA") = 3;
        table.remove("A");
        assert_eq!(names(table.names()), ["B", "C", "AA"]);
        assert_eq!(names(table.beginning("A").map(|(name, _)| name)), ["AA"]);
        assert_eq!((table.get("B"), table.get("A")), (Some(&7), None));
    }

    #[test]
    fn what_two_clones_differ_in_is_found() {
        let all: Vec<String> = (0..1000).map(|number| format!("v{number}")).collect();
        let before = table(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let (mut one, mut other) = (before.clone(), before.clone());
        one.insert("v7", 2);
        one.remove("v9");
        other.insert("w", 2);
        assert_eq!(names(one.changes(&other)), ["v7", "v9", "w"]);
        assert!(one.changes(&one.clone()).is_empty());
    }
}
