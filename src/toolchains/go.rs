//! Go: what `go env` of any release from 1.13 to 1.27 prints in a session, and why.
//!
//! [`engine`] is one process and its lookups, [`table`] one row per variable,
//! [`chain`] the steps behind a value, [`run`] the command, [`checks`] and
//! [`builder`] what it can die of in the order of each release, [`mod@write`] `-w` and `-u`, [`select`] the choice of
//! a toolchain (out of the module cache: `cached`), [`install`] the place of installed programs. Sources are named
//! after files of golang/go; releases count by their minor number.

pub mod arch;
pub mod builder;
mod cached;
pub mod cgo;
pub mod chain;
pub mod changed;
pub mod checks;
pub mod dirs;
pub mod engine;
pub mod experiments;
pub mod filepath;
pub mod flags;
mod godebug;
pub mod gopath;
mod handover;
pub mod install;
pub mod look_path;
pub mod modules;
pub mod platforms;
pub mod print;
pub mod quoted;
pub mod root;
pub mod run;
pub mod select;
pub mod settings_file;
pub mod table;
pub mod talk;
pub mod telemetry;
pub mod version;
pub mod write;

use std::rc::Rc;

use self::checks::Doubts;
use self::engine::{Awaited, Got, Process, doubt, os_of};
use self::filepath::Paths;
use self::flags::Flags;
use self::handover::{Download, Next, Switch};
use self::install::Package;
use self::select::TARGET;
use self::settings_file::SettingsFile;
use self::talk::Talk;
use self::version::Release;
use super::{Asked, Chain, Missing, Persisted, Printed, Program, Target, ToolChain};
use crate::environment::Environment;
use crate::value::{Origin, Unknown, Value};

/// The Go tool chain.
pub struct Go;

impl ToolChain for Go {
    fn name(&self) -> &'static str {
        "go"
    }

    fn title(&self) -> &'static str {
        "Go"
    }

    fn chain(&self, asked: &Asked) -> Chain {
        let Some(first) = Process::open(asked) else { return absent(asked) };
        let mut talk = Talk::default();
        let mut doubts = Doubts::new();
        let chosen = first.chosen(&[], &mut Talk::default()).ok().flatten();
        let found = first.described();
        let (process, switch) = first.hand_over(&[], &mut talk, &mut doubts);
        process.start(&mut talk, &mut doubts);
        process.check(Flags::default(), &[], &mut talk, &mut doubts);
        let mut chain = Chain { program: Some(process.described()), ..Chain::default() };
        match process.stays() {
            Ok((stays, too_old)) if process.awaited.is_none() && !talk.is_dead() => {
                (chain.stays, chain.too_old) = (stays, too_old);
            }
            _ => {}
        }
        chain.missing = process.awaited.as_ref().and_then(|awaited| awaited.missing.clone());
        chain.found = (switch.is_some() || process.is_elsewhere()).then_some(found);
        for row in table::listed(&process).unwrap_or_default() {
            chain.settings.insert(row.name.to_owned(), process.setting(row));
        }
        chain.said = talk.into_messages();
        chain.remarks = process.remarks();
        chain.handed_over = chosen.map(|chosen| (chosen.name, chosen.because));
        chain.install = Some(process.install_target(None));
        chain.doubts = doubts.into_iter().map(|(_, why)| why).collect();
        chain
    }

    fn print(&self, asked: &Asked, arguments: &[&str]) -> Printed {
        if let Some((moved, rest)) = elsewhere(asked, arguments) {
            return match moved {
                Ok(environment) => self.print(&Asked { environment: &environment, ..*asked }, rest),
                Err(text) => Printed { stderr: text, status: 1, ..Printed::default() },
            };
        }
        let Some(first) = Process::open(asked) else { return not_found(asked) };
        let mut talk = Talk::default();
        let mut doubts = Doubts::new();
        let (process, _) = first.hand_over(arguments, &mut talk, &mut doubts);
        let mut printed = process.print(arguments, talk);
        printed.unknown.splice(0..0, doubts);
        printed
    }

    fn keeping<'t>(&self, arguments: &'t [&'t str]) -> Option<&'t [&'t str]> {
        match arguments {
            ["env", rest @ ..] if rest.iter().any(|word| ["-w", "-u"].contains(word)) => Some(rest),
            _ => None,
        }
    }

    fn persist(&self, asked: &Asked, arguments: &[&str]) -> Persisted {
        if let Some((Ok(environment), rest)) = elsewhere(asked, arguments) {
            return self.persist(&Asked { environment: &environment, ..*asked }, rest);
        }
        let Some(first) = Process::open(asked) else {
            return Persisted { printed: not_found(asked), changes: Vec::new() };
        };
        let mut talk = Talk::default();
        let mut doubts = Doubts::new();
        let (process, _) = first.hand_over(arguments, &mut talk, &mut doubts);
        let mut persisted = process.persist(arguments, talk);
        if let Some((_, why)) = doubts.first() {
            // Another go may answer, and write the file that this one would, or nothing.
            let own = Process::open(asked).map(|own| own.persist(arguments, Talk::default()));
            let why = Rc::<str>::from(format!("is open, for {}", why.reason));
            let changes = own.map(|own| own.changes).unwrap_or_default();
            persisted.changes =
                changes.iter().filter_map(|change| change.perhaps(why.clone())).collect();
        }
        persisted.printed.unknown.splice(0..0, doubts);
        persisted
    }
}

