//! The files of one directory that answer to a name.

use super::pattern;
use crate::machine::path::same_name;
use crate::machine::{Entry, Fault, Kind, Machine, Platform};
use crate::shells::powershell::object::command::Found;

/// A file that answers to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Whether PowerShell runs it itself: its name ends in `.ps1`.
    pub script: bool,
    /// The name as it is on disk.
    pub name: String,
    /// What `Source` shows: the directory as spelled and the name; of a script the normalized full path.
    pub source: String,
    /// The PATH entry, counted from 1; `None` for a file that was named with its directory.
    pub entry: Option<usize>,
}

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        let Hit { script, name, source: path, entry } = hit;
        match script {
            true => Self::Script { path, name, entry },
            false => Self::Application { path, name, entry },
        }
    }
}

/// A directory as it is searched.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// As PowerShell spells it.
    pub spelled: &'p str,
    /// The process's own directory, which a relative spelling is read against.
    pub process: &'p str,
    /// The PATH entry.
    pub entry: Option<usize>,
}

/// Every file of the directory that is one of the `names`, name by name
/// (`CommandPathSearch.cs`; the same in both editions). Execute bits do not count.
pub fn named(machine: &dyn Machine, place: Place<'_>, names: &[String]) -> Vec<Hit> {
    let absolute = on_machine(machine.platform(), place.process, place.spelled);
    let platform = machine.platform();
    // Most names stand in none of the directories: those are not gone through.
    let absent = |name: &String| {
        matches!(machine.link_status(&platform.join(&absolute, name)), Err(Fault::NotFound))
    };
    if matches!(machine.link_status(&absolute), Err(Fault::NotFound)) {
        return Vec::new();
    }
    let names: Vec<&String> = names.iter().filter(|name| !absent(name)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let Ok(entries) = machine.listing(&absolute) else { return Vec::new() };
    let find =
        |name: &String| entries.iter().find(|entry| answers(machine, &absolute, entry, name));
    names
        .into_iter()
        .filter_map(find)
        .map(|entry| hit(machine.platform(), place, &entry.name))
        .collect()
}

/// Every file of the directory that fits a pattern and ends in one of the `endings`, ending by
/// ending; on Unix an executable file fits too (`CommandPathSearch.cs`, `JustCheckExtensions`).
pub fn matching(
    machine: &dyn Machine,
    place: Place<'_>,
    wanted: &str,
    endings: &[String],
) -> Vec<Hit> {
    let platform = machine.platform();
    let absolute = on_machine(platform, place.process, place.spelled);
    let Ok(entries) = machine.listing(&absolute) else { return Vec::new() };
    let ignores_case = machine.facts().ignores_case;
    let fitting: Vec<&Entry> = entries
        .iter()
        .filter(|entry| pattern::matches(wanted, &entry.name, ignores_case))
        .filter(|entry| is_file(machine, &absolute, entry))
        .collect();
    let mut found = Vec::new();
    for ending in endings {
        for entry in &fitting {
            let runs = !platform.is_windows()
                && machine
                    .status(&platform.join(&absolute, &entry.name))
                    .is_ok_and(|one| one.executable);
            if runs || ends_with(&entry.name, ending) {
                found.push(hit(platform, place, &entry.name));
            }
        }
    }
    found
}

fn ends_with(name: &str, ending: &str) -> bool {
    let at = name.len().checked_sub(ending.len());
    at.and_then(|at| name.get(at..)).is_some_and(|end| same_name(end, ending))
}

fn answers(machine: &dyn Machine, directory: &str, entry: &Entry, name: &str) -> bool {
    let same = match machine.facts().ignores_case {
        true => same_name(&entry.name, name),
        false => entry.name == name,
    };
    same && is_file(machine, directory, entry)
}

/// A dangling link counts: the enumeration does not look where it leads.
fn is_file(machine: &dyn Machine, directory: &str, entry: &Entry) -> bool {
    match entry.kind {
        Kind::Directory => false,
        Kind::File | Kind::Other => true,
        Kind::Symlink => !machine.is_directory(&machine.platform().join(directory, &entry.name)),
    }
}

fn hit(platform: Platform, place: Place<'_>, name: &str) -> Hit {
    let mut source = place.spelled.to_owned();
    let colon = platform.is_windows() && source.ends_with(':');
    if !colon && !source.ends_with(|letter| platform.is_separator(letter)) {
        source.push(platform.separator());
    }
    source.push_str(name);
    of_path(platform, place.process, source, place.entry)
}

/// What an existing file is (`CommandSearcher.cs`, `GetInfoFromPath`).
pub fn of_path(platform: Platform, process: &str, path: String, entry: Option<usize>) -> Hit {
    let is_end =
        |letter: char| platform.is_separator(letter) || letter == ':' && platform.is_windows();
    let name = path.rsplit(is_end).next().unwrap_or(&path).to_owned();
    let script = platform.extension(&name).eq_ignore_ascii_case(".ps1");
    let source = if script { full(platform, process, &path) } else { path };
    Hit { script, name, source, entry }
}

/// `Path.GetFullPath`: a device path stays as it is, periods at the end of a part go.
fn full(platform: Platform, process: &str, path: &str) -> String {
    if !platform.is_windows() {
        return platform.absolute(process, path);
    }
    if path.starts_with("\\\\?\\") {
        return path.to_owned();
    }
    let trim = |part: &str| match part.trim_end_matches('.') {
        "" => part.to_owned(),
        trimmed => trimmed.to_owned(),
    };
    let full = platform.absolute(process, path);
    full.split('\\').map(trim).collect::<Vec<_>>().join("\\")
}

/// The machine's path of a path as .NET takes it: from the process's directory, without the
/// prefix of a device path; Windows ignores blanks and periods at the end.
pub fn on_machine(platform: Platform, process: &str, path: &str) -> String {
    if !platform.is_windows() {
        return platform.absolute(process, path);
    }
    let bare = ["\\\\?\\", "\\\\.\\"].iter().find_map(|prefix| path.strip_prefix(prefix));
    let absolute = platform.absolute(process, bare.unwrap_or(path));
    match (bare, absolute.trim_end_matches([' ', '.'])) {
        (None, trimmed) if trimmed.len() > platform.root_len(&absolute) => trimmed.to_owned(),
        _ => absolute,
    }
}
