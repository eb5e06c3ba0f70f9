//! L008: a line of environment.d reaches the user's services, and not the programs of the desktop.

use super::directories::listed;
use super::{Check, Evidence, Finding, Rule, Subject, path_is_known};
use crate::shells::Launcher;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L008",
    name: "environment-d-overruled",
    severity: Severity::Warning,
    page: "\
A line of environment.d reaches the user's services, and not the programs of the desktop.

## Problem

    # ~/.config/environment.d/path.conf
    PATH=$HOME/.local/bin:$PATH

## Better

    # ~/.profile, which the session of the desktop reads, as well
    PATH=\"$HOME/.local/bin:$PATH\"

## Why

The display manager hands its own PATH to what it starts, and to the user's manager
afterwards: the line of environment.d is overruled.

## Exceptions

Services of systemd alone.

## Sources

environment.d(5); systemd.environment-generator(7)
",
    check: Check::Across(check),
};

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let by =
        |launcher: Launcher| subjects.iter().find(|one| one.session.spec().launcher == launcher);
    let (Some(manager), Some(desktop)) = (by(Launcher::SystemdUser), by(Launcher::Gui)) else {
        return Vec::new();
    };
    if !path_is_known(manager) || !path_is_known(desktop) {
        return Vec::new();
    }
    let of_conf = |origin: &Option<Origin>| {
        let place = origin.as_ref().and_then(Origin::place);
        place.is_some_and(|place| place.file().contains("/environment.d/"))
    };
    let lost = manager.directories().iter().filter(|one| {
        of_conf(&one.entry.origin)
            && !desktop.leads_to(&one.key)
            && manager.session.machine().is_directory(&one.place)
    });
    let lost: Vec<_> = lost.collect();
    let Some(first) = lost.first() else { return Vec::new() };
    let names: Vec<String> = lost.iter().map(|one| one.place.clone()).collect();
    let message = format!(
        "{} of environment.d is on PATH of services, and not of the desktop",
        listed(&names, 3)
    );
    let remedy = "set PATH in ~/.profile as well, which the session of the desktop reads";
    let mut finding = rule.finding(desktop, message, remedy);
    let text = format!("{} is put on PATH of systemd --user", first.place);
    finding.evidence = vec![Evidence { text, origin: first.entry.origin.clone() }];
    vec![finding]
}
