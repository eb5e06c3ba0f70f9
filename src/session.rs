//! One shell started in one mode on one machine by one launcher.

mod fuel;
pub mod launch;
mod outside;
mod spec;
mod startup;

use std::borrow::Cow;
use std::rc::Rc;

pub use outside::Outside;
pub use spec::{Refusal, Spec};
pub use startup::{Outcome, Taken};

use crate::environment::{Doubt, Environment};
use crate::machine::overlay::{Change, Overlay};
use crate::machine::{Fault, Machine};
use crate::shells::{Flow, Given, Host, Interpreter, Lookup, Shell, Start};
use crate::text::Source;
use crate::value::{Origin, Value};

/// What a question changes about the parent process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// Names the parent process has (`--set NAME=VALUE`), or has not (`--unset NAME`).
    pub variables: Vec<(String, Option<String>)>,
    /// The directory the shell starts in.
    pub cwd: Option<String>,
    /// Outputs of commands (`--output 'COMMAND=TEXT'`), words split at blanks.
    pub outputs: Vec<(String, String)>,
}

/// A shell that has started.
pub struct Session<'m> {
    spec: Spec,
    start: Start,
    outside: Outside<'m>,
    interpreter: Box<dyn Interpreter>,
    taken: Vec<Taken>,
    flow: Flow,
}

impl<'m> Session<'m> {
    /// Starts the shell: its plan is walked and every file on it read.
    ///
    /// # Errors
    /// When the machine lacks the shell.
    pub fn open(machine: &'m dyn Machine, spec: &Spec, what_if: &WhatIf) -> Result<Self, Refusal> {
        let mut given = launch::environment(machine, spec.launcher);
        lay_over(&mut given, what_if, machine.platform().is_windows());
        let cwd = what_if.cwd.clone().unwrap_or_else(|| machine.facts().cwd.clone());
        Self::start_with(machine, spec, given, cwd, &what_if.outputs)
    }

    /// Starts the shell as a child process of another session: that session's exported variables are its block.
    ///
    /// # Errors
    /// When the machine lacks the shell.
    pub fn open_below(
        machine: &'m dyn Machine,
        spec: &Spec,
        parent: &Session<'_>,
    ) -> Result<Self, Refusal> {
        let environment = parent.environment();
        let exported = environment.variables.iter().filter(|variable| variable.exported);
        let given = exported.filter_map(|variable| {
            Some(Given { name: variable.name.clone(), value: variable.handed_down()? })
        });
        let given = given.collect();
        let cwd = environment.cwd.text().map(Cow::into_owned);
        let cwd = cwd.unwrap_or_else(|| parent.start.cwd.clone());
        Self::start_with(machine, spec, given, cwd, &[])
    }

    fn start_with(
        machine: &'m dyn Machine,
        spec: &Spec,
        given: Vec<Given>,
        cwd: String,
        outputs: &[(String, String)],
    ) -> Result<Self, Refusal> {
        let shell = spec.shell;
        let installed = shell.installed(machine.facts()).ok_or_else(|| Refusal::lacking(shell))?;
        let start = Start {
            facts: Rc::new(machine.facts().clone()),
            mode: spec.mode,
            launcher: spec.launcher,
            installed,
            given,
            cwd,
        };
        let mut outside = Outside::new(Overlay::new(machine), shell, outputs.to_vec());
        let mut interpreter = shell.interpreter(&start, &mut outside);
        let plan = shell.plan(&start);
        let (taken, flow) = startup::walk(&plan, interpreter.as_mut(), &mut outside);
        if flow == Flow::Next {
            interpreter.settle(&mut outside);
        }
        Ok(Self { spec: *spec, start, outside, interpreter, taken, flow })
    }

    /// What was asked for.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The shell.
    pub fn shell(&self) -> &'static dyn Shell {
        self.spec.shell
    }

    /// What the shell was started with.
    pub fn start(&self) -> &Start {
        &self.start
    }

    /// The steps of the start, and what became of each.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Whether and why the shell ended before its first prompt.
    pub fn flow(&self) -> &Flow {
        &self.flow
    }

    /// The machine as this session sees it, its own writes included.
    pub fn machine(&self) -> &dyn Machine {
        self.outside.machine()
    }

    /// What the session wrote to files and registry, in order.
    pub fn changes(&self) -> Vec<Change> {
        self.outside.changes()
    }

    /// Hands over what the session wrote since the last call, to be laid over the machine that all sessions share.
    ///
    /// From then on the session reads it there, so that a later write of another session is not hidden.
    pub fn publish(&mut self) -> Vec<Change> {
        self.outside.publish()
    }

    /// What the session has now.
    pub fn environment(&self) -> Environment {
        let mut environment = self.interpreter.environment(&self.outside);
        if let Some(why) = self.outside.exhausted() {
            environment.raise(Doubt::total(why));
        }
        environment
    }

    /// What a name leads to now.
    pub fn lookup(&self, name: &str) -> Lookup {
        let mut lookup = self.interpreter.lookup(&self.outside, name);
        if let Some(unknown) = self.outside.exhausted() {
            lookup.doubts.insert(0, crate::shells::Doubt { unknown, before: 0 });
        }
        lookup
    }

    /// Whether only files on PATH decide what a name leads to.
    pub fn is_only_file(&self, name: &str) -> bool {
        self.interpreter.is_only_file(name)
    }

    /// Runs a script of the machine in the session, as its user would by typing `. PATH` or the batch file's name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn run_file(&mut self, path: &str) -> Result<Flow, Fault> {
        let source = self.outside.open(path, None)?;
        Ok(self.interpreter.run(&mut self.outside, &source))
    }

    /// Runs a line as if it were typed.
    pub fn run_text(&mut self, name: &str, text: &str) -> Flow {
        let source = Source::inline(name, text);
        self.interpreter.run(&mut self.outside, &source)
    }
}

fn lay_over(given: &mut Vec<Given>, what_if: &WhatIf, ignores_case: bool) {
    use crate::machine::path::same_name;
    for (name, value) in &what_if.variables {
        let same = |other: &str| if ignores_case { same_name(other, name) } else { other == name };
        let position = given.iter().position(|one| same(&one.name));
        match (position, value) {
            (Some(index), None) => drop(given.remove(index)),
            (None, None) => {}
            (position, Some(text)) => {
                let origin = Origin::Scenario(format!("--set {name}").into());
                let value = Value::known(text.as_str(), origin);
                match position {
                    Some(index) => given[index].value = value,
                    None => given.push(Given { name: name.clone(), value }),
                }
            }
        }
    }
}
