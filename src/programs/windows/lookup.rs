//! `where`: every file of a name in the current directory and on PATH.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::variable;
use crate::machine::Platform;
use crate::machine::path::folded;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&WHERE];

/// where.exe.
pub static WHERE: Program = Program::new(
    &["where.exe"],
    "names and patterns in the directory and on PATH, PATHEXT, /q",
    "its own: Windows 11, MS where",
    place,
)
.needs("the files of the directories on PATH");

const WINDOWS: Platform = Platform::Windows;

/// What PATHEXT is where it is not set.
const PATHEXT: &str = ".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WS;.MSC";

fn place(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let quiet = words.iter().any(|word| word.eq_ignore_ascii_case("/q"));
    let switch = |word: &&String| word.starts_with('/');
    if words.iter().filter(switch).any(|word| !word.eq_ignore_ascii_case("/q")) {
        return Err(Cannot::NotFollowed);
    }
    let names: Vec<&String> = words.iter().filter(|word| !switch(word)).collect();
    if names.is_empty() {
        return run.refuses(2);
    }
    let path = variable(run, "PATH")?.unwrap_or_default();
    let extensions = variable(run, "PATHEXT")?.unwrap_or_else(|| PATHEXT.to_owned());
    // How `where` splits a list with quotes is not known.
    if path.contains('"') {
        return Err(Cannot::NotFollowed);
    }
    let cwd = run.cwd()?;
    let mut directories: Vec<&str> = vec![&cwd];
    directories.extend(path.split(';').filter(|entry| !entry.is_empty()));
    let once: HashSet<String> = directories.iter().map(|one| folded(one)).collect();
    let twice = once.len() < directories.len();
    let mut missed = false;
    for name in &names {
        if name.contains(['\\', '/', ':', '$']) {
            return Err(Cannot::NotFollowed);
        }
        let mut found = IndexSet::new();
        for directory in &directories {
            matching(run, directory, name, &extensions, &mut found)?;
        }
        if found.len() > 1 && twice {
            return Err(Cannot::NotFollowed);
        }
        missed |= found.is_empty();
        if !quiet {
            for file in found {
                run.out.push_str(&format!("{file}\r\n"));
            }
        }
    }
    if missed {
        run.mutters();
    }
    Ok(i32::from(missed))
}

/// The files of one directory: the name as it is, then with every extension of PATHEXT.
fn matching(
    run: &mut Run<'_>,
    directory: &str,
    name: &str,
    extensions: &str,
    found: &mut IndexSet<String>,
) -> Result<(), Cannot> {
    let full = WINDOWS.absolute(&run.cwd()?, directory);
    let full = full.trim_end_matches('\\');
    let entries = match run.machine().listing(full) {
        Ok(entries) => entries,
        Err(fault) if fault.is_ours() => return Err(run.hidden(full, &fault)),
        // A directory that is not there holds nothing.
        Err(_) => return Ok(()),
    };
    run.spend(entries.len() * 64)?;
    let shown = directory.trim_end_matches('\\');
    let mut wanted = vec![name.to_owned()];
    wanted.extend(
        extensions.split(';').filter(|one| !one.is_empty()).map(|one| format!("{name}{one}")),
    );
    for pattern in wanted {
        run.spend(entries.len() * 64)?;
        let matches = |entry: &&crate::machine::Entry| {
            entry.kind != crate::machine::Kind::Directory
                && super::pattern::wild(&folded(&pattern), &folded(&entry.name))
        };
        let mut names: Vec<&str> =
            entries.iter().filter(matches).map(|entry| entry.name.as_str()).collect();
        names.sort_by_key(|name| folded(name));
        for one in names {
            found.insert(format!("{shown}\\{one}"));
        }
    }
    Ok(())
}
