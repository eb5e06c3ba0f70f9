//! The commands that a script uses.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::{Failure, World};
use crate::machine::Machine;
use crate::shells::{self, Shell, Statement};
use crate::text::{Decoded, Source};

/// A file named on the command line: the recorded machine's where it has one of that name, else the host's.
pub(super) fn read(
    file: &str,
    machine: &dyn Machine,
    world: &World,
) -> Result<(String, Vec<u8>), Failure> {
    let facts = machine.facts();
    if facts.recorded_as.is_some() {
        let path = facts.platform.absolute(&facts.cwd, file);
        if let Ok(bytes) = machine.read(&path) {
            return Ok((path, bytes.to_vec()));
        }
    }
    let bytes = world.files.read(file).map_err(|why| Failure::new(format!("{file}: {why}")))?;
    Ok((file.to_owned(), bytes))
}

/// Whether something stands beside a file, at a path from its folder. Of a file that a recording
/// lacks nothing is known.
pub(super) fn is_beside(machine: &dyn Machine, file: &str, beside: &str) -> bool {
    let facts = machine.facts();
    let platform = facts.platform;
    let absolute = |path: &str| platform.absolute(&facts.cwd, path);
    if !machine.is_file(&absolute(file)) {
        return true;
    }
    let beside = if platform.is_windows() { beside } else { &beside.replace('\\', "/") };
    let path = absolute(&platform.join(platform.parent(file).unwrap_or_default(), beside));
    machine.is_file(&path) || machine.is_directory(&path)
}

/// The shell whose language a file is: by `--shell`, by its first line, or by its name.
pub(super) fn language(
    file: &str,
    bytes: &[u8],
    named: Option<&str>,
) -> Result<&'static dyn Shell, Failure> {
    let names: Vec<&str> = shells::ALL.iter().map(|shell| shell.name()).collect();
    let names = names.join(" ");
    if let Some(name) = named {
        let message = || Failure::new(format!("--shell {name}: known are {names}"));
        return shells::by_name(name).ok_or_else(message);
    }
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let by_line = interpreter(bytes).and_then(|name| shells::by_name(&name));
    let by_name = || shells::ALL.iter().copied().find(|shell| shell.claims(base));
    by_line.or_else(by_name).ok_or_else(|| Failure {
        message: format!("{file}: neither its name nor its first line tells the shell"),
        remedy: Some(format!("say it with --shell, known are {names}")),
    })
}

/// The program of a `#!` line, `env` passed over.
fn interpreter(bytes: &[u8]) -> Option<String> {
    let rest = bytes.strip_prefix(b"#!")?;
    let line = rest.split(|&byte| byte == b'\n').next()?;
    let line = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let first = words.next()?;
    let program = if first == "env" { words.find(|word| !word.starts_with('-'))? } else { first };
    Some(program.to_owned())
}

/// A file's text as that shell reads it.
pub(super) fn source(
    file: &str,
    bytes: &[u8],
    shell: &dyn Shell,
    machine: &dyn Machine,
) -> std::rc::Rc<Source> {
    let decoded: Decoded = shell.decode(machine.facts(), bytes);
    Source::file(file, decoded, None)
}

/// The commands of a program and the lines they stand on; functions of its own are none.
pub(super) fn commands(shell: &dyn Shell, source: &Source) -> IndexMap<String, Vec<u32>> {
    let outline = shell.outline(source.text());
    let functions = outline.statements.iter().filter(|one| one.kind == "function");
    let own: HashSet<&String> = functions.filter_map(|one| one.name.as_ref()).collect();
    let mut found: IndexMap<String, Vec<u32>> = IndexMap::new();
    for (index, statement) in outline.statements.iter().enumerate() {
        let Some(name) = statement.name.as_ref().filter(|_| statement.kind == "command") else {
            continue;
        };
        if own.contains(name) || !is_literal(name) {
            continue;
        }
        let around = index.checked_sub(1).map(|before| &outline.statements[before]);
        let line = source.position(statement.span.start).0;
        let lines = found.entry(asked(statement, around, source.text())).or_default();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    found
}

/// The name as it is looked up: `start` looks in more places than a command of that name, and where its `/d` says.
fn asked(statement: &Statement, around: Option<&Statement>, text: &str) -> String {
    let name = statement.name.clone().unwrap_or_default();
    let started = around.is_some_and(|one| {
        let start = one.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case("start"));
        start && one.span == statement.span && one.depth < statement.depth
    });
    let whole = statement.span.of(text);
    match (started, whole.to_ascii_lowercase().contains(" /d")) {
        (true, true) => whole.trim().to_owned(),
        (true, false) => format!("start {name}"),
        (false, _) => name,
    }
}

/// A name that is computed at run time cannot be looked up.
fn is_literal(name: &str) -> bool {
    !name.is_empty() && !name.contains(['$', '%', '`', '*', '?', '"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_names_the_interpreter() {
        assert_eq!(interpreter(b"#!/bin/bash -e\n").as_deref(), Some("bash"));
        assert_eq!(interpreter(b"#!/usr/bin/env -S zsh\n").as_deref(), Some("zsh"));
        assert_eq!(interpreter(b"echo\n"), None);
    }
}
