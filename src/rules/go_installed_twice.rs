//! G009: what the installer left disagrees with the go that runs.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "G009",
    name: "go-installed-twice",
    severity: Severity::Note,
    page: "\
Windows has an installed Go on its list, and it is missing, or another one runs.

## Problem

    HKLM\\…\\Uninstall\\{…}  Go Programming Language amd64 go1.22.0
    C:\\Go\\bin\\go.exe     # unpacked from an archive, first on Path

## Better

Remove the installed one in the settings of Windows, or the directory and its Path entry.

## Why

The installer keeps a list entry, an entry of the machine Path, and
HKCU\\Software\\GoProgrammingLanguage; an archive keeps none. Updates and removals
by the installer do not touch the archive, and its Path entry stays first.

## Exceptions

Two releases that are both wanted.

## Sources

go.dev, Download and install; go.dev, Managing Go installations
",
    check: Check::Each(check),
};

const LISTS: [&str; 2] = [
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
    r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return Vec::new();
    }
    let entries = LISTS.iter().flat_map(|list| {
        let keys = machine.registry_keys(list).unwrap_or_default();
        keys.into_iter().map(move |key| format!("{list}\\{key}"))
    });
    entries.filter_map(|key| judged(rule, subject, &key)).collect()
}

/// What is odd about one entry of the list of installed programs.
fn judged(rule: &Rule, subject: &Subject, key: &str) -> Option<Finding> {
    let machine = subject.session.machine();
    let text = |key: &str, name: &str| {
        let value = machine.registry_value(key, name)?;
        value.data.text().map(str::to_owned).filter(|text| !text.is_empty())
    };
    let title = text(key, "DisplayName")?;
    title.strip_prefix("Go Programming Language")?;
    let own = r"HKCU\SOFTWARE\GoProgrammingLanguage";
    let place = text(key, "InstallLocation").or_else(|| text(own, "installLocation"))?;
    let place = place.trim_end_matches('\\').to_owned();
    let message = if !machine.is_directory(&place) {
        format!("{title} is on the list of installed programs, and {place} is not there")
    } else {
        let tree = super::go::tree(subject)?;
        let facts = machine.facts();
        let same = facts.platform.key(&tree, true) == facts.platform.key(&place, true);
        (!same).then(|| {
            format!("{title} is installed in {place}, and the go that runs stands in {tree}")
        })?
    };
    let remedy = "remove the one that is not wanted, with its entry of Path";
    let mut finding = rule.finding(subject, message, remedy);
    let origin = Origin::Registry { key: key.into(), name: "DisplayName".into() };
    finding.evidence = vec![Evidence { text: title, origin: Some(origin) }];
    Some(finding)
}
