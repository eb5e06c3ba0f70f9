//! The same name asked by programs that are not shells.
//!
//! Every caller is a list of [`Probe`]s, in the order it tries them, and a rule
//! for what it does with the first hit. The rules were checked against real
//! callers (Go, Node, npm's which and cross-spawn, Rust; Python's `shutil.which`
//! and CreateProcess under Wine); `tests/callers_windows.rs` has the recording.

mod create_process;
mod go;
mod libuv;
mod node;
mod paths;
mod python;
mod rust;
mod shell_execute;
mod unix;

use crate::environment::Environment;
use crate::machine::path::same_name;
use crate::machine::{Machine, Platform};
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict, program};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// `CreateProcess(NULL, "name arguments")`; .NET's `Process.Start`, Python's `subprocess`.
    CreateProcess,
    /// `ShellExecuteEx`: Win+R, Explorer, `start`'s last resort.
    ShellExecute,
    /// `exec.LookPath` of Go 1.N.
    Go(u32),
    /// `shutil.which` of Python 3.N.
    Python(u32),
    /// `child_process.spawn` of Node N.
    Node(u32),
    /// npm's `which`.
    NodeWhich,
    /// npm's `cross-spawn`.
    CrossSpawn,
    /// `std::process::Command` of Rust.
    Rust,
    /// execvp(3): what C programs and most others do on Unix.
    Execvp,
    /// posix_spawnp(3).
    PosixSpawn,
}

/// The newest releases that were looked at, for a caller without a version.
const NEWEST_GO: u32 = 22;
const NEWEST_PYTHON: u32 = 14;
const NEWEST_NODE: u32 = 22;

impl Caller {
    /// What `--as all` asks on Linux and macOS.
    pub const UNIX: &'static [Self] = &[
        Self::Execvp,
        Self::PosixSpawn,
        Self::Go(NEWEST_GO),
        Self::Python(NEWEST_PYTHON),
        Self::Node(NEWEST_NODE),
        Self::Rust,
    ];

    /// What `--as all` asks of that platform, which is all that it has.
    pub fn of(platform: Platform) -> &'static [Self] {
        if platform.is_windows() { Self::ALL } else { Self::UNIX }
    }

    /// Whether the platform has this caller, of whatever version.
    pub fn is_of(self, platform: Platform) -> bool {
        let same = |one: &Self| std::mem::discriminant(one) == std::mem::discriminant(&self);
        Self::of(platform).iter().any(same)
    }

    /// What `--as all` asks on Windows.
    pub const ALL: &'static [Self] = &[
        Self::CreateProcess,
        Self::ShellExecute,
        Self::Go(NEWEST_GO),
        Self::Python(NEWEST_PYTHON),
        Self::Node(NEWEST_NODE),
        Self::NodeWhich,
        Self::CrossSpawn,
        Self::Rust,
    ];

    /// Reads `go@1.22`, `python@3.12`, `node@22`, `createprocess`, `shellexecute`, `node-which`, `cross-spawn`, `rust`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let part = |index: usize| version?.split('.').nth(index)?.parse::<u32>().ok();
        let minor = if name == "node" { part(0) } else { part(1) };
        if version.is_some() && minor.is_none() {
            return None;
        }
        Some(match (name, minor) {
            ("createprocess", None) => Self::CreateProcess,
            ("shellexecute", None) => Self::ShellExecute,
            ("node", major) => Self::Node(major.unwrap_or(NEWEST_NODE)),
            ("node-which", None) => Self::NodeWhich,
            ("cross-spawn", None) => Self::CrossSpawn,
            ("rust", None) => Self::Rust,
            ("execvp", None) => Self::Execvp,
            ("posix-spawn", None) => Self::PosixSpawn,
            ("go", minor) => Self::Go(minor.unwrap_or(NEWEST_GO)),
            ("python", minor) => Self::Python(minor.unwrap_or(NEWEST_PYTHON)),
            _ => return None,
        })
    }

    /// What questions and reports call it.
    pub fn name(self) -> String {
        match self {
            Self::CreateProcess => "createprocess".to_owned(),
            Self::ShellExecute => "shellexecute".to_owned(),
            Self::Node(major) => format!("node@{major}"),
            Self::Go(minor) => format!("go@1.{minor}"),
            Self::Python(minor) => format!("python@3.{minor}"),
            Self::NodeWhich => "node-which".to_owned(),
            Self::CrossSpawn => "cross-spawn".to_owned(),
            Self::Rust => "rust".to_owned(),
            Self::Execvp => "execvp".to_owned(),
            Self::PosixSpawn => "posix-spawn".to_owned(),
        }
    }

    /// Everything the caller considers for a name on Linux and macOS, started with that environment.
    pub fn lookup_on_unix(
        self,
        environment: &Environment,
        machine: &dyn Machine,
        name: &str,
    ) -> Lookup {
        program::search(environment, machine, name, unix::rules(self, machine.platform()))
    }

    /// Everything the caller considers for a name on Windows.
    pub fn lookup(self, from: &Asker<'_>, name: &str) -> Lookup {
        match self {
            Self::CreateProcess => considered(from, create_process::probes(from, name), true),
            Self::ShellExecute => shell_execute::lookup(from, name),
            Self::Node(major) => libuv::lookup(from, name, major),
            Self::Go(minor) => go::lookup(from, name, minor),
            Self::Python(minor) => considered(from, python::probes(from, name, minor), false),
            Self::NodeWhich => considered(from, node::which(from, name, None), false),
            Self::CrossSpawn => considered(from, node::cross_spawn(from, name), false),
            Self::Rust => considered(from, rust::probes(from, name), true),
            Self::Execvp | Self::PosixSpawn => Lookup::default(),
        }
    }
}

