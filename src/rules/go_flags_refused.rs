//! G014: GOFLAGS holds words that are no flags.

use super::{Check, Finding, Rule, Subject};
use crate::text::Severity;
use crate::toolchains::Setting;
use crate::toolchains::go::print::quote;
use crate::toolchains::go::quoted;
use crate::toolchains::go::version::Release;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G014",
    name: "go-flags-refused",
    severity: Severity::Error,
    page: "\
GOFLAGS holds words that are no flags: every command but `go env` refuses to run.

## Problem

    export GOFLAGS=mod=mod      # go: parsing $GOFLAGS: non-flag \"mod=mod\"

## Better

    export GOFLAGS=-mod=mod

## Why

`go env` passes over such words, every other command ends at them.

## Exceptions

None.

## Sources

go help environment, GOFLAGS; Go source, cmd/go/internal/base/goflags.go
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let Some(chain) = super::go::chain(subject) else { return Vec::new() };
    let Some((setting, text)) = super::go::chosen(chain, "GOFLAGS") else { return Vec::new() };
    let version = chain.program.as_ref().and_then(|program| Release::parse(&program.version));
    let quotes = version.is_some_and(|version| version.minor >= 20);
    let words = match (quotes, quoted::split(&text)) {
        (true, Ok(words)) => words,
        (true, Err(error)) => return vec![said(rule, subject, setting, &error)],
        (false, _) => text.split_whitespace().map(str::to_owned).collect(),
    };
    let told = words.iter().find_map(|word| refusal(word));
    told.map(|what| said(rule, subject, setting, &what)).into_iter().collect()
}

/// What is said of a word that no release takes.
fn refusal(word: &str) -> Option<String> {
    let name = word.strip_prefix('-').map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    let name = name.and_then(|rest| rest.split('=').next()).unwrap_or_default();
    if name.is_empty() || name.starts_with('-') {
        return Some(format!("non-flag {}", quote(word)));
    }
    // Quotes count at the beginning of a word only: those inside stay in the names and values.
    let odd = |letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter);
    name.contains(odd).then(|| format!("unknown flag -{name}"))
}

fn said(rule: &Rule, subject: &Subject, setting: &Setting, what: &str) -> Finding {
    let windows = subject.session.machine().platform().is_windows();
    let name = if windows { "%GOFLAGS%" } else { "$GOFLAGS" };
    let message = format!("every command but go env would say: go: parsing {name}: {what}");
    let remedy =
        "begin every word of GOFLAGS with a dash, and quote it whole, as in '-ldflags=-s -w'";
    let mut finding = rule.finding(subject, message, remedy);
    finding.evidence = vec![super::go::evidence("GOFLAGS", setting)];
    finding
}
