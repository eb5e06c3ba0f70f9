//! How a command has ended.

use crate::value::Unknown;
use std::rc::Rc;

/// An exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Known.
    Known(i32),
    /// Depends on something that is not run.
    Unknown(Rc<Unknown>),
}

impl Status {
    /// Success.
    pub const OK: Self = Self::Known(0);
    /// Failure.
    pub const FAILED: Self = Self::Known(1);

    /// Whether it is success, where known.
    pub fn success(&self) -> Option<bool> {
        match self {
            Self::Known(status) => Some(*status == 0),
            Self::Unknown(_) => None,
        }
    }

    /// Success if `yes`.
    pub fn of(yes: bool) -> Self {
        if yes { Self::OK } else { Self::FAILED }
    }
}
