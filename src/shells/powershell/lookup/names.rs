//! The file names tried for a command name within one directory.

use indexmap::IndexSet;

use crate::machine::Platform;

/// The names in order (`CommandSearcher.cs`, `ConstructSearchPatternsFromName`). Windows: the
/// name itself if it has an extension, with `.ps1`, with each of PATHEXT, and bare only if it
/// has none. Unix: the name, then with `.ps1`. Blanks at the end do not count; a name with a
/// wildcard or a control character is never looked for.
pub fn names(platform: Platform, name: &str, pathext: Option<&str>) -> Vec<String> {
    if name.contains(['*', '?', '[']) || name.contains(char::is_control) {
        return Vec::new();
    }
    let name = name.trim_end();
    if name.is_empty() {
        return Vec::new();
    }
    let script = format!("{name}.ps1");
    if !platform.is_windows() {
        return vec![name.to_owned(), script];
    }
    let has_extension = name.rfind('.').is_some_and(|at| at + 1 < name.len());
    let mut names = Vec::new();
    if has_extension {
        names.push(name.to_owned());
    }
    names.push(script);
    names.extend(extensions(pathext).into_iter().map(|extension| format!("{name}{extension}")));
    if !has_extension {
        names.push(name.to_owned());
    }
    names
}

/// The entries of PATHEXT that can match: the directory is asked for `NAME.*`, so one without a dot finds nothing.
fn extensions(pathext: Option<&str>) -> IndexSet<String> {
    let all = pathext.unwrap_or("").split(';').map(str::to_lowercase);
    all.filter(|extension| extension.starts_with('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_within_a_directory() {
        let rows: &[(Platform, &str, Option<&str>, &[&str])] = &[
            (
                Platform::Windows,
                "git",
                Some(".COM;.EXE"),
                &["git.ps1", "git.com", "git.exe", "git"],
            ),
            (
                Platform::Windows,
                "git.exe",
                Some(".COM"),
                &["git.exe", "git.exe.ps1", "git.exe.com"],
            ),
            (
                Platform::Windows,
                "python3.11",
                Some(".EXE"),
                &["python3.11", "python3.11.ps1", "python3.11.exe"],
            ),
            (Platform::Windows, ".dotfile", Some(""), &[".dotfile", ".dotfile.ps1"]),
            (Platform::Windows, "git ", None, &["git.ps1", "git"]),
            (Platform::Windows, "git", Some("EXE;;.EXE;.exe"), &["git.ps1", "git.exe", "git"]),
            (Platform::Windows, "git", Some(" .EXE"), &["git.ps1", "git"]),
            (Platform::Windows, "g*", Some(".EXE"), &[]),
            (Platform::Windows, "[x].exe", Some(".EXE"), &[]),
            (Platform::Windows, "git\t", Some(".EXE"), &[]),
            (Platform::Linux, "foo", Some(".EXE"), &["foo", "foo.ps1"]),
            (Platform::Linux, "git.exe", None, &["git.exe", "git.exe.ps1"]),
            (Platform::MacOs, "", None, &[]),
        ];
        for (platform, name, pathext, expected) in rows {
            assert_eq!(names(*platform, name, *pathext), *expected, "{name}");
        }
    }
}
