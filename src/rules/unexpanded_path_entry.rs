//! P006: an entry of PATH holds a reference that nobody expanded.

use super::fix::Edit;
use super::{
    Check, Entry, Evidence, Finding, Rule, Subject, order_dependent_reference, path_entries,
};
use crate::text::{Place, Severity, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P006",
    name: "unexpanded-path-entry",
    severity: Severity::Warning,
    page: "\
An entry of PATH holds `~`, `$NAME` or `%NAME%` as plain text.

## Problem

    export PATH=\"~/bin:$PATH\"            # the tilde is quoted
    export PATH='$HOME/bin':$PATH        # single quotes
    setx PATH \"%PYENV%\\bin\"              # where PYENV is not set

## Better

    export PATH=\"$HOME/bin:$PATH\"

## Why

A shell expands what a line says, once, when it reads it; what is left as text
afterwards names a directory that is not there. bash alone expands a leading
tilde when it looks a command up: other shells and all programs do not.

## Exceptions

A directory whose name really holds such a sign.

## Sources

POSIX, 2.6.1 Tilde Expansion; RegSetValueEx (Microsoft Learn), REG_EXPAND_SZ
",
    check: Check::Wide(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    let windows = machine.platform().is_windows();
    let mut found = Vec::new();
    for entry in path_entries(subject) {
        let Some(reference) = reference(&entry.text, windows) else { continue };
        if entry.place.as_ref().is_some_and(|place| machine.exists(place)) {
            continue;
        }
        let message = format!("{} on PATH holds {reference} as plain text", entry.text);
        let remedy = match windows {
            true => "write the directory out, or define the variable where this list is expanded",
            false => "use double quotes and $HOME: \"$HOME/bin:$PATH\"",
        };
        let mut finding = rule.finding(subject, message, remedy);
        if windows && order_dependent_reference::tells(subject, reference) {
            finding.severity = Severity::Note;
        }
        finding.fix = with_home(&entry).into_iter().collect();
        let text = format!("PATH holds {}", entry.text);
        finding.evidence = vec![Evidence { text, ..entry.evidence() }];
        found.push(finding);
    }
    found
}

/// A tilde between double quotes becomes `$HOME`.
fn with_home(entry: &Entry) -> Option<Edit> {
    let Some(Origin::File(place)) = &entry.origin else { return None };
    let place = place.in_file();
    let (text, span) = (place.source.text(), place.span.whole(place.source.text()));
    let at = span.start as usize + span.of(text).find("~/")?;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..at];
    let double = before.matches('"').count() % 2 == 1 && !before.contains('\'');
    let tilde = Place::new(&place.source, Span::new(at, at + 1));
    (double && entry.text.starts_with("~/")).then(|| Edit::new(&tilde, "$HOME")).flatten()
}

/// The first reference in a text that should hold none.
pub(super) fn reference(text: &str, windows: bool) -> Option<&str> {
    let of_windows = || {
        let start = text.find('%')?;
        let length = text[start + 1..].find('%')?;
        let name = &text[start..start + length + 2];
        (length > 0 && !name.contains(['\\', '/'])).then_some(name)
    };
    let of_unix = || {
        let start = text.find('$')?;
        let rest = &text[start + 1..];
        let braced = rest.starts_with('{') && rest.contains('}');
        let length = match braced {
            true => rest.find('}')? + 1,
            false => rest
                .find(|one: char| !one.is_ascii_alphanumeric() && one != '_')
                .unwrap_or(rest.len()),
        };
        (length > 0).then(|| &text[start..start + 1 + length])
    };
    let home = || (text == "~" || text.starts_with("~/") || text.starts_with("~\\")).then_some("~");
    if windows { of_windows().or_else(home) } else { home().or_else(of_unix) }
}
