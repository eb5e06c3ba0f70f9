//! C010: a function has the name of an alias that the shell has by itself, and never runs.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::shells::CommandKind;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C010",
    name: "function-behind-alias",
    severity: Severity::Warning,
    page: "\
A function has the name of an alias that the shell has by itself, and never runs.

## Problem

    function gp { git push }       # gp is Get-ItemProperty

## Better

    Remove-Item alias:gp -Force
    function gp { git push }

## Why

PowerShell looks for aliases before functions: the name runs the cmdlet.

## Exceptions

None known.

## Sources

about_Command_Precedence
",
    check: Check::Each(check),
};

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let environment = &subject.environment;
    let mut found = Vec::new();
    for (name, function) in &environment.functions {
        let own = environment.aliases.keys().any(|alias| alias.eq_ignore_ascii_case(name));
        if own || function.perhaps.is_some() || function.doubt.is_some() {
            continue;
        }
        let lookup = subject.lookup(name);
        let winner = lookup.winner().filter(|one| one.kind == CommandKind::Alias);
        let Some(winner) = winner.filter(|_| lookup.outcome().is_certain()) else { continue };
        let message =
            format!("the function {name} never runs: {name} is an alias of {}", winner.text);
        let mut finding =
            rule.finding(subject, message, "remove the alias first, or choose another name");
        let text = format!("function {name} is defined");
        finding.evidence = vec![Evidence { text, origin: Some(function.origin.clone()) }];
        found.push(finding);
    }
    found
}
