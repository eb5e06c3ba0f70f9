//! V006: a proxy variable holds one value in small letters and another one in capitals.

use super::{Check, Evidence, Finding, Rule, Subject, is_settled};
use crate::text::Severity;
use crate::value::Value;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "V006",
    name: "proxy-spellings-disagree",
    severity: Severity::Warning,
    page: "\
A proxy variable holds one value in small letters and another one in capitals.

## Problem

    export http_proxy=http://old:3128
    export HTTP_PROXY=http://new:3128

## Better

    export http_proxy=http://new:3128
    export HTTP_PROXY=$http_proxy

## Why

curl looks at http_proxy only, Go at HTTP_PROXY first, Python at the small one first:
programs of one session go through different proxies.

## Exceptions

None known.

## Sources

curl(1), ENVIRONMENT; Go documentation, net/http ProxyFromEnvironment
",
    check: Check::Each(check),
};

const NAMES: &[(&str, &str)] = &[
    ("http_proxy", "HTTP_PROXY"),
    ("https_proxy", "HTTPS_PROXY"),
    ("no_proxy", "NO_PROXY"),
    ("all_proxy", "ALL_PROXY"),
];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    // Windows has one variable for both spellings.
    if subject.session.machine().platform().is_windows() {
        return Vec::new();
    }
    NAMES.iter().filter_map(|pair| differs(rule, subject, *pair)).collect()
}

fn differs(rule: &Rule, subject: &Subject, (small, large): (&str, &str)) -> Option<Finding> {
    if !is_settled(subject, small) || !is_settled(subject, large) {
        return None;
    }
    let (one, other) = (subject.environment.exported(small)?, subject.environment.exported(large)?);
    let (left, right) = (one.text()?, other.text()?);
    if left == right {
        return None;
    }
    let message = format!("{small} and {large} hold different values");
    let mut finding = rule.finding(subject, message, "set one from the other");
    let evidence = |name: &str, value: &Value| Evidence {
        text: format!("{name} is set"),
        origin: value.writer(),
    };
    finding.evidence = vec![evidence(small, one), evidence(large, other)];
    Some(finding)
}
