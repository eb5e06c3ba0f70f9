//! P011: PATH is longer than what cmd takes in one line.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P011",
    name: "long-path",
    severity: Severity::Warning,
    page: "\
PATH is so long that cmd cannot extend it.

## Problem

    set PATH=C:\\tools;%PATH%       # The input line is too long.

## Better

Drop entries that stand twice or name nothing (rules P001 and P002), or use short names.

## Why

A line of cmd has 8,191 characters after its references are expanded. Batch
files that extend PATH, such as vcvarsall.bat, then fail or leave it as it was.
The settings window of older Windows cuts at 2,047. Of more than 32,767 no variable
can be made at all.

## Exceptions

A machine on which no batch file extends PATH.

## Sources

Environment Variables (Microsoft Learn), limits; `setx /?`, REMARKS
",
    check: Check::Each(check),
};

const KEYS: [&str; 2] =
    [r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment", r"HKCU\Environment"];
/// Characters that a line of cmd has at most.
const LINE: usize = 8191;
/// What older editors of variables take.
const WINDOW: usize = 2047;

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    if !subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let value = subject.environment.variables.value("PATH");
    let Some(length) = value.and_then(|value| value.text()).map(|text| text.chars().count()) else {
        return overflowing(rule, subject).into_iter().collect();
    };
    // `set PATH=` and one more directory are to fit as well.
    let too_long = length + 64 > LINE;
    if length <= WINDOW {
        return Vec::new();
    }
    let message = match too_long {
        true => format!("PATH has {length} characters, and a line of cmd has {LINE}"),
        false => format!("PATH has {length} characters, more than the {WINDOW} of older editors"),
    };
    let mut finding =
        rule.finding(subject, message, "drop entries that stand twice or name nothing");
    if !too_long {
        finding.severity = Severity::Note;
    }
    vec![finding]
}

/// Characters that a variable has at most.
const MOST: usize = 32_767;

/// Both lists together are more than any process can be given.
fn overflowing(rule: &Rule, subject: &Subject) -> Option<Finding> {
    let machine = subject.session.machine();
    let stored = |key: &&str| {
        let value = machine.registry_value(key, "Path")?;
        let length = value.data.text()?.chars().count();
        let origin = Origin::Registry { key: (*key).into(), name: value.name.as_str().into() };
        Some((length, origin))
    };
    let lists: Vec<(usize, Origin)> = KEYS.iter().filter_map(stored).collect();
    let length: usize = lists.iter().map(|(length, _)| length).sum();
    if length <= MOST {
        return None;
    }
    let message = format!("PATH has {length} characters, and a variable holds {MOST}");
    let mut finding =
        rule.finding(subject, message, "drop entries that stand twice or name nothing");
    finding.severity = Severity::Error;
    let told = |(length, origin): (usize, Origin)| Evidence {
        text: format!("{length} characters stand here"),
        origin: Some(origin),
    };
    finding.evidence = lists.into_iter().map(told).collect();
    Some(finding)
}
