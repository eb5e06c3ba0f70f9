//! One shell started in one mode on one machine by one launcher.

mod below;
mod called;
mod fuel;
pub mod how;
pub mod launch;
mod native;
mod outside;
mod own;
mod spec;
mod startup;
mod typed;
mod watch;

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

pub use called::{called, is_launcher};
pub use outside::{Opened, Outside};
pub use own::{own_shell, own_spec};
pub use spec::{Refusal, Spec};
pub use startup::{Outcome, Taken};
pub use watch::Noticed;

use crate::environment::{Doubt, Environment};
use crate::machine::overlay::{Change, Overlay};
use crate::machine::{Facts, Fault, Installed, Machine};
use crate::shells::{
    Flow, Given, Host, Interpreter, Launcher, Lookup, Mode, OTHERS, Shell, Start, Successor,
    program,
};
use crate::text::{Place, Source, work};
use crate::value::{Origin, Unknown, Value};
use launch::{Accounts, Block, Launched, Scene};
use watch::Watch;

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

/// A shell that has started, or a program that stands where a shell would.
pub struct Session<'m> {
    spec: Spec,
    shell: &'static dyn Shell,
    start: Start,
    outside: Outside<'m>,
    interpreter: Box<dyn Interpreter>,
    taken: Vec<Taken>,
    flow: Flow,
    read: Vec<String>,
    remarks: Vec<String>,
    replaced: Vec<Place>,
    umask: Option<u32>,
    /// Who there is on the machine; none where no launcher asked.
    accounts: Option<Rc<Accounts>>,
    /// What it has now, and whether that was told when its fuel was used up.
    told: RefCell<Option<(bool, Rc<Environment>)>>,
}

/// So many variables of a block are followed: a kernel takes more (execve(2), ARG_MAX), nobody's launcher gives them, and
/// every session keeps its own.
const MOST_GIVEN: usize = 1 << 12;

/// The variables that are followed, and a doubt where there are others.
fn bounded(mut given: Vec<Given>) -> (Vec<Given>, Option<Rc<Doubt>>) {
    if given.len() <= MOST_GIVEN {
        return (given, None);
    }
    given.truncate(MOST_GIVEN);
    given.shrink_to_fit();
    let reason = "holds more variables than envsim follows; those behind them are not known";
    let origin = Origin::Builtin("the environment that the launcher gives".into());
    (given, Some(Doubt::total(Unknown::new(reason, origin))))
}

impl<'m> Session<'m> {
    /// Starts the shell: its plan is walked and every file on it read.
    ///
    /// # Errors
    /// When the machine lacks the shell, or the launcher would not start it.
    pub fn open(machine: &'m dyn Machine, spec: &Spec, what_if: &WhatIf) -> Result<Self, Refusal> {
        Self::open_beside(machine, spec, what_if, None)
    }

