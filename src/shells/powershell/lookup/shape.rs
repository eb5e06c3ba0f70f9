//! What the spelling of a command's name makes PowerShell do with it.

use crate::machine::Platform;
use crate::shells::powershell::patterns::wildcard;

/// How a name is looked for among files (`CommandSearcher.cs`, `CanDoPathLookup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A plain name: the directories of PATH.
    Plain,
    /// A rooted path: its own directory.
    Rooted,
    /// A relative path with a separator: its directory from the session's location.
    Relative,
    /// It holds a wildcard, or a character no path has: not at all.
    Unsearchable,
}

/// The shape of a name.
pub fn shape(platform: Platform, name: &str) -> Shape {
    if wildcard::has_wildcards(name) {
        Shape::Unsearchable
    } else if is_rooted(platform, name) {
        Shape::Rooted
    } else if name.contains(['\\', '/']) {
        Shape::Relative
    } else if name.contains(char::is_control) || platform.is_windows() && name.contains('|') {
        Shape::Unsearchable
    } else {
        Shape::Plain
    }
}

/// `Path.IsPathRooted`: on Windows a leading separator of either kind or a drive letter with its
/// colon, on Unix a leading `/`.
pub fn is_rooted(platform: Platform, name: &str) -> bool {
    if !platform.is_windows() {
        return name.starts_with('/');
    }
    let bytes = name.as_bytes();
    name.starts_with(['\\', '/'])
        || bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':')
}

/// Whether PowerShell resolves the name as one of its own paths before any search: with a drive
/// or a provider, from home, or UNC (`LocationGlobber.cs`, `IsAbsolutePath` and its neighbours).
pub fn is_qualified(platform: Platform, name: &str) -> bool {
    let drive = !name.starts_with('.') && name.find(':').is_some_and(|colon| colon > 0);
    let root = !platform.is_windows() && name.starts_with('/');
    drive || root || is_home(name) || name.starts_with("\\\\") || name.starts_with("//")
}

/// `~` alone or before a separator.
pub fn is_home(name: &str) -> bool {
    name.strip_prefix('~').is_some_and(|rest| rest.is_empty() || rest.starts_with(['\\', '/']))
}

/// `Path.GetDirectoryName` and `Path.GetFileName`. On Windows the directory comes out with
/// backslashes, doubled ones joined; `C:` stays, and so does a leading `\`.
pub fn split(platform: Platform, name: &str) -> (String, &str) {
    let is_separator = |letter: char| letter == '/' || platform.is_windows() && letter == '\\';
    let drive = |bytes: &[u8]| matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let colon = platform.is_windows() && drive(name.as_bytes());
    let at = name.rfind(is_separator).map(|at| at + 1).or(colon.then_some(2)).unwrap_or(0);
    let (directory, file) = name.split_at(at);
    let root = usize::from(directory.starts_with(is_separator)) + if colon { 2 } else { 0 };
    let root = if colon && directory[2..].starts_with(is_separator) { 3 } else { root };
    let trimmed = directory.trim_end_matches(is_separator);
    let kept = if trimmed.len() < root { &directory[..root.min(directory.len())] } else { trimmed };
    (joined(platform, kept), file)
}

fn joined(platform: Platform, directory: &str) -> String {
    if !platform.is_windows() {
        return directory.to_owned();
    }
    let directory = directory.replace('/', "\\");
    let mut out = String::with_capacity(directory.len());
    for (at, letter) in directory.chars().enumerate() {
        if at < 2 || letter != '\\' || !out.ends_with('\\') {
            out.push(letter);
        }
    }
    if out.starts_with("\\\\") && !directory.starts_with("\\\\") {
        out[1..].to_owned()
    } else {
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Platform::{Linux, Windows};

    #[test]
    fn names_are_told_apart_by_their_spelling() {
        let rows: &[(Platform, &str, Shape, bool)] = &[
            (Windows, "git", Shape::Plain, false),
            (Windows, ".\\git", Shape::Relative, false),
            (Windows, "sub/tool", Shape::Relative, false),
            (Windows, "C:\\a\\git", Shape::Rooted, true),
            (Windows, "C:git", Shape::Rooted, true),
            (Windows, "\\a\\git", Shape::Rooted, false),
            (Windows, "/a/git", Shape::Rooted, false),
            (Windows, "\\\\?\\C:\\git", Shape::Unsearchable, true),
            (Windows, "\\\\server\\share\\git", Shape::Rooted, true),
            (Windows, "~\\git", Shape::Relative, true),
            (Windows, "~", Shape::Plain, true),
            (Windows, "~git", Shape::Plain, false),
            (Windows, "FileSystem::x", Shape::Plain, true),
            (Windows, "gi*", Shape::Unsearchable, false),
            (Windows, "git\t", Shape::Unsearchable, false),
            (Windows, ".:x", Shape::Plain, false),
            (Linux, "/a/git", Shape::Rooted, true),
            (Linux, "C:git", Shape::Plain, true),
            (Linux, "a\\b", Shape::Relative, false),
        ];
        for (platform, name, expected, qualified) in rows {
            assert_eq!(shape(*platform, name), *expected, "{name}");
            assert_eq!(is_qualified(*platform, name), *qualified, "{name}");
        }
    }

    #[test]
    fn directories_are_split_off_as_dot_net_does() {
        let rows: &[(Platform, &str, &str, &str)] = &[
            (Windows, "sub\\tool", "sub", "tool"),
            (Windows, "sub\\\\tool", "sub", "tool"),
            (Windows, "sub\\", "sub", ""),
            (Windows, "/case/cwd/only", "\\case\\cwd", "only"),
            (Windows, "\\only", "\\", "only"),
            (Windows, "C:\\git", "C:\\", "git"),
            (Windows, "C:git", "C:", "git"),
            (Windows, "C:\\b\\..\\a\\git", "C:\\b\\..\\a", "git"),
            (Windows, ".\\sub\\..\\only", ".\\sub\\..", "only"),
            (Linux, "/git", "/", "git"),
            (Linux, "a\\b/c", "a\\b", "c"),
            (Linux, "a\\b", "", "a\\b"),
        ];
        for (platform, name, directory, file) in rows {
            assert_eq!(split(*platform, name), ((*directory).to_owned(), *file), "{name}");
        }
    }
}
