//! The host's own files that a command names (scenario folders, scripts), apart from the machine it asks about.

use std::io;

/// Reads and writes files that the command line names; several threads may ask at once.
pub trait Files: Sync {
    /// A file's bytes.
    ///
    /// # Errors
    /// Says why not, in plain words.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The bytes of a file that really stands in a folder or below it, whatever links are on the way.
    ///
    /// # Errors
    /// When it leads elsewhere, or cannot be read.
    fn read_inside(&self, folder: &str, path: &str) -> Result<Vec<u8>, String>;

    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// Says why not, in plain words.
    fn list(&self, path: &str) -> Result<Vec<String>, String>;

    /// Writes a file below a folder, making the directories between; no link is followed on the way.
    ///
    /// # Errors
    /// When a part of the path is a link, or the file cannot be written.
    fn write_inside(&self, folder: &str, path: &str, bytes: &[u8]) -> Result<(), String>;

    /// Whether a path names a directory.
    fn is_directory(&self, path: &str) -> bool;

    /// Whether a path names a file.
    fn is_file(&self, path: &str) -> bool;

    /// Whether a path names anything.
    fn exists(&self, path: &str) -> bool;
}

/// No file of the host: what a scenario asks while it is tested is answered from the scenario alone.
pub struct NoFiles;

impl NoFiles {
    const WHY: &str = "this machine has no such file, and a scenario asks about its own files only; list it under \"files\"";
}

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Err(Self::WHY.to_owned())
    }

    fn read_inside(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
        Err(Self::WHY.to_owned())
    }

    fn list(&self, _: &str) -> Result<Vec<String>, String> {
        Err(Self::WHY.to_owned())
    }

    fn write_inside(&self, _: &str, _: &str, _: &[u8]) -> Result<(), String> {
        Err(Self::WHY.to_owned())
    }

    fn is_directory(&self, _: &str) -> bool {
        false
    }

    fn is_file(&self, _: &str) -> bool {
        false
    }

    fn exists(&self, _: &str) -> bool {
        false
    }
}

/// The system's refusal as a person says it: no number, no capital.
pub fn words(error: &io::Error) -> String {
    let text = match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
