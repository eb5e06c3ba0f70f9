//! The host's own files that a command names (scenario folders, scripts), apart from the machine it asks about.

/// Reads and writes files that the command line names; several threads may ask at once.
pub trait Files: Sync {
    /// A file's bytes.
    ///
    /// # Errors
    /// Says why not, in the system's words.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// Says why not, in the system's words.
    fn list(&self, path: &str) -> Result<Vec<String>, String>;

    /// Writes a file, making its directory.
    ///
    /// # Errors
    /// Says why not, in the system's words.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), String>;

    /// Whether a path names a directory.
    fn is_directory(&self, path: &str) -> bool;

    /// Whether a path names a file.
    fn is_file(&self, path: &str) -> bool;
}
