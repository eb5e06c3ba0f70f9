//! The files a bare command name can lead to, in PowerShell's order.

pub mod directories;
pub mod names;

use directories::Directory;

use crate::machine::path::same_name;
use crate::machine::{Entry, Kind, Machine, Platform};

/// A file that answers to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Whether PowerShell runs it itself: its name ends in `.ps1`.
    pub script: bool,
    /// The name as it is on disk.
    pub name: String,
    /// What `Source` shows: the entry as spelled and the name; of a script the normalized full path.
    pub source: String,
    /// The absolute machine path.
    pub path: String,
    /// The PATH entry, counted from 1.
    pub entry: usize,
}

/// Every file that answers to one of the `names`, directory by directory, name by name
/// (`CommandPathSearch.cs`; the same in both editions). Neither execute bits nor PATHEXT
/// decide beyond the list of names, and the current directory is not searched.
pub fn hits(
    machine: &dyn Machine,
    directories: &[Directory],
    names: &[String],
    process: &str,
) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for directory in directories {
        let absolute = machine.platform().absolute(process, &directory.spelled);
        let Ok(entries) = machine.list(&absolute) else { continue };
        for name in names {
            let Some(file) = entries.iter().find(|entry| answers(machine, &absolute, entry, name))
            else {
                continue;
            };
            let hit = hit(machine.platform(), directory, &absolute, &file.name);
            if !found.iter().any(|old| same_name(&old.source, &hit.source)) {
                found.push(hit);
            }
        }
    }
    found
}

/// A dangling link counts: the enumeration does not look where it leads.
fn answers(machine: &dyn Machine, directory: &str, entry: &Entry, name: &str) -> bool {
    let same = match machine.facts().ignores_case {
        true => same_name(&entry.name, name),
        false => entry.name == name,
    };
    same && match entry.kind {
        Kind::Directory => false,
        Kind::File | Kind::Other => true,
        Kind::Symlink => !machine.is_directory(&machine.platform().join(directory, &entry.name)),
    }
}

fn hit(platform: Platform, directory: &Directory, absolute: &str, name: &str) -> Hit {
    let path = platform.join(absolute, name);
    let script = platform.extension(name).eq_ignore_ascii_case(".ps1");
    let mut source = directory.spelled.clone();
    if !source.ends_with(|letter| platform.is_separator(letter)) {
        source.push(platform.separator());
    }
    source.push_str(name);
    let source = if script { path.clone() } else { source };
    Hit { script, name: name.to_owned(), source, path, entry: directory.entry }
}

#[cfg(test)]
mod tests {
    use super::directories::{Setting, directories};
    use super::*;
    use crate::machine::Facts;
    use crate::machine::recorded::{Node, Recorded};

    fn machine(platform: Platform, files: &[&str]) -> Recorded {
        let mut machine = Recorded::new(Facts::new(platform));
        for file in files {
            machine.put(file, Node::File(None), Some(0o644));
        }
        machine
    }

    fn first(machine: &Recorded, path: &str, pathext: Option<&str>, name: &str) -> Option<Hit> {
        let setting = Setting::seven(machine.platform(), "C:\\u", Some("C:\\w"));
        let names = names::names(machine.platform(), name, pathext);
        let found = hits(machine, &directories(Some(path), &setting), &names, "C:\\w");
        found.into_iter().next()
    }

    #[test]
    fn a_script_beats_cmd_in_one_directory_and_the_earlier_directory_beats_both() {
        let one = machine(Platform::Windows, &["C:\\a\\npm.cmd", "C:\\a\\npm.ps1", "C:\\a\\npm"]);
        let source =
            first(&one, "C:\\a", Some(".EXE;.CMD"), "npm").map(|hit| (hit.script, hit.source));
        assert_eq!(source, Some((true, "C:\\a\\npm.ps1".to_owned())));
        let two = machine(Platform::Windows, &["C:\\a\\npm.cmd", "C:\\b\\npm.ps1"]);
        let source = first(&two, "C:\\a;C:\\b", Some(".EXE;.CMD"), "npm").map(|hit| hit.source);
        assert_eq!(source.as_deref(), Some("C:\\a\\npm.cmd"));
    }

    #[test]
    fn unix_takes_the_bare_name_first_and_tests_no_execute_bit() {
        let one = machine(Platform::Linux, &["/a/foo", "/a/foo.ps1", "/b/foo"]);
        let source = first(&one, "/a:/b", None, "foo").map(|hit| hit.source);
        assert_eq!(source.as_deref(), Some("/a/foo"));
        let script = machine(Platform::Linux, &["/a/foo.ps1"]);
        let source = first(&script, "/a", None, "foo").map(|hit| (hit.script, hit.source));
        assert_eq!(source, Some((true, "/a/foo.ps1".to_owned())));
        assert_eq!(first(&machine(Platform::Linux, &["/a/FOO.PS1"]), "/a", None, "foo"), None);
    }

    #[test]
    fn directories_that_differ_in_case_only_are_one_even_on_linux() {
        let one = machine(Platform::Linux, &["/opt/foo/tool"]);
        assert_eq!(first(&one, "/opt/Foo:/opt/foo", None, "tool"), None);
    }

    #[test]
    fn quotes_and_forward_slash_tildes_find_nothing() {
        let one = machine(Platform::Windows, &["C:\\a b\\t.exe", "C:\\u\\bin\\t.exe"]);
        assert_eq!(first(&one, "\"C:\\a b\"", Some(".EXE"), "t"), None);
        assert_eq!(first(&one, "~/bin", Some(".EXE"), "t"), None);
        let source = first(&one, "~\\bin", Some(".EXE"), "t").map(|hit| hit.source);
        assert_eq!(source.as_deref(), Some("C:\\u\\bin\\t.exe"));
    }
}
