//! C007: a tool of Windows runs in place of one of Linux.

use super::directories::{Directory, listed};
use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C007",
    name: "windows-program-in-wsl",
    severity: Severity::Warning,
    page: "\
In WSL a name leads to a program of Windows, below /mnt/c.

## Problem

    $ npm install                # /mnt/c/Program Files/nodejs/npm

## Better

    sudo apt install nodejs npm

or `appendWindowsPath=false` below `[interop]` in /etc/wsl.conf.

## Why

WSL appends Windows' PATH. Scripts without an ending run there with Linux' own
shell and Windows' files: paths, line ends and packages do not fit.

## Exceptions

Programs that are meant to cross the border, such as `code` or `explorer.exe`.

## Sources

Advanced settings configuration in WSL (Microsoft Learn), [interop]
",
    check: Check::Across(check),
};

/// Tools that work on files of the system they belong to.
const TOOLS: &[&str] = &[
    "node", "npm", "npx", "yarn", "pnpm", "corepack", "python", "python3", "pip", "pip3", "pyenv",
    "go", "java", "javac", "mvn", "gradle", "ruby", "gem", "cargo", "rustc", "git", "make",
    "cmake", "php", "composer", "dotnet", "nvm", "conda", "perl",
];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    // Where the user sits: another shell that lacks a manager's lines finds Windows' program, and nobody types there.
    let Some(subject) = subjects.first() else { return Vec::new() };
    let of_windows = subject.directories().iter().filter(|one| is_drive(&one.place));
    of_windows.filter_map(|one| taken(rule, subject, one)).collect()
}

/// Whether it lies on a drive of Windows: `/mnt/c/…`.
fn is_drive(place: &str) -> bool {
    let Some(rest) = place.strip_prefix("/mnt/") else { return false };
    let letter = rest.bytes().next().is_some_and(|one| one.is_ascii_alphabetic());
    letter && (rest.len() == 1 || rest.as_bytes().get(1) == Some(&b'/'))
}

fn taken(rule: &Rule, subject: &Subject, directory: &Directory) -> Option<Finding> {
    let machine = subject.session.machine();
    let wins = |name: &&&str| {
        let path = machine.platform().join(&directory.place, name);
        let lookup = machine.is_file(&path).then(|| subject.lookup(name));
        lookup.is_some_and(|lookup| {
            let found = lookup.winner().and_then(|winner| winner.path.clone());
            lookup.outcome().is_certain() && found.as_deref() == Some(path.as_str())
        })
    };
    let names: Vec<String> = TOOLS.iter().filter(wins).map(|&name| name.to_owned()).collect();
    let is = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{} {is} that of Windows, in {}", listed(&names, 4), directory.place);
    let remedy = "install it in Linux, or set appendWindowsPath=false in /etc/wsl.conf";
    let mut finding = rule.finding(subject, message, remedy);
    finding.evidence = vec![directory.entry.evidence()];
    (!names.is_empty()).then_some(finding)
}