/// The process that asks.
#[derive(Clone)]
pub struct Asker<'a> {
    /// Its files.
    pub machine: &'a dyn Machine,
    /// Its directory.
    pub cwd: String,
    /// The directory of its program, where known.
    pub program_directory: Option<String>,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// The PATH it hands to the child, where that is another one.
    pub child_path: Option<String>,
}

impl Asker<'_> {
    /// A variable of its environment.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let found = self.environment.iter().find(|(known, _)| same_name(known, name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the current directory is searched for bare names (`NeedCurrentDirectoryForExePath`).
    fn needs_current_directory(&self, name: &str) -> bool {
        name.contains('\\') || self.variable("NoDefaultCurrentDirectoryInExePath").is_none()
    }
}

/// One file a caller tries.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Probe {
    stage: Stage,
    /// As the caller writes it: its own spelling, perhaps relative.
    text: String,
}

/// The candidates of a row of probes; `directories` says whether a directory ends the search.
fn considered(from: &Asker<'_>, probes: Vec<Probe>, directories: bool) -> Lookup {
    let mut lookup = Lookup::default();
    for probe in probes {
        let path = paths::absolute(&from.cwd, &probe.text);
        let Ok(status) = from.machine.status(&path).or_else(|_| from.machine.link_status(&path))
        else {
            continue;
        };
        let (verdict, reason) = match (status.is_directory(), directories) {
            (true, false) => (Verdict::Refused, "it is a directory".to_owned()),
            (true, true) => {
                (Verdict::Chosen, "a directory ends this search, and cannot be started".to_owned())
            }
            (false, _) => (Verdict::Chosen, probe.stage.describe()),
        };
        lookup.consider(candidate(&path, probe, verdict, reason));
    }
    lookup
}

fn candidate(path: &str, probe: Probe, verdict: Verdict, reason: String) -> Candidate {
    let lower = path.to_ascii_lowercase();
    let script = lower.ends_with(".bat") || lower.ends_with(".cmd");
    Candidate {
        kind: if script { CommandKind::Script } else { CommandKind::Application },
        path: Some(path.to_owned()),
        text: probe.text,
        stage: probe.stage,
        verdict,
        reason,
        origin: None,
        when: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_named_with_their_version() {
        for text in [
            "createprocess",
            "shellexecute",
            "node@22",
            "go@1.19",
            "python@3.12",
            "node-which",
            "cross-spawn",
            "rust",
        ] {
            assert_eq!(Caller::parse(text).map(Caller::name).as_deref(), Some(text));
        }
        assert_eq!(Caller::parse("go@1.22.3"), Some(Caller::Go(22)));
        assert_eq!(Caller::parse("perl"), None);
    }
}
