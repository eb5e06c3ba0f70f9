//! H001: a list of directories for libraries or modules has an empty entry, which is the current directory.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;
use crate::value::{ListEntry, Value};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "H001",
    name: "library-list-with-current-directory",
    severity: Severity::Warning,
    page: "\
A list of directories for libraries or modules has an empty entry, which is the current directory.

## Problem

    export LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/opt/lib     # was empty: \":/opt/lib\"

## Better

    export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/opt/lib

## Why

Every program that is started loads its libraries from the directory where it is
started, if it has one of that name: a downloaded archive decides what `git` does.

## Exceptions

None known.

## Sources

ld.so(8), LD_LIBRARY_PATH; Python documentation, PYTHONPATH; CWE-427
",
    check: Check::Wide(check),
};

/// Lists in which an empty entry is the current directory.
const LISTS: &[&str] =
    &["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PERL5LIB", "RUBYLIB"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    LISTS.iter().filter_map(|name| hollow(rule, subject, name)).collect()
}

fn hollow(rule: &Rule, subject: &Subject, name: &str) -> Option<Finding> {
    let value = subject.environment.exported(name).filter(|_| is_settled(subject, name))?;
    let text = value.text().filter(|text| !text.is_empty())?;
    let here =
        |entry: &ListEntry| entry.value.text().is_some_and(|text| text.is_empty() || text == ".");
    let entries = value.entries(':');
    entries.iter().find(|entry| here(entry))?;
    // Perl and Ruby pass over what is empty.
    let only_dot = matches!(name, "PERL5LIB" | "RUBYLIB") && !text.split(':').any(|one| one == ".");
    let written = value.origins().into_iter().find(|origin| origin.place().is_some());
    let message = format!("{name} holds the current directory: {text}");
    let mut finding =
        rule.finding(subject, message, "join with ${NAME:+$NAME:}, which is empty where NAME is");
    let origin = written.or_else(|| Value::writer(value));
    finding.evidence = vec![Evidence { text: format!("{name}={text}"), origin }];
    (!only_dot).then_some(finding)
}
