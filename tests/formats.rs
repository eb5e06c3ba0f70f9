//! Every format of findings, fed by one machine whose file names, texts and reasons hold what each format escapes.

#[path = "common/program.rs"]
mod program;
#[path = "common/schema.rs"]
mod schema;
#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeSet;

use program::{Ran, envsim};
use serde_json::Value;

const MACHINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/formats");

fn run(format: &str, more: &[&str]) -> Ran {
    let mut line = vec!["check", "--scenario", MACHINE, "--format", format];
    line.extend(more);
    let ran = envsim(&line);
    assert!(ran.code < 2, "{format}: {}", ran.err);
    ran
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Code and message of all findings, by the JSON result.
fn findings() -> Vec<(String, String, String)> {
    let result = json(&run("json", &[]).out);
    let word = |one: &Value| one.as_str().expect("a text").to_owned();
    let all = result["findings"].as_array().expect("findings").iter();
    all.map(|one| (word(&one["code"]), word(&one["severity"]), word(&one["message"]))).collect()
}

fn above_note() -> usize {
    findings().iter().filter(|(_, severity, _)| severity != "note").count()
}

#[test]
fn json_fits_its_schema() {
    let result = json(&run("json", &[]).out);
    let shipped = json(&envsim(&["schema", "check"]).out);
    assert_eq!(schema::check(&shipped, &result), Vec::<String>::new());
    assert!(findings().len() > 8 && above_note() > 4, "the machine has a finding of every sort");
}

#[test]
fn json_lines_are_findings_and_a_summary() {
    let out = run("jsonl", &[]).out;
    let lines: Vec<Value> = out.lines().map(json).collect();
    let (last, all) = lines.split_last().expect("a summary");
    assert_eq!(all.len(), findings().len());
    let shipped = json(&envsim(&["schema", "finding"]).out);
    for one in all {
        assert_eq!(schema::check(&shipped, one), Vec::<String>::new());
    }
    assert_eq!(last["schema"], "envsim-check-summary/1");
    let count = |name: &str| last[name].as_u64().expect("a number");
    assert_eq!(count("errors") + count("warnings"), above_note() as u64);
    assert_eq!(envsim(&["env", "--scenario", MACHINE, "--format", "jsonl"]).out.lines().count(), 1);
}

#[test]
fn sarif_fits_its_schema_and_names_each_rule_once() {
    let log = json(&run("sarif", &[]).out);
    let wanted = json(include_str!("data/schemas/sarif.json"));
    assert_eq!(schema::check(&wanted, &log), Vec::<String>::new());
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!((ids.len(), rules.len()), (envsim::rules::ALL.len(), envsim::rules::ALL.len()));
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), findings().len());
    for one in results {
        let index = one["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], one["ruleId"]);
        let uri = &one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().expect("a file");
        assert!(!uri.contains([' ', '\\', '<']), "{uri}");
    }
    assert!(log.to_string().contains("bash,%20rc%25"));
}

#[test]
fn gitlab_fits_its_schema_and_fingerprints_are_unique() {
    let issues = json(&run("gitlab", &[]).out);
    let wanted = json(include_str!("data/schemas/gitlab.json"));
    assert_eq!(schema::check(&wanted, &issues), Vec::<String>::new());
    let issues = issues.as_array().expect("a list");
    let each = json(include_str!("data/schemas/gitlab-codeclimate.json"));
    for issue in issues {
        assert_eq!(schema::check(&each, issue), Vec::<String>::new());
    }
    let prints: BTreeSet<&str> =
        issues.iter().filter_map(|one| one["fingerprint"].as_str()).collect();
    assert_eq!((issues.len(), prints.len()), (findings().len(), findings().len()));
}

const XSD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/schemas/junit-10.xsd");

