//! What Git for Windows runs itself: hooks, helpers, editors and aliases without shell syntax (compat/mingw.c).
//!
//! - `path_lookup`: PATH only, never the current directory; per entry `NAME.exe`, which a directory of that name is too,
//!   then the file without it. PATHEXT is not read: a `.cmd` or `.bat` counts only where it is spelled out.
//! - `setup_path` and `setup_windows_environment`: Git has put directories of its own and the user's `bin` before PATH,
//!   unless a shell of MSYS started it (MSYSTEM).
//! - `parse_interpreter`: a file whose name does not end in `.exe` and that begins with `#!` is run by the program at the
//!   end of that path, which is looked for in the same directories, as `.exe` only.
//! - `mingw_spawnve_fd`: a name with a slash is the beginning of a command line.

use super::command_line::quoted_if_needed;
use super::paths::{absolute, joined};
use super::{
    Asker, Directories, Probe, considered, considered_each, create_process, fails, is_program,
};
use crate::shells::{Candidate, Lookup, Stage, Verdict};

pub(super) fn lookup(from: &Asker<'_>, name: &str) -> Lookup {
    let placed_name = name.contains(['\\', '/']);
    let mut lookup = if placed_name { placed(from, name) } else { in_path(from, name, true) };
    for one in lookup.candidates.iter_mut().filter(|one| one.verdict == Verdict::Chosen) {
        run(from, one);
    }
    lookup
}

/// A script is opened where the path leads, a program is found by CreateProcess.
fn placed(from: &Asker<'_>, name: &str) -> Lookup {
    let bytes = from.machine.read(&absolute(&from.cwd, name));
    if bytes.is_ok_and(|bytes| interpreter(name, &bytes).is_some()) {
        let probe = Probe { stage: Stage::Direct, text: name.to_owned() };
        return considered(from, vec![probe], Directories::Skipped);
    }
    create_process::lookup(from, name, quoted_if_needed(name))
}

/// What the directories have; `scripts` counts files without `.exe`.
fn in_path(from: &Asker<'_>, name: &str, scripts: bool) -> Lookup {
    let program = is_exe(name);
    let probes =
        own_directories(from).into_iter().chain(entries(from)).flat_map(|(stage, entry)| {
            let probe = |file: &str| Probe { stage: stage.clone(), text: joined(&entry, file) };
            let longer = (!program).then(|| (probe(&format!("{name}.exe")), Directories::End));
            let bare = (program || scripts).then(|| (probe(name), Directories::Skipped));
            longer.into_iter().chain(bare).collect::<Vec<_>>()
        });
    considered_each(from, probes)
}

/// The entries of PATH that are not empty.
fn entries(from: &Asker<'_>) -> Vec<(Stage, String)> {
    let path = from.variable("PATH").unwrap_or_default();
    let all = path.split(';').enumerate().filter(|(_, entry)| !entry.is_empty());
    all.map(|(index, entry)| (Stage::PathEntry(index + 1), entry.to_owned())).collect()
}

/// What Git puts before PATH.
fn own_directories(from: &Asker<'_>) -> Vec<(Stage, String)> {
    let root = root(from);
    let below = |directory: &str| {
        let path = root.as_ref().map(|root| format!("{root}\\{directory}"));
        path.map(|path| (Stage::System("Git's own directories"), path))
    };
    let mut all: Vec<_> = below("mingw64\\libexec\\git-core").into_iter().collect();
    if from.variable("MSYSTEM").is_none_or(str::is_empty) {
        let home = home(from).map(|home| format!("{home}\\bin"));
        all.extend(home.map(|bin| (Stage::System("the user's own bin directory"), bin)));
        all.extend(["mingw64\\bin", "usr\\bin"].into_iter().filter_map(below));
    }
    all
}

/// The directory that Git is installed in: that of the program that asks, or of the git.exe in PATH.
fn root(from: &Asker<'_>) -> Option<String> {
    let found = || {
        let mut all = entries(from).into_iter().map(|(_, entry)| entry);
        let git =
            |entry: &String| from.machine.is_file(&absolute(&from.cwd, &joined(entry, "git.exe")));
        all.find(git)
    };
    let known = from.program_directory.as_deref().and_then(without_end);
    known.or_else(|| found().as_deref().and_then(without_end))
}

/// The root of a directory in which there is a git.exe (`append_system_bin_dirs`).
fn without_end(directory: &str) -> Option<String> {
    let ends =
        ["\\mingw64\\libexec\\git-core", "\\mingw64\\bin", "\\cmd", "\\bin", "\\libexec\\git-core"];
    let lower = directory.to_ascii_lowercase();
    let end = ends.iter().find(|end| lower.ends_with(*end))?;
    Some(directory[..directory.len() - end.len()].to_owned())
}

/// HOME, or what Git takes for it.
fn home(from: &Asker<'_>) -> Option<String> {
    let joined = from.variable("HOMEDRIVE").and_then(|drive| {
        let path = format!("{drive}{}", from.variable("HOMEPATH")?);
        let system = path.to_ascii_lowercase().ends_with("\\system32");
        (!system && from.machine.is_directory(&path)).then_some(path)
    });
    let own = |name: &str| from.variable(name).map(str::to_owned);
    own("HOME").or(joined).or_else(|| own("USERPROFILE"))
}

fn is_exe(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".exe")
}

/// What becomes of a file that was found.
fn run(from: &Asker<'_>, one: &mut Candidate) {
    let Some(bytes) = one.path.as_deref().and_then(|path| from.machine.read(path).ok()) else {
        return;
    };
    let Some(interpreter) = interpreter(&one.text, &bytes) else {
        if !is_program(&bytes) {
            fails(one);
        }
        return;
    };
    let by = in_path(from, &interpreter, false);
    let by = by.winner().and_then(|by| by.path.as_deref()).map(str::to_owned);
    one.reason = match (by, root(from)) {
        (Some(by), _) => format!("{}, a script that Git runs by {by}", one.reason),
        (None, None) => {
            format!("{}, a script for {interpreter}.exe of Git's own directories", one.reason)
        }
        (None, Some(_)) => {
            one.verdict = Verdict::Blocked;
            format!("{}, a script for {interpreter}.exe, which is not in PATH", one.reason)
        }
    };
}

/// The name of the program that the first line of a script asks for: behind the last slash, and without its last option.
fn interpreter(name: &str, bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(259)];
    let line = start.strip_prefix(b"#!").filter(|_| start.len() >= 4 && !is_exe(name))?;
    let end = line.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let line = String::from_utf8_lossy(&line[..end]).into_owned();
    let slash = line.rfind('/').or_else(|| line.rfind('\\'))?;
    let program = &line[slash + 1..];
    Some(program.rsplit_once(' ').map_or(program, |(program, _)| program).to_owned())
}
