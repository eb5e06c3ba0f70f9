//! The scenarios of this repository, carried in the binary.

use super::problem::Problem;
use super::{FILE, Scenario};
use crate::text::nearest;

/// The files of one scenario, by name.
type Bundle = (&'static str, &'static [(&'static str, &'static [u8])]);

/// Every scenario, sorted by name; `build.rs` writes the list.
static ALL: &[Bundle] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// Whether there is a scenario of that name.
pub fn contains(name: &str) -> bool {
    names().any(|one| one == name)
}

/// The scenario of that name.
///
/// # Errors
/// When there is none, with the nearest name, or when it is malformed.
pub fn load(name: &str) -> Result<Scenario, Problem> {
    let Some((_, files)) = ALL.iter().find(|(one, _)| *one == name) else {
        return Err(not_there(name));
    };
    let file = |wanted: &str| {
        let found = files.iter().find(|(one, _)| *one == wanted);
        found.map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| "no such file".to_owned())
    };
    let json = file(FILE).unwrap_or_default();
    Scenario::read(name, &format!("scenarios/{name}/{FILE}"), &json, &file)
}

fn not_there(name: &str) -> Problem {
    let known: Vec<&str> = names().collect();
    Problem::NotThere {
        name: name.to_owned(),
        nearest: nearest(name, names())
            .map(|near| format!(", nearest is '{near}'"))
            .unwrap_or_default(),
        known: if known.is_empty() { "none".to_owned() } else { known.join(" ") },
    }
}
