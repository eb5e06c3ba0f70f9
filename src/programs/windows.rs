//! Programs of Windows' own System32, which share names with other programs elsewhere.

pub mod attrib;
pub mod certutil;
pub mod choco;
pub mod comparing;
pub mod console;
pub mod filters;
pub mod findstr;
pub mod lookup;
pub mod refreshenv;
pub mod registry;
pub mod rights;
pub mod robocopy;
pub mod scoop;
pub mod small;
pub mod vswhere;

mod pattern;
mod reg;

use super::{Cannot, Run};
use crate::machine::file_pattern::{self, Open};
use crate::machine::{Entry, Kind, Platform};

/// The programs of each `pub mod`: a file more is a line more (`build.rs`).
pub(super) static ALL: &[&[&super::Program]] = include!(concat!(env!("OUT_DIR"), "/windows.rs"));

/// The lines of a text as these programs read them, without their ends.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let all = text.strip_suffix('\n').unwrap_or(text);
    let none = text.is_empty();
    all.split('\n').filter(move |_| !none).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The text of a file, `None` where it is not there.
fn text_of(run: &mut Run<'_>, name: &str) -> Result<Option<String>, Cannot> {
    if name.contains(['*', '?', '"']) {
        return Err(Cannot::NotFollowed);
    }
    let path = Platform::Windows.absolute(&run.cwd()?, name);
    if !run.machine().is_file(&path) {
        return match run.machine().status(&path) {
            Err(fault) if fault.is_ours() => Err(run.hidden(&path, &fault)),
            Ok(_) => Err(Cannot::NotFollowed),
            Err(_) => Ok(None),
        };
    }
    match run.read(&path)? {
        // What another code page holds, or UTF-16, is not compared byte by byte.
        Ok(text) if text.is_ascii() && !text.contains('\0') => Ok(Some(text)),
        _ => Err(Cannot::NotFollowed),
    }
}

/// Whether a name stands for several files.
fn is_wild(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// The files that a pattern names, in the order of the volume. Whether what is hidden is passed over is not known.
fn files_of(run: &mut Run<'_>, pattern: &str) -> Result<Vec<String>, Cannot> {
    let at = pattern.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
    let (above, last) = pattern.split_at(at);
    if is_wild(above) || !run.machine().facts().ignores_case {
        return Err(Cannot::NotFollowed);
    }
    let place = if above.is_empty() { "." } else { above };
    let place = Platform::Windows.normalize(&Platform::Windows.absolute(&run.cwd()?, place));
    let found = fitting(run, &place, last)?;
    let files = found.into_iter().filter(|entry| entry.kind == Kind::File);
    let names: Vec<String> = files.map(|entry| entry.name).collect();
    let guarded = |name: &String| run.machine().guarded(&Platform::Windows.join(&place, name));
    if names.iter().any(|name| guarded(name).is_some()) {
        return Err(Cannot::NotFollowed);
    }
    Ok(names.into_iter().map(|name| format!("{above}{name}")).collect())
}

/// What fits a pattern in a directory.
fn fitting(run: &mut Run<'_>, directory: &str, wild: &str) -> Result<Vec<Entry>, Cannot> {
    match file_pattern::named(run.machine(), directory, wild) {
        Ok(found) => {
            run.spend(found.len() * 64)?;
            Ok(found)
        }
        Err(Open::Unseen(fault)) => Err(run.hidden(directory, &fault)),
        Err(Open::ShortName(_)) => Err(Cannot::NotFollowed),
    }
}

/// Standard input, where it is plain text.
fn input(run: &mut Run<'_>) -> Result<String, Cannot> {
    let text = run.input()?;
    if text.is_ascii() { Ok(text) } else { Err(Cannot::NotFollowed) }
}

/// A variable, whatever the case of its name.
fn variable(run: &Run<'_>, name: &str) -> Result<Option<String>, Cannot> {
    let same = |known: &&(String, crate::value::Value)| known.0.eq_ignore_ascii_case(name);
    match run.environment().iter().find(same) {
        None => Ok(None),
        Some((_, value)) => run.text_of(value).map(Some),
    }
}
