//! Callers that build a command line and leave the search to `CreateProcess`.
//!
//! - .NET: `Process.Start` puts the file name in quotes unless it has some (`ProcessUtils.BuildCommandLine`). With
//!   `UseShellExecute`, which is what .NET Framework does where nothing is said, it is `ShellExecuteEx`.
//! - Python: `subprocess` quotes a name with a blank and escapes quotes in it (`list2cmdline`, Lib/subprocess.py), 2.7
//!   as 3.
//! - Java: `ProcessBuilder` makes a `File` of the name, whose slashes are backslashes, one in a row and none at the end
//!   (`WinNTFileSystem.normalize`), and quotes one with a blank unless it is (`ProcessImpl`).
//!
//! All search the caller's PATH from the caller's directory, whatever the child is given.

use super::create_process::{self, Named};
use super::{Asker, shell_execute};
use crate::shells::Lookup;

/// The last release of .NET Framework, whose default is `UseShellExecute`.
const FRAMEWORK: u32 = 4;

pub(super) fn dotnet(from: &Asker<'_>, name: &str, major: u32) -> Lookup {
    if major <= FRAMEWORK {
        return shell_execute::lookup(from, name);
    }
    create_process::lookup(from, unquoted(name.trim()), Named::Quoted)
}

pub(super) fn python(from: &Asker<'_>, name: &str) -> Lookup {
    if !name.contains('"') {
        return create_process::lookup(from, name, quoted_if_needed(name));
    }
    let escaped = name.replace('"', "\\\"");
    let line = match quoted_if_needed(name) {
        Named::Quoted => format!("\"{escaped}\""),
        _ => escaped,
    };
    create_process::lookup(from, &line, Named::Line)
}

pub(super) fn java(from: &Asker<'_>, name: &str) -> Lookup {
    let path = normalized(unquoted(name));
    create_process::lookup(from, &path, quoted_if_needed(&path))
}

/// What `new File(name).getPath()` makes of a path.
fn normalized(path: &str) -> String {
    let path = path.replace('/', "\\");
    let (start, rest) = match path.strip_prefix("\\\\") {
        Some(rest) => ("\\\\", rest.trim_start_matches('\\')),
        None if path.starts_with('\\') => ("\\", path.trim_start_matches('\\')),
        None => ("", path.as_str()),
    };
    let parts: Vec<&str> = rest.split('\\').filter(|part| !part.is_empty()).collect();
    let root =
        if parts.len() == 1 && parts[0].ends_with(':') && rest.ends_with('\\') { "\\" } else { "" };
    format!("{start}{}{root}", parts.join("\\"))
}

pub(super) fn quoted_if_needed(name: &str) -> Named {
    if name.contains([' ', '\t']) { Named::Quoted } else { Named::Line }
}

fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(name)
}
