//! C009: an alias begins with a command that is not found.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::environment::Alias;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C009",
    name: "alias-leads-nowhere",
    severity: Severity::Note,
    page: "\
An alias begins with a command that is not found.

## Problem

    alias ls='exa --icons'      # exa is not installed

## Better

    command -v exa >/dev/null && alias ls='exa --icons'

## Why

The name fails where it is typed, and a command that the alias stands in the place of
is lost as well.

## Exceptions

A command that is installed later.

## Sources

POSIX, alias; bash(1), ALIASES
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let aliases = subject.environment.aliases.iter();
    aliases.filter_map(|(name, alias)| broken(rule, subject, name, alias)).collect()
}

fn broken(rule: &Rule, subject: &Subject, name: &str, alias: &Alias) -> Option<Finding> {
    let sure = alias.perhaps.is_none() && alias.doubt.is_none();
    let text = alias.value.text().filter(|_| sure)?;
    let word = text.split_whitespace().next()?;
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.' | '+');
    if word == name || !word.chars().all(plain) {
        return None;
    }
    let lookup = subject.lookup(word);
    if !lookup.outcome().is_certain() || lookup.winner().is_some() {
        return None;
    }
    let message = format!("the alias {name} runs {word}, which is not found");
    let remedy = "install it, or define the alias only where it is found";
    let mut finding = rule.finding(subject, message, remedy);
    let text = format!("{name} stands for {text}");
    finding.evidence = vec![Evidence { text, origin: Some(alias.origin.clone()) }];
    Some(finding)
}
