//! `CreateProcess(NULL, commandline)` (processthreadsapi.h; Microsoft's page of CreateProcessW).

use super::paths::{has_directory, joined};
use super::{Asker, Probe};
use crate::shells::Stage;

/// System32, the 16-bit System directory, and Windows.
pub(super) fn system_directories(from: &Asker<'_>) -> Vec<(Stage, String)> {
    let root = from.variable("SystemRoot").unwrap_or("C:\\Windows");
    vec![
        (Stage::System("System32"), format!("{root}\\system32")),
        (Stage::System("the 16-bit System directory"), format!("{root}\\system")),
        (Stage::System("the Windows directory"), root.to_owned()),
    ]
}

/// The files it tries: the program's own directory, the current one, the system's, PATH.
pub(super) fn probes(from: &Asker<'_>, name: &str) -> Vec<Probe> {
    let last = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    let file = if last.contains('.') { name.to_owned() } else { format!("{name}.exe") };
    if has_directory(name) {
        return vec![Probe { stage: Stage::Direct, text: file }];
    }
    let mut places: Vec<(Stage, String)> = Vec::new();
    if let Some(own) = &from.program_directory {
        places.push((Stage::System("the directory of the calling program"), own.clone()));
    }
    if from.needs_current_directory(name) {
        places.push((Stage::CurrentDirectory, from.cwd.clone()));
    }
    places.extend(system_directories(from));
    let path = from.variable("PATH").unwrap_or_default();
    for (index, entry) in path.split(';').enumerate().filter(|(_, entry)| !entry.is_empty()) {
        places.push((Stage::PathEntry(index + 1), entry.to_owned()));
    }
    places
        .into_iter()
        .map(|(stage, directory)| Probe { stage, text: joined(&directory, &file) })
        .collect()
}
