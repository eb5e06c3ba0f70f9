//! Any text is run in bash, zsh or dash, as its first byte says, on an empty recorded machine with little fuel.
#![no_main]

mod world;

use envsim::machine::Platform;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let (shell, variant) = match first % 3 {
        0 => ("bash", None),
        1 => ("zsh", None),
        _ => ("sh", Some("dash")),
    };
    world::run(shell, Platform::Linux, variant, text);
});
