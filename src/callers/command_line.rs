//! Callers that build a command line and leave the search to `CreateProcess`.
//!
//! - .NET: `Process.Start` puts the file name in quotes unless it has some (`ProcessUtils.BuildCommandLine`). With
//!   `UseShellExecute`, which is what .NET Framework does where nothing is said, it is `ShellExecuteEx`.
//! - Python: `subprocess` quotes a name with a blank (`list2cmdline`, Lib/subprocess.py), 2.7 as 3.
//! - Java: `ProcessBuilder` takes quotes away, turns slashes around and quotes a name with a blank (`ProcessImpl`).
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
    create_process::lookup(from, name, quoted_if_needed(name))
}

pub(super) fn java(from: &Asker<'_>, name: &str) -> Lookup {
    let path = unquoted(name).replace('/', "\\");
    create_process::lookup(from, &path, quoted_if_needed(&path))
}

fn quoted_if_needed(name: &str) -> Named {
    if name.contains([' ', '\t']) { Named::Quoted } else { Named::Line }
}

fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(name)
}
