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

/// Rows that other tests judge: what names run, what the registry gives, and those beside Wine's.
const LOOKUP: &str = include_str!("data/cmd/lookup.txt");
const REGISTRY: &str = include_str!("data/windows/environment.txt");
const BESIDE_WINE: &str = include_str!("data/cmd/own.txt");

/// Facts that no row of a session can be about, and where they are seen instead.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "1.1.6",
        "no session of a 32-bit process can be asked for; its registry is seen in machine/registry",
    ),
    (
        "4.5.4",
        "it reaches the child of `start` only; what is said of it is seen in shells/app_paths",
    ),
];

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

/// The numbers of the facts that a row of any table is about.
fn covered() -> BTreeSet<String> {
    let named = LOOKUP.lines().filter_map(|line| line.strip_prefix("## "));
    let registry = REGISTRY.lines().filter(|line| !line.starts_with('#'));
    let registry = registry.filter_map(|line| line.split('|').next()?.split_once(' '));
    let others = named.chain(registry.map(|(_, clause)| clause)).map(str::to_owned);
    let beside = rows(BESIDE_WINE).into_iter().filter_map(|row| row.evidence);
    let own = all().into_iter().map(|fact| fact.clause);
    own.chain(others).chain(beside.map(|(_, clause)| clause)).collect()
}

#[test]
fn facts_without_a_row_are_listed() {
    let known: BTreeMap<&str, &str> =
        CLAUSES.lines().skip(3).filter_map(|line| line.split_once(' ')).collect();
    let covered = covered();
    for clause in &covered {
        assert!(known.contains_key(clause.as_str()), "{clause} is no fact of clauses.txt");
    }
    let missing: Vec<_> = known.iter().filter(|(clause, _)| !covered.contains(**clause)).collect();
    println!("{} facts, {} without a row", known.len(), missing.len());
    for (clause, title) in &missing {
        let place = ELSEWHERE.iter().find(|(one, _)| *one == **clause).map(|(_, place)| *place);
        println!("  no row: {clause} {title}: {}", place.unwrap_or("nobody knows why"));
        assert!(place.is_some(), "{clause} {title} has no row");
    }
    let told = ELSEWHERE.iter().filter(|(clause, _)| covered.contains(*clause));
    assert_eq!(told.count(), 0, "a fact with a row is not elsewhere");
}