/// What `xmllint` has against the XML, by the schema of Jenkins' xUnit plugin.
#[allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a test runs a validator on its own file"
)]
fn against_xsd(xml: &str) -> Option<String> {
    use std::process::Command;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.xml");
    std::fs::write(&file, xml).expect("written");
    let Ok(ran) =
        Command::new("xmllint").args(["--nonet", "--noout", "--schema", XSD]).arg(&file).output()
    else {
        skip::skipped("no xmllint (libxml2-utils): JUnit's XML is not validated against the XSD");
        return None;
    };
    (!ran.status.success()).then(|| String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[test]
fn junit_fits_its_schema_and_fails_what_is_denied() {
    let failures = |more: &[&str]| {
        let out = run("junit", more).out;
        let document = roxmltree::Document::parse(&out).expect("it is XML");
        assert_eq!(against_xsd(&out), None);
        let cases = document.descendants().filter(|one| one.has_tag_name("testcase"));
        let cases: Vec<_> =
            cases.map(|one| (one.attribute("classname"), one.attribute("name"))).collect();
        let names: BTreeSet<_> = cases.iter().collect();
        assert_eq!(names.len(), cases.len(), "readers take cases of one name for one");
        let failures = document.descendants().filter(|one| one.has_tag_name("failure")).count();
        let said = document.root_element().attribute("failures").expect("a number").to_owned();
        assert_eq!(said, failures.to_string());
        failures
    };
    assert_eq!(failures(&[]), above_note());
    assert_eq!(failures(&["--deny", "note"]), findings().len());
    assert_eq!(failures(&["--select", "C003"]), 0);
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let sarif = json(include_str!("data/schemas/sarif.json"));
    assert_ne!(
        schema::check(&sarif, &serde_json::json!({"version": "2.0.0", "runs": []})),
        [""; 0]
    );
    let wrong = "<testsuite name='x'><testcase name='y' file='z'/></testsuite>";
    if let Some(said) = against_xsd(wrong) {
        assert!(said.contains("'file'") && said.contains("'tests'"), "{said}");
    }
}

#[test]
fn github_annotations_are_one_line_each() {
    let out = run("github", &[]).out;
    assert_eq!(out.lines().count(), above_note());
    for line in out.lines() {
        let (head, message) =
            line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("a command");
        let (command, properties) = head.split_once(' ').expect("properties");
        assert!(matches!(command, "error" | "warning" | "notice"), "{line}");
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').expect("a property");
            assert!(matches!(name, "title" | "file" | "line" | "col" | "endColumn"), "{line}");
            assert!(!value.is_empty());
        }
        assert!(!message.is_empty());
    }
    assert!(out.contains("bash%2C rc%25"), "{out}");
}

#[test]
fn markdown_keeps_strangers_text_out_of_its_markup() {
    let out = run("markdown", &[]).out;
    let rows = out.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, above_note() + 1);
    for line in out.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 5, "{line}");
    }
    assert!(!out.contains("<b>") && !out.contains("<of>") && out.contains("&lt;of"), "{out}");
    assert_eq!(out.matches("<details>").count(), out.matches("</details>").count());
}

#[test]
fn text_is_grouped_the_worst_first() {
    let out = run("text", &["--show", "note"]).out;
    let levels: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split("  ").next())
        .filter(|word| matches!(*word, "error" | "warning" | "note"))
        .collect();
    let order = |level: &&str| ["error", "warning", "note"].iter().position(|one| one == level);
    assert!(levels.len() > 8 && levels.is_sorted_by_key(order), "{levels:?}");
    assert!(out.contains("~/.bashrc:1"), "{out}");
}

#[test]
fn what_is_denied_is_shown_in_every_format() {
    for format in ["text", "github", "markdown"] {
        let ran = run(format, &["--deny", "note"]);
        assert_eq!(ran.code, 1, "{format}");
        assert!(ran.out.contains("missing-path-entry"), "{format}: {}", ran.out);
    }
    let hidden = run("text", &["--show", "error", "--deny", "warning"]);
    assert!(hidden.out.contains("warning  "), "{}", hidden.out);
    assert!(hidden.out.contains("--deny warning: "), "{}", hidden.out);
}

#[test]
fn formats_of_findings_are_for_check_only() {
    for format in ["github", "gitlab", "junit", "markdown", "sarif"] {
        let ran = envsim(&["explain", "git", "--format", format]);
        assert_eq!(ran.code, 2, "{format}");
        assert!(ran.err.contains("only envsim check has findings"), "{}", ran.err);
    }
}
