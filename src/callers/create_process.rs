//! `CreateProcess` (Microsoft's page of CreateProcessW), with a command line or with `lpApplicationName`.
//!
//! - `.exe` is put behind a bare name without a dot; PATHEXT is never read. Behind a path it is tried where the path
//!   itself leads to nothing, which the page denies and every caller relies on (the JDK's `ProcessImpl` says so).
//! - An unquoted line is cut at its blanks, the shortest piece first: `C:\Program Files\x` may start `C:\Program.exe`.
//! - A directory that is met ends the search and starts nothing; only an unquoted line goes on with its next piece.

use std::rc::Rc;

use super::{Asker, Directories, Probe, considered};
use crate::shells::{Candidate, Doubt, Lookup, Stage};
use crate::value::{Origin, Unknown};

/// The first place of every search: that of the program that asks.
pub(super) const OWN_DIRECTORY: &str = "the directory of the calling program";

/// How the program is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// As the beginning of a command line, quoted or not.
    Line,
    /// In quotes.
    Quoted,
    /// As `lpApplicationName`: nothing is searched and nothing added.
    Application,
}

/// System32, the 16-bit System directory, and Windows.
pub(super) fn system_directories(from: &Asker<'_>) -> Vec<(Stage, String)> {
    let root = from.variable("SystemRoot").unwrap_or("C:\\Windows");
    vec![
        (Stage::System("System32"), format!("{root}\\system32")),
        (Stage::System("the 16-bit System directory"), format!("{root}\\system")),
        (Stage::System("the Windows directory"), root.to_owned()),
    ]
}

/// What it starts.
pub(super) fn lookup(from: &Asker<'_>, name: &str, named: Named) -> Lookup {
    match named {
        Named::Application => {
            let probe = Probe { stage: Stage::Direct, text: name.to_owned() };
            considered(from, vec![probe], Directories::End)
        }
        // A quote inside a quoted name is no character of a file's name.
        Named::Quoted if name.contains('"') => Lookup::default(),
        Named::Quoted => search(from, name),
        Named::Line => line(from, name),
    }
}

/// The first word of a line: between quotes, or each piece up to a blank.
fn line(from: &Asker<'_>, name: &str) -> Lookup {
    if let Some(rest) = name.strip_prefix('"') {
        return search(from, rest.split('"').next().unwrap_or_default());
    }
    let mut lookup = Lookup::default();
    let blanks = name.match_indices([' ', '\t']).map(|(at, _)| at);
    for end in blanks.chain([name.len()]).filter(|end| *end > 0) {
        let found = search(from, &name[..end]);
        let before = lookup.candidates.len();
        let doubts = found.doubts.into_iter();
        lookup.doubts.extend(doubts.map(|one| Doubt { before: one.before + before, ..one }));
        for one in found.candidates {
            lookup.consider(one);
        }
    }
    lookup
}

/// The search for one name.
fn search(from: &Asker<'_>, name: &str) -> Lookup {
    let last = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    let (dotted, extended) = (last.contains('.'), format!("{name}.exe"));
    if name.is_empty() {
        return Lookup::default();
    }
    if is_placed(name) {
        let files = [Some(name.to_owned()), (!dotted && !last.is_empty()).then_some(extended)];
        let direct = |text| Probe { stage: Stage::Direct, text };
        let probes = files.into_iter().flatten().map(direct).collect();
        return considered(from, probes, Directories::End);
    }
    let current = from.needs_current_directory(name);
    let file = if dotted { name } else { &extended };
    let mut found = considered(from, in_directories(from, file, current), Directories::End);
    if !dotted && found.candidates.is_empty() {
        let bare = considered(from, in_directories(from, name, current), Directories::Skipped);
        contested(&mut found, bare.winner(), WITHOUT_EXTENSION);
    }
    found
}

const WITHOUT_EXTENSION: &str = "has no extension: Wine's CreateProcess starts it, Microsoft's page says that .exe is looked for";

/// What one of two authorities would start: nobody has asked Windows.
pub(super) fn contested(lookup: &mut Lookup, other: Option<&Candidate>, reason: &str) {
    let Some(path) = other.and_then(|one| one.path.as_deref()) else { return };
    let origin = Origin::Builtin("CreateProcess".into());
    let unknown = Rc::new(Unknown::new(format!("{path} {reason}"), origin));
    lookup.doubts.insert(0, Doubt { unknown, before: 0 });
}

/// Whether a name says where it is: an absolute path, one on a drive, or one that begins with a dot. Every other one,
/// `sub\tool` too, is looked for in all directories (`RtlDosSearchPath`).
pub(super) fn is_placed(name: &str) -> bool {
    let dots = ["./", ".\\", "../", "..\\"];
    name.starts_with(['\\', '/'])
        || name.as_bytes().get(1) == Some(&b':')
        || dots.iter().any(|dot| name.starts_with(dot))
}

/// A file in the directories of the search: the program's own, the current one, the system's, those of PATH.
pub(super) fn in_directories(from: &Asker<'_>, file: &str, current: bool) -> Vec<Probe> {
    let mut places: Vec<(Stage, String)> = Vec::new();
    if let Some(own) = &from.program_directory {
        places.push((Stage::System(OWN_DIRECTORY), own.clone()));
    }
    if current {
        places.push((Stage::CurrentDirectory, from.cwd.clone()));
    }
    places.extend(system_directories(from));
    let path = from.variable("PATH").unwrap_or_default();
    for (index, entry) in path.split(';').enumerate().filter(|(_, entry)| !entry.is_empty()) {
        places.push((Stage::PathEntry(index + 1), entry.to_owned()));
    }
    // A backslash is put in between whatever the directory is: `C:` is the root here.
    let between = |directory: &str| if directory.ends_with(['\\', '/']) { "" } else { "\\" };
    places
        .into_iter()
        .map(|(stage, directory)| {
            let text = format!("{directory}{}{file}", between(&directory));
            Probe { stage, text }
        })
        .collect()
}
