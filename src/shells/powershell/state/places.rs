//! Where a session stands, and which directories and files it works with.

use crate::machine::Platform;
use crate::shells::powershell::object::block::ScopeId;
use crate::value::When;

/// Where the session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The drive's name without its colon; on Unix `/`.
    pub drive: String,
    /// The path as PowerShell shows it: `C:\x`, `/x`, `HKCU:\Software`.
    pub path: String,
}

/// A drive made by `New-PSDrive`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drive {
    /// Its name.
    pub name: String,
    /// `FileSystem` or `Registry`.
    pub provider: String,
    /// What it leads to.
    pub root: String,
}

/// A file that is being run.
#[derive(Clone, Debug)]
pub struct Running {
    /// Its machine path; empty for typed text.
    pub path: String,
    /// The scope of its `$script:`.
    pub scope: ScopeId,
}

/// A directory that is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// As PowerShell uses it: blanks cut, `~` and leading dots resolved, otherwise as written;
    /// `None` for a part of PATH that is not known, which may be any number of directories.
    pub spelled: Option<String>,
    /// Where only the name of one directory is not known: those that it may be.
    pub leads_to: Option<Vec<String>>,
    /// The PATH entry, counted from 1, empty ones included.
    pub entry: usize,
    /// The condition under which it is searched at all.
    pub when: Option<When>,
}

/// The drive a path stands on.
pub fn drive_of(platform: Platform, path: &str) -> String {
    match path.split_once(':') {
        Some((drive, _)) if platform.is_windows() && drive.len() == 1 => drive.to_ascii_uppercase(),
        _ => "/".to_owned(),
    }
}
