//! X002: a script calls a function or alias that only an interactive session has.

use super::directories::outermost;
use super::script_for_bash::{Script, certainly_runs, scripts};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::{Place, Severity, Source};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "X002",
    name: "script-needs-session",
    severity: Severity::Warning,
    page: "\
A script calls a function or an alias of ~/.bashrc or ~/.zshrc, which no script has.

## Problem

    #!/bin/bash
    nvm use 20                   # nvm: command not found

## Better

    #!/bin/bash
    . \"$HOME/.nvm/nvm.sh\"
    nvm use 20

## Why

A script runs in a process of its own: functions and aliases are not handed
down, and the files that define them are read by interactive shells only.

## Exceptions

A script that is only ever read into a session with `.`: it needs no `#!` line.

## Sources

bash(1), INVOCATION: BASH_ENV; POSIX, 2.12 Shell Execution Environment
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    let none = subject.environment.functions.is_empty() && subject.environment.aliases.is_empty();
    // bash reads ${BASH_ENV} before a script.
    if machine.platform().is_windows() || none || subject.environment.exported("BASH_ENV").is_some()
    {
        return Vec::new();
    }
    let scripts = scripts(subject);
    scripts.iter().filter_map(|script| calls(rule, subject, script)).collect()
}

fn calls(rule: &Rule, subject: &Subject, script: &Script) -> Option<Finding> {
    let outline = script.shell.outline(&script.text);
    let mut commands = outline.statements.iter();
    let found = commands.find_map(|one| {
        let name = one.name.as_deref().filter(|_| one.kind == "command")?;
        // From here on the file that is read may define it.
        let reads = matches!(name, "." | "source" | "eval");
        let runs = certainly_runs(one, &script.text);
        (reads || (runs && is_only_here(subject, name))).then_some((one.span, name, reads))
    });
    let (span, name, _) = found.filter(|(_, _, reads)| !reads)?;
    let defined = outline
        .statements
        .iter()
        .any(|one| matches!(one.kind, "function" | "alias") && one.name.as_deref() == Some(name));
    if defined {
        return None;
    }
    let origin = subject.environment.functions.get(name).map(|one| one.origin.clone());
    let origin =
        origin.or_else(|| subject.environment.aliases.get(name).map(|one| one.origin.clone()));
    let source = Source::inline(&script.path, &script.text);
    let place = Place::new(&source, span);
    let message = format!(
        "{}:{} calls {name}, which only interactive sessions have",
        script.path,
        place.line()
    );
    let remedy = "read the file that defines it at the top of the script";
    let mut finding = rule.finding(subject, message, remedy);
    let text = place.text().lines().next().unwrap_or_default().to_owned();
    finding.evidence = vec![
        Evidence { text, origin: Some(Origin::File(place)) },
        Evidence { text: format!("{name} is defined for {}", subject.label), origin },
    ];
    Some(finding)
}

/// Whether the session has it as a function or alias, and no program of that name is there.
fn is_only_here(subject: &Subject, name: &str) -> bool {
    let environment = &subject.environment;
    let defined =
        environment.functions.contains_key(name) || environment.aliases.contains_key(name);
    let origin = environment.functions.get(name).map(|one| &one.origin);
    let origin = origin.or_else(|| environment.aliases.get(name).map(|one| &one.origin));
    // zsh reads zshenv for scripts as well, and bash hands exported functions down.
    let of_all = origin.and_then(outermost).is_some_and(|place| place.file().ends_with("zshenv"));
    let handed = environment.exported(&format!("BASH_FUNC_{name}%%")).is_some();
    if of_all || handed {
        return false;
    }
    let lookup = defined.then(|| subject.lookup(name));
    lookup.is_some_and(|lookup| {
        lookup.candidates.iter().all(|one| one.origin.is_some() && one.path.is_none())
    })
}
