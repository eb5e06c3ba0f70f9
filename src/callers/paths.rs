//! What callers share: how PATH is split, and what Win32 makes of a path.

use crate::machine::Platform;

/// The absolute path Win32 opens: trailing dots and blanks of the last part go, and one dot of every other part.
pub(super) fn absolute(cwd: &str, path: &str) -> String {
    let path = path.strip_prefix("\\\\?\\").or(path.strip_prefix("\\\\.\\")).unwrap_or(path);
    let full = Platform::Windows.absolute(cwd, path);
    let trimmed = full.trim_end_matches(['.', ' ']);
    let root = Platform::Windows.root_len(trimmed);
    let (start, rest) = trimmed.split_at(root);
    let parts: Vec<&str> =
        rest.split('\\').map(|part| part.strip_suffix('.').unwrap_or(part)).collect();
    format!("{start}{}", parts.join("\\"))
}

/// Whether a part ends in a dot or blank: programs that ask with `\\\\?\\` paths, as Node does, find nothing there.
pub(super) fn is_untidy(path: &str) -> bool {
    let mut parts = path.split(['\\', '/']).filter(|part| !matches!(*part, "." | ".."));
    parts.any(|part| part.ends_with(['.', ' ']))
}

/// Whether a name is more than a bare name.
pub(super) fn has_directory(name: &str) -> bool {
    name.contains([':', '\\', '/'])
}

/// Entries between semicolons; quotes are taken away and protect them (Go, Rust).
pub(super) fn unquoted_entries(path: &str) -> Vec<String> {
    let mut entries = vec![String::new()];
    let mut quoted = false;
    for letter in path.chars() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted => entries.push(String::new()),
            _ => {
                if let Some(entry) = entries.last_mut() {
                    entry.push(letter);
                }
            }
        }
    }
    entries
}

/// A directory and a name, one backslash between; an empty directory gives the name alone.
pub(super) fn joined(directory: &str, name: &str) -> String {
    match directory {
        "" => name.to_owned(),
        _ if directory.ends_with(['\\', '/']) || directory.ends_with(':') => {
            format!("{directory}{name}")
        }
        _ => format!("{directory}\\{name}"),
    }
}

/// The extension items of PATHEXT, empty ones included.
pub(super) fn items(text: &str) -> Vec<&str> {
    text.split(';').collect()
}
