//! P001: a directory stands on PATH twice.

use indexmap::IndexMap;

use super::{Check, Entry, Finding, Rule, Subject, path_entries};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P001",
    name: "duplicate-path-entry",
    severity: Severity::Note,
    page: "\
A directory stands on PATH more than once.

## Problem

    PATH=/usr/local/bin:/usr/bin:/usr/local/bin

## Better

    PATH=/usr/local/bin:/usr/bin

## Why

Only the first one counts. The others cost a look per command, hide which file
really decides, and use up the length that Windows allows.

## Exceptions

None that matters: taking the later ones away changes no answer.

## Sources

POSIX, 8.3 Other Environment Variables, PATH
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let facts = &subject.session.start().facts;
    let mut places: IndexMap<String, Vec<Entry>> = IndexMap::new();
    for entry in path_entries(subject) {
        let Some(place) = &entry.place else { continue };
        let key = facts.platform.key(place, facts.ignores_case);
        let key = key.trim_end_matches(facts.platform.separator()).to_owned();
        places.entry(key).or_default().push(entry);
    }
    places
        .into_values()
        .filter(|entries| entries.len() > 1)
        .map(|entries| {
            let message = format!("{} stands on PATH {} times", entries[0].text, entries.len());
            let mut finding = rule.finding(subject, message, "drop all but the first");
            finding.fix = entries.iter().skip(1).flat_map(Entry::dropped).collect();
            finding.evidence = entries.iter().map(Entry::evidence).collect();
            finding
        })
        .collect()
}
