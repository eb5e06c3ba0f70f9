//! The program in process, on a machine without files but for one that stands in memory.

use envsim::cli::{self, World};
use envsim::machine::files::Files;
use envsim::machine::recorded::Recorded;
use envsim::machine::{Facts, Machine, Platform};

/// The one file of the host.
pub struct OneFile<'b>(pub &'static str, pub &'b [u8]);

const NO: &str = "no such file";

impl Files for OneFile<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == self.0 { Ok(self.1.to_vec()) } else { Err(NO.to_owned()) }
    }
    fn read_inside(&self, _: &str, _: &str) -> Result<Vec<u8>, String> {
        Err(NO.to_owned())
    }
    fn list(&self, _: &str) -> Result<Vec<String>, String> {
        Err(NO.to_owned())
    }
    fn write_inside(&self, _: &str, _: &str, _: &[u8]) -> Result<(), String> {
        Err(NO.to_owned())
    }
    fn is_directory(&self, _: &str) -> bool {
        false
    }
    fn is_file(&self, path: &str) -> bool {
        path == self.0
    }
    fn exists(&self, path: &str) -> bool {
        path == self.0
    }
}

#[allow(dead_code, reason = "every target uses a part of it")]
pub fn bare() -> Box<dyn Machine> {
    Box::new(Recorded::new(Facts::new(Platform::Linux)))
}

/// Asks, and gives the exit code.
pub fn ask(files: &dyn Files, live: &(dyn Fn() -> Box<dyn Machine> + Sync), words: &[&str]) -> u8 {
    let world = World { live, files, width: 100, colour: false, progress: false };
    let words = std::iter::once("envsim").chain(words.iter().copied()).map(str::to_owned).collect();
    cli::run(words, &world, &mut Vec::new(), &mut Vec::new())
}
