//! L007: a tool's variable has another value when something else starts the session.

use indexmap::IndexMap;

use super::directories::outermost;
use super::{Check, Evidence, Finding, Rule, Subject, lacks};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L007",
    name: "variable-differs-by-launcher",
    severity: Severity::Warning,
    page: "\
A tool's variable has one value in a terminal and another one in a login shell, over ssh or in an editor.

## Problem

    # in ~/.profile
    export EDITOR=nano
    # in ~/.bashrc
    export EDITOR=vim

## Better

One line, in a file that all of them read.

## Why

Which of the two counts depends on the way the session was started, and on the
order in which the files are read. Nobody sees it until the wrong one is used.

## Exceptions

A value that is meant to depend on the session.

## Sources

bash(1), INVOCATION; environment.d(5)
",
    check: Check::Across(check),
};

/// Names of which a second value is a second tool, or a second place for what it keeps.
const NAMES: &[&str] = &[
    "EDITOR",
    "VISUAL",
    "PAGER",
    "JAVA_HOME",
    "GOROOT",
    "GOPATH",
    "GOBIN",
    "GOPROXY",
    "GOFLAGS",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "PYTHONPATH",
    "NODE_OPTIONS",
    "NVM_DIR",
    "ANDROID_HOME",
    "KUBECONFIG",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let team = lacks::team(subjects);
    NAMES.iter().filter_map(|name| differing(rule, &team, name)).collect()
}

fn differing(rule: &Rule, team: &[&Subject], name: &str) -> Option<Finding> {
    let mut values: IndexMap<String, (Vec<String>, Option<Origin>)> = IndexMap::new();
    for one in team.iter().filter(|one| lacks::is_of_a_person(one)) {
        let Some(value) = one.environment.exported(name) else { continue };
        let text = value.text()?;
        let (labels, _) =
            values.entry(text.into_owned()).or_insert_with(|| (Vec::new(), value.writer()));
        labels.push(one.label.to_owned());
    }
    // Somebody's line decides; what a launcher gives is not to be mended there.
    let written = |(_, origin): &(Vec<String>, Option<Origin>)| {
        origin.as_ref().is_some_and(|origin| outermost(origin).is_some())
    };
    if values.len() < 2 || !values.values().all(written) {
        return None;
    }
    let told: Vec<String> = values
        .iter()
        .map(|(text, (labels, _))| format!("{text} in {}", labels.join(", ")))
        .collect();
    let message = format!("{name} is {}", told.join(", and "));
    let remedy = "set it in one file that all of them read";
    let mut finding = rule.finding(team.first()?, message, remedy);
    let evidence = values
        .into_iter()
        .map(|(text, (_, origin))| Evidence { text: format!("{name}={text}"), origin });
    finding.evidence = evidence.collect();
    Some(finding)
}
