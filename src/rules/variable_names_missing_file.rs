//! V008: a variable names a start-up file or a tool's directory that is not there.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V008",
    name: "variable-names-missing-file",
    severity: Severity::Warning,
    page: "\
A variable names a start-up file or a tool's directory that is not there.

## Problem

    export BASH_ENV=~/.bash_env     # and there is none

## Better

    : > ~/.bash_env

## Why

What the file was to set is missing in every script. The directory of a manager that
was taken away leaves shims and functions that fail. A manager that keeps the chosen
version behind a link finds nothing where no version was chosen.

## Exceptions

A directory that the tool makes when it is used first: that is a note.

## Sources

bash(1), BASH_ENV; zsh(1), ZDOTDIR; documentation of the tools
",
    check: Check::Wide(check),
};

/// Without it nothing of the user's is read.
const FILES: &[&str] = &["ZDOTDIR", "GIT_CONFIG_GLOBAL"];
/// The link to the version that was chosen: without it there is none.
const LINKS: &[&str] = &["NVM_SYMLINK"];
/// Where managers live, and files that are passed over where they are missing.
const MANAGERS: &[&str] = &[
    "NVM_DIR",
    "PYENV_ROOT",
    "RBENV_ROOT",
    "SDKMAN_DIR",
    "ASDF_DIR",
    "CONDA_PREFIX",
    "NVM_HOME",
    "BASH_ENV",
    "PYTHONSTARTUP",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let files = FILES.iter().chain(LINKS).map(|name| (*name, Severity::Warning));
    let managers = MANAGERS.iter().map(|name| (*name, Severity::Note));
    files.chain(managers).filter_map(|(name, level)| gone(rule, subject, name, level)).collect()
}

fn gone(rule: &Rule, subject: &Subject, name: &str, level: Severity) -> Option<Finding> {
    let value = subject.environment.exported(name).filter(|_| is_settled(subject, name))?;
    let text = value.text()?;
    let machine = subject.session.machine();
    let native = subject.session.shell().machine_path(subject.session.start(), &text);
    let odd = text.contains(['$', '`', '%']);
    if odd || !machine.platform().is_absolute(&native) || machine.exists(&native) {
        return None;
    }
    let origin = value.origins().into_iter().find(is_written)?;
    let message = format!("{name} names {text}, which is not there");
    let remedy = match LINKS.contains(&name) {
        true => "choose a version: `nvm use`, in a window of the administrator",
        false => "make it, or drop the line",
    };
    let mut finding = rule.finding(subject, message, remedy);
    finding.severity = level;
    finding.evidence = vec![Evidence { text: format!("{name}={text}"), origin: Some(origin) }];
    Some(finding)
}

/// Whether somebody wrote it down, in a file or the registry.
fn is_written(origin: &Origin) -> bool {
    origin.place().is_some() || matches!(origin, Origin::Registry { .. })
}
