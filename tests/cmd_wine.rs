//! The same batch text given to Wine's cmd and to envsim; skipped with a notice where there is no Wine.
//!
//! Wine is not Windows: where the two are known to differ, Windows counts, and
//! the row (or the pattern below) names the cause.
#![allow(clippy::disallowed_methods, reason = "how many rows are asked is the caller's to say")]

mod cmd_support;
mod wine_support;

use cmd_support::tables::facts;
use cmd_support::{Dialect, rows};
use wine_support::{Case, Tally, compare, generated};

/// The seed of the generated fragments; the same one gives the same fragments.
const SEED: u64 = 0x0e9d_51b0_7c3a_a1f5;

#[test]
fn rows_agree_with_wine() {
    let files = [include_str!("data/cmd/rows.txt"), include_str!("data/cmd/own.txt")];
    let rows: Vec<_> = files.into_iter().flat_map(rows).collect();
    let cases: Vec<Case> = rows
        .into_iter()
        .filter(|row| row.dialect != Dialect::Line)
        .map(|row| Case { title: row.title, dialect: row.dialect, text: row.text, known: row.wine })
        .collect();
    judge("rows", &cases);
}

#[test]
fn generated_fragments_agree_with_wine() {
    judge("generated", &generated(SEED, 400));
}

/// Where Wine and the facts disagree the facts win (`cmd_facts` judges envsim by them): Wine's
/// differences are counted and listed. Every third row is asked, all with `ENVSIM_CASES=all`: Wine
/// starts a cmd for each.
#[test]
fn facts_beside_wine() {
    let all = std::env::var("ENVSIM_CASES").is_ok_and(|cases| cases == "all");
    let step = if all { 1 } else { 3 };
    let graded = rows(include_str!("data/cmd/graded.txt"));
    let tables = facts(include_str!("data/cmd/tables.txt")).into_iter().map(|fact| fact.row);
    let cases: Vec<Case> = tables
        .chain(graded)
        .filter(|row| row.dialect == Dialect::Bat)
        .step_by(step)
        .map(|row| Case {
            title: row.title,
            dialect: row.dialect,
            text: row.text,
            known: Some("the fact wins".to_owned()),
        })
        .collect();
    let Some(tally) = compare("facts", &cases) else { return };
    println!("facts: {} rows, {} of them differ in Wine", cases.len(), tally.known.len());
    for one in &tally.known {
        println!("  Wine differs: {one}");
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.known.len() < cases.len(), "not one row agrees");
}

fn judge(what: &str, cases: &[Case]) {
    let Some(Tally { right, unknown, known, wrong }) = compare(what, cases) else { return };
    println!(
        "{what}: {right} values right, {unknown} unknown, {} known differences of Wine, {} wrong",
        known.len(),
        wrong.len()
    );
    for one in &known {
        println!("  Wine differs: {one}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
