//! `child_process.spawn` of Node: libuv's own search (src/win/process.c, 1.43 to 1.51).

use super::create_process::contested;
use super::names::Version;
use super::paths::{has_directory, joined};
use super::search_path::EMPTY;
use super::{Asker, Directories, Probe, candidate, considered};
use crate::machine::Platform;
use crate::machine::path::same_name;
use crate::shells::{Lookup, Stage, Verdict};

/// Since the releases of April 2024 Node starts no batch file without a shell.
const REFUSED: &str = "Node refuses names that end in .bat or .cmd (EINVAL) unless `shell` is set";

/// What Node `major` starts; names with PATHEXT's other extensions are never tried.
pub(super) fn lookup(from: &Asker<'_>, name: &str, version: Version) -> Lookup {
    let from = &Asker { cwd: from.child_cwd(), ..from.clone() };
    let probes = probes(from, name, version);
    let lower = name.to_ascii_lowercase();
    let batch = [".bat", ".cmd"].iter().any(|end| lower.ends_with(end));
    let found = considered(from, probes, Directories::Skipped);
    if !batch || !version.refuses_batch_files() {
        return with_empty_switch(from, name, version, found);
    }
    let mut refused = Lookup::default();
    for mut one in found.candidates {
        one.verdict = Verdict::Refused;
        one.reason = REFUSED.to_owned();
        refused.consider(one);
    }
    if refused.candidates.is_empty() {
        let probe = Probe { stage: Stage::Direct, text: name.to_owned() };
        let path = Platform::Windows.absolute(&from.cwd, name);
        refused.consider(candidate(&path, probe, Verdict::Refused, REFUSED.to_owned()));
    }
    refused
}

/// What else is found where NoDefaultCurrentDirectoryInExePath is there and empty.
fn with_empty_switch(from: &Asker<'_>, name: &str, version: Version, mut found: Lookup) -> Lookup {
    if version.major < 22 || from.variable("NoDefaultCurrentDirectoryInExePath") != Some("") {
        return found;
    }
    let mut without = from.clone();
    without.environment.retain(|(name, _)| !same_name(name, "NoDefaultCurrentDirectoryInExePath"));
    let here = considered(&without, probes(&without, name, version), Directories::Skipped);
    let path = |lookup: &Lookup| lookup.winner().and_then(|one| one.path.clone());
    if path(&here) != path(&found) {
        contested(&mut found, here.winner(), EMPTY);
    }
    found
}

fn probes(from: &Asker<'_>, name: &str, version: Version) -> Vec<Probe> {
    if matches!(name, "" | ".") {
        return Vec::new();
    }
    let major = version.major;
    let path = from.child_path_of_node().or(from.variable("PATH"));
    let mut places = Vec::new();
    if has_directory(name) {
        places.push((Stage::Direct, String::new()));
    } else {
        if path.is_none() && major < 22 {
            return Vec::new();
        }
        if major < 22 || from.needs_current_directory(name) {
            places.push((Stage::CurrentDirectory, from.cwd.clone()));
        }
        places.extend(entries(path.unwrap_or_default()));
    }
    let mut probes = Vec::new();
    for (stage, directory) in places {
        let base = joined(&directory, name);
        for extension in extensions(name) {
            let stem = base.strip_suffix('.').unwrap_or(&base);
            let text = format!("{stem}{extension}");
            probes.push(Probe { stage: stage.clone(), text });
        }
    }
    probes
}

/// A name with something behind its first dot is tried as it is, then with `.com` and `.exe` (`git.exe.` too, of which
/// Win32 then drops the last dot).
fn extensions(name: &str) -> &'static [&'static str] {
    let file = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    match file.find('.') {
        Some(dot) if dot + 1 < file.len() => &["", ".com", ".exe"],
        _ => &[".com", ".exe"],
    }
}

/// Entries between semicolons; an entry that begins with a quote runs to the next one.
fn entries(path: &str) -> Vec<(Stage, String)> {
    let mut entries = Vec::new();
    let mut rest = path;
    let mut number = 1;
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let from = match quote {
            Some(quote) => rest[1..].find(quote).map_or(rest.len(), |at| at + 1),
            None => 0,
        };
        let end = rest[from..].find(';').map_or(rest.len(), |at| from + at);
        let entry = &rest[..end];
        let entry = entry.strip_prefix(['"', '\'']).unwrap_or(entry);
        let entry = entry.strip_suffix(['"', '\'']).unwrap_or(entry);
        if !entry.is_empty() {
            entries.push((Stage::PathEntry(number), entry.to_owned()));
        }
        number += 1;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    entries
}
