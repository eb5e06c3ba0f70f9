//! G003: go install writes into the tool chain's own directory.

use super::{Check, Evidence, Finding, Rule, Subject, same_place};
use crate::text::Severity;
use crate::toolchains::Layer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G003",
    name: "go-bin-in-root",
    severity: Severity::Warning,
    page: "\
GOBIN, or `bin` of GOPATH, is the directory of the `go` command itself.

## Problem

    set GOBIN=C:\\Go\\bin
    set GOPATH=C:\\Go

## Better

    set GOBIN=
    set PATH=%PATH%;%USERPROFILE%\\go\\bin

## Why

What is installed stands between the tool chain's own files. The next update of
Go, which removes its directory first, takes all of it away, and a program
called `go` or `gofmt` replaces the tool. With GOPATH equal to GOROOT go warns and looks
for packages in the wrong place.

## Exceptions

None known.

## Sources

go help install; Go source, cmd/go/internal/modload
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let text = |name: &str| chain.settings.get(name).and_then(|setting| setting.value.text());
    let Some(root) = text("GOROOT").filter(|root| !root.is_empty()) else { return Vec::new() };
    let platform = subject.session.machine().platform();
    let own = platform.join(&root, "bin");
    let mut found = Vec::new();
    for (name, place) in [("GOBIN", own.as_str()), ("GOPATH", root.as_ref())] {
        let Some(setting) = chain.settings.get(name) else { continue };
        let decided = matches!(setting.layer, Layer::Environment | Layer::UserFile);
        let Some(value) = setting.value.text().filter(|value| decided && !value.is_empty()) else {
            continue;
        };
        let lists = name == "GOPATH";
        let separator = platform.list_separator();
        let mut elements = value.split(|letter| lists && letter == separator);
        let mut own =
            elements.clone().filter(|one| same_place(subject, &platform.normalize(one), place));
        let whole = elements.nth(1).is_none();
        let Some(element) = own.next() else { continue };
        let message = match whole {
            true => format!("{name} is {value}, a directory of the Go tool chain itself"),
            false => {
                format!("{element} in {name} is the Go tool chain's own tree, which go skips there")
            }
        };
        let remedy = "unset it, and put bin of the default GOPATH on PATH";
        let mut finding = rule.finding(subject, message, remedy);
        let origin = setting.value.writer();
        finding.evidence = vec![Evidence { text: format!("{name}={value}"), origin }];
        found.push(finding);
    }
    found
}
