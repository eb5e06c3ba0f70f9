//! Machines in the spirit of public reports: exactly these rules speak above a note, and the first screen names the cause.
#![allow(clippy::disallowed_methods, reason = "a test writes its own input")]

#[path = "common/machine.rs"]
mod machine;
#[path = "common/program.rs"]
mod program;

use std::collections::BTreeSet;

use machine::{bases, laid, recorded};
use program::envsim;
use serde_json::Value;

fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("data/machines.json")).expect("the data is JSON")
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().map_or(Vec::new(), |all| all.iter().filter_map(Value::as_str).collect())
}

#[test]
fn the_cause_is_found_and_nothing_else_is_said_above_a_note() {
    let bases = bases();
    let mut wrong = Vec::new();
    for row in rows() {
        let base = &bases[row["base"].as_str().expect("a base")];
        let folder = recorded(&laid(base, &row["with"], 0));
        let named = folder.path().to_string_lossy().into_owned();
        let ran = envsim(&["check", "--format", "json", "--scenario", &named]);
        let result: Value = serde_json::from_str(&ran.out).expect("a result");
        let all = result["findings"].as_array().expect("findings").iter();
        let above = all.filter(|one| one["severity"] != "note");
        let found: BTreeSet<&str> = above.filter_map(|one| one["code"].as_str()).collect();
        let wanted: BTreeSet<&str> = words(&row["finds"]).into_iter().collect();
        if found != wanted {
            wrong.push(format!("{}: {found:?}, wanted {wanted:?}", row["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_screen_names_the_cause() {
    let bases = bases();
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row["ask"].is_array()) {
        let base = &bases[row["base"].as_str().expect("a base")];
        let folder = recorded(&laid(base, &row["with"], 0));
        let named = folder.path().to_string_lossy().into_owned();
        let line = [words(&row["ask"]), vec!["--scenario", &named]].concat();
        let text = envsim(&line).out;
        let first: Vec<&str> = text.lines().take(25).flat_map(str::split_whitespace).collect();
        let first = first.join(" ");
        for said in words(&row["says"]).into_iter().filter(|said| !first.contains(said)) {
            wrong.push(format!("{}: {said} is not in {first}", row["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
