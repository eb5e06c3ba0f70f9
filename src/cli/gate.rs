//! What `check` is told to look for and to pass over: a gate that is misspelt must not stand open.

use super::args::{Check, Level};
use super::{Failure, World};
use crate::report::Severity;
use crate::report::check::{Accepted, Wanted};
use crate::rules;
use crate::scenario::config::{Config, FILE};
use crate::text::nearest;

/// What `.envsim.json` of the current directory, or the file of `--config`, wants. A scenario that is named has
/// nothing to do with the directory.
pub(super) fn config(check: &Check, named: bool, world: &World) -> Result<Option<Config>, Failure> {
    let file = match &check.config {
        Some(file) => file,
        None if named || !check.files.is_empty() || !world.files.is_file(FILE) => return Ok(None),
        None => FILE,
    };
    let bytes = world.files.read(file).map_err(|why| Failure::new(format!("{file}: {why}")))?;
    let mut config =
        Config::read(file, &bytes).map_err(|problem| Failure::new(problem.to_string()))?;
    let folder = &file[..file.rfind(['/', '\\']).map_or(0, |at| at + 1)];
    config.scenario = config.scenario.map(|name| format!("{folder}{name}"));
    Ok(Some(config))
}

/// What the arguments and the configuration want of a check.
pub(super) fn wanted(check: &Check, config: &Config, world: &World) -> Result<Wanted, Failure> {
    let file = check.config.as_deref().unwrap_or(FILE);
    let select = if check.select.is_empty() { &config.select } else { &check.select };
    let ignore = [check.ignore.as_slice(), config.ignore.as_slice()].concat();
    Ok(Wanted {
        select: rules("--select", select)?,
        ignore: rules("--ignore", &ignore)?,
        accepted: accepted(config, file)?,
        baseline: match &check.baseline {
            Some(file) => baseline(file, world)?,
            None => Vec::new(),
        },
        expect: config.expect.clone(),
        show: check.show.map(severity),
        deny: check.deny.map(severity),
    })
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Note => Severity::Note,
        Level::Warning => Severity::Warning,
        Level::Error => Severity::Error,
    }
}

/// What the configuration accepts.
fn accepted(config: &Config, file: &str) -> Result<Vec<Accepted>, Failure> {
    let one = |accepted: &crate::scenario::config::Accepted| {
        let rule = rule(&format!("{file}, \"allow\""), &accepted.rule)?;
        Ok(Accepted { rule, about: accepted.about.clone(), file: file.to_owned() })
    };
    config.allow.iter().map(one).collect()
}

/// The names of a flag, each a rule's name, its code, or the beginning of one.
fn rules(flag: &str, names: &[String]) -> Result<Vec<String>, Failure> {
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
fn baseline(file: &str, world: &World) -> Result<Vec<(String, String)>, Failure> {
    let fail = |why: String| Failure {
        message: format!("--baseline {file}: {why}"),
        remedy: Some("envsim check --format json writes one".to_owned()),
    };
    let bytes = world.files.read(file).map_err(fail)?;
    let text = crate::text::decode(&bytes, crate::text::Encoding::Utf8).text;
    let results = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
    let results: Vec<serde_json::Value> = results.collect::<Result<_, _>>().map_err(|error| {
        fail(format!("line {}, column {} is no JSON", error.line(), error.column()))
    })?;
    let mut known = Vec::new();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    for result in &results {
        let alone = matches!(
            result["schema"].as_str(),
            Some("envsim-finding/1" | "envsim-check-summary/1" | "envsim-check-total/1")
        );
        let findings = match result["findings"].as_array() {
            Some(findings) => findings.as_slice(),
            None if alone => std::slice::from_ref(result),
            None => return Err(fail("is no result of envsim check".to_owned())),
        };
        let findings = findings.iter().filter(|one| one["code"].is_string());
        known.extend(findings.map(|one| (word(&one["code"]), word(&one["message"]))));
    }
    match results.is_empty() {
        true => Err(fail("is no result of envsim check".to_owned())),
        false => Ok(known),
    }
}
