//! The same name asked by programs that are not shells.
//!
//! Every caller is a list of [`Probe`]s, in the order it tries them, and a rule
//! for what it does with the first hit. The rules were checked against real
//! callers (Go, Node, npm's which and cross-spawn, Rust; Python's `shutil.which`
//! and CreateProcess under Wine); `tests/callers_windows.rs` has the recording.

mod child;
mod command_line;
mod create_process;
mod git;
mod go;
mod libuv;
mod names;
mod node;
mod paths;
mod python;
mod ruby;
mod rust;
mod search_path;
mod shell_execute;
mod unix;

pub use child::Child;
pub use create_process::Named;
pub use names::{Unknown, Version};

use crate::environment::Environment;
use crate::machine::path::same_name;
use crate::machine::{Fault, Machine};
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict, program};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// `CreateProcess`, the program named in one of three ways.
    CreateProcess(Named),
    /// `SearchPath` with that extension to add.
    SearchPath(&'static str),
    /// `NeedCurrentDirectoryForExePath`: whether the current directory is searched at all.
    NeedCurrentDirectory,
    /// `ShellExecuteEx`: Win+R, Explorer, `start`'s last resort.
    ShellExecute,
    /// `Process.Start` of .NET N; up to 4 .NET Framework.
    DotNet(u32),
    /// `exec.LookPath` of Go 1.N.
    Go(u32),
    /// `exec.Command` of Go 1.N.
    GoCommand(u32),
    /// `shutil.which` of Python 3.N; `find_executable` of 2.7.
    Python(Version),
    /// `subprocess` of Python.
    PythonSubprocess(u32, u32),
    /// `child_process.spawn` of Node N.
    Node(Version),
    /// npm's `which`.
    NodeWhich,
    /// npm's `cross-spawn`.
    CrossSpawn(u32),
    /// `std::process::Command` of Rust.
    Rust,
    /// `ProcessBuilder` of Java.
    Java,
    /// `system` and `spawn` of Ruby.
    Ruby,
    /// What Git for Windows runs.
    Git,
    /// execvp(3): what C programs and most others do on Unix.
    Execvp,
    /// posix_spawnp(3).
    PosixSpawn,
}

impl Caller {
    /// Everything the caller considers for a name on Linux and macOS, started with that environment.
    pub fn lookup_on_unix(
        self,
        environment: &Environment,
        machine: &dyn Machine,
        name: &str,
        child: &Child,
    ) -> Lookup {
        let environment = unix::searched(self, environment, child);
        program::search(&environment, machine, name, unix::rules(self, machine, child))
    }

    /// Everything the caller considers for a name on Windows.
    pub fn lookup(self, from: &Asker<'_>, name: &str) -> Lookup {
        let found = match self {
            Self::CreateProcess(named) => create_process::lookup(from, name, named),
            Self::SearchPath(extension) => search_path::lookup(from, name, extension),
            Self::NeedCurrentDirectory => search_path::needs_current(from, name),
            Self::ShellExecute => shell_execute::lookup(from, name),
            Self::DotNet(major) => command_line::dotnet(from, name, major),
            Self::Node(version) => libuv::lookup(from, name, version),
            Self::Go(minor) => go::lookup(from, name, minor),
            Self::GoCommand(minor) => go::command(from, name, minor),
            Self::Python(version) => python::lookup(from, name, version),
            Self::PythonSubprocess(..) => command_line::python(from, name),
            Self::NodeWhich => {
                considered(from, node::which(from, name, None, None), Directories::Skipped)
            }
            Self::CrossSpawn(major) => node::cross_spawn(from, name, major),
            Self::Rust => considered(from, rust::probes(from, name), Directories::End),
            Self::Java => command_line::java(from, name),
            Self::Ruby => ruby::lookup(from, name),
            Self::Git => git::lookup(from, name),
            Self::Execvp | Self::PosixSpawn => Lookup::default(),
        };
        if self.starts_by_create_process() { started(from.machine, found) } else { found }
    }

    /// Whether it gives what it finds to `CreateProcess`, which starts programs and batch files only.
    fn starts_by_create_process(self) -> bool {
        match self {
            Self::DotNet(major) => major > 4,
            Self::CreateProcess(_) | Self::GoCommand(_) | Self::PythonSubprocess(..) => true,
            Self::Node(_) | Self::Rust | Self::Java | Self::Ruby => true,
            _ => false,
        }
    }
}

/// What becomes of the winner when it is started: its bytes decide, not its name. A batch file goes to cmd.
fn started(machine: &dyn Machine, mut lookup: Lookup) -> Lookup {
    for one in lookup.candidates.iter_mut().filter(|one| one.verdict == Verdict::Chosen) {
        let bytes = one.path.as_deref().and_then(|path| machine.read(path).ok());
        if bytes.is_some_and(|bytes| !is_program(&bytes)) {
            fails(one);
        }
    }
    lookup
}

/// Whether bytes are those of a program; of an empty file nothing is told.
fn is_program(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes.starts_with(b"MZ")
}

/// What CreateProcess makes of a file that is no program, unless it is a batch file.
fn fails(one: &mut Candidate) {
    if one.kind == CommandKind::Application {
        one.verdict = Verdict::Blocked;
        one.reason = format!("{}, and no program: CreateProcess fails with error 193", one.reason);
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
    /// What it hands to the process it starts.
    pub child: Child,
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

/// What a caller makes of a directory that has the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directories {
    /// It is passed over.
    Skipped,
    /// It ends the search, and nothing is started.
    End,
    /// It is found like a file.
    Found,
}

/// The candidates of a row of probes.
fn considered(from: &Asker<'_>, probes: Vec<Probe>, directories: Directories) -> Lookup {
    considered_each(from, probes.into_iter().map(|probe| (probe, directories)))
}

/// The same, where not every probe treats directories alike.
fn considered_each(from: &Asker<'_>, probes: impl Iterator<Item = (Probe, Directories)>) -> Lookup {
    let mut lookup = Lookup::default();
    for (probe, directories) in probes {
        let path = paths::absolute(&from.cwd, &probe.text);
        let status = match from.machine.status(&path) {
            Err(Fault::Undecided(why)) => {
                let origin = crate::value::Origin::Builtin(probe.stage.describe().into());
                let unknown = crate::value::Unknown::new(format!("{path} {why}"), origin);
                lookup.doubts_here(std::rc::Rc::new(unknown));
                continue;
            }
            other => other.or_else(|_| from.machine.link_status(&path)),
        };
        let Ok(status) = status else { continue };
        let directory = status.is_directory();
        let (verdict, reason) = match (directory, directories) {
            (true, Directories::Skipped) => (Verdict::Refused, "it is a directory".to_owned()),
            (true, Directories::End) => {
                let reason = "a directory ends this search, and cannot be started";
                (Verdict::Refused, reason.to_owned())
            }
            _ => (Verdict::Chosen, probe.stage.describe()),
        };
        if directory && directories == Directories::Found {
            lookup.doubts_here(found_directory(&path));
        }
        let ends = directory && directories == Directories::End && lookup.winner().is_none();
        lookup.consider(candidate(&path, probe, verdict, reason));
        if ends {
            break;
        }
    }
    lookup
}

fn found_directory(path: &str) -> std::rc::Rc<crate::value::Unknown> {
    let origin = crate::value::Origin::Builtin("SearchPath".into());
    let reason = format!(
        "{path} is a directory, which Wine's SearchPath finds; that of Windows was not asked"
    );
    std::rc::Rc::new(crate::value::Unknown::new(reason, origin))
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
