//! `system` and `spawn` of Ruby with a program and arguments (win32/win32.c, dln_find.c).
//!
//! Without fork(2) Ruby changes its own environment and directory for the start (`rb_execarg_run_options`, process.c):
//! the child's decide about everything here.

use super::paths::joined;
use super::{Asker, Directories, Probe, candidate, considered};
use crate::shells::{CommandKind, Lookup, Stage, Verdict};

/// What it tries behind a name without one of them, whatever PATHEXT says.
const EXTENSIONS: [&str; 4] = [".exe", ".com", ".cmd", ".bat"];

/// Where it looks when there is no PATH (`default_path`).
const WITHOUT_PATH: &str = "/usr/local/bin;/usr/ucb;/usr/bin;/bin;.";

/// The commands that Ruby hands to `%COMSPEC% /c` without looking for a file, spelled so (`internal_cmd_match`).
const INTERNAL: &[&str] = &[
    "assoc", "break", "call", "cd", "chdir", "cls", "color", "copy", "date", "del", "dir", "echo",
    "endlocal", "erase", "exit", "for", "ftype", "goto", "if", "md", "mkdir", "mklink", "move",
    "path", "pause", "popd", "prompt", "pushd", "rd", "rem", "ren", "rename", "rmdir", "set",
    "setlocal", "shift", "start", "time", "title", "type", "ver", "verify", "vol",
];

/// What it starts: the PATH entries, the empty one being the current directory; what is not found there is left to
/// `lpApplicationName`, which takes the name as it is.
pub(super) fn lookup(from: &Asker<'_>, name: &str) -> Lookup {
    let from = &from.as_child();
    if from.variable("COMSPEC").is_some() && INTERNAL.contains(&name) {
        return handed_over(name);
    }
    let lower = name.to_ascii_lowercase();
    let has_path = name.contains(['\\', '/']) || name.as_bytes().get(1) == Some(&b':');
    let known = EXTENSIONS.iter().any(|one| lower.ends_with(one));
    let files: Vec<String> = match known {
        true => vec![name.to_owned()],
        false => EXTENSIONS.iter().map(|one| format!("{name}{one}")).collect(),
    };
    let mut probes = Vec::new();
    if has_path {
        probes.extend(files.iter().map(|text| Probe { stage: Stage::Direct, text: text.clone() }));
    } else {
        probes.extend(in_path(from, &files));
    }
    probes.push(Probe { stage: Stage::Direct, text: name.to_owned() });
    considered(from, probes, if known { Directories::Skipped } else { Directories::End })
}

fn in_path(from: &Asker<'_>, files: &[String]) -> Vec<Probe> {
    let path = from.variable("PATH").unwrap_or(WITHOUT_PATH);
    let home = from.variable("HOME").unwrap_or_default();
    let mut probes = Vec::new();
    for (index, entry) in path.split(';').enumerate() {
        let tilde =
            entry.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['\\', '/']));
        let directory = tilde.map_or_else(|| entry.to_owned(), |rest| format!("{home}{rest}"));
        let stage = Stage::PathEntry(index + 1);
        let one = |file: &String| Probe { stage: stage.clone(), text: joined(&directory, file) };
        probes.extend(files.iter().map(one));
    }
    probes
}

fn handed_over(name: &str) -> Lookup {
    let stage = Stage::System("the commands Ruby hands to %COMSPEC%");
    let reason = format!("{}: Ruby starts %COMSPEC% for it", stage.describe());
    let mut one = candidate("", Probe { stage, text: name.to_owned() }, Verdict::Chosen, reason);
    one.kind = CommandKind::Builtin;
    one.path = None;
    let mut lookup = Lookup::default();
    lookup.consider(one);
    lookup
}
