//! Any bytes as a scenario: it is refused, or answers, without a panic.
#![no_main]

mod memory;

use libfuzzer_sys::fuzz_target;

const FILE: &str = "s.json";

fuzz_target!(|bytes: &[u8]| {
    let files = memory::OneFile(FILE, bytes);
    for words in [&["explain", "git"][..], &["env"], &["env", "--format", "json"]] {
        let words = [words, &["--scenario", FILE]].concat();
        assert!(memory::ask(&files, &memory::bare, &words) <= 2);
    }
});
