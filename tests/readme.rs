//! Every `$ envsim …` block of the README shows what the program really prints.
//!
//! `ENVSIM_README=accept cargo test --test readme` writes the real output into it.
#![allow(clippy::disallowed_methods, reason = "a test reads its own package")]

#[path = "common/program.rs"]
mod program;

use std::fmt::Write as _;

use program::envsim;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The README with every console block filled with real output.
fn filled(text: &str) -> String {
    let mut whole = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(whole, "{line}");
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != "```") {
            let Some(command) = line.strip_prefix("$ envsim ") else { continue };
            let words: Vec<&str> = command.split_whitespace().collect();
            let ran = envsim(&words);
            assert!(ran.code < 2, "{command}: {}", ran.err);
            let _ = writeln!(whole, "{line}\n{}", ran.out.trim_end());
        }
        whole.push_str("```\n");
    }
    whole
}

#[test]
fn examples_show_what_the_program_prints() {
    let text = std::fs::read_to_string(FILE).expect("the README is there");
    let real = filled(&text);
    if std::env::var("ENVSIM_README").is_ok_and(|value| value == "accept") {
        std::fs::write(FILE, &real).expect("the README can be written");
        return;
    }
    assert!(
        text == real,
        "the README shows another output; ENVSIM_README=accept cargo test --test readme mends it"
    );
}

#[test]
fn the_first_screen_has_an_answer_and_both_commands() {
    let text = std::fs::read_to_string(FILE).expect("the README is there");
    assert!(text.contains("cargo run --release -- explain git\ncargo test\n"));
    assert!(text.contains("$ envsim explain git --scenario git-bat-hijack\n"));
}
