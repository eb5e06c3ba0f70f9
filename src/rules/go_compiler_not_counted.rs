//! G015: a stored C compiler does not turn cgo on.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Layer;
use crate::toolchains::go::version::Release;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G015",
    name: "go-compiler-not-counted",
    severity: Severity::Warning,
    page: "\
A C compiler that is set with `go env -w CC=…` does not turn cgo on.

## Problem

    go env -w CC=clang      # and no gcc on PATH: CGO_ENABLED is 0

## Better

    export CC=clang

## Why

Since Go 1.20 cgo is off where the usual compiler is not on PATH and the variable
CC of the environment is empty; the settings file is not asked.

## Exceptions

Machines that are to build without cgo.

## Sources

Go 1.20 release notes, Cgo; Go source, cmd/go/internal/cfg/cfg.go
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let by = |name: &str| super::go::chosen(chain, name);
    let Some((compiler, text)) = by("CC").filter(|(one, _)| one.layer == Layer::UserFile) else {
        return Vec::new();
    };
    let off = chain.settings.get("CGO_ENABLED").filter(|one| one.layer == Layer::Derived);
    let off = off.is_some_and(|one| one.value.text().as_deref() == Some("0"));
    let version = chain.program.as_ref().and_then(|program| Release::parse(&program.version));
    let counts = version.is_some_and(|version| version.minor >= 20);
    if !off || !counts || by("GOOS").is_some() || by("GOARCH").is_some() {
        return Vec::new();
    }
    let message =
        format!("CC={text} is stored, and cgo is off: go looks for the usual compiler only");
    let mut finding = rule.finding(subject, message, "set CC in the environment, or CGO_ENABLED=1");
    finding.evidence = vec![super::go::evidence("CC", compiler)];
    vec![finding]
}
