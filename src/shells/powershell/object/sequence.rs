//! Arrays and growing lists.

use std::cell::RefCell;
use std::rc::Rc;

use super::Object;

/// The elements of an array or list, shared by everyone who holds it.
#[derive(Debug)]
pub struct Sequence {
    type_name: Rc<str>,
    items: RefCell<Vec<Object>>,
    unordered: bool,
    folding: bool,
}

impl Sequence {
    /// An `object[]`.
    pub fn array(items: Vec<Object>) -> Self {
        Self::of_type("System.Object[]", items)
    }

    /// A collection of that type.
    pub fn of_type(type_name: &str, items: Vec<Object>) -> Self {
        Self {
            type_name: type_name.into(),
            items: RefCell::new(items),
            unordered: false,
            folding: false,
        }
    }

    /// A collection whose order .NET leaves open, such as a hashtable's keys.
    pub fn unordered(type_name: &str, items: Vec<Object>) -> Self {
        let unordered = items.len() > 1;
        Self { type_name: type_name.into(), items: RefCell::new(items), unordered, folding: false }
    }

    /// Whose elements are compared without regard to case.
    #[must_use]
    pub fn folding(mut self, folding: bool) -> Self {
        self.folding = folding;
        self
    }

    /// Whether its elements are compared without regard to case.
    pub fn ignores_case(&self) -> bool {
        self.folding
    }

    /// Whether the order of the elements is not defined.
    pub fn is_unordered(&self) -> bool {
        self.unordered
    }

    /// The full name of its type.
    pub fn type_name(&self) -> Rc<str> {
        self.type_name.clone()
    }

    /// The full name of its elements' type.
    pub fn element_type(&self) -> &str {
        if let Some(array) = self.type_name.strip_suffix("[]") {
            return array;
        }
        match self.type_name.find("`1[") {
            Some(at) => self.type_name[at + 3..].strip_suffix(']').unwrap_or("System.Object"),
            None => "System.Object",
        }
    }

    /// A copy of the elements.
    pub fn items(&self) -> Vec<Object> {
        self.items.borrow().clone()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One element.
    pub fn get(&self, index: usize) -> Option<Object> {
        self.items.borrow().get(index).cloned()
    }

    /// Replaces all elements.
    pub fn replace(&self, items: Vec<Object>) {
        let old = std::mem::replace(&mut *self.items.borrow_mut(), items);
        drop(old);
    }

    /// Changes the elements; the closure must not reach this sequence again.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<Object>) -> T) -> T {
        change(&mut self.items.borrow_mut())
    }

    /// Whether the type cannot grow.
    pub fn is_array(&self) -> bool {
        self.type_name.ends_with("[]")
    }
}

/// Deep nesting is taken apart in a loop, so that dropping it cannot exhaust the stack.
impl Drop for Sequence {
    fn drop(&mut self) {
        let mut rest = std::mem::take(self.items.get_mut());
        while let Some(object) = rest.pop() {
            if let Object::Array(list) | Object::List(list) = object
                && let Ok(mut inner) = Rc::try_unwrap(list)
            {
                rest.append(inner.items.get_mut());
            }
        }
    }
}
