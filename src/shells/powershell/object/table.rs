//! Dictionaries: hashtables, ordered ones, and .NET's generic ones.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Object;
use crate::machine::path::folded;
use crate::value::Unknown;

/// Which dictionary it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// `@{}`: keys ignore case, the order is not defined.
    Hashtable,
    /// `[Collections.Hashtable]::new()`: keys respect case.
    ExactHashtable,
    /// `[ordered]@{}`: keys ignore case and keep their order.
    Ordered,
    /// What `ConvertFrom-Json -AsHashtable` gives since 7.3: keys respect case and keep their order
    /// (OrderedHashtable.cs).
    OrderedHashtable,
    /// A generic dictionary by its full type name; keys respect case, order of insertion.
    Generic(Rc<str>),
    /// The same with a comparer that ignores case.
    GenericFolding(Rc<str>),
    /// What `[Environment]::GetEnvironmentVariables()` gives; respects case.
    Environment,
}

/// Stands among the entries for those of which nobody knows; the form of a key has a colon.
const OPEN: &str = "?";

/// A dictionary, shared by everyone who holds it.
#[derive(Debug)]
pub struct Table {
    /// Which.
    pub kind: TableKind,
    entries: RefCell<IndexMap<String, (Object, Object)>>,
}

impl Table {
    /// An empty one.
    pub fn new(kind: TableKind) -> Self {
        Self { kind, entries: RefCell::default() }
    }

    /// The full name of its type.
    pub fn type_name(&self) -> Rc<str> {
        match &self.kind {
            TableKind::Ordered => "System.Collections.Specialized.OrderedDictionary".into(),
            TableKind::Generic(name) | TableKind::GenericFolding(name) => name.clone(),
            TableKind::OrderedHashtable => "System.Management.Automation.OrderedHashtable".into(),
            _ => "System.Collections.Hashtable".into(),
        }
    }

    /// Whether .NET leaves the order of its entries open, and there is an order to speak of.
    pub fn is_unordered(&self) -> bool {
        let ordered = matches!(
            self.kind,
            TableKind::Ordered
                | TableKind::OrderedHashtable
                | TableKind::Generic(_)
                | TableKind::GenericFolding(_)
        );
        !ordered && self.len() > 1
    }

    /// The form by which two keys are one; `None` when it is not known.
    pub fn key(&self, key: &Object) -> Option<String> {
        let ignores_case = matches!(
            self.kind,
            TableKind::Hashtable | TableKind::Ordered | TableKind::GenericFolding(_)
        );
        Some(match key.base() {
            Object::Text(value) => {
                let text = value.text()?;
                format!("s:{}", if ignores_case { folded(&text) } else { text.into_owned() })
            }
            Object::Integer(kind, number) => format!("{kind:?}:{number}"),
            Object::Bool(value) => format!("b:{value}"),
            Object::Char(letter) => format!("c:{letter}"),
            Object::Double(number) => format!("d:{number}"),
            Object::Enum(value) => format!("e:{}:{}", value.type_name, value.number),
            Object::Type(name) => format!("t:{}", name.full_name()),
            Object::Version(parts) => format!("v:{parts:?}"),
            Object::Table(table) => format!("p:{:p}", Rc::as_ptr(table)),
            Object::Record(record) => match record.scalar() {
                Some(scalar) => format!("x:{}", scalar.key()?),
                None => format!("p:{:p}", Rc::as_ptr(record)),
            },
            Object::Array(list) | Object::List(list) => format!("p:{:p}", Rc::as_ptr(list)),
            Object::Block(block) => format!("p:{:p}", Rc::as_ptr(block)),
            _ => return None,
        })
    }

    /// The value of a key; something unknown where the key may be there.
    pub fn get(&self, key: &str) -> Option<Object> {
        let entries = self.entries.borrow();
        let found = entries.get(key).or_else(|| entries.get(OPEN));
        found.map(|(_, value)| value.clone())
    }

    /// Something was written or taken away under a key that is not known: any key may be there, and
    /// any value may be another.
    pub fn leave_open(&self, why: &Rc<Unknown>) {
        let mut entries = self.entries.borrow_mut();
        let unknown = || Object::Unknown(why.clone());
        entries.values_mut().for_each(|entry| entry.1 = unknown());
        entries.insert(OPEN.to_owned(), (unknown(), unknown()));
    }

    /// Why it is not known which keys there are.
    pub fn open(&self) -> Option<Rc<Unknown>> {
        self.entries.borrow().get(OPEN).and_then(|(key, _)| key.why_unknown())
    }

    /// Writes a value; an existing key keeps its spelling and place.
    pub fn set(&self, key: String, spelled: Object, value: Object) {
        let mut entries = self.entries.borrow_mut();
        match entries.get_mut(&key) {
            Some(entry) => entry.1 = value,
            None => drop(entries.insert(key, (spelled, value))),
        }
    }

    /// Puts an entry at a position.
    pub fn insert_at(&self, index: usize, key: String, spelled: Object, value: Object) {
        let mut entries = self.entries.borrow_mut();
        let index = index.min(entries.len());
        entries.shift_insert(index, key, (spelled, value));
    }

    /// Takes an entry away.
    pub fn remove(&self, key: &str) -> bool {
        self.entries.borrow_mut().shift_remove(key).is_some()
    }

    /// Takes all entries away.
    pub fn clear(&self) {
        self.entries.borrow_mut().clear();
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry at a position.
    pub fn at(&self, index: usize) -> Option<(Object, Object)> {
        if let Some(why) = self.open() {
            return Some((Object::Unknown(why.clone()), Object::Unknown(why)));
        }
        self.entries.borrow().get_index(index).map(|(_, entry)| entry.clone())
    }

    /// Keys and values, in order of insertion.
    pub fn entries(&self) -> Vec<(Object, Object)> {
        self.entries.borrow().values().cloned().collect()
    }

    /// The whole content, to be put back later.
    pub fn content(&self) -> IndexMap<String, (Object, Object)> {
        self.entries.borrow().clone()
    }

    /// Puts a whole content back.
    pub fn restore(&self, content: IndexMap<String, (Object, Object)>) {
        let old = std::mem::replace(&mut *self.entries.borrow_mut(), content);
        drop(old);
    }

    /// A copy with the same entries.
    pub fn duplicate(&self) -> Self {
        Self { kind: self.kind.clone(), entries: RefCell::new(self.content()) }
    }
}
