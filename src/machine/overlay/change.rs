//! What a session writes: files, directories, links, registry values.

use std::rc::Rc;

use crate::machine::{Attributes, RegistryValue};

/// A write to a file or registry value, in the order they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file now has these bytes; its directory exists.
    File {
        /// Absolute machine path.
        path: String,
        /// The whole content.
        bytes: Rc<[u8]>,
    },
    /// The directory now exists.
    Directory {
        /// Absolute machine path.
        path: String,
    },
    /// The file or directory has these permissions.
    Mode {
        /// Absolute machine path.
        path: String,
        /// Unix permission bits.
        mode: u32,
    },
    /// The file or directory has these attributes, or all below the path have.
    Attributes {
        /// Absolute machine path; empty for any.
        path: String,
        /// What Windows keeps of it.
        attributes: Attributes,
    },
    /// The path is a symbolic link.
    Link {
        /// Absolute machine path.
        path: String,
        /// Where it points, verbatim.
        target: String,
    },
    /// A regular file is there, and nobody knows what it holds.
    Unread {
        /// Absolute machine path.
        path: String,
        /// Why: a sentence without its subject.
        why: Rc<str>,
        /// A program text that does what the one in the file does, where that is known.
        program: Option<Rc<str>>,
    },
    /// Nobody knows what stands there and below.
    Undecided {
        /// Absolute machine path.
        path: String,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// A directory may have been made there: what was not below it is not there in either case.
    PerhapsDirectory {
        /// Absolute machine path.
        path: String,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// The file or directory is gone, with all below it.
    Removed {
        /// Absolute machine path.
        path: String,
    },
    /// Something was changed at one of several places, and nobody knows at which.
    Somewhere {
        /// What is known of its name.
        at: Somewhere,
        /// What became of it.
        effect: Effect,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// The registry value was written.
    Registry {
        /// The key, with a short hive name.
        key: String,
        /// Name, type and data.
        value: RegistryValue,
    },
    /// The registry key exists.
    RegistryKey {
        /// The key, with a short hive name.
        key: String,
    },
    /// The registry key is gone, with all below it.
    RegistryKeyRemoved {
        /// The key, with a short hive name.
        key: String,
    },
    /// Nobody knows what stands at a registry value.
    RegistryUndecided {
        /// Which values.
        at: RegistryPlace,
        /// Why: a sentence without its subject.
        why: Rc<str>,
    },
    /// All windows were told that the environment changed (WM_SETTINGCHANGE).
    Broadcast,
    /// The registry value is gone.
    RegistryRemoved {
        /// The key, with a short hive name.
        key: String,
        /// The value's name.
        name: String,
    },
}

/// What is known of the name of something that was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Somewhere {
    /// The text it begins with, from the root; empty where nothing is known of it.
    pub front: String,
    /// The text it ends with.
    pub back: String,
}

/// What becomes of a place that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A directory is made where nothing is.
    MakesDirectory,
    /// A file or link is made where nothing is.
    Makes,
    /// What is there is taken away.
    Removes,
    /// What is there becomes something else, or is made.
    Writes,
}

/// What is not known any more of a place that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Whether a directory is there.
    Directory,
    /// What stands there and below.
    All,
}

impl Effect {
    /// What it leaves open, by whether something is there.
    pub fn opens(self, there: bool) -> Option<Opened> {
        match (self, there) {
            (Self::MakesDirectory, false) => Some(Opened::Directory),
            (Self::Makes, false) | (Self::Removes, true) | (Self::Writes, _) => Some(Opened::All),
            (Self::MakesDirectory | Self::Makes, true) | (Self::Removes, false) => None,
        }
    }

    /// Whether it reaches what stands below the place it is done to.
    pub fn reaches_below(self) -> bool {
        matches!(self, Self::Removes | Self::Writes)
    }
}

/// Values of the registry that something may have written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryPlace {
    /// The key, with a short hive name; `None` is any.
    pub key: Option<String>,
    /// The value's name; `None` is any.
    pub name: Option<String>,
}

impl RegistryPlace {
    /// One value, or all of a key.
    pub fn of(key: &str, name: Option<&str>) -> Self {
        Self { key: Some(key.to_owned()), name: name.map(str::to_owned) }
    }
}

/// What may have become of a registry value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryDoubt {
    /// The value's name; `None` is any of the key.
    pub name: Option<String>,
    /// Why: a sentence without its subject.
    pub why: Rc<str>,
}

impl Change {
    /// A change at one of the places that begin and end so.
    pub fn somewhere(at: Somewhere, effect: Effect, why: impl Into<Rc<str>>) -> Self {
        Self::Somewhere { at, effect, why: why.into() }
    }

    /// The path that is changed; none for the registry.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::File { path, .. }
            | Self::Directory { path }
            | Self::Mode { path, .. }
            | Self::Link { path, .. }
            | Self::Unread { path, .. }
            | Self::Undecided { path, .. }
            | Self::PerhapsDirectory { path, .. }
            | Self::Removed { path } => Some(path),
            _ => None,
        }
    }

    /// The same where it may not be made at all; `None` for what nothing can be doubted of.
    #[must_use]
    pub fn perhaps(&self, why: Rc<str>) -> Option<Self> {
        if let Self::Directory { path } | Self::PerhapsDirectory { path, .. } = self {
            return Some(Self::PerhapsDirectory { path: path.clone(), why });
        }
        if let Self::Attributes { path, .. } = self {
            return Some(Self::Attributes {
                path: path.clone(),
                attributes: Attributes::Unknown(why),
            });
        }
        if let Some(path) = self.path() {
            return Some(Self::Undecided { path: path.to_owned(), why });
        }
        if let Self::Somewhere { .. } = self {
            return Some(self.clone());
        }
        let at = match self {
            Self::Registry { key, value } => RegistryPlace::of(key, Some(&value.name)),
            Self::RegistryRemoved { key, name } => RegistryPlace::of(key, Some(name)),
            Self::RegistryKeyRemoved { key } => RegistryPlace::of(key, None),
            Self::RegistryUndecided { at, .. } => at.clone(),
            _ => return None,
        };
        Some(Self::RegistryUndecided { at, why })
    }
}
