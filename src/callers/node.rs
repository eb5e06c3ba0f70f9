//! npm's `which` (1 to 7) and `cross-spawn` (6 and 7).

use super::paths::{is_untidy, items, joined};
use super::{Asker, Directories, Probe, considered};
use crate::shells::{Lookup, Stage};

const DEFAULT: &str = ".EXE;.CMD;.BAT;.COM";

/// The files `which` accepts; `pathext` and `path` stand in for the variables where cross-spawn gives them.
pub(super) fn which(
    from: &Asker<'_>,
    name: &str,
    pathext: Option<&str>,
    path: Option<&str>,
) -> Vec<Probe> {
    let own = from.variable("PATHEXT").filter(|text| !text.is_empty()).unwrap_or(DEFAULT);
    let text = pathext.unwrap_or(own);
    let counted = items(text);
    let mut tried = counted.clone();
    if name.contains('.') && tried.first().is_some_and(|item| !item.is_empty()) {
        tried.insert(0, "");
    }
    let counts = |file: &str| {
        let lower = file.to_lowercase();
        counted.iter().any(|item| item.is_empty() || lower.ends_with(&item.to_lowercase()))
    };
    let path = path.filter(|path| !path.is_empty()).or(from.variable("PATH"));
    let mut places = Vec::new();
    if name.contains(['/', '\\']) {
        places.push((Stage::Direct, String::new()));
    } else {
        places.push((Stage::CurrentDirectory, from.cwd.clone()));
        for (index, entry) in path.unwrap_or_default().split(';').enumerate() {
            places.push((Stage::PathEntry(index + 1), unquoted(entry).to_owned()));
        }
    }
    let mut probes = Vec::new();
    for (stage, directory) in places {
        let base = joined(&directory, name);
        let files = tried.iter().map(|extension| format!("{base}{extension}"));
        for text in files.filter(|file| counts(file) && !is_untidy(file)) {
            probes.push(Probe { stage: stage.clone(), text });
        }
    }
    probes
}

/// Only quotes around the whole entry go.
fn unquoted(entry: &str) -> &str {
    entry.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(entry)
}

/// `which` first, then once more with every extension allowed and none added; from the child's directory, with its PATH.
pub(super) fn cross_spawn(from: &Asker<'_>, name: &str, major: u32) -> Lookup {
    let path = from.child_path_of_cross_spawn(major);
    let there = Asker { cwd: from.child_cwd(), ..from.clone() };
    let mut probes = which(&there, name, None, path);
    probes.extend(which(&there, name, Some(";"), path));
    considered(&there, probes, Directories::Skipped)
}
