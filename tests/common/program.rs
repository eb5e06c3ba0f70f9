//! Runs the program in process, on recorded machines only.
#![allow(dead_code, reason = "every test uses a part of it")]

use envsim::cli::{self, World};
use envsim::machine::live::HostFiles;
use envsim::machine::recorded::Recorded;
use envsim::machine::{Facts, Installed, Machine, Platform};

/// What a run ended with.
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// A Linux machine with every shell a Linux machine can have, and no file.
fn bare() -> Box<dyn Machine> {
    let mut facts = Facts::new(Platform::Linux);
    for name in ["bash", "zsh", "sh"] {
        let path = format!("/bin/{name}");
        facts.shells.insert(name.to_owned(), Installed { path, version: None, variant: None });
    }
    Box::new(Recorded::new(facts))
}

/// Runs `envsim` with these words, without colour, 100 columns wide.
pub fn envsim(words: &[&str]) -> Ran {
    let mut out = Vec::new();
    let (code, err) = envsim_into(&mut out, words);
    let out = String::from_utf8(out).expect("output is UTF-8");
    Ran { code, out, err }
}

/// The same, with the answer written to a stream of the test's.
pub fn envsim_into(out: &mut dyn std::io::Write, words: &[&str]) -> (u8, String) {
    let live = bare;
    let world =
        World { live: &live, files: &HostFiles, width: 100, colour: false, progress: false };
    let words = std::iter::once("envsim").chain(words.iter().copied()).map(str::to_owned).collect();
    let mut err = Vec::new();
    let code = cli::run(words, &world, out, &mut err);
    (code, String::from_utf8(err).expect("the error stream is UTF-8"))
}
