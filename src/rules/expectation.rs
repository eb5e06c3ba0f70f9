//! E001: what the owner of the machine expects of it does not hold.

mod judge;

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::text::{Severity, nearest};
use judge::Answer;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "E001",
    name: "failed-expectation",
    severity: Severity::Error,
    page: "\
What `expect` of a scenario or of .envsim.json says does not hold.

## Problem

    \"expect\": [ { \"command\": \"git\", \"is\": \"/usr/bin/git\", \"in\": \"*\" } ]
    # and ~/.bashrc puts ~/bin, which has a git of its own, before /usr/bin

## Better

    # in ~/.bashrc
    export PATH=\"$PATH:$HOME/bin\"

## Why

An expectation is a decision that somebody wrote down. Where it fails, either
the machine changed without a decision or the decision is out of date. What
cannot be told for certain is a warning: a gate that cannot see is not open.

## Exceptions

None: take the expectation back, or narrow the sessions it is for with `in`.

## Sources

envsim schema scenario; envsim schema config
",
    check: Check::Elsewhere,
};

/// Something that must hold in some sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What it is about.
    pub what: What,
    /// Names of sessions, with `*` for any text; all where it is empty.
    pub sessions: Vec<String>,
    /// Why, in the owner's words.
    pub because: Option<String>,
}

/// What an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A command.
    Command {
        /// Its name.
        name: String,
        /// What is expected.
        wants: Vec<CommandWant>,
    },
    /// A variable.
    Variable {
        /// Its name.
        name: String,
        /// What is expected.
        wants: Vec<ValueWant>,
    },
    /// A setting of go.
    Go {
        /// Its name.
        name: String,
        /// What is expected.
        wants: Vec<ValueWant>,
    },
    /// PATH.
    Path {
        /// Directories that are on it, in this order.
        has: Vec<String>,
        /// Directories that are not.
        lacks: Vec<String>,
        /// Whether no directory stands twice.
        unique: bool,
    },
    /// A script, every command of which is found.
    Script(String),
}

/// What is expected of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandWant {
    /// It runs this file; `~` is the home, `*` any text.
    Is(String),
    /// It does not run this file.
    Not(String),
    /// Whether something is found.
    Found(bool),
    /// It is of this kind, such as `function`.
    Kind(String),
    /// Whether it may be an alias that opens a store.
    Stub(bool),
    /// It is the same in all these sessions.
    Agrees,
}

/// What is expected of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueWant {
    /// It is this text; `~` is the home, `*` any text.
    Is(String),
    /// Whether it is set.
    Set(bool),
    /// The directory that it names is on PATH.
    OnPath,
    /// It is the same in all these sessions.
    Agrees,
}

impl Expectation {
    /// What it is about, in a few words.
    fn subject(&self) -> String {
        match &self.what {
            What::Command { name, .. } => name.clone(),
            What::Variable { name, .. } | What::Go { name, .. } => name.clone(),
            What::Path { .. } => "PATH".to_owned(),
            What::Script(file) => file.clone(),
        }
    }

    fn is_for(&self, subject: &Subject) -> bool {
        let spec = subject.session.spec();
        let names = [
            subject.label.to_owned(),
            spec.to_string(),
            format!("@{}", spec.launcher.name()),
            format!("{}@{}", subject.session.shell().name(), spec.launcher.name()),
        ];
        let fits = |pattern: &String| names.iter().any(|name| fits(pattern, name));
        self.sessions.is_empty() || self.sessions.iter().any(fits)
    }
}

/// Whether a text fits a pattern in which `*` is any text.
pub fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// The expectations that do not hold in the sessions.
pub fn failed(subjects: &[Subject], all: &[Expectation]) -> Vec<Finding> {
    all.iter().flat_map(|one| broken(subjects, one)).collect()
}

fn broken(subjects: &[Subject], expectation: &Expectation) -> Vec<Finding> {
    let meant: Vec<&Subject> = subjects.iter().filter(|one| expectation.is_for(one)).collect();
    let Some(first) = meant.first() else { return nowhere(subjects, expectation) };
    let alone = meant.iter().map(|one| (*one, judge::alone(one, expectation)));
    let together = judge::together(&meant, expectation).map(|answer| (*first, answer));
    alone
        .flat_map(|(one, answers)| answers.into_iter().map(move |answer| (one, answer)))
        .chain(together)
        .filter_map(|(one, answer)| finding(one, expectation, answer))
        .collect()
}

/// An expectation for sessions that nobody checks guards nothing.
fn nowhere(subjects: &[Subject], expectation: &Expectation) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let labels: Vec<&str> = subjects.iter().map(|one| one.label).collect();
    let wanted = expectation.sessions.join(", ");
    let near = nearest(&wanted, labels.iter().copied());
    let near = near.map(|near| format!(", nearest is {near}")).unwrap_or_default();
    let message = format!(
        "{} is expected in {wanted}, and no session is called so{near}",
        expectation.subject()
    );
    let remedy = format!("name one of: {}", labels.join(", "));
    vec![RULE.finding(subject, message, &remedy)]
}

fn finding(subject: &Subject, expectation: &Expectation, answer: Answer) -> Option<Finding> {
    let remedy = expectation.because.as_deref().map_or_else(
        || "mend what the evidence names, or change the expectation".to_owned(),
        |because| format!("it is expected because {because}"),
    );
    match answer {
        Answer::Holds => None,
        Answer::Fails { message, evidence } => {
            let mut finding = RULE.finding(subject, message, &remedy);
            finding.evidence = evidence;
            Some(finding)
        }
        Answer::Unknown { message, evidence } => {
            let mut finding = RULE.finding(subject, message, "settle what is not certain there");
            finding.severity = Severity::Warning;
            finding.evidence = evidence;
            Some(finding)
        }
    }
}

/// What a value or file rests on.
fn seen(text: impl Into<String>, origin: Option<crate::value::Origin>) -> Vec<Evidence> {
    vec![Evidence { text: text.into(), origin }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, is) in [
            ("*", "bash@cron", true),
            ("*@cron", "bash@cron", true),
            ("bash*", "bash:login", true),
            ("b*h:*n", "bash:login", true),
            ("bash", "bash:login", false),
            ("*@ssh", "bash@cron", false),
            ("/usr/*/git", "/usr/bin/git", true),
            ("", "", true),
        ] {
            assert_eq!(fits(pattern, text), is, "{pattern} {text}");
        }
    }
}
