//! `eval "$(mytool)"` anywhere in a fragment: whatever the tool prints, nothing that envsim states is false.
//!
//! Each fragment is run by the real bash, zsh and dash with every text of a list in the place of the
//! tool's output, and once by envsim with the tool. `ENVSIM_CASES` and `ENVSIM_SEED` choose how many and which.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

#[path = "doubts/judge.rs"]
mod judge;
#[path = "doubts/known.rs"]
mod known;
mod posix_support;
#[path = "doubts/real.rs"]
mod real;
#[path = "common/skip.rs"]
mod skip;
#[path = "doubts/text.rs"]
mod text;

use std::path::Path;

use judge::Tally;
use text::{Case, EVALUATED, HANDED, Use};

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

const SHELLS: [&str; 3] = ["bash", "zsh", "sh"];

fn is_there(shell: &str) -> bool {
    let there = posix_support::program(shell).is_some();
    if !there {
        skip::skipped(&format!("no {shell} here"));
    }
    there
}

type Judge = fn(&mut Tally, &text::Case, &str, &[&str], &[real::Values]);

fn in_shell(used: &'static Use, judge: Judge, shell: &str, folder: &Path) -> Tally {
    real::prepare(folder);
    let seed = number("ENVSIM_SEED", 1) as u64;
    let cases = text::cases(used, shell, number("ENVSIM_CASES", used.rows), seed);
    let effects = text::effects(used, shell);
    let real = real::values(shell, folder, &cases, &effects);
    let home = folder.to_str().expect("a plain path");
    let mut tally = Tally::new(shell, cases.len());
    for (case, real) in cases.iter().zip(&real) {
        judge(&mut tally, case, home, &effects, real);
    }
    tally
}

#[test]
fn nothing_is_stated_that_the_output_of_a_tool_can_change() {
    nothing_false_is_stated(&EVALUATED, Tally::judge);
}

#[test]
fn nothing_is_stated_that_a_word_from_a_tool_can_change() {
    nothing_false_is_stated(&HANDED, Tally::judge);
}

#[test]
fn what_a_known_word_does_is_stated_right() {
    nothing_false_is_stated(&HANDED, Tally::judge_known);
}

fn nothing_false_is_stated(used: &'static Use, judge: Judge) {
    let directory = tempfile::tempdir().expect("a directory");
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let there = SHELLS.iter().filter(|shell| is_there(shell));
        let started = there.map(|shell| (shell, directory.path().join(shell)));
        let threads: Vec<_> = started
            .map(|(shell, folder)| scope.spawn(move || in_shell(used, judge, shell, &folder)))
            .collect();
        threads.into_iter().map(|one| one.join().expect("a tally")).collect()
    });
    tallies.iter().for_each(|tally| println!("{tally}"));
    let cases: usize = tallies.iter().map(|tally| tally.cases).sum();
    let wrong: Vec<String> = tallies.into_iter().flat_map(|tally| tally.wrong).collect();
    println!("{cases} cases");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_tool_stands_in_every_place_once() {
    let case =
        |text: &str| Case { used: &EVALUATED, text: text.to_owned(), tool: 0, effects: Vec::new() };
    assert_eq!(case("A=1\nB=2").with("X=3"), "eval 'X=3'\nA=1\nB=2\n");
    assert_eq!(case("A=1").with_tool(), "eval \"$(mytool)\"\nA=1\n");
}
