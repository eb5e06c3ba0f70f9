//! Batch text and what it must leave, row by row: what is known of the real cmd.

mod cmd_support;

use cmd_support::{Expected, Outcome, Row, plain_block, rows, run};

#[test]
fn every_row_leaves_what_windows_leaves() {
    let files = [
        include_str!("data/cmd/rows.txt"),
        include_str!("data/cmd/facts.txt"),
        include_str!("data/cmd/scripts.txt"),
        include_str!("data/cmd/own.txt"),
    ];
    let rows: Vec<Row> = files.into_iter().flat_map(rows).collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for row in &rows {
        let outcome = run(row.dialect, row.text.as_bytes(), &plain_block());
        for expected in &row.expected {
            checked += 1;
            wrong.extend(differs(row, expected, &outcome));
        }
    }
    println!("{} rows, {checked} values, {} wrong", rows.len(), wrong.len());
    assert!(rows.len() > 100 && wrong.is_empty(), "{}", wrong.join("\n"));
}

fn differs(row: &Row, expected: &Expected, outcome: &Outcome) -> Option<String> {
    let found = |name: &str| outcome.environment.get(&name.to_uppercase());
    let (right, name) = match expected {
        Expected::Value(name, value) => (found(name) == Some(&Some(value.clone())), name),
        Expected::Unset(name) => (found(name).is_none(), name),
        Expected::Unknown(name) => (found(name) == Some(&None), name),
    };
    let errors = &outcome.errors;
    (!right).then(|| format!("{}: {expected:?}, but {:?} {errors:?}", row.title, found(name)))
}
