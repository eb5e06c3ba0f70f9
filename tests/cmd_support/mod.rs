//! What the suites about cmd share: rows of batch text, and a session that runs one.

// Each suite uses its own part of this.
#![allow(dead_code)]

pub mod tables;

use std::collections::BTreeMap;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform, RegistryData, RegistryValue};
use envsim::session::{Session, Spec, WhatIf};

/// The directory every row runs in.
pub const DIRECTORY: &str = "C:\\t";

/// Files that are there for every row.
pub const FILES: &[(&str, &str)] = &[
    ("t_here.txt", "one 1\r\ntwo 2\r\nthree 3\r\n"),
    ("t_child.bat", "@set CHILD=%*\r\n"),
    ("sub\\f.x", "x"),
];

/// How a row is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Bat,
    Cmd,
    Line,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    pub title: String,
    pub dialect: Dialect,
    pub wine: Option<String>,
    /// The grade of its evidence and the number of the fact, where it tells them.
    pub evidence: Option<(char, String)>,
    pub text: String,
    pub expected: Vec<Expected>,
}

/// What is said of one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Value(String, String),
    Unset(String),
    Unknown(String),
}

/// The rows of a file.
pub fn rows(file: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut expecting = false;
    for line in file.lines() {
        if let Some(head) = line.strip_prefix("### ") {
            let mut parts = head.split(" | ");
            let title = parts.next().unwrap_or_default().to_owned();
            let mut row = Row {
                title,
                dialect: Dialect::Bat,
                wine: None,
                evidence: None,
                text: String::new(),
                expected: Vec::new(),
            };
            for part in parts {
                match part {
                    "cmd" => row.dialect = Dialect::Cmd,
                    "line" => row.dialect = Dialect::Line,
                    _ => match part.split_once(' ').filter(|(grade, _)| grade.len() == 1) {
                        Some((grade, clause)) => {
                            row.evidence =
                                Some((grade.chars().next().unwrap_or('U'), clause.into()));
                        }
                        None => row.wine = part.strip_prefix("wine: ").map(str::to_owned),
                    },
                }
            }
            rows.push(row);
            expecting = false;
        } else if let Some(row) = rows.last_mut() {
            if line == "---" {
                expecting = true;
            } else if expecting {
                row.expected.push(expected(line));
            } else {
                row.text.push_str(line);
                row.text.push_str("\r\n");
            }
        }
    }
    rows
}

fn expected(line: &str) -> Expected {
    if let Some(name) = line.strip_prefix('!') {
        return Expected::Unset(name.to_owned());
    }
    if let Some(name) = line.strip_prefix('?') {
        return Expected::Unknown(name.to_owned());
    }
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    Expected::Value(name.to_owned(), value.to_owned())
}

/// A variable after a run: its text, or nothing if that is unknown.
pub type Environment = BTreeMap<String, Option<String>>;

/// What a run left.
pub struct Outcome {
    pub environment: Environment,
    pub complete: bool,
    pub errors: Vec<String>,
}

/// A Windows machine with a batch file of this text and this environment block.
pub fn machine(name: &str, text: &[u8], block: &[(String, String)]) -> Recorded {
    let mut facts = Facts::new(Platform::Windows);
    facts.environment =
        block.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
    facts.environment_is_whole = true;
    facts.cwd = DIRECTORY.into();
    // Wine's tests, which most rows carry over, run as administrator.
    facts.user.root = true;
    facts.recorded_as = Some("test".into());
    let installed =
        Installed { path: "C:\\windows\\system32\\cmd.exe".into(), version: None, variant: None };
    facts.shells.insert("cmd".into(), installed);
    let mut machine = Recorded::new(facts);
    for (file, text) in FILES {
        let path = format!("{DIRECTORY}\\{file}");
        machine.put(&path, Node::File(Some(text.as_bytes().into())), None);
    }
    machine.put(&format!("{DIRECTORY}\\t_prog.exe"), Node::File(None), None);
    machine.put(&format!("{DIRECTORY}\\{name}"), Node::File(Some(text.into())), None);
    machine.put("C:\\windows\\system32\\cmd.exe", Node::File(None), None);
    let fresh = "C:\\ProgramData\\chocolatey\\bin\\RefreshEnv.cmd";
    machine.put(fresh, Node::File(None), None);
    let value = RegistryValue { name: "T_FRESH".into(), data: RegistryData::Text("fresh".into()) };
    machine.put_registry("HKCU\\Environment", value);
    machine
}

/// Runs a text in a new session.
pub fn run(dialect: Dialect, text: &[u8], block: &[(String, String)]) -> Outcome {
    run_beside(dialect, text, block, &[])
}

/// The same with further files in its directory.
pub fn run_beside(
    dialect: Dialect,
    text: &[u8],
    block: &[(String, String)],
    files: &[(&str, &str)],
) -> Outcome {
    let name = if dialect == Dialect::Cmd { "frag.cmd" } else { "frag.bat" };
    let mut machine = machine(name, text, block);
    for (file, text) in files {
        let path = format!("{DIRECTORY}\\{file}");
        machine.put(&path, Node::File(Some(text.as_bytes().into())), None);
    }
    let spec = match Spec::parse("cmd:script", Platform::Windows) {
        Ok(spec) => spec,
        Err(refusal) => panic!("{refusal}"),
    };
    let mut session = match Session::open(&machine, &spec, &WhatIf::default()) {
        Ok(session) => session,
        Err(refusal) => panic!("{refusal}"),
    };
    if dialect == Dialect::Line {
        session.run_text("typed", String::from_utf8_lossy(text).trim_end_matches(['\r', '\n']));
    } else if let Err(fault) = session.run_file(&format!("{DIRECTORY}\\{name}")) {
        panic!("{fault}");
    }
    let environment = session.environment();
    let variables = environment.variables.iter();
    Outcome {
        complete: environment.is_complete(),
        errors: environment.errors.iter().map(|error| error.message.clone()).collect(),
        environment: variables
            .map(|variable| {
                let value = variable.value.as_ref().filter(|_| !variable.maybe_unset);
                let text = value.and_then(|value| value.text()).map(|text| text.into_owned());
                (variable.name.to_uppercase(), text)
            })
            .collect(),
    }
}

/// The block rows start with when nobody says otherwise.
pub fn plain_block() -> Vec<(String, String)> {
    [
        ("ComSpec", "C:\\windows\\system32\\cmd.exe"),
        ("PATH", "C:\\windows\\system32;C:\\windows"),
        ("PATHEXT", ".COM;.EXE;.BAT;.CMD"),
        ("PROMPT", "$P$G"),
        ("SystemRoot", "C:\\windows"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}
