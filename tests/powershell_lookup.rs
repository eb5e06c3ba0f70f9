//! The recorded answers of a real PowerShell 7.6.5 (Windows build) about files on PATH.
//!
//! Judged here: which applications and scripts a plain name finds, in order, for the
//! cases without set-up lines. All other questions count as unknown.

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Platform};
use envsim::shells::powershell::lookup::directories::{Setting, directories};
use envsim::shells::powershell::lookup::{Hit, hits, names};
use serde_json::Value;

fn machine(data: &Value) -> Recorded {
    let mut machine = Recorded::new(Facts::new(Platform::Windows));
    for file in data["files"].as_array().into_iter().flatten() {
        machine.put(file.as_str().unwrap_or_default(), Node::File(None), None);
    }
    for directory in data["dirs"].as_array().into_iter().flatten() {
        machine.put(directory.as_str().unwrap_or_default(), Node::Directory, None);
    }
    machine
}

/// A name that is looked for on PATH and nowhere else.
fn is_plain(name: &str) -> bool {
    !name.contains(['/', '\\', ':', '*', '?', '[', ']']) && !name.starts_with(['.', '~'])
}

fn found(data: &Value, machine: &Recorded, case: &Value) -> Vec<Hit> {
    let process = case["pcwd"].as_str().unwrap_or_default();
    let setting = Setting {
        platform: Platform::Windows,
        home: data["home"].as_str(),
        location: case["cwd"].as_str(),
        process,
    };
    let name = case["name"].as_str().unwrap_or_default();
    let names = names::names(Platform::Windows, name, case["pathext"].as_str());
    hits(machine, &directories(case["path"].as_str(), &setting), &names, process)
}

/// The paths an answer lists; none for an answer that is an error.
fn listed(answer: &Value) -> Vec<String> {
    let rows = answer.as_array().into_iter().flatten();
    rows.filter_map(|row| row[2].as_str().map(str::to_owned)).collect()
}

#[test]
fn files_on_path_are_those_the_real_shell_lists() {
    let text = include_str!("data/powershell-windows-lookup.json");
    let data: Value = serde_json::from_str(text).unwrap_or_default();
    let machine = machine(&data);
    let (mut right, mut unknown, mut wrong) = (0, 0, Vec::new());
    for case in data["cases"].as_array().into_iter().flatten() {
        let name = case["name"].as_str().unwrap_or_default();
        let set_up = case["setup"].as_array().is_none_or(|lines| !lines.is_empty());
        let hits = found(&data, &machine, case);
        for (question, answer) in case["answers"].as_object().into_iter().flatten() {
            let script = question == "script";
            if set_up || case["wine"] == true || !is_plain(name) || !(script || question == "app") {
                unknown += 1;
                continue;
            }
            let ours: Vec<_> = hits
                .iter()
                .filter(|hit| hit.script == script)
                .map(|hit| hit.source.clone())
                .collect();
            if ours == listed(answer) {
                right += 1;
            } else {
                wrong
                    .push(format!("{} {question} {name:?}: {ours:?}, really {answer}", case["id"]));
            }
        }
    }
    println!("lookup questions: {right} right, {unknown} unknown, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(right >= 80, "only {right} were judged");
}