/// What `-C DIR` in front of the arguments makes of the session (Go 1.20 and later); `None` where it is not there.
fn elsewhere<'t>(
    asked: &Asked,
    arguments: &'t [&'t str],
) -> Option<(Result<Environment, String>, &'t [&'t str])> {
    let (directory, rest) = match arguments {
        ["-C" | "--C", directory, rest @ ..] => (*directory, rest),
        [first, rest @ ..] => {
            (first.strip_prefix("-C=").or_else(|| first.strip_prefix("--C="))?, rest)
        }
        [] => return None,
    };
    let process = Process::open(asked).filter(|process| process.since(20))?;
    let path = process.machine_path(directory).ok()?;
    if !asked.machine.is_directory(&path) {
        let error = process.missing("chdir", directory);
        return Some((Err(format!("go: {error}\n")), rest));
    }
    let mut environment = asked.environment.clone();
    environment.cwd = Value::known(path, Origin::Scenario("-C".into()));
    Some((Ok(environment), rest))
}

/// Where `go install` puts the program of a package; `None` where there is no Go.
pub fn install_target(asked: &Asked, package: &Package) -> Option<Target> {
    Some(Process::open(asked)?.install_target(Some(package)))
}

/// What answers where no process can be described: the shell, or a go that envsim cannot speak for.
fn not_found(asked: &Asked) -> Printed {
    match untold(asked) {
        Some(why) => {
            Printed { status: 2, unknown: vec![("go".to_owned(), why)], ..Printed::default() }
        }
        None => Printed {
            stderr: "go: command not found\n".to_owned(),
            status: 127,
            ..Printed::default()
        },
    }
}

/// No program, or one whose release cannot be told.
fn absent(asked: &Asked) -> Chain {
    let mut chain = Chain::default();
    match untold(asked) {
        None => chain.remarks.push("no go is found in this session".to_owned()),
        Some(why) => chain.doubts.push(why),
    }
    chain
}

/// Why the release of the go that would answer is not known; `None` where there is none.
fn untold(asked: &Asked) -> Option<Rc<Unknown>> {
    let unknown = |why: String| Some(Rc::new(Unknown::new(why, Origin::Builtin("go env".into()))));
    if let (Some(refused), None, None) = (asked.refused, asked.root, asked.program) {
        return unknown(format!("which go answers is not known: {refused}"));
    }
    let (who, tree) = match (asked.root, asked.program) {
        (Some(root), _) => (root, Some(root.to_owned())),
        (None, program) => (program?, root::tree_of(asked.machine, program?)),
    };
    let because = match tree {
        None if asked.refused.is_some() => {
            let why = asked.refused.unwrap_or_default();
            return unknown(format!("{who} is followed to no go: {why}"));
        }
        Some(tree) => root::without_release(asked.machine, &tree),
        None => "it stands in no tree of Go".to_owned(),
    };
    let why = format!(
        "the release of {who} is not known, for {because}; the program itself has it compiled in, and --go-version says it"
    );
    unknown(why)
}

