//! X005: one line of a crontab loses all of its jobs.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::Platform;
use crate::session::launch::broken_crontab_line;
use crate::text::{Place, Severity, Source, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X005",
    name: "crontab-given-up",
    severity: Severity::Error,
    page: "\
A line of the user's crontab is neither a variable nor a job: cron takes none of its jobs.

## Problem

    export PATH=/usr/local/bin:/usr/bin
    MAILTO=
    */5 * * * * backup

## Better

    PATH=/usr/local/bin:/usr/bin
    MAILTO=\"\"
    */5 * * * * backup

## Why

A crontab is no script. cron reads the table as a whole, and one line that it
does not understand ends all jobs without a word to their owner.

## Exceptions

A table that `crontab -e` has checked cannot hold such a line; one that was
copied into place can.

## Sources

crontab(5); cron 3.0pl1, user.c load_user
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    let spool: &[&str] = match machine.platform() {
        Platform::Windows => &[],
        Platform::MacOs => &["/var/at/tabs", "/usr/lib/cron/tabs"],
        Platform::Linux => &["/var/spool/cron/crontabs", "/var/spool/cron"],
    };
    let own = &machine.facts().user.name;
    spool
        .iter()
        .map(|directory| format!("{directory}/{own}"))
        .filter_map(|path| broken(rule, subject, &path))
        .collect()
}

fn broken(rule: &Rule, subject: &Subject, path: &str) -> Option<Finding> {
    let bytes = subject.session.machine().read(path).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let range = broken_crontab_line(text)?;
    let source = Source::inline(path, text);
    let place = Place::new(&source, Span::new(range.start, range.end));
    let whole = range.end < text.len();
    let what = match whole {
        true => "is neither a variable nor a job",
        false => "ends without a newline",
    };
    let message = format!("{path}:{} {what}: cron runs none of this table", place.line());
    let remedy = match whole {
        true => {
            "write NAME=value without `export`, an empty value as \"\", and five fields before a command"
        }
        false => "end the last line with a newline",
    };
    let mut finding = rule.finding(subject, message, remedy);
    let text = place.text().to_owned();
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}
