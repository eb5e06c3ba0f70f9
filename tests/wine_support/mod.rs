//! Runs batch text in Wine's cmd, many files in one go, and compares environments.

// The suites are tests: they may start programs and use temporary directories.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod generator;
#[path = "../common/skip.rs"]
mod skip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::cmd_support::{Dialect, Environment, FILES, run};

pub use generator::generated;

/// One fragment.
pub struct Case {
    pub title: String,
    pub dialect: Dialect,
    pub text: String,
    pub known: Option<String>,
}

/// What came of the comparison.
#[derive(Default)]
pub struct Tally {
    pub right: usize,
    pub unknown: usize,
    pub known: Vec<String>,
    pub wrong: Vec<String>,
}

/// Variables that cmd or the test's own driver keeps changing.
const IGNORED: &[&str] = &["CMDCMDLINE", "WINEDEBUG", "_"];

/// Wine's server does not like two prefixes at once on a small machine.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Compares; `None` where there is no Wine.
pub fn compare(what: &str, cases: &[Case]) -> Option<Tally> {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let Some(wine) = Wine::start() else {
        skip::skipped(&format!("{what}: there is no usable `wine` here"));
        return None;
    };
    let baseline = wine.baseline();
    let block: Vec<(String, String)> = baseline.clone().into_iter().collect();
    let dumps = wine.run(cases);
    let mut tally = Tally::default();
    for (case, dump) in cases.iter().zip(dumps) {
        let outcome = run(case.dialect, case.text.as_bytes(), &block);
        let differences = differences(&outcome.environment, dump.as_ref(), &mut tally);
        match (&case.known, differences.is_empty()) {
            (_, true) => {}
            (Some(cause), false) => tally.known.push(format!("{}: {cause}", case.title)),
            (None, false) => tally.wrong.push(format!(
                "{}:\n{}{} (envsim's errors: {:?})\n",
                case.title,
                case.text,
                differences.join("\n"),
                outcome.errors
            )),
        }
    }
    Some(tally)
}

fn differences(
    ours: &Environment,
    theirs: Option<&BTreeMap<String, String>>,
    tally: &mut Tally,
) -> Vec<String> {
    let Some(theirs) = theirs else { return vec!["Wine left no dump".to_owned()] };
    let mut found = Vec::new();
    let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for name in names {
        if IGNORED.contains(&name.as_str()) {
            continue;
        }
        match (ours.get(name), theirs.get(name)) {
            (Some(None), _) => tally.unknown += 1,
            (Some(Some(ours)), Some(theirs)) if ours == theirs => tally.right += 1,
            (ours, theirs) => found.push(format!("  {name}: envsim {ours:?}, Wine {theirs:?}")),
        }
    }
    found
}

/// A prefix with the files of the rows.
struct Wine {
    directory: PathBuf,
    prefix: PathBuf,
}

impl Wine {
    fn start() -> Option<Self> {
        let prefix = std::env::temp_dir().join("envsim-wine-prefix");
        let directory = prefix.join("drive_c").join("t");
        let wine = Self { directory, prefix };
        std::fs::create_dir_all(&wine.prefix).ok()?;
        let started = wine.command(&["cmd", "/c", "exit"]).status().ok()?;
        if !started.success() {
            return None;
        }
        let _ = std::fs::remove_dir_all(&wine.directory);
        std::fs::create_dir_all(&wine.directory).ok()?;
        for (file, text) in FILES {
            wine.put(file, text);
        }
        Some(wine)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("wine");
        command.args(arguments).env("WINEPREFIX", &self.prefix).env("WINEDEBUG", "-all");
        command.env("WINEDLLOVERRIDES", "mscoree=;mshtml=").env_remove("DISPLAY");
        command.current_dir(if self.directory.is_dir() { &self.directory } else { &self.prefix });
        command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null());
        command.stderr(std::process::Stdio::null());
        command
    }

    fn put(&self, file: &str, text: &str) {
        let path = self.directory.join(file.replace('\\', "/"));
        if let Some(parent) = path.parent() {
            let _ = std::fs::create_dir_all(parent);
        }
        let _ = std::fs::write(path, text);
    }

    /// The environment of a batch file that does nothing.
    fn baseline(&self) -> BTreeMap<String, String> {
        self.put("w.bat", "@set>out_base.txt\r\n");
        let _ = self.command(&["cmd", "/c", "w.bat"]).status();
        self.dump("out_base.txt").unwrap_or_default()
    }

    fn dump(&self, file: &str) -> Option<BTreeMap<String, String>> {
        let path: &Path = &self.directory.join(file);
        let bytes = std::fs::read(path).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter_map(|line| {
            let at = line.get(1..)?.find('=')? + 1;
            Some((line[..at].to_uppercase(), line[at + 1..].to_owned()))
        });
        Some(lines.collect())
    }

    /// One cmd of its own for every fragment, started from one driver.
    fn run(&self, cases: &[Case]) -> Vec<Option<BTreeMap<String, String>>> {
        let mut driver = String::from("@echo off\r\n");
        for (index, case) in cases.iter().enumerate() {
            let end = if case.dialect == Dialect::Cmd { "cmd" } else { "bat" };
            let directory = format!("d{index}");
            for (file, text) in FILES {
                self.put(&format!("{directory}\\{file}"), text);
            }
            self.put(&format!("f{index}\\frag.{end}"), &case.text);
            self.put(
                &format!("w{index}.bat"),
                &format!(
                    "@echo off\r\ncopy /y f{index}\\frag.{end} frag.{end} >nul\r\ncall frag.{end}\r\ncd /d C:\\t\r\nset>C:\\t\\out{index}.txt\r\n"
                ),
            );
            driver.push_str(&format!("cmd /c w{index}.bat >nul 2>nul <nul\r\n"));
        }
        self.put("driver.bat", &driver);
        let _ = self.command(&["cmd", "/c", "driver.bat"]).status();
        (0..cases.len()).map(|index| self.dump_or_again(index)).collect()
    }

    /// A busy machine makes Wine lose a start now and then: what left nothing is run once more.
    fn dump_or_again(&self, index: usize) -> Option<BTreeMap<String, String>> {
        let file = format!("out{index}.txt");
        self.dump(&file).or_else(|| {
            let _ = self.command(&["cmd", "/c", &format!("w{index}.bat")]).status();
            self.dump(&file)
        })
    }
}
