//! PowerShell objects as far as profiles need them.
//!
//! Text is a core [`Value`], so a PATH assembled by several files keeps its
//! origins through every operator. `$null` and "nothing" (AutomationNull) are
//! two things, because an assignment to `$env:X` tells them apart.

pub mod block;
pub mod cast;
pub mod class;
pub mod command;
pub mod convert;
pub mod decimal;
pub mod enums;
pub mod error;
pub mod exceptions;
pub mod number;
pub mod perhaps;
pub mod record;
pub mod sequence;
pub mod table;
pub mod types;

use std::rc::Rc;

pub use decimal::Decimal;
pub use number::IntKind;
pub use record::{Payload, Property, Record};
pub use sequence::Sequence;
pub use table::{Table, TableKind};
pub use types::TypeName;

use block::Block;
use error::ErrorRecord;

use crate::value::{Unknown, Value};

/// A value of the language.
#[derive(Clone, Debug)]
pub enum Object {
    /// `$null`.
    Null,
    /// The result of a statement that yields nothing (`AutomationNull.Value`).
    Nothing,
    /// `System.Boolean`.
    Bool(bool),
    /// `System.Char`; astral characters cannot occur.
    Char(char),
    /// Any integer type.
    Integer(IntKind, i128),
    /// `System.Single`.
    Single(f32),
    /// `System.Double`.
    Double(f64),
    /// `System.Decimal`.
    Decimal(Decimal),
    /// `System.String`.
    Text(Value),
    /// An array: fixed length, elements may be replaced.
    Array(Rc<Sequence>),
    /// A growing collection: `ArrayList`, `List<T>`, `Queue`, `Stack`, `HashSet<T>`.
    List(Rc<Sequence>),
    /// A dictionary of any kind.
    Table(Rc<Table>),
    /// A script block.
    Block(Rc<Block>),
    /// An object with named properties.
    Record(Rc<Record>),
    /// A type literal.
    Type(TypeName),
    /// A value of an enumeration.
    Enum(Rc<EnumValue>),
    /// `System.Version`; absent parts are -1.
    Version([i64; 4]),
    /// An error record.
    Error(Rc<ErrorRecord>),
    /// What cannot be known.
    Unknown(Rc<Unknown>),
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The full name of its type.
    pub type_name: Rc<str>,
    /// The number.
    pub number: i64,
    /// What it prints as.
    pub text: Rc<str>,
}

impl Object {
    /// An `Int32`.
    pub fn int(number: i32) -> Self {
        Self::Integer(IntKind::Int32, i128::from(number))
    }

    /// A length or count as an `Int32`.
    pub fn count(number: usize) -> Self {
        Self::int(i32::try_from(number).unwrap_or(i32::MAX))
    }

    /// Something unknown.
    pub fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(Rc::new(unknown))
    }

    /// An `object[]` of these elements.
    pub fn array(items: Vec<Self>) -> Self {
        Self::Array(Rc::new(Sequence::array(items)))
    }

    /// Whether it is `$null` or nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null | Self::Nothing)
    }

    /// What a list of outputs is as one value: nothing, the one object, or an array.
    pub fn from_output(mut items: Vec<Self>) -> Self {
        match items.len() {
            0 => Self::Nothing,
            1 => items.pop().unwrap_or(Self::Nothing),
            _ => Self::array(items),
        }
    }

    /// The elements a pipeline or `foreach` takes from it; `None` for a single object.
    pub fn enumerate(&self) -> Option<Vec<Self>> {
        match self {
            Self::Array(list) | Self::List(list) => Some(list.items()),
            Self::Record(record) => record.enumerate(),
            Self::Nothing => Some(Vec::new()),
            _ => None,
        }
    }

    /// The wrapped object of one that carries extra properties, else itself.
    pub fn base(&self) -> &Self {
        match self {
            Self::Record(record) => record.wrapped().unwrap_or(self),
            _ => self,
        }
    }

    /// The text, if it is a string that is wholly known.
    pub fn known_text(&self) -> Option<String> {
        match self.base() {
            Self::Text(value) => value.text().map(|text| text.into_owned()),
            _ => None,
        }
    }

    /// The reason, if it or a piece of it is unknown.
    pub fn why_unknown(&self) -> Option<Rc<Unknown>> {
        match self.base() {
            Self::Unknown(unknown) => Some(unknown.clone()),
            Self::Text(value) => value.why_unknown(),
            _ => None,
        }
    }

    /// The full .NET name of its type.
    pub fn type_name(&self) -> Rc<str> {
        match self {
            Self::Null | Self::Nothing => "".into(),
            Self::Bool(_) => "System.Boolean".into(),
            Self::Char(_) => "System.Char".into(),
            Self::Integer(kind, _) => kind.full_name().into(),
            Self::Single(_) => "System.Single".into(),
            Self::Double(_) => "System.Double".into(),
            Self::Decimal(_) => "System.Decimal".into(),
            Self::Text(_) => "System.String".into(),
            Self::Array(list) | Self::List(list) => list.type_name(),
            Self::Table(table) => table.type_name(),
            Self::Block(_) => "System.Management.Automation.ScriptBlock".into(),
            Self::Record(record) => match record.wrapped() {
                Some(inner) => inner.type_name(),
                None => record.type_name.clone(),
            },
            Self::Type(_) => "System.RuntimeType".into(),
            Self::Enum(value) => value.type_name.clone(),
            Self::Version(_) => "System.Version".into(),
            Self::Error(_) => "System.Management.Automation.ErrorRecord".into(),
            Self::Unknown(_) => "".into(),
        }
    }
}

impl From<Value> for Object {
    fn from(value: Value) -> Self {
        Self::Text(value)
    }
}

impl From<bool> for Object {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
