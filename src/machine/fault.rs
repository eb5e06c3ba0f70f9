//! Why a file cannot be looked at.

use std::rc::Rc;

/// Why a file cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing of that name.
    #[error("no such file or directory")]
    NotFound,
    /// Permissions forbid it.
    #[error("permission denied")]
    Denied,
    /// A part of the path that should be a directory is none.
    #[error("not a directory")]
    NotADirectory,
    /// A file was expected.
    #[error("is a directory")]
    IsADirectory,
    /// Symbolic links that lead back to themselves.
    #[error("too many levels of symbolic links")]
    Loop,
    /// Larger than what envsim reads of one file.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The scenario says that the file is there, not what is in it.
    #[error("its text is not recorded")]
    NotRecorded,
    /// envsim does not open it: reading it would block, or take something away.
    #[error("the text is not read: it is {0}")]
    NotRead(&'static str),
    /// A session may have changed it in a way that envsim does not follow; a sentence without its subject.
    #[error("{0}")]
    Undecided(Rc<str>),
    /// Nothing is there, or a directory that a session may have made; a sentence without its subject.
    #[error("{0}")]
    PerhapsDirectory(Rc<str>),
    /// Anything else the host said.
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// Whether it is a limit of envsim's: a shell on that machine would have read the file.
    pub fn is_ours(&self) -> bool {
        matches!(
            self,
            Self::NotRecorded
                | Self::TooLarge { .. }
                | Self::NotRead(_)
                | Self::Undecided(_)
                | Self::PerhapsDirectory(_)
        )
    }

    /// Why nobody knows whether something is there, where that is so.
    pub fn undecided(&self) -> Option<&Rc<str>> {
        match self {
            Self::Undecided(why) | Self::PerhapsDirectory(why) => Some(why),
            _ => None,
        }
    }

    /// What a program of Unix says of it (strerror(3), glibc's words).
    pub fn in_words_of_unix(&self) -> String {
        match self {
            Self::NotFound => "No such file or directory".to_owned(),
            Self::Denied => "Permission denied".to_owned(),
            Self::NotADirectory => "Not a directory".to_owned(),
            Self::IsADirectory => "Is a directory".to_owned(),
            Self::Loop => "Too many levels of symbolic links".to_owned(),
            other => other.to_string(),
        }
    }
}