impl<'a> Process<'a> {
    /// The process that `go` in the session would be; `None` where its release is not known.
    pub fn open(asked: &Asked<'a>) -> Option<Self> {
        let supposed = asked.root.map(str::to_owned);
        let tree = match &supposed {
            Some(root) => Some(root.clone()),
            None => root::tree_of(asked.machine, asked.program?),
        };
        let stamped = tree.as_deref().and_then(|root| root::release_of(asked.machine, root));
        let release = asked.version.and_then(Release::parse).or(stamped)?;
        let program = match (&supposed, asked.program) {
            (Some(_), _) | (None, None) => None,
            (None, Some(program)) => Some(program.to_owned()),
        };
        Some(Self::with(asked, release, program, supposed, tree.as_deref(), Vec::new()))
    }

    fn with(
        asked: &Asked<'a>,
        release: Release,
        program: Option<String>,
        supposed_root: Option<String>,
        tree: Option<&str>,
        handed: Vec<(String, Option<String>)>,
    ) -> Self {
        let os = os_of(asked.machine.platform());
        let paths = Paths { windows: os == "windows", narrow: release.minor < 20 };
        let mut process = Self {
            machine: asked.machine,
            environment: asked.environment,
            os,
            arch: host_arch(asked, os, tree),
            paths,
            release,
            program,
            supposed_root,
            supposed_release: asked.version.is_some(),
            handed,
            behind: asked.behind,
            awaited: None,
            user: Ok(SettingsFile::default()),
            shipped: Ok(SettingsFile::default()),
            found_root: Ok(String::new()),
        };
        process.user = process.read_user_file();
        if process.since(21) {
            process.found_root = process.early_root();
            process.shipped = process.read_shipped_file();
        }
        process
    }

    fn read_user_file(&self) -> Got<SettingsFile> {
        let Ok(path) = self.env_file()? else { return Ok(SettingsFile::default()) };
        Ok(match self.read(&path)? {
            Some(bytes) => SettingsFile::read(&path, &bytes),
            None => SettingsFile::missing(&path),
        })
    }

    fn read_shipped_file(&self) -> Got<SettingsFile> {
        if self.supposed_release && self.program.is_none() && self.supposed_root.is_none() {
            return Ok(SettingsFile::shipped("go.env", &SHIPPED));
        }
        let root = self.found_root.clone()?;
        if root.is_empty() {
            return Ok(SettingsFile::default());
        }
        let path = self.paths.join(&root, "go.env");
        let supposed = self.supposed_release || self.supposed_root.is_some();
        Ok(match self.read(&path)? {
            Some(bytes) => SettingsFile::read(&path, &bytes),
            None if supposed => SettingsFile::shipped(&path, &SHIPPED),
            None => SettingsFile::missing(&path),
        })
    }

    /// Hands over to another `go` where GOTOOLCHAIN, go.work or go.mod ask for it.
    fn hand_over(
        self,
        arguments: &[&str],
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) -> (Self, Option<Switch>) {
        checks::note(doubts, "GODEBUG", self.check_godebug(talk), |()| {});
        if talk.is_dead() {
            return (self, None);
        }
        let unsettled = |doubts: &mut Doubts, why| doubts.push(("toolchain".to_owned(), why));
        let elsewhere = |why, likely| Some(Awaited { why, likely, missing: None });
        let chosen = match self.chosen(arguments, talk) {
            Ok(Some(chosen)) => chosen,
            Ok(None) => return (self, None),
            Err(why) => {
                unsettled(doubts, why.clone());
                return (Self { awaited: elsewhere(why, true), ..self }, None);
            }
        };
        let switch = match self.find(chosen, talk) {
            Ok(Some(Next::Go(switch))) => switch,
            Ok(Some(Next::Download(download))) => {
                unsettled(doubts, download.why.clone());
                return (self.awaiting(&download), None);
            }
            Ok(None) => return (self, None),
            Err(why) => {
                unsettled(doubts, why.clone());
                return (Self { awaited: elsewhere(why, false), ..self }, None);
            }
        };
        let asked = self.asked();
        let behind = self.behind.and_then(|behind| behind(&switch.program));
        let program = behind.unwrap_or_else(|| switch.program.clone());
        let tree = root::tree_of(self.machine, &program);
        let release = tree.as_deref().and_then(|root| root::release_of(self.machine, root));
        let Some(release) = release else {
            let why = format!("go hands over to {}, whose release is not known", switch.program);
            let why = Rc::new(Unknown::new(why, table::built_in()));
            unsettled(doubts, why.clone());
            return (Self { awaited: elsewhere(why, false), ..self }, None);
        };
        let other = release.toolchain();
        let handed = handed(switch.root.clone(), &switch.name);
        let next = Self::with(&asked, release, Some(program), None, tree.as_deref(), handed);
        checks::note(doubts, "GODEBUG", next.check_godebug(talk), |()| {});
        if other != switch.name {
            talk.die(1, format!("go: toolchain {other} invoked to provide {}", switch.name));
        }
        (next, Some(switch))
    }

