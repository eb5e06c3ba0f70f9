//! R002: Path names a variable that is expanded beside it or after it.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::RegistryValue;
use crate::machine::path::same_name;
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "R002",
    name: "order-dependent-reference",
    severity: Severity::Warning,
    page: "\
Path in the registry names a variable whose own value is expanded in the same pass, or only later.

## Problem

    HKCU\\Environment
      Path   REG_EXPAND_SZ  %PYENV%\\bin;%PYENV%\\shims
      PYENV  REG_EXPAND_SZ  %USERPROFILE%\\.pyenv\\pyenv-win

## Better

    PYENV  REG_SZ  C:\\Users\\me\\.pyenv\\pyenv-win

or write the directory out in Path.

## Why

At logon the values of a key are taken in the order in which they are stored,
plain ones first, then expandable ones; the machine's before the user's. A name that
is not there yet stays in Path as text, `%PYENV%\\bin`, and an editor that
rewrites the key may change the order.

## Exceptions

None known.

## Sources

RegSetValueEx (Microsoft Learn), REG_EXPAND_SZ
",
    check: Check::Each(check),
};

const MACHINE: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
const USER: &str = "HKCU\\Environment";

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return Vec::new();
    }
    let of_machine = machine.registry_values(MACHINE);
    let of_user = machine.registry_values(USER);
    let mut found = Vec::new();
    for name in names_of_path(&of_machine) {
        let message = match (named(&of_machine, &name), named(&of_user, &name)) {
            (Some(one), _) if is_expandable(one) => {
                format!("the machine's Path names %{name}%, an expandable value of its own key")
            }
            (None, Some(_)) => {
                format!("the machine's Path names %{name}%, which only the user's variables have")
            }
            _ => continue,
        };
        found.push(finding(rule, subject, message, MACHINE, &name));
    }
    for name in names_of_path(&of_user) {
        if named(&of_user, &name).is_some_and(is_expandable) {
            let message =
                format!("the user's Path names %{name}%, an expandable value of its own key");
            found.push(finding(rule, subject, message, USER, &name));
        }
    }
    found
}

/// Whether this rule tells of a reference such as `%NAME%`.
pub(super) fn tells(subject: &Subject, reference: &str) -> bool {
    let machine = subject.session.machine();
    let name = reference.trim_matches('%');
    let of_machine = machine.registry_values(MACHINE);
    let of_user = machine.registry_values(USER);
    let in_list =
        |values: &[RegistryValue]| names_of_path(values).iter().any(|one| same_name(one, name));
    in_list(&of_machine) && named(&of_machine, name).is_none() && named(&of_user, name).is_some()
}

/// The references of a Path that is expanded at logon, each once.
fn names_of_path(values: &[RegistryValue]) -> Vec<String> {
    let Some(path) = named(values, "Path").and_then(|path| path.data.text()) else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for entry in path.split(';') {
        // Every second part stands between two signs.
        for name in entry
            .split('%')
            .skip(1)
            .step_by(2)
            .filter(|name| !name.is_empty() && !same_name(name, "windir"))
        {
            if !names.iter().any(|known| same_name(known, name)) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

fn named<'v>(values: &'v [RegistryValue], name: &str) -> Option<&'v RegistryValue> {
    values.iter().find(|value| same_name(&value.name, name))
}

fn is_expandable(value: &RegistryValue) -> bool {
    value.data.type_name() == "REG_EXPAND_SZ"
}

fn finding(rule: &Rule, subject: &Subject, message: String, key: &str, name: &str) -> Finding {
    let remedy =
        "write the directory out in Path, or make the variable a plain REG_SZ of the machine";
    let mut finding = rule.finding(subject, message, remedy);
    let origin = |name: &str| Some(Origin::Registry { key: key.into(), name: name.into() });
    let path = Evidence { text: format!("Path holds %{name}%"), origin: origin("Path") };
    finding.evidence = vec![path];
    finding
}
