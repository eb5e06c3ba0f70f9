//! G007: a tree of Go stands one directory too deep.

use super::{Check, Finding, Rule, Subject};
use crate::machine::Machine;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G007",
    name: "go-tree-nested",
    severity: Severity::Warning,
    page: "\
A tree of Go stands one directory deeper than it was meant to: `go\\\\go`, or `go/go`.

## Problem

    C:\\Go\\go\\bin\\go.exe      # the archive already holds a directory go

## Better

    C:\\Go\\bin\\go.exe

## Why

The archives hold one directory called go. Unpacked into another one of that
name, PATH and GOROOT of every instruction point one directory too high.

## Exceptions

A directory that is called so on purpose.

## Sources

go.dev, Download and install; go.dev, Managing Go installations
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let platform = machine.platform();
    let go = if platform.is_windows() { "go.exe" } else { "go" };
    let mut found: Vec<Finding> = Vec::new();
    for entry in super::path_entries(subject) {
        let Some(place) = &entry.place else { continue };
        let Some(root) = platform.parent(place).filter(|_| platform.file_name(place) == "bin")
        else {
            continue;
        };
        let above = platform.parent(root).unwrap_or_default();
        let named = |path: &str| platform.file_name(path).eq_ignore_ascii_case("go");
        let inner = platform.join(root, "go");
        let deeper = platform.join(&platform.join(&inner, "bin"), go);
        // /usr/local/bin beside /usr/local/go is how it is meant to be.
        let meant = platform.file_name(root).to_ascii_lowercase().starts_with("go");
        let missing =
            meant && !machine.is_file(&platform.join(place, go)) && machine.is_file(&deeper);
        let lies = named(root) && named(above) && machine.is_file(&platform.join(place, go));
        let message = match (missing, lies) {
            (true, _) => format!("there is no go in {place}: the tree stands in {inner}"),
            (_, true) if !is_tree(machine, above) => {
                format!("the tree of go stands in {root}, one directory below {above}")
            }
            _ => continue,
        };
        let remedy = "move the inner directory one up, or let PATH name its bin";
        let mut finding = rule.finding(subject, message, remedy);
        finding.evidence = vec![entry.evidence()];
        if !missing {
            finding.severity = Severity::Note;
        }
        found.push(finding);
    }
    found
}

fn is_tree(machine: &dyn Machine, root: &str) -> bool {
    machine.exists(&machine.platform().join(root, "VERSION"))
}
