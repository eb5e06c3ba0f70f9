//! G013: a go of Windows is given a path of Git Bash.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Layer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G013",
    name: "go-msys-path",
    severity: Severity::Warning,
    page: "\
A `go` of Windows is given a path in the spelling of Git Bash, such as `/c/Users/me/go`.

## Problem

    setx GOPATH /c/Users/me/go      # go: GOPATH entry is relative; must be absolute path

## Better

    setx GOPATH C:\\Users\\me\\go

## Why

Git Bash turns such paths into those of Windows for the programs it starts; go
itself knows none of them, and takes them for relative.

## Exceptions

None.

## Sources

MSYS2 documentation, Filesystem Paths; Go source, path/filepath
",
    check: Check::Each(check),
};

const PATHS: [&str; 7] =
    ["GOROOT", "GOPATH", "GOBIN", "GOCACHE", "GOMODCACHE", "GOTMPDIR", "GOENV"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    if !subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for name in PATHS {
        let Some(setting) = chain.settings.get(name) else { continue };
        for layer in [Layer::Environment, Layer::UserFile] {
            let Some((step, text)) = super::go::offer(setting, layer) else { continue };
            if !text.split(';').any(is_msys) {
                continue;
            }
            let message =
                format!("{name} is {text}, which a go of Windows takes for a relative path");
            let remedy = "write it with a drive letter and a colon";
            let mut finding = rule.finding(subject, message, remedy);
            finding.evidence = vec![super::go::offered(name, step)];
            found.push(finding);
        }
    }
    found
}

/// `/c/Users`: a drive as MSYS2 and Cygwin write it.
fn is_msys(path: &str) -> bool {
    let path = path.strip_prefix("/cygdrive").unwrap_or(path);
    let mut letters = path.chars();
    letters.next() == Some('/')
        && letters.next().is_some_and(|drive| drive.is_ascii_alphabetic())
        && matches!(letters.next(), None | Some('/'))
}
