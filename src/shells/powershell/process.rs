//! A PowerShell process from its command line to its exit status: the child a script starts, and
//! what `-File` and `-Command` run.

pub mod arguments;

use std::rc::Rc;

use arguments::{Arguments, Work};

use super::config::Config;
use super::evaluator::functions::{Arg, Given};
use super::evaluator::library::{Exit, Library};
use super::evaluator::{Evaluator, Flow, Sink, Stop};
use super::initial;
use super::object::Object;
use super::object::convert::truth;
use super::policy;
use super::state::State;
use crate::shells::{Below, Host, Left, Ran, Start, Task};
use crate::text::{Encoding, Source, decode};
use crate::value::{Origin, Unknown, Value};

/// A process that has ended.
pub struct Ended {
    /// How.
    pub exit: Exit,
    /// Its session as it was; `None` when it never began.
    pub state: Option<State>,
}

impl Ended {
    fn before(exit: Exit) -> Self {
        Self { exit, state: None }
    }
}

/// Starts PowerShell with arguments and runs it to its end; what it writes to its output goes to `out`.
pub fn run(
    desktop: bool,
    mut start: Start,
    host: &mut dyn Host,
    words: &[String],
    depth: u32,
    (library, out): (&'static Library, &mut dyn Sink),
) -> Ended {
    let arguments = match arguments::parse(desktop, start.facts.platform, words) {
        Ok(arguments) => arguments,
        Err(status) => return Ended::before(Exit::Status(status)),
    };
    if let (Some(name), true) = (&arguments.policy, start.facts.platform.is_windows()) {
        let origin = Origin::Builtin("-ExecutionPolicy".into());
        let value = Value::known(policy::parameter(name), origin);
        start.given.push(crate::shells::Given { name: policy::VARIABLE.into(), value });
    }
    let mut state = initial::state(desktop, &start, host.machine());
    if !desktop {
        let config = Config::read(host.machine(), &state);
        if config.is_invalid() {
            return Ended::before(Exit::Unhandled);
        }
        if config.has_many_directories() && start.given("PSModulePath").is_some() {
            return Ended::before(Exit::Status(70));
        }
    }
    let mut process = Process { state: &mut state, host, library, depth };
    if let Some(status) = process.missing_file(&arguments) {
        return Ended::before(Exit::Status(status));
    }
    if !arguments.noprofile && !process.profiles() {
        let exit = state.ended.map_or(Exit::Unknown, Exit::Status);
        return Ended { exit, state: Some(state) };
    }
    let exit = process.work(&arguments, out);
    Ended { exit, state: Some(state) }
}

/// A PowerShell below another shell: what it prints, as the console shows it.
pub fn below(
    desktop: bool,
    host: &mut dyn Host,
    below: &Below,
    library: &'static Library,
) -> Option<Ran> {
    let Task::Words(words) = &below.errand.task else { return None };
    let windows = below.start.facts.platform.is_windows();
    let mut out = Lines::default();
    let ended = run(desktop, below.start.clone(), host, words, 0, (library, &mut out));
    let incomplete = ended.state.as_ref().and_then(|state| state.incomplete.first().cloned());
    let origin = Origin::File(below.place.clone());
    let why = |reason: &str| Rc::new(Unknown::new(reason, origin.clone()));
    let status = match (incomplete, ended.exit) {
        (Some(why), _) => Err(why),
        (None, Exit::Status(status)) => Ok(status),
        (None, _) => Err(why("depends on how a PowerShell ends")),
    };
    let mut output = Value::empty();
    for line in out.lines {
        match line {
            Object::Text(text) => output.append(text),
            Object::Unknown(why) => output.append(Value::unknown(why)),
            _ => output.append(Value::unknown(why("is an object as the console formats it"))),
        }
        output.push(if windows { "\r\n" } else { "\n" }, origin.clone());
    }
    if let Err(why) = &status {
        output = Value::unknown(why.clone());
    }
    let error = Value::unknown(why("may hold messages of PowerShell"));
    Some(Ran { left: Left::Unknown, ..Ran::new(output, error, status) })
}

struct Process<'p> {
    state: &'p mut State,
    host: &'p mut dyn Host,
    library: &'static Library,
    depth: u32,
}

