//! X001: a script of /bin/sh uses words that only bash has.

use super::jobs::{Job, jobs};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::{Installed, Kind};
use crate::shells::{self, Shell, Statement};
use crate::text::{Place, Severity, Source};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X001",
    name: "script-for-bash",
    severity: Severity::Warning,
    page: "\
A script begins with `#!/bin/sh`, or cron hands a job to it, and uses words that the sh of this machine does not have.

## Problem

    #!/bin/sh
    source \"$HOME/.sdkman/bin/sdkman-init.sh\"

    prepare.sh: 2: source: not found

## Better

    #!/bin/bash

or `. FILE` in place of `source FILE`, `[ … ]` in place of `[[ … ]]`.

## Why

/bin/sh is dash on Debian and Ubuntu, BusyBox on Alpine. Where it is a link to
bash the script works, and fails on the next machine or in a container.

## Exceptions

A word behind a test for bash. Only statements at the top of the script are looked at.

## Sources

POSIX, 2.9 Shell Commands; dash(1)
",
    check: Check::Across(check),
};

/// Commands of bash that POSIX's sh has not (dash(1), BUILTINS).
const WORDS: &[&str] =
    &["source", "declare", "shopt", "pushd", "popd", "mapfile", "readarray", "let"];

/// How many files of a directory are looked at, and how large one may be.
const MOST: usize = 200;
const LARGEST: u64 = 256 << 10;

/// A script of the user's.
pub(super) struct Script {
    /// Its path.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
    /// The program that its first line names.
    pub(super) program: String,
    /// The shell that this is.
    pub(super) shell: &'static dyn Shell,
}

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    if subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    let scripts = scripts(subject);
    let of_files = scripts.iter().filter_map(|script| foreign(rule, subject, script));
    of_files.chain(jobs(subjects).iter().filter_map(|job| of_job(rule, job))).collect()
}

/// The command of a job, which cron hands to its SHELL.
fn of_job(rule: &Rule, job: &Job) -> Option<Finding> {
    let shell = job.subject.session.shell();
    let installed = shell.installed(job.subject.session.machine().facts())?;
    if !is_plain(job.subject, &installed) {
        return None;
    }
    let outline = shell.outline(&job.text);
    let first = outline.statements.iter().find(|one| one.kind == "command")?;
    let word = first.name.as_deref().filter(|name| WORDS.contains(name))?;
    let place = Place::new(&job.source, first.span);
    let at = format!("{}:{}", place.file(), place.line());
    let message = format!("{at} says {word}, which the {} that cron starts has not", shell.name());
    let remedy = "write SHELL=/bin/bash above the job, or `.` in place of `source`";
    let mut finding = rule.finding(job.subject, message, remedy);
    let text = place.text().to_owned();
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}

/// Whether the machine's program is one that really lacks these words.
fn is_plain(subject: &Subject, installed: &Installed) -> bool {
    let real = subject.session.machine().real_path(&installed.path).unwrap_or_default();
    let plain = |name: &str| matches!(name, "dash" | "ash" | "busybox");
    let named = subject.session.machine().platform().file_name(&real);
    installed.variant.as_deref().map_or_else(|| plain(named), plain)
}

/// The scripts in the home and where people keep theirs, that begin with a `#!` of a known shell.
pub(super) fn scripts(subject: &Subject) -> Vec<Script> {
    let machine = subject.session.machine();
    let home = &machine.facts().user.home;
    let inner = ["bin", ".local/bin", "scripts"].map(|name| machine.platform().join(home, name));
    let mut found = Vec::new();
    for place in std::iter::once(home.clone()).chain(inner) {
        let Ok(files) = machine.listing(&place) else { continue };
        let files = files.iter().filter(|file| file.kind == Kind::File).take(MOST);
        found.extend(
            files.filter_map(|file| script(subject, machine.platform().join(&place, &file.name))),
        );
    }
    found
}

fn script(subject: &Subject, path: String) -> Option<Script> {
    let machine = subject.session.machine();
    machine.status(&path).ok().filter(|status| status.size <= LARGEST)?;
    let bytes = machine.read(&path).ok().filter(|bytes| bytes.starts_with(b"#!"))?;
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(first);
    let mut words = line.trim().strip_prefix("#!")?.split_whitespace();
    let program = match words.next()? {
        "/usr/bin/env" => words.next()?,
        program => program,
    };
    let shell = shells::by_name(machine.platform().file_name(program))?;
    let text = shell.decode(machine.facts(), &bytes).text.to_string();
    Some(Script { path, text, program: program.to_owned(), shell })
}

fn foreign(rule: &Rule, subject: &Subject, script: &Script) -> Option<Finding> {
    let installed = script.shell.installed(subject.session.machine().facts())?;
    if !is_plain(subject, &installed) {
        return None;
    }
    let outline = script.shell.outline(&script.text);
    let found = outline.statements.iter().find(|one| is_foreign(one, &script.text))?;
    let word = found.name.as_deref()?;
    let source = Source::inline(&script.path, &script.text);
    let place = Place::new(&source, found.span);
    let message = format!(
        "{}:{} says {word}, which {} of this machine has not",
        script.path,
        place.line(),
        script.program
    );
    let remedy = "begin the script with #!/bin/bash, or write it as POSIX does";
    let mut finding = rule.finding(subject, message, remedy);
    let text = place.text().lines().next().unwrap_or_default().to_owned();
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}

fn is_foreign(statement: &Statement, text: &str) -> bool {
    let word = statement.name.as_deref().is_some_and(|name| WORDS.contains(&name));
    word && certainly_runs(statement, text)
}

/// A command at the top of a script that no `&&` or `||` of its line guards.
pub(super) fn certainly_runs(statement: &Statement, text: &str) -> bool {
    let at = statement.span.whole(text).start as usize;
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    statement.depth == 0 && statement.kind == "command" && text[line..at].trim().is_empty()
}
