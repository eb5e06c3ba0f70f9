//! `child_process.spawn` of Node: libuv's own search (src/win/process.c, 1.43 to 1.51).

use super::paths::{has_directory, joined};
use super::{Asker, Probe, candidate, considered};
use crate::machine::Platform;
use crate::shells::{Lookup, Stage, Verdict};

/// Since the releases of April 2024 Node starts no batch file without a shell.
const REFUSED: &str = "Node refuses names that end in .bat or .cmd (EINVAL) unless `shell` is set";

/// What Node `major` starts; names with PATHEXT's other extensions are never tried.
pub(super) fn lookup(from: &Asker<'_>, name: &str, major: u32) -> Lookup {
    let probes = probes(from, name, major);
    let lower = name.to_ascii_lowercase();
    let batch = [".bat", ".cmd"].iter().any(|end| lower.ends_with(end));
    let found = considered(from, probes, false);
    if !batch || major < 18 {
        return found;
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

fn probes(from: &Asker<'_>, name: &str, major: u32) -> Vec<Probe> {
    if name.is_empty() {
        return Vec::new();
    }
    let path = from.child_path.as_deref().or(from.variable("PATH"));
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

/// A name with something behind its last dot is tried as it is, then with `.com` and `.exe`.
fn extensions(name: &str) -> &'static [&'static str] {
    let file = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    match file.rfind('.') {
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
