//! What Windows keeps of a file beside its bytes.

use std::rc::Rc;

/// The attributes that decide what commands do with a file (MS "File Attribute Constants").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// `R`, `H` and `S`.
    Known {
        /// Nothing writes or removes it without force.
        read_only: bool,
        /// Patterns and listings pass over it.
        hidden: bool,
        /// As hidden, and of the system.
        system: bool,
    },
    /// Nobody knows: a sentence without its subject.
    Unknown(Rc<str>),
}

impl Attributes {
    /// What a file has to which nobody gave any.
    pub const ORDINARY: Self = Self::Known { read_only: false, hidden: false, system: false };

    /// Whether it is read-only, and nothing else.
    pub fn is_only_read_only(&self) -> bool {
        *self == Self::Known { read_only: true, hidden: false, system: false }
    }

    /// Why the file may be passed over or refused.
    pub fn guard(&self) -> Option<Rc<str>> {
        match self {
            Self::Unknown(why) => Some(why.clone()),
            Self::Known { hidden: true, .. } | Self::Known { system: true, .. } => {
                Some("is hidden".into())
            }
            Self::Known { .. } => None,
        }
    }
}
