//! Where something comes from, as plain texts and numbers.

use crate::text::Place;
use crate::value;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Machine path of the file, or the registry value that held the text.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
}

impl Spot {
    /// The place's file, line and column.
    pub fn new(place: &Place) -> Self {
        Self { file: place.file().to_owned(), line: place.line(), column: place.column() }
    }
}

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `file`, `registry`, `parent`, `default`, `signature`, `scenario` or `builtin`.
    pub kind: &'static str,
    /// Where, if it stands in a file.
    pub spot: Option<Spot>,
    /// The registry key, the program of a signature, or who else it was in plain words.
    pub key: Option<String>,
    /// The name of the registry value.
    pub name: Option<String>,
    /// The statements that had the file read, innermost first; of a file that reads itself the first of them.
    pub via: Vec<Spot>,
}

/// As many of them are told as a person would read.
const MOST_VIA: usize = 32;

impl Origin {
    /// From what a value remembers.
    pub fn new(origin: &value::Origin) -> Self {
        use value::Origin as From;
        let plain = |kind, words: &str| Self {
            kind,
            spot: None,
            key: Some(words.to_owned()),
            name: None,
            via: Vec::new(),
        };
        let at = |kind, place: &Place| Self {
            kind,
            spot: Some(Spot::new(place)),
            key: None,
            name: None,
            via: place.via().take(MOST_VIA).map(Spot::new).collect(),
        };
        match origin {
            From::File(place) => at("file", place),
            From::Signature { name, place } => {
                Self { key: Some(name.to_string()), ..at("signature", place) }
            }
            From::Registry { key, name } => {
                Self { name: Some(name.to_string()), ..plain("registry", key) }
            }
            From::Parent(words) => plain("parent", words),
            From::Default(words) => plain("default", words),
            From::Scenario(words) => plain("scenario", words),
            From::Builtin(words) => plain("builtin", words),
        }
    }

    /// All of a value's.
    pub fn all(value: &value::Value) -> Vec<Self> {
        value.origins().iter().map(Self::new).collect()
    }
}
