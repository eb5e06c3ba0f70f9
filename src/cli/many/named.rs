//! Which of the words of `check` are recorded machines: folders, JSON files, and patterns of them.

use crate::cli::args::{Args, Check};
use crate::cli::{Failure, World};
use crate::rules::fits;
use crate::scenario::FILE;

/// The machines that are named, in order; none where texts are named, or nothing.
///
/// # Errors
/// Where both are named, a pattern fits nothing, a folder holds no machine, or the format cannot hold several.
pub(in crate::cli) fn machines(
    args: &Args,
    check: &Check,
    world: &World,
) -> Result<Vec<String>, Failure> {
    if check.shell.is_some() {
        return Ok(Vec::new());
    }
    let (mut machines, mut texts) = (Vec::new(), Vec::new());
    for word in &check.files {
        for path in expanded(word, world)? {
            match is_machine(&path, world) {
                true => machines.extend(of(&path, world)?),
                false => texts.push(path),
            }
        }
    }
    match (machines.first(), texts.first()) {
        (Some(machine), Some(text)) => Err(Failure {
            message: format!(
                "{machine} is a recorded machine and {text} is a text: they are checked apart"
            ),
            remedy: Some("name the machines in one call, the texts in another".to_owned()),
        }),
        (Some(_), None) => fitting(args, check, machines),
        _ => Ok(Vec::new()),
    }
}

/// The machines, where what is asked of them can be asked of so many.
fn fitting(args: &Args, check: &Check, machines: Vec<String>) -> Result<Vec<String>, Failure> {
    let fail = |message: &str, remedy: &str| {
        Err(Failure { message: message.to_owned(), remedy: Some(remedy.to_owned()) })
    };
    if args.scenario.is_some() {
        return fail(
            "machines are named and --scenario names one too",
            "leave --scenario out: envsim check MACHINE…",
        );
    }
    if machines.len() > 1 && check.diff {
        return fail("--diff: a patch is made for one machine", "name one of them");
    }
    if machines.len() > 1 && args.format.between().is_none() {
        let name = args.format.name();
        return fail(
            &format!("--format {name}: holds one machine, and {} are named", machines.len()),
            "several are written as text, jsonl, github or markdown",
        );
    }
    Ok(machines)
}

fn is_machine(path: &str, world: &World) -> bool {
    path.to_ascii_lowercase().ends_with(".json") || world.files.is_directory(path)
}

/// The machine that a path is, or those that the folder holds.
fn of(path: &str, world: &World) -> Result<Vec<String>, Failure> {
    let path = if path.len() > 1 { path.trim_end_matches(['/', '\\']) } else { path };
    let describes = |folder: &str| world.files.is_file(&format!("{folder}/{FILE}"));
    if !world.files.is_directory(path) || describes(path) {
        return Ok(vec![path.to_owned()]);
    }
    let inside = names(path, world)?.into_iter().map(|name| format!("{path}/{name}"));
    let found: Vec<String> =
        inside.filter(|one| describes(one) || is_recording(one, world)).collect();
    match found.is_empty() {
        true => Err(Failure {
            message: format!("{path}: no recorded machine in it"),
            remedy: Some(format!(
                "a machine is a folder with {FILE}, or a JSON file of envsim capture"
            )),
        }),
        false => Ok(found),
    }
}

/// Whether a file of a folder that is named describes a machine: other JSON stands in such folders too.
fn is_recording(path: &str, world: &World) -> bool {
    let says = |bytes: Vec<u8>| {
        let start = &bytes[..bytes.len().min(4096)];
        String::from_utf8_lossy(start).contains("\"envsim-scenario/")
    };
    path.ends_with(".json") && world.files.read(path).is_ok_and(says)
}

/// What a word stands for where the shell left its pattern alone, as those of Windows do.
fn expanded(word: &str, world: &World) -> Result<Vec<String>, Failure> {
    if !word.contains('*') || world.files.exists(word) {
        return Ok(vec![word.to_owned()]);
    }
    let word = word.replace('\\', "/");
    let mut found = vec![if word.starts_with('/') { "/".to_owned() } else { String::new() }];
    for part in word.split('/').filter(|part| !part.is_empty()) {
        let mut next = Vec::new();
        for folder in &found {
            next.extend(below(folder, part, world));
        }
        found = next;
    }
    match found.is_empty() {
        true => Err(Failure::new(format!("{word}: fits no file or folder"))),
        false => Ok(found),
    }
}

/// What a part of a pattern fits in a folder; the empty one is where envsim runs.
fn below(folder: &str, part: &str, world: &World) -> Vec<String> {
    let path = |name: &str| match folder {
        "" => name.to_owned(),
        _ if folder.ends_with('/') => format!("{folder}{name}"),
        _ => format!("{folder}/{name}"),
    };
    if !part.contains('*') {
        return Some(path(part)).filter(|path| world.files.exists(path)).into_iter().collect();
    }
    let here = if folder.is_empty() { "." } else { folder };
    let names = names(here, world).unwrap_or_default();
    let hidden = |name: &str| name.starts_with('.') && !part.starts_with('.');
    let fitting = names.iter().filter(|name| fits(part, name) && !hidden(name));
    fitting.map(|name| path(name)).collect()
}

fn names(folder: &str, world: &World) -> Result<Vec<String>, Failure> {
    world.files.list(folder).map_err(|why| Failure::new(format!("{folder}: {why}")))
}
