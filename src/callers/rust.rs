//! `std::process::Command` (library/std/src/sys/process/windows.rs, 1.96).

use super::create_process::{OWN_DIRECTORY, system_directories};
use super::paths::{joined, unquoted_entries};
use super::{Asker, Probe};
use crate::shells::Stage;

/// The files Rust tries: the child's PATH if it was changed, its own directory, the system's, the parent's PATH.
pub(super) fn probes(from: &Asker<'_>, name: &str) -> Vec<Probe> {
    let direct = |text: String| Probe { stage: Stage::Direct, text };
    if name.ends_with(['\\', '/']) {
        return Vec::new();
    }
    if name.contains(['\\', '/', ':']) {
        if name.to_ascii_lowercase().ends_with(".exe") {
            return vec![direct(name.to_owned())];
        }
        return vec![direct(format!("{name}.exe")), direct(name.to_owned())];
    }
    let file = if name.contains('.') { name.to_owned() } else { format!("{name}.exe") };
    let mut places: Vec<(Stage, String)> = Vec::new();
    if let Some(path) = from.child.changed("PATH") {
        places.extend(entries(path));
    }
    if let Some(own) = &from.program_directory {
        places.push((Stage::System(OWN_DIRECTORY), own.clone()));
    }
    places.extend(
        system_directories(from).into_iter().filter(|(_, path)| !path.ends_with("\\system")),
    );
    places.extend(entries(from.variable("PATH").unwrap_or_default()));
    places
        .into_iter()
        .map(|(stage, directory)| Probe { stage, text: joined(&directory, &file) })
        .collect()
}

fn entries(path: &str) -> Vec<(Stage, String)> {
    let all = unquoted_entries(path).into_iter().enumerate();
    all.filter(|(_, entry)| !entry.is_empty())
        .map(|(index, entry)| (Stage::PathEntry(index + 1), entry))
        .collect()
}
