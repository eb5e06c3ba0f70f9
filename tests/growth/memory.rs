//! The program on a scenario that stands in no folder, and what it allocates.

use allocation_counter::{AllocationInfo, measure};
use envsim::cli::{self, World};
use envsim::machine::files::Files;
use envsim::machine::recorded::Recorded;
use envsim::machine::{Facts, Machine, Platform};

/// One file of every name.
struct OneFile<'t>(&'t str);

impl Files for OneFile<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }

    fn list(&self, _: &str) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    fn read_inside(&self, _: &str, path: &str) -> Result<Vec<u8>, String> {
        self.read(path)
    }

    fn write_inside(&self, _: &str, _: &str, _: &[u8]) -> Result<(), String> {
        Err("nothing is written".to_owned())
    }

    fn exists(&self, _: &str) -> bool {
        true
    }

    fn is_directory(&self, _: &str) -> bool {
        false
    }

    fn is_file(&self, _: &str) -> bool {
        true
    }
}

fn bare() -> Box<dyn Machine> {
    Box::new(Recorded::new(Facts::new(Platform::Linux)))
}

/// What a question costs; `text` is the scenario or the script that its words name.
pub fn cost(words: &[&str], text: &str) -> AllocationInfo {
    let live = bare;
    let world =
        World { live: &live, files: &OneFile(text), width: 100, colour: false, progress: false };
    let line = std::iter::once("envsim").chain(words.iter().copied()).map(str::to_owned).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut code = 0;
    let info = measure(|| code = cli::run(line, &world, &mut out, &mut err));
    // `parse` says with 1 that a text has problems.
    assert!(code < 2, "{words:?}: {}", String::from_utf8_lossy(&err));
    info
}
