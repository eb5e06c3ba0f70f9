//! Any text is run as a profile on an empty recorded machine with little fuel, in both editions.
#![no_main]

mod world;

use std::rc::Rc;

use envsim::environment::Variables;
use envsim::machine::Platform;
use envsim::machine::recorded::Recorded;
use envsim::shells::powershell::evaluator::{Evaluator, globals};
use envsim::shells::powershell::library::LIBRARY;
use envsim::shells::powershell::state::State;
use envsim::text::{Encoding, Source, decode};
use libfuzzer_sys::fuzz_target;

fn run(text: &[u8], platform: Platform, desktop: bool) {
    let facts = world::facts(platform);
    let machine = Recorded::new(facts.clone());
    let version = if desktop { [5, 1, 22621, 4391] } else { [7, 6, 5, -1] };
    let variables = Variables::new(platform.is_windows());
    let mut state = State::new(Rc::new(facts), desktop, version, variables);
    globals::prepare(&mut state);
    let mut world = world::World::new(&machine);
    let source = Source::file("profile.ps1", decode(text, Encoding::Utf8), None);
    let _ = Evaluator::new(&mut state, &mut world, &LIBRARY).run_top(&source, "profile.ps1");
}

fuzz_target!(|bytes: &[u8]| {
    run(bytes, Platform::Linux, false);
    run(bytes, Platform::Windows, false);
    run(bytes, Platform::Windows, true);
});
