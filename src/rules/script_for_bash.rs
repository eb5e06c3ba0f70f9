//! X001: a script of /bin/sh uses words that only bash has.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::{Installed, Kind};
use crate::shells::{self, Statement};
use crate::text::{Place, Severity, Source};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X001",
    name: "script-for-bash",
    severity: Severity::Warning,
    page: "\
A script begins with `#!/bin/sh` and uses words that the sh of this machine does not have.

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
",
    check: Check::Across(check),
};

/// Commands of bash that POSIX's sh has not (dash(1), BUILTINS).
const WORDS: &[&str] =
    &["source", "declare", "shopt", "pushd", "popd", "mapfile", "readarray", "let"];

/// How many files of a directory are looked at, and how large one may be.
const MOST: usize = 200;
const LARGEST: u64 = 256 << 10;

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    let facts = machine.facts();
    if machine.platform().is_windows() {
        return Vec::new();
    }
    let home = facts.user.home.clone();
    let inner = ["bin", ".local/bin", "scripts"].map(|name| machine.platform().join(&home, name));
    let places = std::iter::once(home).chain(inner);
    let files = places.flat_map(|place| scripts(subject, &place));
    files.filter_map(|path| foreign(rule, subject, &path)).collect()
}

/// Whether the machine's sh is one that really lacks these words.
fn is_plain(subject: &Subject, installed: &Installed) -> bool {
    let real = subject.session.machine().real_path(&installed.path).unwrap_or_default();
    let plain = |name: &str| matches!(name, "dash" | "ash" | "busybox");
    let named = subject.session.machine().platform().file_name(&real);
    installed.variant.as_deref().map_or_else(|| plain(named), plain)
}

fn scripts(subject: &Subject, place: &str) -> Vec<String> {
    let machine = subject.session.machine();
    let Ok(files) = machine.listing(place) else { return Vec::new() };
    let files = files.iter().filter(|file| file.kind == Kind::File).take(MOST);
    files.map(|file| machine.platform().join(place, &file.name)).collect()
}

fn foreign(rule: &Rule, subject: &Subject, path: &str) -> Option<Finding> {
    let machine = subject.session.machine();
    machine.status(path).ok().filter(|status| status.size <= LARGEST)?;
    let bytes = machine.read(path).ok()?;
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(first);
    let mut words = line.trim().strip_prefix("#!")?.split_whitespace();
    let program = match words.next()? {
        "/usr/bin/env" => words.next()?,
        program => program,
    };
    let named = shells::by_name(machine.platform().file_name(program))?;
    let installed = named.installed(machine.facts())?;
    let sh = Some(named).filter(|_| is_plain(subject, &installed))?;
    let text = sh.decode(machine.facts(), &bytes).text;
    let outline = sh.outline(&text);
    let found = outline.statements.iter().find(|one| is_foreign(one, &text))?;
    let word = found.name.as_deref().unwrap_or("source");
    let source = Source::inline(path, &text);
    let place = Place::new(&source, found.span);
    let message =
        format!("{path}:{} says {word}, which {program} of this machine has not", place.line());
    let remedy = "begin the script with #!/bin/bash, or write it as POSIX does";
    let mut finding = rule.finding(subject, message, remedy);
    let text = place.text().lines().next().unwrap_or_default().to_owned();
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}

/// A statement that certainly runs: one at the top that no `&&` or `||` of its line guards.
fn is_foreign(statement: &Statement, text: &str) -> bool {
    let word = statement.name.as_deref().is_some_and(|name| WORDS.contains(&name));
    let at = statement.span.whole(text).start as usize;
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let alone = text[line..at].trim().is_empty();
    statement.depth == 0 && statement.kind == "command" && word && alone
}
