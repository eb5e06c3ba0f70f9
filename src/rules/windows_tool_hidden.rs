//! C011: a tool of a Unix set runs where batch files mean Windows' own.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::path::folded;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C011",
    name: "windows-tool-hidden",
    severity: Severity::Warning,
    page: "\
A Unix tool of the same name stands before `find`, `sort`, `timeout` or another tool of Windows on PATH.

## Problem

    Path  C:\\Program Files\\Git\\usr\\bin;C:\\Windows\\system32

    > find \"error\" log.txt        # C:\\Program Files\\Git\\usr\\bin\\find.exe
    find: 'error': No such file or directory

## Better

    Path  C:\\Windows\\system32;C:\\Program Files\\Git\\cmd

or keep the tools behind `%SystemRoot%\\system32`.

## Why

The two have their names in common and nothing else. Batch files of Windows, of
compilers and of installers call `find /i`, `sort /r` and `timeout /t`, and fail
far from the cause.

## Exceptions

A window that is opened to work with the Unix tools. bash of Git, MSYS2 and
Cygwin, where they stand first by design, is not looked at.

## Sources

Git for Windows, installer: \"Use Git and optional Unix tools from the Command Prompt\"; `find /?`
",
    check: Check::Each(check),
};

/// Tools of System32 that a Unix set has under the same name, for another purpose or with other arguments.
const TOOLS: &[&str] = &["find", "sort", "timeout", "expand", "tar", "whoami", "comp", "more"];

/// What shows that a directory holds a Unix set.
const MARKS: &[&str] = &["ls.exe", "uname.exe", "grep.exe", "sh.exe"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let (session, machine) = (subject.session, subject.session.machine());
    let list = session.shell().list_separator(&session.start().facts);
    if !machine.platform().is_windows() || list != ';' {
        return Vec::new();
    }
    let root = subject.environment.variables.value("SystemRoot").and_then(|root| root.text());
    let system = format!(r"{}\System32", root.as_deref().unwrap_or(r"C:\Windows"));
    let hidden: Vec<(&str, String)> = TOOLS
        .iter()
        .filter(|name| machine.is_file(&format!(r"{system}\{name}.exe")))
        .filter_map(|name| Some((*name, unix(subject, name)?)))
        .collect();
    let Some((first, path)) = hidden.first() else { return Vec::new() };
    let message = format!("{first} is {path}, where batch files mean {system}\\{first}.exe");
    let remedy = r"put %SystemRoot%\system32 before the directory";
    let mut finding = rule.finding(subject, message, remedy);
    let directory = machine.platform().parent(path).unwrap_or_default();
    let entry = subject.directories().iter().find(|one| folded(&one.place) == folded(directory));
    let text = format!("{directory} stands before {system}");
    finding.evidence =
        vec![Evidence { text, origin: entry.and_then(|entry| entry.entry.origin.clone()) }];
    vec![finding]
}

/// The file that certainly runs for the name, where it stands in a Unix set.
fn unix(subject: &Subject, name: &str) -> Option<String> {
    let machine = subject.session.machine();
    let is_set = |directory: &str| {
        let marked = |mark: &&str| machine.is_file(&format!(r"{directory}\{mark}"));
        folded(directory).ends_with(r"\USR\BIN") || MARKS.iter().any(marked)
    };
    // No file comes before that of the first directory, and a look-up costs more.
    subject.first_with(name).filter(|first| is_set(&first.place))?;
    let lookup = subject.lookup(name);
    let certain = lookup.outcome().is_certain();
    let path = lookup.winner().and_then(|winner| winner.path.clone()).filter(|_| certain)?;
    is_set(machine.platform().parent(&path)?).then_some(path)
}
