//! Every crate in the dependency graph has a licence that deny.toml allows.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test asks cargo about its own package"
)]

#[path = "common/skip.rs"]
mod skip;
use std::process::Command;

/// The expressions that deny.toml allows, each alone or as one side of an `OR`.
fn allowed() -> Vec<String> {
    let text = include_str!("../deny.toml");
    let list = text.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']'));
    let (list, _) = list.expect("deny.toml has an allow list");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn fits(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    expression.replace(['(', ')'], " ").split(" AND ").all(|part| {
        // A version "or later" may be taken as that version (SPDX 2.3, annex D.3).
        let one = |one: &str| one.trim().trim_end_matches('+').to_owned();
        part.split(" OR ").any(|name| allowed.contains(&one(name)))
    })
}

#[test]
fn licences_are_allowed() {
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let Some(output) = asked.ok().filter(|output| output.status.success()) else {
        skip::skipped("cargo metadata does not work offline here");
        return;
    };
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let allowed = allowed();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 20);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(fits(licence, &allowed), "{}: {licence}", package["name"]);
    }
}

#[test]
fn expressions_are_read() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    assert!(fits("MIT OR Apache-2.0", &allowed) && fits("MIT/Apache-2.0", &allowed));
    assert!(fits("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
    assert!(!fits("GPL-3.0-or-later", &allowed) && !fits("MIT AND GPL-2.0", &allowed));
}
