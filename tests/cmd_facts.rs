//! The tables of facts about the batch language, each row with its evidence: what envsim answers, and
//! which facts no row covers.

mod cmd_support;

use std::collections::{BTreeMap, BTreeSet};

use cmd_support::tables::{Fact, facts};
use cmd_support::{Expected, Row, plain_block, rows, run};

const TABLES: &str = include_str!("data/cmd/tables.txt");
const GRADED: &str = include_str!("data/cmd/graded.txt");

/// Every fact of the language by its number, with what it says.
const CLAUSES: &str = include_str!("data/cmd/clauses.txt");

/// So many rows there are at least.
const ROWS: usize = 500;

fn all() -> Vec<Fact> {
    let graded = rows(GRADED).into_iter().map(|row| {
        let (grade, clause) = row.evidence.clone().unwrap_or(('U', String::new()));
        Fact { grade, clause, row }
    });
    facts(TABLES).into_iter().chain(graded).collect()
}

#[test]
fn every_fact_is_answered_as_windows_does() {
    let facts = all();
    let mut wrong = Vec::new();
    let mut unknown = Vec::new();
    let mut grades: BTreeMap<char, usize> = BTreeMap::new();
    for fact in &facts {
        *grades.entry(fact.grade).or_default() += 1;
        judge(fact, &mut wrong, &mut unknown);
    }
    println!("{} rows {grades:?}, {} unknown, {} wrong", facts.len(), unknown.len(), wrong.len());
    for one in &unknown {
        println!("  unknown: {one}");
    }
    assert!(facts.len() >= ROWS, "{} rows", facts.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unknown.len() * 25 <= facts.len(), "more than 4 % are unknown");
}

/// A value that is known and differs is wrong; one that is not known is counted.
fn judge(fact: &Fact, wrong: &mut Vec<String>, unknown: &mut Vec<String>) {
    let Row { title, dialect, text, expected, .. } = &fact.row;
    let outcome = run(*dialect, text.as_bytes(), &plain_block());
    let found = |name: &str| outcome.environment.get(&name.to_uppercase());
    for one in expected {
        let name = match one {
            Expected::Value(name, _) | Expected::Unset(name) | Expected::Unknown(name) => name,
        };
        let right = match one {
            Expected::Value(_, value) => found(name) == Some(&Some(value.clone())),
            Expected::Unset(_) => found(name).is_none(),
            Expected::Unknown(_) => found(name) == Some(&None),
        };
        let doubted = !right && found(name) == Some(&None);
        if doubted {
            unknown.push(format!("{} {title}", fact.clause));
        } else if !right {
            let errors = &outcome.errors;
            wrong.push(format!(
                "{} {title}: {one:?}, but {:?} {errors:?}",
                fact.clause,
                found(name)
            ));
        }
    }
}

#[test]
fn facts_without_a_row_are_listed() {
    let known: BTreeMap<&str, &str> =
        CLAUSES.lines().skip(2).filter_map(|line| line.split_once(' ')).collect();
    let covered: BTreeSet<String> = all().into_iter().map(|fact| fact.clause).collect();
    for clause in &covered {
        assert!(known.contains_key(clause.as_str()), "{clause} is no fact of clauses.txt");
    }
    let missing: Vec<_> = known.iter().filter(|(clause, _)| !covered.contains(**clause)).collect();
    println!("{} facts, {} without a row", known.len(), missing.len());
    for (clause, title) in &missing {
        println!("  no row: {clause} {title}");
    }
    assert!(missing.len() * 4 <= known.len());
}
