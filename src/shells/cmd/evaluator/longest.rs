//! Paths that are too long: MAX_PATH, as Wine's tests assert it of Windows ("Naming Files, Paths, and Namespaces").

use std::rc::Rc;

use super::Evaluator;
use crate::machine::{Platform, RegistryData};
use crate::value::{Origin, Unknown};

/// MAX_PATH without the NUL behind it.
pub const FILE: usize = 259;
/// A directory leaves room for a file of 8.3 in it.
pub const DIRECTORY: usize = 247;

const FILE_SYSTEM: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem";

/// Whether a path has more UTF-16 units than that.
pub fn is_too_long(path: &str, most: usize) -> bool {
    path.len() > most && path.encode_utf16().count() > most
}

/// Why nobody knows what becomes of a long path.
pub fn unknown(origin: &Origin) -> Rc<Unknown> {
    let reason = "has a path longer than MAX_PATH on a Windows that may take it";
    Rc::new(Unknown::new(reason, origin.clone()))
}

impl Evaluator<'_> {
    /// Whether Windows takes longer paths of programs that ask for them (`LongPathsEnabled`).
    pub fn long_paths(&self) -> bool {
        let value = self.host.machine().registry_value(FILE_SYSTEM, "LongPathsEnabled");
        value.is_some_and(|value| value.data != RegistryData::Dword(0))
    }

    /// Whether making such a directory certainly fails; what stands above it may be made all the same.
    pub(super) fn too_long_directory(&mut self, path: &str, origin: &Origin) -> bool {
        if self.long_paths() || !self.parent_is_there(path) {
            let above = std::iter::successors(Some(path), |one| Platform::Windows.parent(one));
            let missing = above.take_while(|one| !self.directory_is_there(one)).last();
            let first = missing.unwrap_or(path).to_owned();
            self.mark_undecided(&first, unknown(origin));
            self.unknown_code("makes a directory whose path is too long", origin);
            return false;
        }
        self.complain("PathTooLong", "The filename or extension is too long.", origin);
        true
    }
}
