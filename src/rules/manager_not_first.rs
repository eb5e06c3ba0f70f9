//! L005: a version manager's directory is behind another one, or not on PATH.

use super::directories::programs_of;
use super::{Check, Evidence, Finding, Rule, Subject, place_key, same_place};
use crate::shells::{Candidate, CommandKind, End};
use crate::text::Severity;
use crate::value::Origin;

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
`pyenv global 3.12` succeeds and changes nothing. An alias of the program's own
name comes before every list.

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
    MANAGERS.iter().filter_map(|manager| overruled(rule, subject, manager)).collect()
}

/// The file that certainly runs for a name, and what leads there.
struct Running {
    path: String,
    alias: bool,
    origin: Option<Origin>,
}

fn runs(subject: &Subject, name: &str) -> Option<Running> {
    let lookup = subject.lookup(name);
    let outcome = lookup.outcome();
    let end = outcome.ends.first().filter(|_| outcome.is_certain())?;
    let winner = lookup.winner()?;
    let (path, alias) = match &winner.path {
        Some(path) => (path.clone(), false),
        None if winner.kind == CommandKind::Alias => (aliased(subject, winner, end)?, true),
        None => return None,
    };
    // An alias that starts something else of that name is meant.
    let platform = subject.session.machine().platform();
    let same = !alias || platform.file_name(&path).starts_with(name);
    same.then(|| Running { path, alias, origin: winner.origin.clone() })
}

/// The file that an alias leads to, by a name that is looked up or by its whole path.
fn aliased(subject: &Subject, alias: &Candidate, end: &End) -> Option<String> {
    let found = end.candidate.and_then(|one| one.path.clone());
    found.or_else(|| {
        let word = alias.text.split_whitespace().next()?;
        let path = subject.session.shell().machine_path(subject.session.start(), word);
        subject.session.machine().is_file(&path).then_some(path)
    })
}

fn overruled(rule: &Rule, subject: &Subject, manager: &Manager) -> Option<Finding> {
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
    let is_shims = |place: &str| place_key(subject, place) == key;
    let aliased = |name: &str| subject.environment.aliases.contains_key(name);
    let loses = |(name, path): (String, String)| {
        let running = runs(subject, &name)?;
        let other = !same_place(subject, &running.path, &path);
        // `alias python=python3` leads to another shim.
        let inside = running.alias && platform.parent(&running.path).is_some_and(is_shims);
        (other && !inside).then_some((name, running))
    };
    let (name, running) = programs_of(subject, &shims)
        .into_iter()
        // Other programs are installed beside rustup's own.
        .filter(|(name, _)| manager.name != "rustup" || RUST.contains(&name.as_str()))
        // No file comes before one of the first directory that has the name, and a look-up costs more.
        .filter(|(name, _)| {
            aliased(name) || subject.first_with(name).is_none_or(|first| first.key != key)
        })
        .find_map(loses)?;
    let how = match (running.alias, subject.leads_to(&key)) {
        (true, _) => "is passed over by an alias",
        (_, true) => "stands behind it on PATH",
        (_, false) => "is not on PATH",
    };
    let message = format!("{name} is {}: {shims} of {} {how}", running.path, manager.name);
    let remedy = match running.alias {
        true => "drop the alias".to_owned(),
        false => format!("put it first, by {}, after all lines that change PATH", manager.line),
    };
    let mut finding = rule.finding(subject, message, &remedy);
    let text = format!("{name} runs {}", running.path);
    let first = Evidence { text, origin: running.origin };
    let line = Evidence {
        text: format!("{} is put first by {}", manager.name, manager.line),
        origin: None,
    };
    finding.evidence = vec![first, line];
    Some(finding)
}
