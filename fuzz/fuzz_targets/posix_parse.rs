//! Any bytes as a profile of bash, zsh and sh: the outline must come back without a panic.
#![no_main]

use envsim::machine::{Facts, Platform};
use envsim::shells::by_name;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let facts = Facts::new(Platform::Linux);
    for name in ["bash", "zsh", "sh"] {
        let Some(shell) = by_name(name) else { continue };
        let decoded = shell.decode(&facts, bytes);
        let _ = shell.outline(&decoded.text);
    }
});