impl Process<'_> {
    fn evaluator(&mut self) -> Evaluator<'_> {
        let mut evaluator = Evaluator::new(self.state, self.host, self.library);
        evaluator.depth = self.depth;
        evaluator
    }

    /// 64 for a file that is not there; a directory counts as missing.
    fn missing_file(&mut self, arguments: &Arguments) -> Option<i32> {
        let Work::File(path, _) = &arguments.work else { return None };
        let full = self.evaluator().full_path(path);
        (!self.host.machine().is_file(&full)).then_some(64)
    }

    /// Runs the four slots; `false` when one of them ended the process.
    fn profiles(&mut self) -> bool {
        for path in self.state.profiles.clone() {
            if !self.host.machine().is_file(&path) {
                continue;
            }
            if let Some(reason) = policy::effective(self.host.machine(), self.state)
                .refuses(self.host.machine(), &path)
            {
                self.evaluator().refuse(&path, &reason);
                continue;
            }
            if let Ok(source) = self.host.open(&path, None) {
                let _ = self.evaluator().run_top(&source, &path);
            }
            if self.state.ended.is_some() {
                return false;
            }
        }
        true
    }

    fn work(&mut self, arguments: &Arguments, out: &mut dyn Sink) -> Exit {
        let mut evaluator = self.evaluator();
        let flow = match &arguments.work {
            Work::Nothing => return Exit::Status(0),
            Work::Command(text) => evaluator.command_line(text, out),
            Work::File(path, words) => evaluator.file_line(path, words, out),
        };
        let is_file = matches!(arguments.work, Work::File(..));
        match flow {
            Err(Stop::Exit(status) | Stop::Process(status)) => Exit::Status(status),
            Err(Stop::OutOfFuel) => Exit::Unknown,
            Err(Stop::Error(raised)) => {
                evaluator.remember(raised.record);
                Exit::Status(1)
            }
            _ if is_file => Exit::Status(0),
            // -Command tells the last statement's `$?` (CHANGELOG 6.0: 1 for a failure).
            _ => match truth(&evaluator.state.succeeded) {
                Ok(true) => Exit::Status(0),
                Ok(false) => Exit::Status(1),
                Err(_) => Exit::Unknown,
            },
        }
    }
}

impl Evaluator<'_> {
    /// What `-Command` runs: the text in the global scope.
    fn command_line(&mut self, text: &str, out: &mut dyn Sink) -> Flow {
        let source = Source::file("-Command", decode(text.as_bytes(), Encoding::Utf8), None);
        self.typed(&source, out)
    }

    /// What `-File` runs: the file, dot-sourced.
    fn file_line(&mut self, path: &str, words: &[String], out: &mut dyn Sink) -> Flow {
        let full = self.full_path(path);
        let values = words.iter().map(|word| Arg::Value(self.text(word.as_str()), None));
        let given = Given { arguments: values.collect(), open: None };
        let mut flow = self.run_typed_script(&full, given, out);
        if let Err(Stop::Error(raised)) = &flow {
            // An error that ends one statement of the file does not end the file itself.
            if !raised.whole {
                self.remember(raised.record.clone());
                flow = Err(Stop::Exit(1));
            }
        }
        flow
    }
}

/// The console's rendering of what a child writes: one text for each line.
#[derive(Default)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<Object>,
}

impl Sink for Lines {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        match object.base() {
            Object::Text(text) => match text.text() {
                Some(known) => {
                    let origin = evaluator.at.clone();
                    let line = |line| Object::Text(Value::known(line, origin.clone()));
                    self.lines.extend(known.split('\n').map(line));
                }
                None => self.lines.push(object.clone()),
            },
            Object::Null | Object::Nothing => {}
            Object::Integer(..) | Object::Double(_) | Object::Bool(_) | Object::Char(_) => {
                let text = evaluator.text_of(&object);
                self.lines.push(Object::Text(text));
            }
            _ => {
                let unknown = evaluator.unknown("is an object as the console formats it");
                self.lines.push(unknown);
            }
        }
        Ok(())
    }
}

/// Runs a child PowerShell with the running one's block and these words; what it printed, and its status.
pub fn child(
    evaluator: &mut Evaluator<'_>,
    desktop: bool,
    path: &str,
    words: &[String],
) -> (Vec<Object>, Exit) {
    let given = evaluator.state.environment.iter().filter(|one| one.exported);
    let given = given.filter_map(|variable| {
        let value = variable.value.clone()?;
        Some(crate::shells::Given { name: variable.name.clone(), value })
    });
    let facts = evaluator.state.facts.clone();
    let known = evaluator.state.desktop == desktop;
    let version = evaluator.state.version.map(|part| part.max(0).to_string()).join(".");
    let start = Start {
        mode: crate::shells::Mode::SCRIPT,
        launcher: crate::shells::Launcher::default(),
        installed: crate::machine::Installed {
            path: path.to_owned(),
            version: known.then_some(version),
            variant: None,
        },
        given: given.collect(),
        cwd: evaluator.provider_path(&evaluator.state.location.path),
        facts,
        mounts: None,
    };
    if evaluator.depth + 60 >= super::evaluator::DEEPEST {
        evaluator.incomplete("PowerShell starts PowerShell deeper than envsim follows");
        return (Vec::new(), Exit::Unknown);
    }
    let mut out = Lines::default();
    let depth = evaluator.depth + 40;
    let ended = run(desktop, start, evaluator.host, words, depth, (evaluator.library, &mut out));
    if let Some(state) = &ended.state {
        let incomplete: Vec<_> = state.incomplete.iter().map(Rc::clone).collect();
        if !incomplete.is_empty() {
            let unknown =
                evaluator.unknown("takes the output of a child that envsim cannot follow");
            return (vec![unknown], Exit::Unknown);
        }
    }
    (out.lines, ended.exit)
}
