//! Machines in the spirit of public reports: it works in a terminal, and not from somewhere else. Each has its right
//! answers and what the first screen must name.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::Value;

const MACHINES: &str = include_str!("data/launchers/reports.json");

/// What is read without scrolling.
const SCREEN: usize = 25;

/// What is wrong with an answer; `None` where it is right.
fn judge(question: &Value, scenario: &str) -> Option<String> {
    let words = question["ask"].as_array().expect("words");
    let mut words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
    words.extend(["--scenario", scenario]);
    if let Some(named) = question["names"].as_array() {
        words.extend(["--width", "100"]);
        let out = envsim(&words).out;
        let lines: Vec<&str> = out.lines().take(SCREEN).collect();
        let screen = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        let lost = named.iter().filter_map(Value::as_str).find(|text| !screen.contains(*text));
        return lost.map(|text| format!("{text} is not on the first screen:\n{out}"));
    }
    words.extend(["--format", "json"]);
    let ran = envsim(&words);
    let Ok(result) = serde_json::from_str::<Value>(&ran.out) else { return Some(ran.err) };
    for (name, wanted) in question["variables"].as_object().into_iter().flatten() {
        let held = &result["variables"][name]["value"];
        if held != wanted {
            return Some(format!("{name} is {held}, not {wanted}"));
        }
    }
    let wanted = question["is"].as_str()?;
    let one = &result["sessions"][0];
    let found = match one["kind"].as_str() {
        Some(kind @ ("not-found" | "uncertain")) => kind,
        _ => one["path"].as_str().unwrap_or_default(),
    };
    (found != wanted).then(|| format!("it is {found}, not {wanted}"))
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn every_report_is_answered_and_its_cause_stands_on_the_first_screen() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let machines: Value = serde_json::from_str(MACHINES).expect("machines");
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for (name, one) in machines.as_object().expect("an object") {
        let folder = root.path().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::write(folder.join("scenario.json"), one["scenario"].to_string()).expect("a file");
        for question in one["questions"].as_array().expect("questions") {
            asked += 1;
            let said = judge(question, &folder.to_string_lossy());
            wrong.extend(said.map(|what| format!("{name}: {}: {what}", question["ask"])));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 150, "{asked} questions");
}
