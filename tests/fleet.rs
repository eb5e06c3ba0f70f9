//! Many recorded machines in one call: all of them, in order, each with what it says alone.
#![allow(clippy::disallowed_methods, reason = "a test writes its own input")]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{Ran, envsim};
use serde_json::{Value, json};

/// A small machine of one of four kinds, and the codes above a note that it has.
fn machine(number: usize) -> (Value, &'static [&'static str]) {
    let (profile, codes): (&str, &[&str]) = match number % 4 {
        0 => ("A=1\n", &[]),
        1 => ("PATH=.:$PATH\n", &["P003"]),
        2 => ("PATH=/opt/new/bin\n", &["P008"]),
        _ => ("if true; then\n", &["S002"]),
    };
    let machine = json!({
        "schema": "envsim-scenario/1",
        "title": format!("machine {number}"),
        "platform": "linux",
        "user": {"name": "me", "home": "/home/me", "shell": "/bin/sh"},
        "shells": {"sh": {"path": "/bin/sh"}},
        "files": {
            "/home/me/.profile": {"text": profile},
            "/bin/sh": {"mode": "0755"},
            "/opt/new/bin/tool": {"mode": "0755"},
        },
    });
    (machine, codes)
}

/// So many machines in a folder, files and folders by turns; other JSON stands beside them.
fn fleet(folder: &Path, many: usize) -> Vec<String> {
    fs::write(folder.join("package.json"), "{\"name\": \"no machine\"}").expect("written");
    let one = |number: usize| {
        let text = machine(number).0.to_string();
        let name = match number % 2 {
            0 => format!("m{number:04}.json"),
            _ => format!("m{number:04}"),
        };
        let path = folder.join(&name);
        match number % 2 {
            0 => fs::write(&path, text).expect("written"),
            _ => {
                fs::create_dir(&path).expect("made");
                fs::write(path.join("scenario.json"), text).expect("written");
            }
        }
        path.to_string_lossy().replace('\\', "/")
    };
    (0..many).map(one).collect()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn named(folder: &tempfile::TempDir) -> String {
    folder.path().to_string_lossy().replace('\\', "/")
}

#[test]
fn a_thousand_machines_are_told_in_order_and_completely() {
    let folder = tempfile::tempdir().expect("a folder");
    let machines = fleet(folder.path(), 1000);
    let line = ["check", &named(&folder), "--format", "jsonl", "--session", "sh:login"];
    let ran = envsim(&[&line[..], &["--deny", "error"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let all = lines(&ran);
    let (total, all) = all.split_last().expect("a total");
    assert_eq!(
        (&total["schema"], &total["machines"]),
        (&json!("envsim-check-total/1"), &json!(1000))
    );
    let mut rest = all.iter().peekable();
    let (mut errors, mut findings) = (0, 0);
    for (number, path) in machines.iter().enumerate() {
        let mut codes = Vec::new();
        while let Some(found) = rest.next_if(|one| one["schema"] == "envsim-finding/1") {
            assert_eq!(found["scenario"], json!(path));
            findings += 1;
            errors += u64::from(found["severity"] == "error");
            if found["severity"] != "note" {
                codes.push(found["code"].as_str().expect("a code").to_owned());
            }
        }
        let summary = rest.next().expect("a summary of every machine");
        assert_eq!(
            (&summary["schema"], &summary["scenario"]),
            (&json!("envsim-check-summary/1"), &json!(path))
        );
        let wanted = machine(number).1;
        assert!(wanted.iter().all(|code| codes.iter().any(|one| one == code)), "{path}: {codes:?}");
        assert_eq!(codes.is_empty(), wanted.is_empty(), "{path}: {codes:?}");
    }
    assert!(rest.next().is_none() && findings >= 750);
    assert_eq!(total["errors"], json!(errors));
}

#[test]
fn each_machine_says_what_it_says_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let machines = fleet(folder.path(), 8);
    for format in ["jsonl", "github"] {
        let alone: String = machines
            .iter()
            .map(|one| envsim(&["check", "--scenario", one, "--format", format]).out)
            .collect();
        let together = envsim(&["check", &named(&folder), "--format", format]).out;
        assert!(together.starts_with(&alone), "{format}: {together}\n{alone}");
        assert_eq!(together[alone.len()..].lines().count(), usize::from(format == "jsonl"));
    }
    let text = envsim(&["check", &named(&folder)]).out;
    assert!(machines.iter().all(|one| text.contains(&format!("{one}\n"))), "{text}");
    let one = envsim(&["check", &machines[1], "--format", "sarif"]);
    assert!(one.out.contains("\"2.1.0\""), "{}", one.err);
}

#[test]
fn patterns_stand_for_what_they_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    fleet(folder.path(), 12);
    let count = |pattern: &str| {
        let ran = envsim(&["check", &format!("{}/{pattern}", named(&folder)), "--format", "jsonl"]);
        lines(&ran).iter().filter(|one| one["schema"] == "envsim-check-summary/1").count()
    };
    assert_eq!((count("m000*"), count("m*.json"), count("m*/scenario.json")), (10, 6, 6));
    let none = envsim(&["check", &format!("{}/zz*", named(&folder))]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("fits no file or folder"), "{}", none.err);
}

#[test]
fn what_cannot_be_read_is_told_and_the_others_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let machines = fleet(folder.path(), 6);
    fs::write(&machines[2], "{\"schema\": \"envsim-scenario/1\", \"platfrom\": 1}")
        .expect("written");
    let ran = envsim(&["check", &named(&folder), "--format", "jsonl", "--deny", "note"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("m0002.json") && ran.err.contains("platfrom"), "{}", ran.err);
    let total = lines(&ran).pop().expect("a total");
    assert_eq!((&total["machines"], &total["refused"]), (&json!(5), &json!(1)));
}

#[test]
fn what_cannot_be_asked_of_several_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fleet(folder.path(), 2);
    let all = named(&folder);
    let refused = |words: &[&str], why: &str| {
        let ran = envsim(words);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?}");
        assert!(ran.err.contains(why), "{}", ran.err);
    };
    refused(&["check", &all, "--format", "sarif"], "holds one machine");
    refused(&["check", &all, "--diff"], "one machine");
    refused(&["check", &all, "--scenario", "gobin"], "--scenario");
    refused(&["check", &all, "README.md"], "checked apart");
    let empty = tempfile::tempdir().expect("a folder");
    refused(&["check", &named(&empty)], "no recorded machine");
}
