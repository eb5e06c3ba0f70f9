//! Any text is run in cmd on an empty recorded machine with little fuel.
#![no_main]

mod world;

use envsim::machine::Platform;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| world::run("cmd", Platform::Windows, None, bytes));
