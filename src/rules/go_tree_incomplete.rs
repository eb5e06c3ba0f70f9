//! G006: the tree of the go that runs lacks a part.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::go::root;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G006",
    name: "go-tree-incomplete",
    severity: Severity::Error,
    page: "\
The tree of the `go` that runs, or that PATH leads to, lacks a part without which nothing can be compiled.

## Problem

    C:\\Go\\bin\\go.exe      # and no C:\\Go\\pkg\\tool, no C:\\Go\\src

## Better

Unpack the whole archive into an empty directory.

## Why

go finds its tree by the directory pkg/tool; its compiler stands there, and the
standard library in src. Without them every build fails.

## Exceptions

A tree of which only a part is recorded.

## Sources

go.dev, Download and install; Go source, cmd/go/internal/cfg/cfg.go (findGOROOT)
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let mut found = without_bin(rule, subject);
    found.extend(lacking(rule, subject));
    found
}

/// Trees whose bin PATH names, and that have none.
fn without_bin(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let platform = machine.platform();
    let mut found = Vec::new();
    for entry in super::path_entries(subject) {
        let Some(place) = &entry.place else { continue };
        let root = platform.parent(place).filter(|_| platform.file_name(place) == "bin");
        let is_tree = |root: &&str| {
            let tools = platform.join(&platform.join(root, "pkg"), "tool");
            machine.exists(&tools) && root::release_of(machine, root).is_some()
        };
        let Some(root) = root.filter(is_tree).filter(|_| !machine.exists(place)) else { continue };
        let message =
            format!("the tree of go at {root} has no bin: the go that PATH leads to is not there");
        let mut finding = rule.finding(subject, message, REMEDY);
        finding.evidence = vec![entry.evidence()];
        found.push(finding);
    }
    found
}

const REMEDY: &str = "unpack the whole archive of that release into an empty directory";

fn lacking(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(root) = super::go::tree(subject) else { return Vec::new() };
    let machine = subject.session.machine();
    let platform = machine.platform();
    let has = |part: &str| {
        let parts = part.split('/');
        machine.exists(&parts.fold(root.clone(), |path, part| platform.join(&path, part)))
    };
    // A recording may hold no more of a tree than was asked for.
    let whole =
        machine.is_live() || ["api", "doc", "lib", "misc", "test"].iter().any(|part| has(part));
    // Where nothing of it stands there, the tree is named and not described.
    if !whole && !["pkg", "src", "go.env"].iter().any(|part| has(part)) {
        return Vec::new();
    }
    let part = |part: &'static str, severity: Severity, why: &str| {
        let message = format!("the tree of go at {root} has no {part}: {why}");
        let mut finding = rule.finding(subject, message, REMEDY);
        finding.severity = severity;
        (!has(part)).then_some(finding)
    };
    let sources = if whole { Severity::Error } else { Severity::Note };
    let places = [
        part(
            "pkg/tool",
            Severity::Error,
            "go takes it for no tree of its own and compiles nothing",
        ),
        part("src", sources, "the standard library cannot be compiled"),
        part("bin", sources, "the go that runs stands elsewhere"),
    ];
    places.into_iter().flatten().collect()
}
