//! G008: a tree of Go has tools of another system in it.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::go::root::tools_of;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G008",
    name: "go-tree-mixed",
    severity: Severity::Warning,
    page: "\
The tree of the `go` that runs has tools of another system or processor in it.

## Problem

    /usr/local/go/pkg/tool/linux_386      # left by an older release
    /usr/local/go/pkg/tool/linux_amd64

## Better

Remove the directory before another release is unpacked into it.

## Why

An archive that is unpacked over an older tree mixes both: files that are gone
from the new release stay, and builds fail in ways nobody can explain. A tree
that has no tools for this system compiles nothing.

## Exceptions

Trees that were built for several systems on purpose.

## Sources

go.dev, Download and install
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(root) = super::go::tree(subject) else { return Vec::new() };
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let text = |name: &str| Some(chain.settings.get(name)?.value.text()?.into_owned());
    let (Some(os), Some(arch)) = (text("GOHOSTOS"), text("GOHOSTARCH")) else { return Vec::new() };
    let own = format!("{os}_{arch}");
    let tools = tools_of(subject.session.machine(), &root);
    let others: Vec<&String> = tools.iter().filter(|name| **name != own).collect();
    let listed = others.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    if others.is_empty() || chain.found.is_some() {
        return Vec::new();
    }
    let (message, severity) = match tools.iter().any(|name| name.starts_with(&format!("{os}_"))) {
        true => (
            format!("the tree of go at {root} has tools of {listed} beside its own"),
            Severity::Note,
        ),
        false => (
            format!("the tree of go at {root} is built for {listed}, and this is {os}"),
            Severity::Warning,
        ),
    };
    let remedy = "remove the directory, and unpack the archive for this system anew";
    let mut finding = rule.finding(subject, message, remedy);
    finding.severity = severity;
    vec![finding]
}
