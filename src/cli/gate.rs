//! What `check` is told to look for and to pass over: a gate that is misspelt must not stand open.

use super::{Failure, World};
use crate::rules;
use crate::text::nearest;

/// The names of a flag, each a rule's name, its code, or the beginning of one.
pub(super) fn rules(flag: &str, names: &[String]) -> Result<Vec<String>, Failure> {
    names.iter().map(|name| rule(flag, name)).collect()
}

fn rule(flag: &str, name: &str) -> Result<String, Failure> {
    let code = name.to_ascii_uppercase();
    let begins = rules::ALL.iter().any(|rule| rule.code.starts_with(&code));
    if begins && !name.is_empty() {
        return Ok(code);
    }
    let lower = name.to_ascii_lowercase();
    if rules::ALL.iter().any(|rule| rule.name == lower) {
        return Ok(lower);
    }
    let codes: Vec<&str> = rules::ALL.iter().map(|rule| rule.code).collect();
    let near = nearest(&code, codes.iter().copied())
        .or_else(|| nearest(&lower, rules::ALL.iter().map(|rule| rule.name)));
    let near = match near {
        Some(near) => format!("nearest is {near}"),
        None => format!("known are {}", codes.join(" ")),
    };
    Err(Failure {
        message: format!("{flag} {name}: no rule is called so, {near}"),
        remedy: Some("envsim rule lists them".to_owned()),
    })
}

/// Code and message of every finding of an earlier JSON result.
pub(super) fn baseline(file: &str, world: &World) -> Result<Vec<(String, String)>, Failure> {
    let fail = |why: String| Failure {
        message: format!("--baseline {file}: {why}"),
        remedy: Some("envsim check --format json writes one".to_owned()),
    };
    let bytes = world.files.read(file).map_err(fail)?;
    let text = crate::text::decode(&bytes, crate::text::Encoding::Utf8).text;
    let result: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        fail(format!("line {}, column {} is no JSON", error.line(), error.column()))
    })?;
    let findings = result["findings"].as_array();
    let findings = findings.ok_or_else(|| fail("is no result of envsim check".to_owned()))?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Ok(findings.iter().map(|one| (text(&one["code"]), text(&one["message"]))).collect())
}
