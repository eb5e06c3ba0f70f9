//! X003: a job of cron runs a program that cron does not find.

use super::jobs::{Job, jobs};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::{Place, Severity, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X003",
    name: "job-program-missing",
    severity: Severity::Warning,
    page: "\
A job of the crontab runs a program, or a script that asks `env` for one, which cron's PATH does not have.

## Problem

    */5 * * * * node /home/me/app/job.js
    /bin/sh: 1: node: not found

## Better

    PATH=/home/me/.nvm/versions/node/v22.11.0/bin:/usr/bin:/bin
    */5 * * * * node /home/me/app/job.js

or the whole path of the program.

## Why

cron reads no profile and gives PATH=/usr/bin:/bin. A script by its whole path
starts, and its `#!/usr/bin/env node` looks for node on that same PATH.

## Exceptions

A job that sets PATH or reads a file first is not looked at.

## Sources

crontab(5); execve(2), Interpreter scripts
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    jobs(subjects).iter().filter_map(|job| missing(rule, subjects, job)).collect()
}

fn missing(rule: &Rule, subjects: &[Subject], job: &Job) -> Option<Finding> {
    let (name, span) = program(job)?;
    let place = Place::new(&job.source, span);
    let at = format!("{}:{}", place.file(), place.line());
    let (lacks, message, script) = match nothing(job.subject, &name) {
        true => (name.clone(), format!("{at} runs {name}, which cron does not find"), None),
        false => {
            let (script, asks) = interpreter(job.subject, &name)?;
            let message =
                format!("{at} runs {script}, which asks for {asks}, and cron does not find that");
            nothing(job.subject, &asks).then_some((asks, message, Some(script)))?
        }
    };
    // Of a recorded machine, what no session finds may not have been recorded.
    let elsewhere = subjects.iter().filter(|one| !one.beside).find_map(|one| {
        let lookup = one.lookup(&lacks);
        Some((one.label, lookup.winner()?.clone()))
    });
    // What a shell has by itself is no program.
    if elsewhere.as_ref().is_some_and(|(_, winner)| winner.path.is_none()) {
        return None;
    }
    if elsewhere.is_none() && !job.subject.session.machine().is_live() {
        return None;
    }
    let remedy = format!("write PATH=… above the job, with the directory of {lacks}");
    let mut finding = rule.finding(job.subject, message, &remedy);
    let told = Evidence { text: place.text().to_owned(), origin: Some(Origin::File(place)) };
    finding.evidence = vec![told];
    if let Some(script) = script {
        let text = format!("{script} begins with #!/usr/bin/env {lacks}");
        finding.evidence.push(Evidence { text, origin: None });
    }
    if let Some((label, winner)) = elsewhere {
        let path = winner.path.unwrap_or_default();
        let text = format!("{label} has {path}");
        finding.evidence.push(Evidence { text, origin: winner.origin });
    }
    Some(finding)
}

/// The first program of a job that is no `cd`, where nothing before it changes what is found.
fn program(job: &Job) -> Option<(String, Span)> {
    let outline = job.subject.session.shell().outline(&job.text);
    let mut commands = outline.statements.iter().filter(|one| one.depth == 0);
    let first = commands.find(|one| one.name.as_deref() != Some("cd"))?;
    let name = first.name.clone().filter(|_| first.kind == "command")?;
    let plain = |one: char| one.is_ascii_alphanumeric() || "-_.+/".contains(one);
    let known = !name.starts_with('.') && name.chars().all(plain);
    let start = first.span.whole(&job.text).start as usize;
    known.then(|| (name.clone(), Span::new(start, start + name.len())))
}

/// Whether the session certainly finds nothing of that name.
fn nothing(subject: &Subject, name: &str) -> bool {
    if name.contains('/') {
        return false;
    }
    let lookup = subject.lookup(name);
    lookup.outcome().is_certain() && lookup.winner().is_none()
}

/// The file that runs, and the program that its first line asks `env` for.
fn interpreter(subject: &Subject, name: &str) -> Option<(String, String)> {
    let path = match name.starts_with('/') {
        true => name.to_owned(),
        false => subject.lookup(name).winner()?.path.clone()?,
    };
    let bytes = subject.session.machine().read(&path).ok()?;
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(first).ok()?.trim().strip_prefix("#!")?.trim();
    let mut words = line.strip_prefix("/usr/bin/env ")?.split_whitespace();
    let asks = words.find(|word| *word != "-S")?;
    (!asks.starts_with('-') && !asks.contains('=')).then(|| (path, asks.to_owned()))
}
