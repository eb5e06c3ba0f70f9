//! Any text is run as a profile on an empty recorded machine with little fuel, in both editions.
#![no_main]

use std::rc::Rc;

use envsim::environment::Variables;
use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::recorded::Recorded;
use envsim::machine::{Facts, Fault, Machine, Output, Platform};
use envsim::shells::powershell::evaluator::{Evaluator, globals};
use envsim::shells::powershell::state::State;
use envsim::shells::{Host, OutOfFuel};
use envsim::text::{Encoding, Place, Source, decode};
use libfuzzer_sys::fuzz_target;

/// The machine with what the script changed, and what is left to spend.
struct World<'m> {
    machine: Overlay<'m>,
    fuel: u64,
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

fn run(text: &[u8], platform: Platform, desktop: bool) {
    let mut facts = Facts::new(platform);
    facts.user.name = "u".into();
    facts.user.home = if platform.is_windows() { "C:\\Users\\u" } else { "/home/u" }.into();
    facts.cwd = facts.user.home.clone();
    let machine = Recorded::new(facts.clone());
    let version = if desktop { [5, 1, 22621, 4391] } else { [7, 6, 5, -1] };
    let variables = Variables::new(platform.is_windows());
    let mut state = State::new(Rc::new(facts), desktop, version, variables);
    globals::prepare(&mut state);
    let mut world = World { machine: Overlay::new(&machine), fuel: 20_000 };
    let source = Source::file("profile.ps1", decode(text, Encoding::Utf8), None);
    let _ = Evaluator::new(&mut state, &mut world).run_top(&source, "profile.ps1");
}

fuzz_target!(|bytes: &[u8]| {
    run(bytes, Platform::Linux, false);
    run(bytes, Platform::Windows, false);
    run(bytes, Platform::Windows, true);
});
