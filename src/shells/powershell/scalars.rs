//! Values of .NET that are whole in themselves and never change: dates, spans of time, addresses, identifiers.

pub mod culture;
pub mod format;
pub mod guid;
pub mod moment;
pub mod parse;
mod quote;
pub mod span;
pub mod uri;

use std::rc::Rc;

pub use culture::Culture;
pub use guid::Guid;
pub use moment::Moment;
pub use span::Span;
pub use uri::Uri;

use crate::value::Unknown;

/// Why something is not read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// .NET refuses it.
    Bad,
    /// It takes more than is known.
    Open,
}

/// One such value.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `System.DateTime`.
    Moment(Moment),
    /// `System.TimeSpan`.
    Span(Span),
    /// `System.Guid`.
    Guid(Guid),
    /// `System.Uri`.
    Uri(Rc<Uri>),
    /// One of this type of which nothing more is known.
    Open(&'static str, Rc<Unknown>),
}

/// The types, by full name.
pub static TYPES: [&str; 4] = ["System.DateTime", "System.TimeSpan", "System.Guid", "System.Uri"];

/// The account of a process on Windows, of which nothing is known but that it is there.
pub const IDENTITY: &str = "System.Security.Principal.WindowsIdentity";
/// What such an account may do.
pub const PRINCIPAL: &str = "System.Security.Principal.WindowsPrincipal";

impl Scalar {
    /// The full name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Moment(_) => TYPES[0],
            Self::Span(_) => TYPES[1],
            Self::Guid(_) => TYPES[2],
            Self::Uri(_) => TYPES[3],
            Self::Open(name, _) => name,
        }
    }

    /// As the language makes it text, with the invariant culture.
    ///
    /// # Errors
    /// When that is not known.
    pub fn text(&self) -> Result<String, Fault> {
        self.format("", Culture::Invariant)
    }

    /// As text under a format.
    ///
    /// # Errors
    /// When .NET refuses the format, or the text is not known.
    pub fn format(&self, format: &str, culture: Culture) -> Result<String, Fault> {
        match self {
            Self::Moment(at) => format::moment(*at, format, culture),
            Self::Span(_) if !culture.is_english() && matches!(format, "g" | "G") => {
                Err(Fault::Open)
            }
            Self::Span(span) => span.format(format),
            Self::Guid(guid) => guid.format(format),
            Self::Uri(uri) => uri.text(),
            Self::Open(..) => Err(Fault::Open),
        }
    }

    /// What stands for it as a key of a dictionary; `None` where that is not known.
    pub fn key(&self) -> Option<String> {
        match self {
            Self::Moment(at) => Some(format!("moment:{}", at.ticks)),
            Self::Span(span) => Some(format!("span:{}", span.0)),
            Self::Guid(guid) => guid.format("N").ok(),
            Self::Uri(_) | Self::Open(..) => None,
        }
    }
}
