//! P007: a package manager's programs are on nobody's PATH.

use super::directories::{listed, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject, path_is_known, place_key};
use crate::text::Severity;
use crate::value::Value;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "P007",
    name: "package-manager-off-path",
    severity: Severity::Warning,
    page: "\
A package manager put programs into its directory, and no session has that directory on PATH.

## Problem

    $ ls /opt/homebrew/bin       # brew rg jq
    $ rg                         # command not found

## Better

    eval \"$(/opt/homebrew/bin/brew shellenv)\"

## Why

An installer that asks for a line in a profile, and an account that was made or
copied later, leave the programs there without a way to find them.

## Exceptions

Programs that are only started by their whole path.

## Sources

Homebrew documentation, brew shellenv; Scoop and Chocolatey documentation
",
    check: Check::Across(check),
};

/// Below the home.
const OWN: &[&str] = &[
    ".local/bin",
    ".cargo/bin",
    ".nix-profile/bin",
    ".volta/bin",
    ".deno/bin",
    ".bun/bin",
    ".dotnet/tools",
    ".npm-global/bin",
    ".npm-packages/bin",
    ".yarn/bin",
    ".krew/bin",
    ".pyenv/bin",
    ".rbenv/bin",
    ".composer/vendor/bin",
    ".config/composer/vendor/bin",
    "scoop/shims",
    "AppData/Roaming/npm",
];
/// Of the whole machine.
const UNIX: &[&str] = &[
    "/opt/homebrew/bin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/opt/local/bin",
    "/snap/bin",
    "/nix/var/nix/profiles/default/bin",
    "/run/current-system/sw/bin",
];
const WINDOWS: &[&str] = &[r"C:\ProgramData\chocolatey\bin", r"C:\ProgramData\scoop\shims"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    // A list that is not wholly known may hold it.
    if !subjects.iter().filter(|one| !one.beside).all(path_is_known) {
        return Vec::new();
    }
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    let (platform, home) = (machine.platform(), &machine.facts().user.home);
    let own = OWN.iter().map(|inner| platform.normalize(&platform.join(home, inner)));
    let whole = if platform.is_windows() { WINDOWS } else { UNIX };
    // Stock profiles add the home's own directories where they are read.
    let own = own.filter(|_| subjects.iter().all(path_is_known));
    own.chain(whole.iter().map(|&place| place.to_owned()))
        .filter(|place| machine.is_directory(place))
        .filter_map(|place| unreached(rule, subjects, &place))
        .collect()
}

fn unreached(rule: &Rule, subjects: &[Subject], place: &str) -> Option<Finding> {
    let subject = subjects.first()?;
    let key = place_key(subject, place);
    let whose = match subjects.iter().all(path_is_known) {
        true => "no session has it on PATH",
        false => "no shell of a new terminal has it on PATH",
    };
    if subjects.iter().any(|one| one.leads_to(&key)) {
        return None;
    }
    let nothing = |(name, _): &(String, String)| {
        let lookup = subject.lookup(name);
        lookup.outcome().is_certain() && lookup.winner().is_none()
    };
    let programs = programs_of(subject, place).into_iter().take(20);
    let names: Vec<String> = programs.filter(nothing).map(|(name, _)| name).collect();
    let message = format!(
        "{} of {place} {} not found: {whose}",
        listed(&names, 3),
        if names.len() == 1 { "is" } else { "are" },
    );
    let remedy = "put the directory on PATH in a file that the shell reads";
    let mut finding = rule.finding(subject, message, remedy);
    let text = format!("{place} is not on PATH in {}", subject.label);
    let origin = subject.environment.variables.value("PATH").and_then(Value::writer);
    finding.evidence = vec![Evidence { text, origin }];
    (!names.is_empty()).then_some(finding)
}
