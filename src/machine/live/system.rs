//! What differs between the systems that envsim runs on: one small trait, one file per system.

use std::fs::{File, FileType, Metadata};
use std::io;
use std::path::Path;

use crate::machine::{Attributes, Facts, RegistryValue};

/// A system that envsim runs on. It reads, and never writes or starts anything.
pub(super) trait System {
    /// What the system says of itself, its user and this process.
    fn facts(&self) -> Facts;

    /// What a file's description does not say in the same words everywhere.
    fn details(&self, path: &str, found: &Metadata) -> Details;

    /// Whether what a path leads to differs from process to process.
    fn is_own(&self, path: &str) -> bool;

    /// Whether a path is a device by its name alone, which even a look would open.
    fn is_device(&self, path: &str) -> bool;

    /// Whether the path names the device that holds nothing and says so to everybody.
    fn is_nothing(&self, path: &str) -> bool;

    /// Opens for reading without ever waiting for another program.
    fn open(&self, path: &Path) -> io::Result<File>;

    /// What something is that is neither file nor directory.
    fn special(&self, kind: FileType) -> &'static str;

    /// Why an open file is not read after all.
    fn refuses(&self, file: &File) -> Option<&'static str>;

    /// Whether what would be refused says the same to everybody as long as the system runs.
    fn is_settled(&self, _path: &str) -> bool {
        false
    }

    /// Whether links lead back to themselves.
    fn is_loop(&self, error: &io::Error) -> bool;

    /// A resolved path as people and shells write it.
    fn spelled(&self, real: &Path) -> String {
        real.to_string_lossy().into_owned()
    }

    /// What Windows keeps of a file beside its bytes.
    fn attributes(&self, _path: &str) -> Attributes {
        Attributes::ORDINARY
    }

    /// The values of a registry key, in its order.
    fn registry_values(&self, _key: &str) -> Vec<RegistryValue> {
        Vec::new()
    }

    /// The keys directly below a registry key.
    fn registry_keys(&self, _key: &str) -> Option<Vec<String>> {
        None
    }
}

/// What a system says of a file besides its kind and size.
pub(super) struct Details {
    /// Unix permission bits.
    pub mode: u32,
    /// What is the same for two names of one file.
    pub identity: (u64, u64),
    /// The `rwx` bits that count for this user.
    pub rights: u32,
    /// Windows: the stub of a Store app.
    pub app_alias: bool,
    /// Unix: the numbers of its user and group.
    pub owner: Option<(u32, u32)>,
}
