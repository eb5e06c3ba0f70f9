//! L003: a variable of a tool is set in a terminal and not by other launchers.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::directories::{listed, outermost};
use super::{Check, Evidence, Finding, Rule, Subject, is_settled, lacks};
use crate::shells::Launcher;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L003",
    name: "variable-by-launcher",
    severity: Severity::Warning,
    page: "\
A tool's variable is set in a terminal, and cron, an editor or `ssh host command` do not have it.

## Problem

    # in ~/.bashrc
    export GOPATH=$HOME/work

    $ code .                     # opened from the menu: GOPATH is ~/go there

## Better

    # in ~/.config/environment.d/go.conf, ~/.zshenv, or with `go env -w`
    GOPATH=$HOME/work

## Why

A tool without its variable falls back to a default: it looks for caches,
packages, compilers or proxies in another place, and says nothing of it.

## Exceptions

Variables that only matter where somebody types. EDITOR and its like are only
compared between sessions in which a person sits.

## Sources

bash(1), INVOCATION; crontab(5); environment.d(5)
",
    check: Check::Across(check),
};

/// Names whose absence changes what a tool does, apart from those that begin with GO.
const TOOLS: &[&str] = &[
    "JAVA_HOME",
    "MAVEN_HOME",
    "M2_HOME",
    "GRADLE_HOME",
    "GRADLE_USER_HOME",
    "ANDROID_HOME",
    "ANDROID_SDK_ROOT",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "PYTHONPATH",
    "PYTHONHOME",
    "NODE_PATH",
    "NODE_OPTIONS",
    "NPM_CONFIG_PREFIX",
    "VOLTA_HOME",
    "PNPM_HOME",
    "GEM_HOME",
    "GEM_PATH",
    "PERL5LIB",
    "LD_LIBRARY_PATH",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "KUBECONFIG",
    "DOCKER_HOST",
    "CC",
    "CXX",
];
/// Names that matter where a person sits.
pub(super) const TYPED: &[&str] = &["EDITOR", "VISUAL", "PAGER"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let team = lacks::team(subjects);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for subject in team.iter().filter(|one| lacks::is_of_a_person(one)) {
        let exported = subject.environment.variables.iter().filter(|one| one.exported);
        let names_of = exported.map(|one| one.name.as_str());
        names.extend(names_of.filter(|name| is_of_a_tool(name) || TYPED.contains(name)));
    }
    let mut causes: IndexMap<Cause, Vec<Partial>> = IndexMap::new();
    for name in names {
        if let Some((cause, one)) = partial(&team, name) {
            causes.entry(cause).or_default().push(one);
        }
    }
    causes.iter().map(|(cause, all)| found(rule, cause, all)).collect()
}

/// What makes one finding of several variables: who wrote them down, who has them, who lacks them, how much it matters.
type Cause = (String, String, String, Severity);

/// A variable that some sessions lack.
struct Partial {
    name: String,
    set: Evidence,
    reasons: Vec<Evidence>,
}

fn found(rule: &Rule, (_, has, lackers, severity): &Cause, all: &[Partial]) -> Finding {
    let names: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
    let is = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{} {is} set in {has}, and not by {lackers}", listed(&names, 4));
    let remedy = "set it where these read it, or in the tool's own settings";
    let mut finding = rule.said(has, message, remedy);
    finding.severity = *severity;
    let set = all.iter().map(|one| one.set.clone());
    finding.evidence = set.chain(all.iter().take(1).flat_map(|one| one.reasons.clone())).collect();
    finding
}

/// Whether a tool does something else without it.
pub(super) fn is_of_a_tool(name: &str) -> bool {
    TOOLS.contains(&name) || (name.starts_with("GO") && name.len() > 3)
}

fn partial(team: &[&Subject], name: &str) -> Option<(Cause, Partial)> {
    let meant = |one: &Subject| is_of_a_tool(name) || lacks::is_of_a_person(one);
    let set =
        |one: &&&Subject| lacks::is_of_a_person(one) && one.environment.exported(name).is_some();
    let has = team.iter().find(set)?;
    let value = has.environment.exported(name)?;
    let writer = value.writer().or_else(|| value.origins().pop())?;
    // What was given to all by some parent is nobody's line to mend.
    outermost(&writer)?;
    let given = |one: &Subject| {
        let desktop = lacks::desktop_of(team, one);
        desktop
            .is_some_and(|one| one.environment.exported(name).is_some() || !is_settled(one, name))
    };
    let lacks = |one: &&&Subject| {
        meant(one)
            && !given(one)
            && lacks::counts(one)
            && is_settled(one, name)
            && one.environment.exported(name).is_none()
    };
    let lackers: Vec<&Subject> = team.iter().filter(lacks).copied().collect();
    // sudo is there to take variables away, and a service that nobody wrote has none of a person's.
    let by_design = |one: &&Subject| match one.session.spec().launcher {
        Launcher::Sudo => true,
        Launcher::Service => one.session.read_by_launcher().is_empty(),
        _ => false,
    };
    if lackers.iter().all(by_design) {
        return None;
    }
    let labels: Vec<&str> = lackers.iter().map(|one| one.label).collect();
    // Windows' shells have profiles of their own, and programs are given the registry's variables.
    let severity = match has.session.machine().platform().is_windows() || !value.is_known() {
        true => Severity::Note,
        false => Severity::Warning,
    };
    let text = format!("{name}={}", value.text().unwrap_or_default());
    let reasons = lacks::reasons(&lackers, name, Some(&writer));
    let cause = (lacks::cause(Some(&writer)), has.label.to_owned(), labels.join(", "), severity);
    let set = Evidence { text, origin: Some(writer) };
    let reasons = reasons.iter().filter_map(lacks::Lacking::evidence).collect();
    Some((cause, Partial { name: name.to_owned(), set, reasons }))
}
