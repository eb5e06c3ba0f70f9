//! L005: a version manager's directory is behind another one, or not on PATH.

use super::directories::{Names, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject, place_key, same_place};
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L005",
    name: "manager-not-first",
    severity: Severity::Warning,
    page: "\
A version manager is installed, and the program that runs is not one of its own.

## Problem

    export PATH=\"$HOME/.pyenv/bin:$PATH\"
    eval \"$(pyenv init -)\"       # pyenv 2.0 to 2.2: this does not put the shims on PATH

    $ python --version           # /usr/bin/python

## Better

    eval \"$(pyenv init --path)\"
    eval \"$(pyenv init -)\"

as the last lines that change PATH.

## Why

A manager decides by standing first. A line that puts another directory before
its own, or an init that only defines functions, switches it off without a word:
`pyenv global 3.12` succeeds and changes nothing.

## Exceptions

Someone who keeps a manager for projects and calls it by name.

## Sources

pyenv README, Understanding Shims; Volta documentation, Understanding Volta
",
    check: Check::Each(check),
};

/// A manager: its name, its command's directory and that of its programs below the home, and what puts them first.
struct Manager {
    name: &'static str,
    own: &'static [&'static str],
    shims: &'static [&'static str],
    line: &'static str,
}

/// From each manager's own installation page.
const MANAGERS: &[Manager] = &[
    Manager {
        name: "pyenv",
        own: &[".pyenv/bin"],
        shims: &[".pyenv/shims"],
        line: "`pyenv init --path` or, from 2.3, `pyenv init -`",
    },
    Manager {
        name: "pyenv-win",
        own: &[".pyenv/pyenv-win/bin"],
        shims: &[".pyenv/pyenv-win/shims"],
        line: "its installer",
    },
    Manager {
        name: "rbenv",
        own: &[".rbenv/bin"],
        shims: &[".rbenv/shims"],
        line: "`rbenv init -`",
    },
    Manager {
        name: "nodenv",
        own: &[".nodenv/bin"],
        shims: &[".nodenv/shims"],
        line: "`nodenv init -`",
    },
    Manager {
        name: "goenv",
        own: &[".goenv/bin"],
        shims: &[".goenv/shims"],
        line: "`goenv init -`",
    },
    Manager { name: "jenv", own: &[".jenv/bin"], shims: &[".jenv/shims"], line: "`jenv init -`" },
    Manager {
        name: "asdf",
        own: &[".asdf/bin"],
        shims: &[".asdf/shims"],
        line: "`. ~/.asdf/asdf.sh`",
    },
    Manager {
        name: "mise",
        own: &[],
        shims: &[".local/share/mise/shims"],
        line: "`mise activate` or its shims",
    },
    Manager {
        name: "volta",
        own: &[],
        shims: &[".volta/bin"],
        line: "`VOLTA_HOME/bin` first on PATH",
    },
    Manager { name: "rustup", own: &[], shims: &[".cargo/bin"], line: "`. ~/.cargo/env`" },
];

/// What rustup hands over to the tool chain that is chosen.
const RUST: &[&str] = &["cargo", "rustc", "rustdoc", "rustfmt", "clippy-driver"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let names = Names::default();
    MANAGERS.iter().filter_map(|manager| overruled(rule, subject, manager, &names)).collect()
}

fn overruled(rule: &Rule, subject: &Subject, manager: &Manager, names: &Names) -> Option<Finding> {
    let home = &subject.session.start().facts.user.home;
    let platform = subject.session.machine().platform();
    let place = |inner: &&str| platform.normalize(&platform.join(home, inner));
    let on_path = |inner: &&str| subject.leads_to(&place_key(subject, &place(inner)));
    // Somebody means to use it: its command or its programs are on PATH.
    let meant = manager.own.iter().chain(manager.shims).any(on_path);
    let shims =
        manager.shims.iter().map(place).find(|one| subject.session.machine().is_directory(one))?;
    if !meant {
        return None;
    }
    let key = place_key(subject, &shims);
    let loses = |(name, path): (String, String)| {
        let lookup = subject.session.lookup(&name);
        let certain = lookup.outcome().is_certain();
        let winner = lookup.winner().cloned().filter(|_| certain)?;
        let other = winner.path.as_deref().is_some_and(|one| !same_place(subject, one, &path));
        other.then_some((name, winner))
    };
    let (name, winner) = programs_of(subject, &shims)
        .into_iter()
        // Other programs are installed beside rustup's own.
        .filter(|(name, _)| manager.name != "rustup" || RUST.contains(&name.as_str()))
        // No file comes before one of the first directory that has the name, and a look-up costs more.
        .filter(|(name, _)| names.first(subject, name).is_none_or(|first| first.key != key))
        .find_map(loses)?;
    let running = winner.path.as_deref()?;
    let listed = subject.leads_to(&key);
    let how = if listed { "stands behind it on PATH" } else { "is not on PATH" };
    let message = format!("{name} is {running}: {shims} of {} {how}", manager.name);
    let remedy = format!("put it first, by {}, after all lines that change PATH", manager.line);
    let mut finding = rule.finding(subject, message, &remedy);
    let text = format!("{name} runs {running}");
    let first = Evidence { text, origin: winner.origin.clone() };
    let line = Evidence {
        text: format!("{} is put first by {}", manager.name, manager.line),
        origin: None,
    };
    finding.evidence = vec![first, line];
    Some(finding)
}