    /// What another process of the same session is asked.
    fn asked(&self) -> Asked<'a> {
        Asked { behind: self.behind, ..Asked::new(self.machine, self.environment, None) }
    }

    /// The process that would answer after a download, as far as its name tells.
    fn awaiting(self, download: &Download) -> Self {
        let asked = self.asked();
        let (why, exists) = (download.why.clone(), download.exists);
        let missing = Some(Missing { name: download.name.clone(), exists, why: why.clone() });
        let Some(release) = Release::parse(&download.name).filter(|_| exists) else {
            return Self { awaited: Some(Awaited { why, likely: false, missing }), ..self };
        };
        let likely = release.minor <= version::NEWEST;
        let go = if self.on_windows() { "bin/go.exe" } else { "bin/go" };
        let program = Some(self.paths.join(&download.root, go));
        let handed = handed(Some(download.root.clone()), &download.name);
        let mut next = Self::with(&asked, release, program, None, None, handed);
        next.shipped = Ok(SettingsFile::shipped("go.env", &SHIPPED));
        next.arch = self.arch;
        next.awaited = Some(Awaited { why, likely, missing });
        next
    }

    fn described(&self) -> Program {
        let root = match self.root() {
            Ok(root) => Value::known(root, table::built_in()),
            Err(why) => Value::unknown((*why).clone()),
        };
        Program { path: self.program.clone(), version: self.release.text.clone(), root }
    }

    /// What is worth saying although Go itself does not.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.is_elsewhere() {
            return remarks;
        }
        if let (Ok(root), Some(program)) = (self.root(), &self.program) {
            let own = root::tree_of(self.machine, program);
            let other = root::release_of(self.machine, &root);
            match other {
                Some(other) if other.text != self.release.text => remarks.push(format!(
                    "GOROOT is a tree of {} while the program is {}: it prints settings and cannot compile",
                    other.text, self.release.text
                )),
                None if own.is_some() && self.is_directory(&root).unwrap_or(false) => {
                    remarks.push(format!("GOROOT {root} has no VERSION"));
                }
                _ => {}
            }
            let tools = own.map(|own| root::tools_of(self.machine, &own)).unwrap_or_default();
            let foreign = |name: &String| !name.starts_with(&format!("{}_", self.os));
            if !tools.is_empty() && tools.iter().all(foreign) {
                remarks.push(format!(
                    "its tree is built for {}, not for {}",
                    tools.join(", "),
                    self.os
                ));
            }
        }
        remarks
    }
}

/// The variables that a `go` gives the one it hands over to.
fn handed(root: Option<String>, name: &str) -> Vec<(String, Option<String>)> {
    vec![("GOROOT".to_owned(), root), (TARGET.to_owned(), Some(name.to_owned()))]
}

/// What every release since Go 1.21 ships in go.env.
const SHIPPED: [(&str, &str); 3] = [
    ("GOPROXY", "https://proxy.golang.org,direct"),
    ("GOSUMDB", "sum.golang.org"),
    ("GOTOOLCHAIN", "auto"),
];

/// The processor the binary is for: what its tree has tools for, else the machine's.
fn host_arch(asked: &Asked, os: &str, tree: Option<&str>) -> Got {
    let tools = tree.map(|tree| root::tools_of(asked.machine, tree)).unwrap_or_default();
    let own: Vec<&str> =
        tools.iter().filter_map(|name| name.strip_prefix(&format!("{os}_"))).collect();
    if let [arch] = own.as_slice() {
        return Ok((*arch).to_owned());
    }
    match &asked.machine.facts().arch {
        Some(arch) => Ok(arch.clone()),
        None => doubt("the machine's processor is not recorded"),
    }
}
