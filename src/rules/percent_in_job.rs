//! X004: a percent sign ends the command of a job.

use super::jobs::{Job, jobs, percent};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::{Place, Severity, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X004",
    name: "percent-in-job",
    severity: Severity::Warning,
    page: "\
A job of the crontab holds `%` in a format: cron ends the command there.

## Problem

    0 3 * * * tar czf /backup/$(date +%F).tgz /srv

## Better

    0 3 * * * tar czf /backup/$(date +\\%F).tgz /srv

or a script of one's own that the job calls.

## Why

In a crontab the first `%` ends the command, what follows is given to it as
input, and each further `%` is a line end. The shell is handed half a command.

## Exceptions

A job that is given its input this way: only `%` behind `date` is told.

## Sources

crontab(5)
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    jobs(subjects).iter().filter_map(|job| cut(rule, job)).collect()
}

fn cut(rule: &Rule, job: &Job) -> Option<Finding> {
    let command = job.written();
    let at = percent(command).filter(|at| command[..*at].contains("date "))?;
    let start = job.span.start as usize + at;
    let place = Place::new(&job.source, Span::new(start, start + 1));
    let message =
        format!("{}:{}: cron ends the command at its first %", place.file(), place.line());
    let mut finding = rule.finding(job.subject, message, r"write \% for each %");
    let text = format!("the shell gets: {}", command[..at].trim());
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}
