//! C006: programs stand only in the System32 that 64-bit programs see.

use super::directories::{Directory, listed};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::wow64;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C006",
    name: "hidden-from-32-bit",
    severity: Severity::Note,
    page: "\
A program stands in the 64-bit System32 only: 32-bit programs do not find it.

## Problem

    C:\\Windows\\System32\\bash.exe      # and no C:\\Windows\\SysWOW64\\bash.exe

    a 32-bit editor: bash is not recognized

## Better

Start the 64-bit program, or name the file as `C:\\Windows\\Sysnative\\bash.exe`.

## Why

For a 32-bit program Windows puts SysWOW64 in the place of System32, on PATH too.

## Exceptions

A machine on which no 32-bit program starts others.

## Sources

File System Redirector (Microsoft Learn)
",
    check: Check::Across(check),
};

/// Programs of System32 that people start from editors and build tools.
const ASKED_FOR: &[&str] = &["bash.exe", "wsl.exe", "ssh.exe", "winget.exe", "docker.exe"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    // A machine whose 32-bit directory is not described says nothing about it.
    let narrow = machine.is_directory(r"C:\Windows\SysWOW64");
    if !machine.platform().is_windows() || !narrow {
        return Vec::new();
    }
    let hidden = |directory: &Directory| {
        let only = |file: &&&str| {
            let path = machine.platform().join(&directory.place, file);
            let other = wow64::redirected(&path);
            other != path && machine.is_file(&path) && !machine.is_file(&other)
        };
        ASKED_FOR.iter().filter(only).map(|&file| file.to_owned()).collect::<Vec<String>>()
    };
    let mut found = Vec::new();
    for directory in subject.directories() {
        let names = hidden(directory);
        if names.is_empty() {
            continue;
        }
        let message =
            format!("32-bit programs do not find {} of {}", listed(&names, 5), directory.place);
        let remedy = r"start them from a 64-bit program, or by C:\Windows\Sysnative";
        let mut finding = rule.finding(subject, message, remedy);
        let text = format!("they look into {} instead", wow64::redirected(&directory.place));
        finding.evidence = vec![Evidence { text, origin: directory.entry.origin.clone() }];
        found.push(finding);
    }
    found
}
