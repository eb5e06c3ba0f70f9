//! `.envsim.json`: what a person or a repository wants of `check`.

use serde::Deserialize;

use super::expect;
use super::format::decoded;
use super::problem::Problem;
use crate::rules::Expectation;

/// The file's name.
pub const FILE: &str = ".envsim.json";

const SCHEMA: &str = "envsim-config/1";

/// What the file says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The scenario to ask, from the file's folder.
    pub scenario: Option<String>,
    /// Only these rules.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// Findings that are accepted.
    pub allow: Vec<Accepted>,
    /// What must hold.
    pub expect: Vec<Expectation>,
}

/// A finding that is accepted although no line of a profile can say so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The rule's code or name.
    pub rule: String,
    /// A part of the finding's message; `*` is any text.
    #[serde(default)]
    pub about: Option<String>,
    /// Why.
    pub because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(rename = "$schema")]
    _editor: Option<String>,
    schema: String,
    scenario: Option<String>,
    #[serde(default)]
    select: Vec<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    allow: Vec<Accepted>,
    #[serde(default)]
    expect: Vec<expect::Keys>,
}

impl Config {
    /// Reads the file; `shown` names it in messages.
    ///
    /// # Errors
    /// Says what is wrong and where.
    pub fn read(shown: &str, json: &[u8]) -> Result<Self, Problem> {
        let text = decoded(shown, json)?;
        let wrong = |message: String| Problem::at(shown, (1, 1), message);
        let keys: Keys = serde_json::from_str(&text)
            .map_err(|error| Problem::from_json(shown, &text, &error))?;
        if keys.schema != SCHEMA {
            let message =
                format!("\"schema\" is \"{}\", this program reads \"{SCHEMA}\"", keys.schema);
            return Err(wrong(message));
        }
        if let Some(one) = keys.allow.iter().find(|one| one.because.trim().is_empty()) {
            return Err(wrong(format!("\"allow\" of {}: \"because\" is empty", one.rule)));
        }
        let number = |index: usize| format!("expect, number {}", index + 1);
        let expect = keys.expect.into_iter().enumerate().map(|(index, keys)| {
            keys.expectation().map_err(|what| wrong(format!("{}: {what}", number(index))))
        });
        Ok(Self {
            scenario: keys.scenario,
            select: keys.select,
            ignore: keys.ignore,
            allow: keys.allow,
            expect: expect.collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        Config::read("f", json.as_bytes()).map_or_else(|why| why.to_string(), |_| "fine".to_owned())
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(said(r#"{"schema":"envsim-config/1"}"#), "fine");
        for (json, part) in [
            (r#"{"schema":"envsim-config/2"}"#, "this program reads \"envsim-config/1\""),
            (r#"{"schema":"envsim-config/1","ignor":[]}"#, "nearest is \"ignore\""),
            (
                r#"{"schema":"envsim-config/1","allow":[{"rule":"P001","because":" "}]}"#,
                "\"because\" is empty",
            ),
            (
                r#"{"schema":"envsim-config/1","expect":[{"command":"git"}]}"#,
                "expect, number 1: \"command\" wants",
            ),
        ] {
            assert!(said(json).contains(part), "{json}: {}", said(json));
        }
    }
}
