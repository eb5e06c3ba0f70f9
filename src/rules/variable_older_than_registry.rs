//! V002: the registry says something else by now than this process was given.

use std::collections::HashSet;

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::Machine;
use crate::machine::path::{folded, same_name};
use crate::session::launch;
use crate::shells::{Given, Launcher};
use crate::text::Severity;
use crate::value::Value;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V002",
    name: "variable-older-than-registry",
    severity: Severity::Warning,
    page: "\
A window is older than a change in the registry, or was started by a program that is.

## Problem

    setx JAVA_HOME C:\\jdk-21
    echo %JAVA_HOME%

## Better

    setx JAVA_HOME C:\\jdk-21
    set JAVA_HOME=C:\\jdk-21

## Why

A process is given its variables when it is started. `setx`, installers and the
settings window change the registry, which only programs that are started by
the desktop afterwards read; a terminal, an editor and all they start go on
with what they were given.

## Exceptions

A variable that a program changed on purpose for what it starts.

## Sources

WM_SETTINGCHANGE (Microsoft Learn)
",
    check: Check::Across(check),
};

const KEYS: &[&str] = &[
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
    "HKCU\\Environment",
];

/// Lists of directories, of which a process may have been given more.
const LISTS: &[&str] = &["PATH", "PSMODULEPATH", "PATHEXT"];
/// Written for every process anew, as short names or by its own kind.
const OWN: &[&str] = &["TEMP", "TMP", "USERNAME", "PROCESSOR_ARCHITECTURE"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    // Only what a process was really given can be older; the plain block of a description is not.
    let given = |one: &&Subject| one.session.spec().launcher == Launcher::Terminal;
    let Some(subject) = subjects.iter().find(given) else { return Vec::new() };
    let told = |stale: Stale| {
        let remedy = "open a new window from the desktop, or set it in this one as well";
        let mut finding = rule.finding(subject, stale.message, remedy);
        finding.evidence = stale.evidence;
        finding
    };
    stale(subject.session.machine()).into_iter().map(told).collect()
}

/// A variable of the registry that this process was given otherwise, or not at all.
pub struct Stale {
    /// Its name, as the registry spells it.
    pub name: String,
    /// A sentence without a full stop.
    pub message: String,
    evidence: Vec<Evidence>,
}

/// What the registry says otherwise than the block that this process was given; nothing on other systems.
pub fn stale(machine: &dyn Machine) -> Vec<Stale> {
    if !machine.platform().is_windows() || !machine.facts().environment_is_whole {
        return Vec::new();
    }
    let block = launch::of_registry(machine);
    let told = |name: &String| {
        let now = block.iter().find(|one| same_name(&one.name, name))?;
        compared(machine, now)
    };
    persisted(machine).iter().filter_map(told).collect()
}

/// The names that somebody wrote into the registry, once each.
fn persisted(machine: &dyn Machine) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in KEYS.iter().flat_map(|key| machine.registry_values(key)) {
        let known = names.iter().any(|name| same_name(name, &value.name));
        if !known && !OWN.contains(&folded(&value.name).as_str()) {
            names.push(value.name);
        }
    }
    names
}

fn compared(machine: &dyn Machine, now: &Given) -> Option<Stale> {
    let name = &now.name;
    let mut block = machine.facts().environment.iter();
    let old = block.find(|(one, _)| same_name(one, name)).and_then(|(_, old)| old.as_deref());
    let is_list = LISTS.contains(&folded(name).as_str());
    let missing = match is_list {
        true => missing(&now.value, old.unwrap_or_default())?,
        false => {
            let text = now.value.text().filter(|text| old != Some(text))?;
            vec![text.into_owned()]
        }
    };
    let first = missing.first()?;
    let message = match old {
        None => format!("{name} is in the registry, and this process was started without it"),
        Some(_) if is_list => {
            format!("{name} of the registry has {first}, which this process was not given")
        }
        Some(old) => format!("{name} is {first} in the registry, and this process was given {old}"),
    };
    let origin = now.value.origins().into_iter().next_back();
    let told = |text| Evidence { text, origin: origin.clone() };
    let evidence = missing.into_iter().map(told).collect();
    Some(Stale { name: name.clone(), message, evidence })
}

/// The entries that a list of the registry has and the process has not; `None` where it is not all known.
fn missing(now: &Value, old: &str) -> Option<Vec<String>> {
    let key = |entry: &str| folded(entry.trim_matches('"').trim_end_matches('\\'));
    let had: HashSet<String> = old.split(';').map(key).collect();
    let text = now.text()?;
    let lacking = |entry: &&str| !entry.is_empty() && !had.contains(&key(entry));
    Some(text.split(';').filter(lacking).map(str::to_owned).collect())
}
