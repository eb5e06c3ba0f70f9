//! Objects with named properties: custom objects, files, commands, matches, instances of classes.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Object;
use super::block::Block;
use crate::machine::path::folded;
use crate::shells::powershell::markup::Markup;
use crate::shells::powershell::scalars::Scalar;
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
    /// A script module that is loaded, by its scope.
    Module(super::block::ScopeId),
    /// An instance of a class of the profile.
    Instance(Rc<super::class::Class>),
    /// An exception.
    Exception(Rc<super::error::ErrorRecord>),
    /// A regular expression.
    Regex(Rc<crate::shells::powershell::patterns::regex::Regex>),
    /// Something that only yields elements.
    Elements(Vec<Object>),
    /// A reference to a variable (`[ref]$x`): its scope and its name.
    Reference(super::block::ScopeId, String),
    /// The `PSObject` view of an object.
    View(Object),
    /// A date, a span of time, an address, an identifier.
    Scalar(Scalar),
    /// A node of an XML document.
    Markup(Markup),
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
    methods: RefCell<Vec<(String, Rc<Block>)>>,
    getters: RefCell<Vec<(String, Rc<Block>)>>,
}

impl Record {
    /// A record of that type without properties.
    pub fn new(type_name: &str) -> Self {
        Self {
            type_name: type_name.into(),
            text: None,
            payload: Payload::None,
            properties: RefCell::default(),
            methods: RefCell::default(),
            getters: RefCell::default(),
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
        self.getters.borrow_mut().retain(|(known, _)| *known != folded(name));
        let mut properties = self.properties.borrow_mut();
        match properties.get_mut(&folded(name)) {
            Some(property) => property.value = value,
            None => {
                properties.insert(folded(name), Property { name: name.to_owned(), value });
            }
        }
    }

    /// Gives it a method that runs a block.
    pub fn add_method(&self, name: &str, block: Rc<Block>) {
        let name = folded(name);
        let mut methods = self.methods.borrow_mut();
        methods.retain(|(old, _)| *old != name);
        methods.push((name, block));
    }

    /// The block of a method that was added.
    pub fn method(&self, name: &str) -> Option<Rc<Block>> {
        let name = folded(name);
        let methods = self.methods.borrow();
        methods.iter().find(|(known, _)| *known == name).map(|(_, block)| block.clone())
    }

    /// Gives it a property that a block computes whenever it is read.
    pub fn add_getter(&self, name: &str, block: Rc<Block>) {
        self.getters.borrow_mut().push((folded(name), block));
    }

    /// The block that computes a property.
    pub fn getter(&self, name: &str) -> Option<Rc<Block>> {
        let getters = self.getters.borrow();
        if getters.is_empty() {
            return None;
        }
        let name = folded(name);
        getters.iter().rev().find(|(known, _)| *known == name).map(|(_, block)| block.clone())
    }

    /// Takes a property away.
    pub fn remove(&self, name: &str) -> bool {
        self.properties.borrow_mut().shift_remove(&folded(name)).is_some()
    }

    /// One of PowerShell's own with the same members.
    pub fn copy(&self) -> Self {
        Self {
            type_name: self.type_name.clone(),
            text: self.text.clone(),
            payload: Payload::None,
            properties: RefCell::new(self.properties.borrow().clone()),
            methods: RefCell::new(self.methods.borrow().clone()),
            getters: RefCell::new(self.getters.borrow().clone()),
        }
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

    /// The date, span, address or identifier it is.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.payload {
            Payload::Scalar(scalar) => Some(scalar),
            Payload::Wraps(Object::Record(inner)) => inner.scalar(),
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
