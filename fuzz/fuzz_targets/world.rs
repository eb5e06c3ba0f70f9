//! A recorded machine with little fuel, as one evaluator sees it.

use std::rc::Rc;

use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::recorded::Recorded;
use envsim::machine::{Facts, Fault, Installed, Machine, Output, Platform};
use envsim::shells::{Host, Launcher, Mode, OutOfFuel, Start, by_name};
use envsim::text::{Decoded, Encoding, Place, Source, decode};

/// Enough for every statement there is, and over in milliseconds.
const FUEL: u64 = 20_000;

/// The machine with what the script changed, and what is left to spend.
pub struct World<'m> {
    machine: Overlay<'m>,
    fuel: u64,
}

impl<'m> World<'m> {
    pub fn new(machine: &'m Recorded) -> Self {
        Self { machine: Overlay::new(machine), fuel: FUEL }
    }
}

impl Host for World<'_> {
    fn machine(&self) -> &dyn Machine {
        &self.machine
    }
    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        let bytes = self.machine.read(path)?;
        Ok(Source::file(path, decode(&bytes, Encoding::Utf8), from))
    }
    fn change(&mut self, change: Change) {
        self.machine.change(change);
    }
    fn output(&self, command: &[&str]) -> Option<Output> {
        self.machine.output(command)
    }
    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        self.fuel = self.fuel.checked_sub(steps.max(1)).ok_or(OutOfFuel)?;
        Ok(())
    }
}

/// A machine of that platform with nothing on it; the user is `u`.
#[allow(dead_code, reason = "every target uses a part of it")]
pub fn facts(platform: Platform) -> Facts {
    let mut facts = Facts::new(platform);
    facts.user.name = "u".into();
    facts.user.home = if platform.is_windows() { "C:\\Users\\u" } else { "/home/u" }.into();
    facts.cwd = facts.user.home.clone();
    facts
}

/// Runs a text in an interactive shell that has read nothing, then asks it for what it has.
#[allow(dead_code, reason = "every target uses a part of it")]
pub fn run(shell: &str, platform: Platform, variant: Option<&str>, bytes: &[u8]) {
    let Some(shell) = by_name(shell) else { return };
    let mut facts = facts(platform);
    let variant = variant.map(str::to_owned);
    let path = if platform.is_windows() { "C:\\Windows\\System32\\cmd.exe" } else { "/bin/sh" };
    let installed = Installed { path: path.into(), version: None, variant };
    facts.shells.insert(shell.name().to_owned(), installed.clone());
    let machine = Recorded::new(facts.clone());
    let decoded: Decoded = shell.decode(&facts, bytes);
    let start = Start {
        cwd: facts.cwd.clone(),
        facts: Rc::new(facts),
        mode: Mode::INTERACTIVE,
        launcher: Launcher::Terminal,
        installed,
        given: Vec::new(),
        mounts: None,
    };
    let mut world = World::new(&machine);
    let mut interpreter = shell.interpreter(&start, &mut world);
    let _ = interpreter.run(&mut world, &Source::file("profile", decoded, None));
    let _ = interpreter.environment(&world);
    let _ = interpreter.lookup(&world, "git").outcome().is_certain();
}
