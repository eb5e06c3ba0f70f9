//! `exec.LookPath` (os/exec/lp_windows.go of Go 1.19 and later).

use super::paths::{absolute, has_directory, joined, unquoted_entries};
use super::{Asker, Directories, Probe, candidate, considered};
use crate::machine::Platform;
use crate::shells::{Lookup, Stage, Verdict};

const DOT: &str = "Go refuses what it finds through the current directory (ErrDot)";

/// The empty name and those of directories are refused outright (1.23.12, 1.24.6 and 1.25; CVE-2025-47906).
const SINCE_NAMES: u32 = 23;

/// A path that ends in an item of PATHEXT is taken for the file itself, and nothing is put behind it (notes of Go 1.22;
/// `TestAbsCommandWithDoubledExtension` asserts fs.ErrNotExist for it).
const SINCE_RESOLVED: u32 = 22;

struct Go<'g> {
    from: &'g Asker<'g>,
    minor: u32,
    extensions: Vec<String>,
}

/// What `exec.LookPath` of Go 1.`minor` finds.
pub(super) fn lookup(from: &Asker<'_>, name: &str, minor: u32) -> Lookup {
    let go = Go { from, minor, extensions: extensions(from.variable("PATHEXT")) };
    let mut lookup = Lookup::default();
    if minor >= SINCE_NAMES && matches!(name, "" | "." | "..") {
        return lookup;
    }
    if has_directory(name) {
        go.take(&mut lookup, &Stage::Direct, name, None);
        return lookup;
    }
    let kept_out = minor >= 19 && from.variable("NoDefaultCurrentDirectoryInExePath").is_some();
    let here = if kept_out { None } else { go.find(name) };
    go.entries(&mut lookup, name, here);
    lookup
}

/// What `exec.Command` starts: a bare name is looked up by the caller, anything else is seen from `Cmd.Dir`
/// (`lookExtensions`), unless it names a volume or begins at a root.
pub(super) fn command(from: &Asker<'_>, name: &str, minor: u32) -> Lookup {
    if !has_directory(name) {
        return lookup(from, name, minor);
    }
    let rooted = name.starts_with(['\\', '/']) || name.as_bytes().get(1) == Some(&b':');
    let cwd = if rooted { from.cwd.clone() } else { from.child_cwd() };
    let there = Asker { cwd, ..from.clone() };
    if minor >= SINCE_RESOLVED && is_resolved(&there, name) {
        let probe = Probe { stage: Stage::Direct, text: name.to_owned() };
        return considered(&there, vec![probe], Directories::End);
    }
    lookup(&there, name, minor)
}

/// Whether a path ends in an item of PATHEXT.
fn is_resolved(from: &Asker<'_>, name: &str) -> bool {
    let extension = name.rfind('.').map(|dot| &name[dot..]).filter(|_| has_extension(name));
    let known = extensions(from.variable("PATHEXT"));
    extension.is_some_and(|one| known.iter().any(|item| item.eq_ignore_ascii_case(one)))
}

/// `GODEBUG=execerrdot=0` takes the refusal back.
fn allows_dot(from: &Asker<'_>) -> bool {
    let settings = from.variable("GODEBUG").unwrap_or_default();
    let last = settings.rsplit(',').find_map(|one| one.strip_prefix("execerrdot="));
    last == Some("0")
}

/// Lower case, a dot before each; four when PATHEXT is unset or empty.
fn extensions(pathext: Option<&str>) -> Vec<String> {
    let text = pathext.filter(|text| !text.is_empty()).unwrap_or(".com;.exe;.bat;.cmd");
    let dotted =
        |item: &str| if item.starts_with('.') { item.to_owned() } else { format!(".{item}") };
    text.to_lowercase().split(';').filter(|item| !item.is_empty()).map(dotted).collect()
}

fn has_extension(file: &str) -> bool {
    let dot = file.rfind('.');
    dot.is_some_and(|dot| file.rfind([':', '\\', '/']).is_none_or(|slash| slash < dot))
}

impl Go<'_> {
    fn is_file(&self, file: &str) -> bool {
        let path = absolute(&self.from.cwd, file);
        self.from.machine.status(&path).is_ok_and(|status| !status.is_directory())
    }

    /// The file with or without an extension, as Go spells it.
    fn find(&self, file: &str) -> Option<String> {
        if (self.extensions.is_empty() || has_extension(file)) && self.is_file(file) {
            return Some(file.to_owned());
        }
        let mut tried = self.extensions.iter().map(|extension| format!("{file}{extension}"));
        tried.find(|file| self.is_file(file))
    }

    fn take(&self, lookup: &mut Lookup, stage: &Stage, file: &str, refused: Option<&str>) {
        let Some(found) = self.find(file) else { return };
        self.put(lookup, stage, found, refused);
    }

    fn put(&self, lookup: &mut Lookup, stage: &Stage, found: String, refused: Option<&str>) {
        let path = absolute(&self.from.cwd, &found);
        let probe = Probe { stage: stage.clone(), text: found };
        let (verdict, reason) = match refused {
            Some(reason) => (Verdict::Refused, reason.to_owned()),
            None => (Verdict::Chosen, stage.describe()),
        };
        lookup.consider(candidate(&path, probe, verdict, reason));
    }

    /// PATH, with what the current directory has in mind: it wins, and is refused, unless PATH leads to the same file.
    fn entries(&self, lookup: &mut Lookup, name: &str, here: Option<String>) {
        let old = self.minor < 19 || allows_dot(self.from);
        if let (Some(found), true) = (&here, old) {
            return self.put(lookup, &Stage::CurrentDirectory, found.clone(), None);
        }
        let path = self.from.variable("PATH").unwrap_or_default();
        let entries = if path.is_empty() { Vec::new() } else { unquoted_entries(path) };
        let mut dot = here.map(|found| (Stage::CurrentDirectory, found));
        for (index, entry) in entries.iter().enumerate() {
            if entry.is_empty() && self.minor >= 22 {
                continue;
            }
            let Some(found) = self.find(&joined(entry, name)) else { continue };
            let stage = Stage::PathEntry(index + 1);
            if dot.as_ref().is_some_and(|(_, dot)| !self.same(dot, &found)) {
                break;
            }
            if old || Platform::Windows.is_absolute(&found) {
                return self.put(lookup, &stage, found, None);
            }
            dot = dot.or(Some((stage, found)));
            // Since 1.22 the search goes on: an absolute entry may lead to the same file.
            if self.minor < 22 {
                break;
            }
        }
        if let Some((stage, found)) = dot {
            self.put(lookup, &stage, found, Some(DOT));
        }
    }

    fn same(&self, one: &str, other: &str) -> bool {
        let path = |file: &str| absolute(&self.from.cwd, file);
        let (one, other) = (path(one), path(other));
        let identity =
            |path: &str| self.from.machine.status(path).map(|status| status.identity).ok();
        crate::machine::path::same_name(&one, &other) || identity(&one) == identity(&other)
    }
}
