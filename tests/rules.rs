//! Each rule on the machines of `tests/data/rules.json`: it speaks on those that have its problem, is silent on
//! their mended twins, and nothing above a note is said of a machine as it is installed.

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;

use program::envsim;
use serde_json::Value;

const DATA: &str = include_str!("data/rules.json");

fn data() -> Value {
    serde_json::from_str(DATA).expect("the data is JSON")
}

/// A machine laid over another: objects of objects are merged, all else replaces.
fn laid(base: &Value, over: &Value, depth: u32) -> Value {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) if depth < 3 => {
            let mut all = base.clone();
            for (name, value) in over {
                // A file is one thing: its new description replaces the old one.
                let is_file = value.get("text").is_some() || value.get("mode").is_some();
                let merged = match all.get(name) {
                    Some(old) if !is_file => laid(old, value, depth + 1),
                    _ => value.clone(),
                };
                all.insert(name.clone(), merged);
            }
            Value::Object(all)
        }
        _ => over.clone(),
    }
}

/// Codes and severities found on the machine.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn found(machine: &Value) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("scenario.json"), machine.to_string()).expect("written");
    let named = folder.path().to_string_lossy().into_owned();
    let ran = envsim(&["check", "--format", "json", "--scenario", &named]);
    assert!(ran.code < 2, "{}: {machine}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).expect("a result is JSON");
    let text = |one: &Value| one.as_str().unwrap_or_default().to_owned();
    let findings = result["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|one| (text(&one["code"]), text(&one["severity"]), text(&one["message"])))
        .collect()
}

#[test]
fn a_machine_as_it_is_installed_has_notes_at_most() {
    for (name, base) in data()["bases"].as_object().expect("bases") {
        let found = found(base);
        let above: Vec<_> = found.iter().filter(|(_, severity, _)| severity != "note").collect();
        assert!(above.is_empty(), "{name}: {above:#?}");
    }
}

#[test]
fn every_rule_fires_on_its_problem_and_not_on_the_mended_machine() {
    let data = data();
    let mut wrong = Vec::new();
    for row in data["rules"].as_array().expect("rules") {
        let (code, level) =
            (row["code"].as_str().expect("code"), row["level"].as_str().expect("level"));
        let base = &data["bases"][row["base"].as_str().expect("base")];
        for (kind, fires) in [("fires", true), ("silent", false)] {
            for (number, over) in row[kind].as_array().expect("machines").iter().enumerate() {
                let all = found(&laid(base, over, 0));
                let hit = all.iter().any(|(one, severity, _)| one == code && severity == level);
                if hit != fires {
                    wrong.push(format!("{code} {} {kind} {number}: {all:#?}", row["base"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_since_the_first_eleven_has_its_machines() {
    let data = data();
    let mut machines: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in data["rules"].as_array().expect("rules") {
        let counts = machines.entry(row["code"].as_str().expect("code").to_owned()).or_default();
        counts.0 += row["fires"].as_array().map_or(0, Vec::len);
        counts.1 += row["silent"].as_array().map_or(0, Vec::len);
    }
    let texts: Value = serde_json::from_str(include_str!("data/fragments.json")).expect("JSON");
    for row in texts.as_array().expect("rows") {
        let code = row["code"].as_str().expect("code").to_owned();
        let counts = machines.entry(code).or_default();
        counts.0 += row["fires"].as_array().map_or(0, Vec::len);
        counts.1 += row["silent"].as_array().map_or(0, Vec::len);
    }
    let older = [
        "C001", "C002", "E001", "G001", "G002", "P001", "P002", "P003", "P004", "R001", "V001",
        "V002",
    ];
    for rule in envsim::rules::ALL.iter().filter(|rule| !older.contains(&rule.code)) {
        let (fires, silent) = machines.get(rule.code).copied().unwrap_or_default();
        assert!(fires > 1 && silent > 1, "{} has {fires} and {silent}", rule.code);
    }
}

#[test]
fn clean_machines_of_all_kinds_have_notes_at_most() {
    let data = data();
    let clean: Value = serde_json::from_str(include_str!("data/clean.json")).expect("JSON");
    let clean = clean.as_array().expect("machines");
    assert!(clean.len() >= 24);
    let mut wrong = Vec::new();
    for one in clean {
        let base = &data["bases"][one["base"].as_str().expect("base")];
        let found = found(&laid(base, &one["with"], 0));
        let above = found.into_iter().filter(|(_, severity, _)| severity != "note");
        wrong.extend(above.map(|finding| format!("{}: {finding:?}", one["name"])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What else the first machine of a rule certainly has: two rules that tell two consequences of one cause.
const ALSO: &[(&str, &[&str])] = &[
    ("G004", &["L001", "L003"]),
    ("G005", &["L001", "L003"]),
    ("G006", &["L001"]),
    ("G010", &["L001", "L003"]),
    ("G011", &["L001"]),
    ("G012", &["G005", "L001"]),
    ("G013", &["G004"]),
    ("G014", &["L001", "L003"]),
    ("G015", &["L001"]),
    ("G016", &["L001", "L003"]),
    ("G017", &["L001", "L003"]),
    ("G018", &["L001", "L003"]),
    ("G019", &["L001", "L003"]),
    ("G020", &["L001", "L003"]),
    ("G021", &["L001", "L003"]),
    ("H001", &["L003"]),
    ("L006", &["L002"]),
    ("L007", &["V005"]),
    ("P009", &["L002"]),
    ("R005", &["V003"]),
    ("V003", &["L003"]),
    ("V006", &["L003"]),
];

#[test]
fn the_example_of_a_rule_has_its_finding_and_no_other_one() {
    let data = data();
    let mut seen = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for row in data["rules"].as_array().expect("rules") {
        let code = row["code"].as_str().expect("code");
        let machines = row["fires"].as_array().expect("machines");
        let (Some(bad), true) = (machines.first(), seen.insert(code.to_owned())) else { continue };
        let base = &data["bases"][row["base"].as_str().expect("base")];
        let stock = found(base);
        let also = ALSO.iter().find(|(one, _)| *one == code).map_or(&[][..], |(_, also)| also);
        for (one, severity, message) in found(&laid(base, bad, 0)) {
            let known = stock.iter().any(|(_, _, known)| *known == message);
            if severity != "note" && one != code && !also.contains(&one.as_str()) && !known {
                wrong.push(format!("{code}: {one} {message}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
