//! Fragments of profiles, run by the real bash, zsh and dash and by envsim: the exported variables must be the same.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

mod posix_support;
#[path = "common/skip.rs"]
mod skip;

use posix_support::{Row, Tally, judge, prepare, program};

/// `ENVSIM_FRAGMENTS` names another file of rows.
fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let named = std::env::var("ENVSIM_FRAGMENTS").ok();
    let other = named.map(|file| std::fs::read_to_string(file).expect("a file of rows"));
    let text = other.as_deref().unwrap_or(include_str!("data/posix_fragments.txt"));
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("### ") {
            let (title, shells) = head.split_once(" | ").expect("a title and shells");
            let shells = shells.split(' ').map(str::to_owned).collect();
            rows.push(Row { title: title.to_owned(), shells, text: String::new() });
        } else if let Some(row) = rows.last_mut() {
            row.text.push_str(line);
            row.text.push('\n');
        }
    }
    rows
}

#[test]
fn fragments_leave_the_environment_that_the_real_shells_leave() {
    let directory = tempfile::tempdir().expect("a directory");
    let home = directory.path().join("home");
    let mut tally = Tally { right: 0, unknown: Vec::new(), wrong: Vec::new() };
    for shell in ["bash", "zsh", "sh"] {
        if program(shell).is_none() {
            skip::skipped(&format!("no {shell} here"));
        }
    }
    for row in rows() {
        for shell in &row.shells {
            // What one row writes is none of the next one's files.
            let _ = std::fs::remove_dir_all(&home);
            prepare(&home);
            judge(&row, shell, &home, &mut tally);
        }
    }
    println!("right {}, unknown {}, wrong {}", tally.right, tally.unknown.len(), tally.wrong.len());
    for line in &tally.unknown {
        println!("unknown: {line}");
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
}
