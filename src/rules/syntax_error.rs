//! Q001: a file has a syntax error.

use super::fragment::Fragment;
use super::{Check, Evidence, Finding, Rule};
use crate::text::{Place, Severity};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "Q001",
    name: "syntax-error",
    severity: Severity::Error,
    page: "\
A file that is looked at by itself has a syntax error.

## Problem

    if [ -d ~/bin ]; then
        PATH=~/bin:$PATH
    # no `fi`

## Better

    if [ -d ~/bin ]; then
        PATH=~/bin:$PATH
    fi

## Why

A shell gives the rest of the file up, or the whole of it: nothing below the line is set.

## Exceptions

A language that the file's name does not tell: `--shell NAME`.

## Sources

POSIX, 2.8.1 Consequences of Shell Errors; about_Parsing
",
    check: Check::Text(check),
};

fn check(rule: &Rule, fragment: &Fragment) -> Vec<Finding> {
    if !fragment.alone {
        return Vec::new();
    }
    let problems = fragment.shell.outline(fragment.source.text()).problems;
    let finding = |problem: &crate::text::Problem| {
        let place = Place::new(&fragment.source, problem.span);
        let mut finding = rule.said(&fragment.label, problem.message.clone(), "mend the line");
        finding.severity = problem.severity;
        let text = place.text().lines().next().unwrap_or_default().to_owned();
        finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
        finding
    };
    let large = fragment.is_large().then(|| {
        let message = format!(
            "{} is larger than 1 MiB: only its syntax is looked at",
            fragment.source.name()
        );
        let mut finding = rule.said(&fragment.label, message, "look at its parts");
        finding.severity = Severity::Note;
        finding
    });
    problems.iter().take(MOST).map(finding).chain(large).collect()
}

/// Further errors mostly follow from the first ones.
const MOST: usize = 20;
