//! C003: a name opens the Store although the program is installed.

use super::directories::Directory;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::path::folded;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C003",
    name: "store-stub",
    severity: Severity::Warning,
    page: "\
`python3` or `python` is an app execution alias that opens the Store, and a real Python is on PATH.

## Problem

    C:\\Python310\\python.exe
    %LOCALAPPDATA%\\Microsoft\\WindowsApps\\python3.exe    # opens the Store

    > python --version       # Python 3.10
    > python3 --version      # Python was not found; run without arguments to install…

## Better

Settings, Apps, Advanced app settings, App execution aliases: turn both off.

## Why

Windows has these two stubs from the beginning. What is installed beside them
under one of the names leaves the other one, or both where WindowsApps comes first.

## Exceptions

A machine without any other Python: there the stub is all there is. An alias
of a Python that was installed from the Store is real; which one it is cannot
be seen in the file.

## Sources

Python documentation, Using Python on Windows, App Execution Aliases
",
    check: Check::Each(check),
};

/// The names that Windows has stubs for.
const STUBS: &[&str] = &["python", "python3"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if !subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let told = |name: &&str| {
        let (real, directory) = real(subject, name)?;
        stub(rule, subject, name, &real, directory)
    };
    STUBS.iter().filter_map(told).collect()
}

/// A Python on PATH that is no stub, and may be meant by the name.
fn real<'s>(subject: &'s Subject, name: &str) -> Option<(String, &'s Directory)> {
    let machine = subject.session.machine();
    // Its installer names the directory `PythonXY`, and 2 has no `python3`.
    let fits = |one: &&Directory| name != "python3" || !folded(&one.place).contains("PYTHON2");
    subject.directories().iter().filter(fits).find_map(|directory| {
        let file = |name: &&str| machine.platform().join(&directory.place, &format!("{name}.exe"));
        let is_real = |path: &String| {
            machine.status(path).is_ok_and(|status| status.is_file() && !status.app_alias)
        };
        STUBS.iter().map(file).find(is_real).map(|path| (path, directory))
    })
}

fn stub(
    rule: &Rule,
    subject: &Subject,
    name: &str,
    real: &str,
    directory: &Directory,
) -> Option<Finding> {
    let lookup = subject.lookup(name);
    if !lookup.outcome().is_certain() {
        return None;
    }
    let winner = lookup.winner()?;
    let path = winner.path.as_deref()?;
    let status = subject.session.machine().status(path).ok()?;
    if !status.app_alias {
        return None;
    }
    let message = format!("{name} is the Store's alias {path}, and not {real}");
    let remedy = "turn the alias off: Settings, Apps, App execution aliases";
    let mut finding = rule.finding(subject, message, remedy);
    finding.evidence = vec![
        Evidence { text: format!("{path} is on PATH"), origin: winner.origin.clone() },
        Evidence { text: format!("{real} is on PATH"), origin: directory.entry.origin.clone() },
    ];
    Some(finding)
}
