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
use crate::machine::{Kind, Platform};

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

/// The files that a pattern names, in the order of the volume (NTFS sorts by name).
fn files_of(run: &mut Run<'_>, pattern: &str) -> Result<Vec<String>, Cannot> {
    let at = pattern.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
    let (above, last) = pattern.split_at(at);
    // `*.*` asks for no dot, and `?` at an end for no letter.
    if is_wild(above) || last.contains('?') || !run.machine().facts().ignores_case {
        return Err(Cannot::NotFollowed);
    }
    let last = if last == "*.*" { "*" } else { last }.to_uppercase();
    let place = if above.is_empty() { "." } else { above };
    let place = Platform::Windows.normalize(&Platform::Windows.absolute(&run.cwd()?, place));
    let entries = match run.machine().list(&place) {
        Ok(entries) => entries,
        Err(fault) if fault.is_ours() => return Err(run.hidden(&place, &fault)),
        Err(_) => return Ok(Vec::new()),
    };
    run.spend(entries.len() * 16)?;
    let files = entries.into_iter().filter(|entry| entry.kind == Kind::File);
    let mut names: Vec<String> = files.map(|entry| entry.name).collect();
    names.retain(|name| pattern::wild(&last, &name.to_uppercase()));
    names.sort_by_key(|name| name.to_uppercase());
    Ok(names.into_iter().map(|name| format!("{above}{name}")).collect())
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
