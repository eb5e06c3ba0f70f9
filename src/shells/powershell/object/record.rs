//! Objects with named properties: custom objects, files, commands, matches, instances of classes.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Object;
use crate::machine::path::folded;
use crate::value::Value;

/// One property.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name as spelled.
    pub name: String,
    /// The value.
    pub value: Object,
}

/// What a record is besides its properties.
#[derive(Clone, Debug)]
pub enum Payload {
    /// Nothing more.
    None,
    /// An object that carries extra properties (`PSObject` around a string, say).
    Wraps(Object),
    /// A file or directory: its machine path.
    File {
        /// The path.
        path: String,
        /// Whether it is a directory.
        directory: bool,
    },
    /// A command, as `Get-Command` gives it.
    Command(super::command::Found),
    /// An instance of a class of the profile.
    Instance(Rc<super::class::Class>),
    /// An exception.
    Exception(Rc<super::error::ErrorRecord>),
    /// A regular expression.
    Regex(Rc<crate::shells::powershell::patterns::regex::Regex>),
    /// Something that only yields elements.
    Elements(Vec<Object>),
    /// A reference to a variable (`[ref]$x`).
    Reference(String),
    /// The `PSObject` view of an object.
    View(Object),
    /// Text under construction.
    Builder(RefCell<Value>),
    /// An intrinsic object such as `$ExecutionContext`, by a short name.
    Intrinsic(&'static str),
}

/// An object with properties.
#[derive(Debug)]
pub struct Record {
    /// The full name of its type.
    pub type_name: Rc<str>,
    /// What it prints as, where that is not made of the properties.
    pub text: Option<Value>,
    /// What it is besides.
    pub payload: Payload,
    properties: RefCell<IndexMap<String, Property>>,
}

impl Record {
    /// A record of that type without properties.
    pub fn new(type_name: &str) -> Self {
        Self {
            type_name: type_name.into(),
            text: None,
            payload: Payload::None,
            properties: RefCell::default(),
        }
    }

    /// A `PSCustomObject`.
    pub fn custom() -> Self {
        Self::new("System.Management.Automation.PSCustomObject")
    }

    /// With this payload.
    #[must_use]
    pub fn with_payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }

    /// Printing as this text.
    #[must_use]
    pub fn printing(mut self, text: Value) -> Self {
        self.text = Some(text);
        self
    }

    /// With one more property.
    #[must_use]
    pub fn with(self, name: &str, value: Object) -> Self {
        self.set(name, value);
        self
    }

    /// As an object.
    pub fn into_object(self) -> Object {
        Object::Record(Rc::new(self))
    }

    /// A property's value.
    pub fn get(&self, name: &str) -> Option<Object> {
        self.properties.borrow().get(&folded(name)).map(|property| property.value.clone())
    }

    /// Writes a property; an existing one keeps its spelling.
    pub fn set(&self, name: &str, value: Object) {
        let mut properties = self.properties.borrow_mut();
        match properties.get_mut(&folded(name)) {
            Some(property) => property.value = value,
            None => {
                properties.insert(folded(name), Property { name: name.to_owned(), value });
            }
        }
    }

    /// Takes a property away.
    pub fn remove(&self, name: &str) -> bool {
        self.properties.borrow_mut().shift_remove(&folded(name)).is_some()
    }

    /// All properties, in order.
    pub fn properties(&self) -> Vec<Property> {
        self.properties.borrow().values().cloned().collect()
    }

    /// Puts a whole set of properties back.
    pub fn restore(&self, properties: Vec<Property>) {
        let map = properties.into_iter().map(|one| (folded(&one.name), one)).collect();
        let old = std::mem::replace(&mut *self.properties.borrow_mut(), map);
        drop(old);
    }

    /// The object it is wrapped around.
    pub fn wrapped(&self) -> Option<&Object> {
        match &self.payload {
            Payload::Wraps(object) => Some(object.base()),
            _ => None,
        }
    }

    /// What a pipeline takes from it, where it is a collection.
    pub fn enumerate(&self) -> Option<Vec<Object>> {
        match &self.payload {
            Payload::Wraps(object) => object.enumerate(),
            Payload::Elements(items) => Some(items.clone()),
            _ => None,
        }
    }

    /// Whether it is a plain custom object.
    pub fn is_custom(&self) -> bool {
        matches!(self.payload, Payload::None)
            && &*self.type_name == "System.Management.Automation.PSCustomObject"
    }
}
