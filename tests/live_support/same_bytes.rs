//! Scenarios and deep texts print the same on Windows as here.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::lab;
use crate::{ENVSIM, block, case};

#[test]
fn every_scenario_prints_the_same_bytes() {
    let Some(lab) = lab("scenarios on Windows") else { return };
    let block = block(&[]);
    let mut cases = Vec::new();
    let mut asked: Vec<Vec<String>> = Vec::new();
    for (name, questions) in scenarios() {
        for question in questions {
            for format in ["text", "json"] {
                let mut words = question.clone();
                words.extend(["--scenario", &name, "--format", format].map(str::to_owned));
                let line = words.iter().map(|word| argument(word)).collect::<Vec<_>>().join(" ");
                cases.push(case(format!("{ENVSIM} {line}"), "C:\\lab", &block));
                asked.push(words);
            }
        }
    }
    let ran = lab.run(&cases);
    let mut wrong = Vec::new();
    for (words, ran) in asked.iter().zip(&ran) {
        let here = std::process::Command::new(env!("CARGO_BIN_EXE_envsim"))
            .args(words)
            .output()
            .expect("the program runs here");
        let status = here.status.code().map(|code| code.to_string()).unwrap_or_default();
        if here.stdout != ran.out || status != ran.status {
            wrong.push(format!("{words:?}: {status} and {} here", ran.status));
        }
    }
    println!("{} answers, {} differ", asked.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked.len() >= 200);
}

#[test]
fn deep_texts_end_on_windows() {
    let Some(lab) = lab("deep texts on Windows") else { return };
    let deep = ["for x in $(", "$((", "if ", "(", "f() { ", "case x in (", "\"$(", "${x:-"];
    let mut cases = Vec::new();
    let mut here = Vec::new();
    for (at, head) in deep.iter().enumerate() {
        let scenario = serde_json::json!({
            "schema": "envsim-scenario/1", "title": "deep", "platform": "linux", "ask": [],
            "files": { "/home/me/.bashrc": { "text": head.repeat(200) } },
        });
        let file = format!("deep{at}.json");
        let path = lab.drive().join("lab").join(&file);
        fs::write(&path, scenario.to_string()).expect("a scenario");
        let line = format!("{ENVSIM} env bash --scenario C:\\lab\\{file}");
        cases.push(case(line, "C:\\lab", &block(&[])));
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_envsim"))
            .args(["env", "bash", "--scenario"])
            .arg(&path)
            .output();
        here.push(program.expect("the program runs here"));
    }
    for ((head, here), there) in deep.iter().zip(here).zip(lab.run(&cases)) {
        assert_eq!(there.status, "0", "{head}: {}", there.err);
        assert!(here.status.success() && here.stdout == there.out, "{head}");
    }
}

/// A word as the C run-time of Windows takes it apart again.
fn argument(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains([' ', '"', '\t']);
    if plain { word.to_owned() } else { format!("\"{}\"", word.replace('"', "\\\"")) }
}

fn scenarios() -> Vec<(String, Vec<Vec<String>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("scenarios").flatten() {
        let Ok(text) = fs::read_to_string(entry.path().join("scenario.json")) else { continue };
        let scenario: Value = serde_json::from_str(&text).expect("a scenario is JSON");
        let words = |one: &Value| -> Vec<String> {
            one.as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect()
        };
        let asked = scenario["ask"].as_array().into_iter().flatten().map(words).collect();
        found.push((entry.file_name().to_string_lossy().into_owned(), asked));
    }
    found.sort();
    found
}
