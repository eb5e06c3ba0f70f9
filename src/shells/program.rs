//! The program itself: what a launcher starts where no shell stands between.
//!
//! It reads no profile. A name is looked up as execvp(3) does, on Windows as CreateProcess does.

use std::rc::Rc;

use super::{
    Candidate, CommandKind, Flow, Host, Interpreter, Located, Lookup, Outline, Shell, Stage, Start,
    Step, Verdict,
};
use crate::environment::{Doubt, Environment, Variables};
use crate::machine::execve::{Execve, execve};
use crate::machine::{Facts, Fault, Installed, Machine, Platform};
use crate::text::Source;
use crate::value::{Listed, Origin, Value};

/// What it is called where shells have their names.
pub const NAME: &str = "program";

/// A program with its environment, and no shell.
pub struct Program;

impl Shell for Program {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "the program itself"
    }

    fn installed(&self, _: &Facts) -> Option<Installed> {
        Some(Installed { path: String::new(), version: None, variant: None })
    }

    fn claims(&self, _: &str) -> bool {
        false
    }

    fn plan(&self, _: &Start) -> Vec<Step> {
        Vec::new()
    }

    fn interpreter(&self, start: &Start, _: &mut dyn Host) -> Box<dyn Interpreter> {
        Box::new(Process::new(start))
    }

    fn outline(&self, _: &str) -> Outline {
        Outline::default()
    }
}

struct Process {
    environment: Environment,
    platform: Platform,
}

impl Process {
    fn new(start: &Start) -> Self {
        let mut variables = Variables::new(start.facts.platform.is_windows());
        for given in &start.given {
            let origin = given.value.origins().into_iter().next();
            let origin = origin.unwrap_or_else(|| Origin::Parent("the parent process".into()));
            variables.export(&given.name, given.value.clone(), origin);
        }
        let here = Origin::Parent("the directory the program starts in".into());
        let cwd = Value::known(start.cwd.as_str(), here);
        let environment = Environment { variables, cwd, ..Environment::default() };
        Self { environment, platform: start.facts.platform }
    }
}

/// Which of the files that bear the name is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tries {
    /// The first that may be executed, whatever comes of it.
    First,
    /// One after the other, until the kernel takes one.
    Each(Unformatted),
}

/// What is done with a file whose format the kernel does not know (ENOEXEC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unformatted {
    /// /bin/sh is handed it.
    Sh,
    /// The search ends with it, and nothing is started.
    Ends,
    /// The next one is tried.
    Next,
}

/// What programs do differently when they look for a name in PATH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The list that stands for PATH where there is none; `None` finds nothing.
    pub without_path: Option<&'static str>,
    /// Why a file that a relative entry leads to is refused, where it is.
    pub relative: Option<&'static str>,
    /// Why a link that leads back to itself ends the search, where it does.
    pub looping: Option<&'static str>,
    /// How many files are started in vain.
    pub tries: Tries,
}

impl Rules {
    /// execvp(3) of that platform (glibc confstr(3) `_CS_PATH`; `_PATH_DEFPATH` of macOS).
    pub fn execvp(platform: Platform) -> Self {
        let without_path = match platform {
            Platform::Linux => Some("/bin:/usr/bin"),
            Platform::MacOs => Some("/usr/bin:/bin"),
            Platform::Windows => None,
        };
        // glibc goes on after ENOENT, ENOTDIR, EACCES, ESTALE, ENODEV and ETIMEDOUT only (posix/execvpe.c); Apple's libc
        // after ELOOP too (gen/FreeBSD/exec.c).
        let looping = (platform == Platform::Linux)
            .then_some("its links lead back to themselves, and the search ends there (ELOOP)");
        // Both hand the file to /bin/sh after ENOEXEC.
        Self { without_path, relative: None, looping, tries: Tries::Each(Unformatted::Sh) }
    }
}

/// What a name leads to for a program with that environment.
pub fn search(
    environment: &Environment,
    machine: &dyn Machine,
    name: &str,
    rules: Rules,
) -> Lookup {
    Search { environment, machine, rules, lookup: Lookup::default() }.all(name)
}

struct Search<'s> {
    environment: &'s Environment,
    machine: &'s dyn Machine,
    rules: Rules,
    lookup: Lookup,
}

