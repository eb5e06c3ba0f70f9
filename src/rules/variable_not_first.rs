//! V004: a variable says which tool is active, and PATH runs another one.

use super::{Check, Evidence, Finding, Rule, Subject, same_place};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V004",
    name: "active-tool-not-first",
    severity: Severity::Warning,
    page: "\
A variable says which environment or version is active, and the program that runs is another one.

## Problem

    VIRTUAL_ENV=/home/me/app/.venv
    $ which python               # /usr/bin/python: a later line put /usr/bin first

## Better

    export PATH=\"$VIRTUAL_ENV/bin:$PATH\"

as the last line that changes PATH, or activate it again.

## Why

The prompt and tools that look at the variable say one thing, the command does
another: packages are installed where nothing reads them.

## Exceptions

None known.

## Sources

pyenv and nvm documentation
",
    check: Check::Each(check),
};

/// The variable, the directory below it on Unix and on Windows, and a program that stands there.
type Active = (&'static str, &'static str, &'static str, &'static str);

/// From each tool's own documentation.
const ACTIVE: &[Active] = &[
    ("VIRTUAL_ENV", "bin", "Scripts", "python"),
    ("CONDA_PREFIX", "bin", "", "python"),
    ("NVM_BIN", "", "", "node"),
    ("NVM_SYMLINK", "", "", "node"),
    ("FNM_MULTISHELL_PATH", "bin", "", "node"),
    ("VOLTA_HOME", "bin", "bin", "node"),
    ("PYENV_ROOT", "shims", "shims", "python"),
    ("RBENV_ROOT", "shims", "shims", "ruby"),
    ("GOENV_ROOT", "shims", "shims", "go"),
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    ACTIVE.iter().filter_map(|active| overruled(rule, subject, active)).collect()
}

fn overruled(rule: &Rule, subject: &Subject, active: &Active) -> Option<Finding> {
    let (variable, unix, windows, program) = *active;
    let session = subject.session;
    let (machine, platform) = (session.machine(), session.machine().platform());
    let value = subject.environment.exported(variable)?;
    let text = value.text().filter(|text| !text.is_empty())?;
    let root = session.shell().machine_path(session.start(), &text);
    let inner = if platform.is_windows() { windows } else { unix };
    let place = if inner.is_empty() { root } else { platform.join(&root, inner) };
    let endings: &[&str] = if platform.is_windows() { &[".exe", ".bat", ".cmd"] } else { &[""] };
    let files = endings.iter().map(|ending| platform.join(&place, &format!("{program}{ending}")));
    let own = files.into_iter().find(|path| machine.is_file(path))?;
    let lookup = subject.lookup(program);
    let certain = lookup.outcome().is_certain();
    let winner = lookup.winner().filter(|_| certain)?;
    let running = winner.path.as_deref()?;
    if same_place(subject, running, &own) {
        return None;
    }
    let message = format!("{variable} is {text}, and {program} runs {running}");
    let remedy = format!("put {place} first on PATH, after all other lines that change it");
    let mut finding = rule.finding(subject, message, &remedy);
    finding.evidence = vec![
        Evidence { text: format!("{variable}={text}"), origin: value.writer() },
        Evidence { text: format!("{program} runs {running}"), origin: winner.origin.clone() },
    ];
    Some(finding)
}
