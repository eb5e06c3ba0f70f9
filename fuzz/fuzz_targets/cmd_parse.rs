//! Any bytes as a batch file: the outline must come back without a panic.
#![no_main]

use envsim::machine::{Facts, Platform};
use envsim::shells::by_name;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(shell) = by_name("cmd") else { return };
    let decoded = shell.decode(&Facts::new(Platform::Windows), bytes);
    let _ = shell.outline(&decoded.text);
});