    /// The same, where the session of the one who sits there and types is open already.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_beside(
        machine: &'m dyn Machine,
        spec: &Spec,
        what_if: &WhatIf,
        typing: Option<&Session<'_>>,
    ) -> Result<Self, Refusal> {
        let typed_in = || typed::typed_in(machine, what_if, typing);
        let started = |spec: &Spec, block: Block| {
            let cwd = what_if.cwd.clone().unwrap_or_else(|| machine.facts().cwd.clone());
            let launched = Launched::plain(machine, block, cwd);
            let session = Session::start_with(machine, spec, launched, &what_if.outputs).ok()?;
            Some(Block::of(session.handed_down()))
        };
        // The one who types and all that are started from there have one list of accounts.
        let accounts = typing.and_then(|one| one.accounts.clone());
        let accounts = accounts.unwrap_or_else(|| Rc::new(Accounts::read(machine)));
        let scene = Scene::new(machine, spec, what_if, accounts.clone(), (&typed_in, &started));
        let mut launched = launch::launch(&scene)?;
        if !launch::has_caller(spec) {
            let mut given = std::mem::take(&mut launched.block).given();
            lay_over(&mut given, what_if, machine.platform().is_windows());
            launched.block = Block::of(given);
        }
        let session = Self::start_with(machine, spec, launched, &what_if.outputs)?;
        Ok(Self { accounts: Some(accounts), ..session })
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
        let cwd = parent.environment().cwd.text().map(Cow::into_owned);
        let cwd = cwd.unwrap_or_else(|| parent.start.cwd.clone());
        let launched = Launched::plain(machine, Block::of(parent.handed_down()), cwd);
        Self::start_with(machine, spec, launched, &[])
    }

    /// What a child process of the session is given.
    pub(crate) fn handed_down(&self) -> Vec<Given> {
        let environment = self.environment_of_programs();
        let exported = environment.variables.iter().filter(|variable| variable.exported);
        let given = exported.filter_map(|variable| {
            Some(Given { name: variable.name.clone(), value: variable.handed_down()? })
        });
        given.collect()
    }

    fn start_with(
        machine: &'m dyn Machine,
        spec: &Spec,
        launched: Launched,
        outputs: &[(String, String)],
    ) -> Result<Self, Refusal> {
        let facts = Facts { user: launched.user.clone(), ..machine.facts().clone() };
        let (shell, installed) = started_shell(spec, &launched, &facts)?;
        let mode = spec.mode.or(launched.mode);
        let usual = Mode { login: shell.login_by_default(facts.platform), ..Mode::INTERACTIVE };
        let mode = if shell.name() == program::NAME { Mode::SCRIPT } else { mode.unwrap_or(usual) };
        let overlay = match facts.user == machine.facts().user {
            true => Overlay::new(machine),
            false => Overlay::with_facts(machine, facts.clone()),
        };
        let (given, beyond) = bounded(launched.block.given());
        // The loader tells a 32-bit program what the machine really is.
        let narrow = given.iter().any(|one| {
            one.name.eq_ignore_ascii_case("PROCESSOR_ARCHITEW6432") && facts.platform.is_windows()
        });
        let overlay = if narrow { overlay.for_32_bit() } else { overlay };
        let mounts = shell.mounts(&overlay, &installed);
        let start = Start {
            facts: Rc::new(facts),
            mode,
            launcher: spec.launcher,
            installed,
            given,
            cwd: launched.cwd,
            mounts,
        };
        let mut outside = Outside::new(overlay, shell, outputs.to_vec());
        outside.elevated = start.launcher == Launcher::Sudo || start.facts.user.root;
        let mut interpreter = shell.interpreter(&start, &mut outside);
        let doubts = launched.doubts.into_iter().chain(beyond);
        doubts.for_each(|doubt| interpreter.doubt(doubt));
        let plan = shell.plan(&start);
        let (mut taken, mut flow) = startup::walk(&plan, interpreter.as_mut(), &mut outside);
        let (asked, mut shell, mut start) = (shell, shell, start);
        let mut remarks = launched.remarks;
        let mut replaced_at = Vec::new();
        for _ in 0..SUCCESSORS {
            let Some(next) = interpreter.successor() else { break };
            remarks.push(replaced(shell, &next));
            replaced_at.push(next.place.clone());
            (shell, start) = (next.shell, next.start.clone());
            outside.becomes(shell);
            interpreter = shell.interpreter(&start, &mut outside);
            let others = start.given.iter().find(|one| one.name == OTHERS);
            if let Some(why) = others.and_then(|one| one.value.why_unknown()) {
                interpreter.doubt(Doubt::total(why));
            }
            let plan = shell.plan(&start);
            let (more, ended) = startup::walk(&plan, interpreter.as_mut(), &mut outside);
            taken.extend(more);
            flow = ended;
        }
        if flow == Flow::Next {
            interpreter.settle(&mut outside);
        }
        let spec = Spec { shell: Some(asked), mode: Some(mode), ..spec.clone() };
        let (read, umask) = (launched.read, launched.umask);
        let replaced = replaced_at;
        Ok(Self {
            spec,
            shell,
            start,
            outside,
            interpreter,
            taken,
            flow,
            read,
            remarks,
            replaced,
            umask,
            accounts: None,
            told: RefCell::default(),
        })
    }

    /// The files that others had opened, in order.
    pub fn opened(&self) -> &[Opened] {
        self.outside.opened()
    }

    /// Where files ended before their last line.
    pub fn left(&self) -> &[Place] {
        self.outside.left()
    }

    /// Whether the session read the file, by its plan or because another file had it read.
    pub fn has_read(&self, path: &str) -> bool {
        self.outside.has_read(path)
    }

    /// The configuration files that decided what the session was given.
    pub fn read_by_launcher(&self) -> &[String] {
        &self.read
    }

    /// What else is to be known of the way it was started, in a sentence each.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Where shells replaced one another, in order.
    pub fn replaced(&self) -> &[Place] {
        &self.replaced
    }

    /// The mask for new files, where the launcher decides it.
    pub fn umask(&self) -> Option<u32> {
        self.umask
    }

    /// Whether no shell stands between the launcher and the program.
    pub fn is_program(&self) -> bool {
        self.shell.name() == program::NAME
    }

    /// What was asked for.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The shell.
    pub fn shell(&self) -> &'static dyn Shell {
        self.shell
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
        self.told.take();
        self.outside.publish()
    }

    /// What the session has now; gathered once, as long as it runs nothing more.
    pub fn environment(&self) -> Rc<Environment> {
        let exhausted = self.outside.exhausted();
        let mut told = self.told.borrow_mut();
        if let Some((_, known)) = told.as_ref().filter(|(ended, _)| *ended == exhausted.is_some()) {
            return known.clone();
        }
        let ended = exhausted.is_some();
        let mut environment = self.interpreter.environment(&self.outside);
        if let Some(why) = exhausted {
            environment.raise(Doubt::total(why));
        }
        let environment = Rc::new(environment);
        *told = Some((ended, environment.clone()));
        environment
    }

    /// The same as programs of the machine see it: those of Windows are handed paths in their own spelling.
    pub fn environment_of_programs(&self) -> Rc<Environment> {
        let mut environment = self.environment();
        if let Some(mounts) = &self.start.mounts {
            native::translate(mounts, Rc::make_mut(&mut environment));
        }
        environment
    }

    /// Whether a variable of that name may be in the environment; `false` is certain, and cheaper than the whole of it.
    pub fn may_have_variable(&self, name: &str) -> bool {
        self.outside.exhausted().is_some() || self.interpreter.may_have_variable(name)
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
        self.told.take();
        // What answers read is nothing that the session did.
        work::take();
        Ok(self.interpreter.run(&mut self.outside, &source))
    }

    /// From now on every start of that program is told.
    pub fn watch(&mut self, program: &str) {
        self.outside.watch = Watch::of(program);
    }

    /// The starts of the watched program, in order.
    pub fn noticed(&self) -> &[Noticed] {
        self.outside.watch.noticed()
    }

    /// Runs a line as if it were typed.
    pub fn run_text(&mut self, name: &str, text: &str) -> Flow {
        let source = Source::inline(name, text);
        self.told.take();
        work::take();
        self.interpreter.run(&mut self.outside, &source)
    }
}

/// How often shells may replace each other before the first prompt.
const SUCCESSORS: usize = 3;

fn replaced(shell: &dyn Shell, next: &Successor) -> String {
    let (place, old, new) = (&next.place, shell.title(), next.shell.title());
    format!("{}:{} replaces {old} by {new}", place.source.name(), place.line())
}

/// The shell that was asked for, or the one that the launcher starts.
fn started_shell(
    spec: &Spec,
    launched: &Launched,
    facts: &Facts,
) -> Result<(&'static dyn Shell, Installed), Refusal> {
    let shell: &'static dyn Shell = match (spec.shell, &launched.shell) {
        (Some(shell), _) => shell,
        (None, None) => &program::Program,
        (None, Some(path)) => own::shell_at(path, facts)?,
    };
    let mut installed = shell.installed(facts).ok_or_else(|| Refusal::lacking(shell))?;
    if let (None, Some(path)) = (spec.shell, &launched.shell) {
        installed.path.clone_from(path);
    }
    Ok((shell, installed))
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
