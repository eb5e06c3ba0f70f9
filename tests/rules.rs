//! Each rule on the machines of `tests/data/rules.json`: it speaks on those that have its problem, is silent on
//! their mended twins, and nothing above a note is said of a machine as it is installed.

#[path = "common/machine.rs"]
mod machine;
#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;

use machine::{laid, recorded};
use program::envsim;
use serde_json::Value;

const DATA: &str = include_str!("data/rules.json");

fn data() -> Value {
    serde_json::from_str(DATA).expect("the data is JSON")
}

/// Codes and severities found on the machine.
fn found(machine: &Value) -> Vec<(String, String, String)> {
    let folder = recorded(machine);
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
fn every_rule_has_two_machines_that_it_speaks_on_and_two_that_it_is_silent_on() {
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
    for rule in envsim::rules::ALL {
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
    for kind in ["Debian", "macOS", "Windows", "WSL"] {
        let named = |one: &&Value| one["name"].as_str().is_some_and(|name| name.starts_with(kind));
        assert!(clean.iter().filter(named).count() > 2, "{kind}");
    }
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
    ("C002", &["L002"]),
    ("C012", &["L001"]),
    ("G001", &["L001", "L003"]),
    ("G002", &["L001"]),
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
    ("S010", &["L001"]),
    ("V003", &["L003"]),
    ("V006", &["L003"]),
    ("X003", &["L001"]),
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

/// What a machine that is mended in the simplest way still has: the value is right now, and set for one shell only.
const STILL: &[(&str, &[&str])] = &[
    ("G012", &["L003"]),
    ("L004", &["L003"]),
    ("L005", &["L002"]),
    ("P002", &["L001"]),
    ("P005", &["L001"]),
    ("S004", &["L003"]),
    ("S007", &["S009"]),
    ("S011", &["L001"]),
    ("V001", &["V011"]),
    ("V003", &["L001"]),
    ("V004", &["L002"]),
    ("V011", &["L003"]),
];

/// The first bad and the first good machine of a rule are one machine before and after it was mended.
#[test]
fn mending_an_example_loses_its_own_finding_and_brings_no_other() {
    let data = data();
    let mut seen = std::collections::BTreeSet::new();
    let mut wrong = Vec::new();
    for row in data["rules"].as_array().expect("rules") {
        let code = row["code"].as_str().expect("code");
        let (Some(bad), Some(good)) = (row["fires"].get(0), row["silent"].get(0)) else { continue };
        if !seen.insert(code.to_owned()) {
            continue;
        }
        let base = &data["bases"][row["base"].as_str().expect("base")];
        let serious = |machine: &Value| -> BTreeMap<String, String> {
            let all = found(&laid(base, machine, 0)).into_iter();
            let level = row["level"].as_str().expect("level");
            let all = all.filter(|(one, severity, _)| match one == code {
                true => severity == level,
                false => severity != "note",
            });
            all.map(|(code, _, message)| (message, code)).collect()
        };
        let (before, after) = (serious(bad), serious(good));
        let also = ALSO.iter().find(|(one, _)| *one == code).map_or(&[][..], |(_, also)| also);
        let lost = before.iter().filter(|(message, _)| !after.contains_key(*message));
        let (own, other): (Vec<_>, Vec<_>) = lost.partition(|(_, lost)| *lost == code);
        if own.is_empty() || other.iter().any(|(_, lost)| !also.contains(&lost.as_str())) {
            wrong.push(format!("{code} lost {own:?} and {other:?}"));
        }
        let new = after.iter().filter(|(message, _)| !before.contains_key(*message));
        let still = STILL.iter().find(|(one, _)| *one == code).map_or(&[][..], |(_, still)| still);
        let known = |new: &str| also.contains(&new) || still.contains(&new);
        let new: Vec<_> = new.filter(|(_, new)| !known(new.as_str())).collect();
        if !new.is_empty() {
            wrong.push(format!("{code} brought {new:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
