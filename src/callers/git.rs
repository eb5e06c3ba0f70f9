//! What Git for Windows runs itself: hooks, helpers, editors and aliases without shell syntax.
//!
//! PATH only, never the current directory; per entry `NAME.exe`, then the file without it, which may be a script that
//! begins with `#!`. PATHEXT is not read: a `.cmd` or `.bat` counts only where it is spelled out.

use super::paths::joined;
use super::{Asker, Directories, Probe, considered};
use crate::shells::{Lookup, Stage};

pub(super) fn lookup(from: &Asker<'_>, name: &str) -> Lookup {
    if name.contains(['\\', '/']) {
        let probe = Probe { stage: Stage::Direct, text: name.to_owned() };
        return considered(from, vec![probe], Directories::End);
    }
    let program = name.to_ascii_lowercase().ends_with(".exe");
    let path = from.variable("PATH").unwrap_or_default();
    let mut probes = Vec::new();
    for (index, entry) in path.split(';').enumerate().filter(|(_, entry)| !entry.is_empty()) {
        let stage = Stage::PathEntry(index + 1);
        if !program {
            let text = joined(entry, &format!("{name}.exe"));
            probes.push(Probe { stage: stage.clone(), text });
        }
        probes.push(Probe { stage, text: joined(entry, name) });
    }
    considered(from, probes, Directories::Skipped)
}
