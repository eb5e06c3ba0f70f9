//! What the comparisons with real `go` programs share: the generator, and how two answers are compared.

#![allow(dead_code)]

pub mod dice;
pub mod pattern;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use envsim::environment::Environment;
use envsim::machine::Machine;
use envsim::programs::shims::{self, Asking};
use envsim::toolchains::{Asked, Printed, ToolChain, go::Go};
use envsim::value::{Origin, Value};

/// One generated question.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The whole environment block.
    pub environment: BTreeMap<String, String>,
    /// Files to write first, with their bytes; a path that ends in the separator is a directory.
    pub files: Vec<(String, Vec<u8>)>,
    /// Scripts to write: path, text; they are executable.
    pub scripts: Vec<(String, String)>,
    /// Symbolic links to make: link, target.
    pub links: Vec<(String, String)>,
    /// The directory the command runs in.
    pub cwd: String,
    /// The program that is started.
    pub program: String,
    /// What stands behind `go env`.
    pub arguments: Vec<String>,
}

impl Case {
    /// Whether it writes the settings file.
    pub fn writes(&self) -> bool {
        self.arguments.first().is_some_and(|first| first == "-w" || first == "-u")
    }
}

/// What a command printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

/// The session's environment with exactly this block.
pub fn environment(case: &Case, windows: bool) -> Environment {
    let origin = || Origin::Parent("the test".into());
    let mut environment = Environment::default();
    environment.variables = envsim::environment::Variables::new(windows);
    for (name, value) in &case.environment {
        environment.variables.export(name, Value::known(value.as_str(), origin()), origin());
    }
    environment.cwd = Value::known(case.cwd.as_str(), origin());
    environment
}

/// What envsim answers; for a write, also the file it would leave.
pub fn simulate(
    machine: &dyn Machine,
    case: &Case,
    windows: bool,
) -> (Printed, Option<(String, Vec<u8>)>) {
    let environment = environment(case, windows);
    let behind = |path: &str| behind(machine, case, path);
    let program = behind(&case.program).unwrap_or_else(|| case.program.clone());
    let asked =
        Asked { behind: Some(&behind), ..Asked::new(machine, &environment, Some(&program)) };
    let arguments: Vec<&str> = case.arguments.iter().map(String::as_str).collect();
    if case.writes() {
        let persisted = Go.persist(&asked, &arguments);
        let file = persisted.changes.into_iter().find_map(|change| match change {
            envsim::machine::overlay::Change::File { path, bytes } => Some((path, bytes.to_vec())),
            _ => None,
        });
        return (persisted.printed, file);
    }
    (Go.print(&asked, &arguments), None)
}

/// The file behind a script that only hands over; a link is the program itself.
fn behind(machine: &dyn Machine, case: &Case, path: &str) -> Option<String> {
    let variable = |name: &str| case.environment.get(name).cloned();
    let home = variable("HOME").unwrap_or_default();
    let asking = Asking { machine, variable: &variable, cwd: &case.cwd, home: &home };
    let chain = shims::chain(&asking, path);
    let script = chain.steps.iter().any(|step| step.why.contains("script"));
    chain.steps.last().filter(|_| script && chain.refusal.is_none()).map(|last| last.path.clone())
}

/// A line without the time that `log.Fatal` puts in front.
fn timeless(line: &str) -> String {
    let digits = |range: std::ops::Range<usize>| {
        line.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let stamped = digits(0..4)
        && line.get(4..5) == Some("/")
        && digits(5..7)
        && line.get(19..20) == Some(" ");
    if stamped { format!("(time){}", &line[19..]) } else { line.to_owned() }
}

/// Names the builder's work directory, and the time, alike on both sides.
pub fn masked(text: &str) -> String {
    let text: String = text.split_inclusive('\n').map(timeless).collect();
    let text = text.as_str();
    let mut masked = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("go-build") {
        let (before, after) = rest.split_at(at + "go-build".len());
        masked.push_str(before);
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        rest = &after[digits..];
        if digits > 0 {
            masked.push_str("(random)");
        } else if let Some(after) = rest.strip_prefix("(random)") {
            masked.push_str("(random)");
            rest = after;
        }
    }
    masked.push_str(rest);
    if let Some(trace) = masked.find("\ngoroutine 1 [running") {
        masked.truncate(trace);
    }
    masked
}

/// Whether envsim says that it cannot know how the command ends.
pub fn is_open(ours: &Printed) -> bool {
    let open = ["toolchain", "work directory", "build cache", "module mode"];
    ours.unknown.iter().any(|(name, _)| open.contains(&name.as_str()))
}

/// The lines in which two answers differ; GOGCCFLAGS is left out where envsim says that it is not known.
pub fn differences(ours: &Printed, real: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    if is_open(ours) {
        return found;
    }
    if ours.status != real.status {
        found.push(format!("status {} instead of {}", ours.status, real.status));
    }
    let left = String::from_utf8_lossy(&ours.stdout).into_owned();
    compare(&mut found, "stdout", &masked(&left), &masked(&real.stdout));
    compare(&mut found, "stderr", &masked(&ours.stderr), &masked(&real.stderr));
    found
}

fn compare(found: &mut Vec<String>, what: &str, ours: &str, real: &str) {
    let (mut left, mut right) = (ours.lines(), real.lines());
    loop {
        let (one, other) = (left.next(), right.next());
        if one.is_none() && other.is_none() {
            return;
        }
        let opaque =
            one.is_some_and(|line| line.contains("GOGCCFLAGS") && line.contains("(unknown)"));
        if one != other && !opaque {
            found.push(format!("{what}: {} instead of {}", shown(one), shown(other)));
        }
    }
}

fn shown(line: Option<&str>) -> String {
    line.map_or("no line".to_owned(), |line| format!("{line:?}"))
}

/// The directory of installed releases: `ENVSIM_GO`, else `target/go` where `.ci/install-go` puts them.
pub fn releases() -> Vec<PathBuf> {
    let directory = std::env::var_os("ENVSIM_GO").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("go"),
        PathBuf::from,
    );
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path().canonicalize().unwrap_or_else(|_| entry.path()))
        .chain(
            std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|e| e.path()).filter(
                |path| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    name.starts_with("go-1.")
                },
            ),
        )
        .filter(|path| path.join("bin/go").is_file() && path.join("VERSION").is_file())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// How many cases to run: `ENVSIM_GO_CASES`, else what CI has time for.
pub fn how_many(usual: usize) -> usize {
    std::env::var("ENVSIM_GO_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The first seed: `ENVSIM_GO_SEED`, else 1.
pub fn first_seed() -> u64 {
    std::env::var("ENVSIM_GO_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// The minor number of a tree.
pub fn minor_of(tree: &Path) -> u32 {
    let text = std::fs::read_to_string(tree.join("VERSION")).unwrap_or_default();
    let minor = text.split('.').nth(1).unwrap_or("0");
    minor.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}