impl Search<'_> {
    fn all(mut self, name: &str) -> Lookup {
        let platform = self.machine.platform();
        if name.is_empty() {
            return self.lookup;
        }
        let file = match platform.is_windows() && !name.contains('.') {
            true => format!("{name}.exe"),
            false => name.to_owned(),
        };
        if name.contains(|letter| platform.is_separator(letter)) {
            let path = platform.absolute(&self.cwd(), &file);
            self.consider(path, Stage::Direct, None, false);
            return self.lookup;
        }
        if platform.is_windows() {
            for (stage, directory) in self.before() {
                self.consider(platform.join(&directory, &file), stage, None, false);
            }
        }
        self.path(&file);
        self.lookup
    }

    fn path(&mut self, file: &str) {
        let platform = self.machine.platform();
        let variable = self.environment.variables.get("PATH").filter(|path| path.exported);
        if let Some(why) = variable
            .filter(|path| path.maybe_unset)
            .and_then(|path| path.value.as_ref()?.why_unknown())
        {
            self.lookup.doubts_here(why);
        }
        let held = variable.and_then(|path| path.value.clone());
        let usual = |text| Value::known(text, Origin::Default("the list without PATH".into()));
        let Some(list) = held.or_else(|| self.rules.without_path.map(usual)) else { return };
        for (index, entry) in list.listed(platform.list_separator()).iter().enumerate() {
            entry.doubt.iter().for_each(|why| self.lookup.doubts_here(why.clone()));
            let Some(directory) = entry.value.text() else {
                let why = entry.value.why_unknown();
                why.into_iter().for_each(|why| self.lookup.doubts_here(why));
                continue;
            };
            if directory.is_empty() && platform.is_windows() {
                continue;
            }
            let relative = !platform.is_absolute(&directory);
            let directory = platform.absolute(&self.cwd(), &directory);
            let path = platform.join(&directory, file);
            self.consider(path, Stage::PathEntry(index + 1), Some(entry), relative);
        }
    }

    fn consider(&mut self, path: String, stage: Stage, entry: Option<&Listed>, relative: bool) {
        let status = self.machine.status(&path);
        let windows = self.machine.platform().is_windows();
        let status = match (status, self.rules.looping) {
            (Ok(status), _) => Ok(status),
            (Err(Fault::Loop), Some(reason)) => Err(reason),
            (Err(_), _) => return,
        };
        let (verdict, reason) = match status.map(|one| (one.is_file(), one.executable || windows)) {
            Err(reason) => (Verdict::Blocked, reason.to_owned()),
            Ok((true, true)) => match self.rules.relative.filter(|_| relative) {
                Some(reason) => (Verdict::Blocked, reason.to_owned()),
                None if windows => (Verdict::Chosen, stage.describe()),
                None => self.started(&path, &stage),
            },
            Ok((true, false)) => (Verdict::Refused, "it is not executable".to_owned()),
            Ok(_) => (Verdict::Refused, "it is no regular file".to_owned()),
        };
        self.lookup.consider(Candidate {
            kind: CommandKind::Application,
            path: Some(path.clone()),
            text: path,
            stage,
            verdict,
            reason,
            origin: entry.and_then(|entry| entry.value.writer()),
            when: entry.and_then(|entry| entry.when.clone()),
        });
    }

    /// What comes of a file when it is started.
    fn started(&self, path: &str, stage: &Stage) -> (Verdict, String) {
        let outcome = execve(self.machine, path, &self.cwd());
        let Some(reason) = outcome.reason() else { return (Verdict::Chosen, stage.describe()) };
        let verdict = match (self.rules.tries, &outcome) {
            (Tries::Each(Unformatted::Sh), Execve::NoFormat(_)) => {
                let reason = format!("{}; {reason}, so that /bin/sh runs it", stage.describe());
                return (Verdict::Chosen, reason);
            }
            (Tries::First, _) | (Tries::Each(Unformatted::Ends), Execve::NoFormat(_)) => {
                Verdict::Blocked
            }
            (_, Execve::Loops) if self.rules.looping.is_some() => Verdict::Blocked,
            (Tries::Each(_), _) => Verdict::Refused,
        };
        (verdict, format!("{}, but {reason}", stage.describe()))
    }

    fn cwd(&self) -> String {
        self.environment.cwd.likely().text().map(|text| text.into_owned()).unwrap_or_default()
    }

    /// The directories that CreateProcess searches before PATH, but for the program's own, which is not known.
    fn before(&self) -> Vec<(Stage, String)> {
        let key = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion";
        let root = self.machine.registry_value(key, "SystemRoot");
        let root = root.and_then(|value| value.data.text().map(str::to_owned));
        let root = root.unwrap_or_else(|| "C:\\Windows".to_owned());
        vec![
            (Stage::CurrentDirectory, self.cwd()),
            (Stage::System("System32"), format!("{root}\\System32")),
            (Stage::System("the directory of Windows"), root),
        ]
    }
}

impl Interpreter for Process {
    fn locate(&mut self, _: &mut dyn Host, _: &str) -> Located {
        Located::Skip("no shell reads it".to_owned())
    }

    fn run(&mut self, _: &mut dyn Host, _: &Rc<Source>) -> Flow {
        Flow::Next
    }

    fn doubt(&mut self, doubt: Rc<Doubt>) {
        self.environment.raise(doubt);
    }

    fn environment(&self, _: &dyn Host) -> Environment {
        self.environment.clone()
    }

    fn lookup(&self, host: &dyn Host, name: &str) -> Lookup {
        search(&self.environment, host.machine(), name, Rules::execvp(self.platform))
    }

    fn is_only_file(&self, name: &str) -> bool {
        !name.contains(|letter| self.platform.is_separator(letter)) && !self.platform.is_windows()
    }
}
