//! Any text parses in both editions, and every problem lies inside the text.
#![no_main]

use envsim::shells::powershell::parser::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for desktop in [false, true] {
        let script = parse(&text, desktop);
        for problem in &script.problems {
            assert!(problem.span.end as usize <= text.len());
        }
    }
});
