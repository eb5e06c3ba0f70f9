//! The program itself: what a launcher starts where no shell stands between.
//!
//! It reads no profile. A name is looked up as execvp(3) does, on Windows as CreateProcess does.

use std::rc::Rc;

use super::{
    Candidate, CommandKind, Flow, Host, Interpreter, Located, Lookup, Outline, Shell, Stage, Start,
    Step, Verdict,
};
use crate::environment::{Doubt, Environment, Variables};
use crate::machine::{Facts, Installed, Machine, Platform};
use crate::text::Source;
use crate::value::{Listed, Origin, Value};

/// What it is called where shells have their names.
pub const NAME: &str = "program";

/// Where a program of Unix looks that has no PATH (glibc confstr(3) `_CS_PATH`; `_PATH_DEFPATH` of macOS).
const NO_PATH: [(&str, Platform); 2] =
    [("/bin:/usr/bin", Platform::Linux), ("/usr/bin:/bin", Platform::MacOs)];

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

    /// The list that is searched.
    fn list(&self) -> Value {
        let path = self.environment.exported("PATH").cloned();
        path.unwrap_or_else(|| {
            let usual = NO_PATH.iter().find(|(_, platform)| *platform == self.platform);
            let text = usual.map_or("", |(text, _)| *text);
            Value::known(text, Origin::Default("execvp(3), without PATH".into()))
        })
    }

    fn consider(&self, host: &dyn Host, lookup: &mut Lookup, tried: Tried<'_>) {
        let machine = host.machine();
        let Ok(status) = machine.status(&tried.path) else { return };
        let (verdict, reason) = match (status.is_file(), status.executable) {
            (true, _) if self.platform.is_windows() => (Verdict::Chosen, tried.stage.describe()),
            (true, true) => (Verdict::Chosen, tried.stage.describe()),
            (true, false) => (Verdict::Refused, "it is not executable".to_owned()),
            _ => (Verdict::Refused, "it is no regular file".to_owned()),
        };
        lookup.consider(Candidate {
            kind: CommandKind::Application,
            path: Some(tried.path.clone()),
            text: tried.path,
            stage: tried.stage,
            verdict,
            reason,
            origin: tried.entry.and_then(|entry| entry.value.writer()),
            when: tried.entry.and_then(|entry| entry.when.clone()),
        });
    }

    fn cwd(&self) -> String {
        self.environment.cwd.likely().text().map(|text| text.into_owned()).unwrap_or_default()
    }

    /// The directories that CreateProcess searches before PATH, but for the program's own, which is not known.
    fn before(&self, machine: &dyn Machine) -> Vec<(Stage, String)> {
        let root = machine
            .registry_value("HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion", "SystemRoot");
        let root = root.and_then(|value| value.data.text().map(str::to_owned));
        let root = root.unwrap_or_else(|| "C:\\Windows".to_owned());
        vec![
            (Stage::CurrentDirectory, self.cwd()),
            (Stage::System("System32"), format!("{root}\\System32")),
            (Stage::System("the directory of Windows"), root),
        ]
    }

    fn name(&self, name: &str) -> String {
        match self.platform.is_windows() && !name.contains('.') {
            true => format!("{name}.exe"),
            false => name.to_owned(),
        }
    }
}

/// One file that is tried.
struct Tried<'e> {
    path: String,
    stage: Stage,
    entry: Option<&'e Listed>,
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
        let mut lookup = Lookup::default();
        let file = self.name(name);
        if name.is_empty() {
            return lookup;
        }
        if name.contains(|letter| self.platform.is_separator(letter)) {
            let path = self.platform.absolute(&self.cwd(), &file);
            self.consider(host, &mut lookup, Tried { path, stage: Stage::Direct, entry: None });
            return lookup;
        }
        if self.platform.is_windows() {
            for (stage, directory) in self.before(host.machine()) {
                let path = self.platform.join(&directory, &file);
                self.consider(host, &mut lookup, Tried { path, stage, entry: None });
            }
        }
        let maybe = self.environment.variables.get("PATH").filter(|path| path.maybe_unset);
        if let Some(why) = maybe.and_then(|path| path.value.as_ref()?.why_unknown()) {
            lookup.doubts_here(why);
        }
        for (index, entry) in self.list().listed(self.platform.list_separator()).iter().enumerate()
        {
            entry.doubt.iter().for_each(|why| lookup.doubts_here(why.clone()));
            let Some(directory) = entry.value.text() else {
                entry.value.why_unknown().into_iter().for_each(|why| lookup.doubts_here(why));
                continue;
            };
            if directory.is_empty() && self.platform.is_windows() {
                continue;
            }
            let directory = self.platform.absolute(&self.cwd(), &directory);
            let path = self.platform.join(&directory, &file);
            let stage = Stage::PathEntry(index + 1);
            self.consider(host, &mut lookup, Tried { path, stage, entry: Some(entry) });
        }
        lookup
    }

    fn is_only_file(&self, name: &str) -> bool {
        !name.contains(|letter| self.platform.is_separator(letter)) && !self.platform.is_windows()
    }
}
