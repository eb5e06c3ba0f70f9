//! `docs/rules.md` is what the rules say of themselves.
//!
//! `ENVSIM_RULES=accept cargo test --test rules_page` writes it.
#![allow(clippy::disallowed_methods, reason = "a test reads its own package")]

use std::fmt::Write;

use envsim::rules::{ALL, Rule};
use envsim::text::Severity;
use serde_json::Value;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");

fn level(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The first machine that has the finding, as what is laid over a system as it is installed; `tests/rules.rs` asks it.
fn example(data: &Value, code: &str) -> String {
    let rows = data["rules"].as_array().expect("rules");
    let Some(row) = rows.iter().find(|row| row["code"] == code) else { return String::new() };
    let system = row["base"].as_str().expect("base");
    let (Some(bad), Some(good)) = (row["fires"].get(0), row["silent"].get(0)) else {
        return String::new();
    };
    let json = |one: &Value| {
        let text = serde_json::to_string_pretty(one).expect("JSON");
        // A list that is too long to be read.
        if text.len() > 1500 { None } else { Some(format!("```json\n{text}\n```\n")) }
    };
    match (json(bad), json(good)) {
        (Some(bad), Some(good)) => {
            format!(
                "\n### Machine\n\nOn {system} as it is installed, with:\n\n{bad}\nand not with:\n\n{good}"
            )
        }
        _ => String::new(),
    }
}

const FAMILIES: &[(char, &str)] = &[
    ('A', "comments that allow"),
    ('C', "commands"),
    ('E', "expectations"),
    ('G', "go"),
    ('H', "hijackable look-ups"),
    ('L', "launchers"),
    ('P', "PATH"),
    ('Q', "quoting and words of a text"),
    ('R', "the registry"),
    ('S', "start-up"),
    ('V', "variables"),
    ('X', "scripts"),
];

fn page() -> String {
    let mut page = String::from(
        "# Rules\n\nWhat `envsim check` looks for. Made from the rules themselves: \
         `ENVSIM_RULES=accept cargo test --test rules_page`. A finding may be of another level than its \
         rule where the consequence is smaller or larger.\n",
    );
    for (letter, words) in FAMILIES {
        let own: Vec<_> = ALL.iter().filter(|rule| rule.code.starts_with(*letter)).collect();
        if own.is_empty() {
            continue;
        }
        let _ = write!(
            page,
            "\n## {letter}: {words}\n\n| Code | Name | Level | Situation |\n|---|---|---|---|\n"
        );
        for rule in own {
            let first = rule.page.lines().next().unwrap_or_default().replace('|', "\\|");
            let link = format!("[{}](#{}-{})", rule.code, rule.code.to_lowercase(), rule.name);
            let _ = writeln!(page, "| {link} | {} | {} | {first} |", rule.name, level(rule));
        }
    }
    let machines: Value = serde_json::from_str(include_str!("data/rules.json")).expect("JSON");
    for rule in ALL {
        let _ = write!(page, "\n## {} {}\n\n*{}*\n\n", rule.code, rule.name, level(rule));
        page.push_str(&rule.page.replace("\n## ", "\n### "));
        page.push_str(&example(&machines, rule.code));
    }
    page
}

#[test]
fn the_page_is_what_the_rules_say() {
    let real = page();
    if std::env::var("ENVSIM_RULES").is_ok_and(|value| value == "accept") {
        std::fs::write(FILE, &real).expect("the page can be written");
        return;
    }
    let text = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(text == real, "docs/rules.md is old: ENVSIM_RULES=accept cargo test --test rules_page");
}

#[test]
fn every_family_has_its_words() {
    for rule in ALL {
        let letter = rule.code.chars().next().expect("a letter");
        assert!(FAMILIES.iter().any(|(one, _)| *one == letter), "{} has no family", rule.code);
    }
}

#[test]
fn the_page_of_problems_names_rules_that_are_there() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/problems.md"));
    let page = page.expect("the page is there");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| problem"));
    let mut count = 0;
    for row in rows {
        let told = row.rsplit(" | ").next().expect("a column");
        let is_code =
            |word: &&str| word.len() == 4 && word[1..].bytes().all(|one| one.is_ascii_digit());
        let mut words = told.split(|one: char| !one.is_ascii_alphanumeric()).filter(is_code);
        assert!(told.starts_with("no rule") || words.clone().next().is_some(), "{row}");
        let unknown = words.find(|word| !ALL.iter().any(|rule| rule.code == *word));
        assert_eq!(unknown, None, "{row}");
        count += 1;
    }
    assert!(count >= 130, "{count} problems");
}
