//! PATH as cmd splits it: quotes are taken away and protect semicolons.

use crate::shells::cmd::state::State;
use crate::shells::cmd::traced::Traced;

/// One directory of PATH.
pub struct Directory {
    /// Its number, counted from 1 over all entries, empty ones too.
    pub number: usize,
    /// What is left without quotes.
    pub value: Traced,
}

/// The directories of PATH in order; empty entries are left out.
pub fn path_list(state: &State) -> Vec<Directory> {
    let Some(value) = state.variable("PATH") else { return Vec::new() };
    let path = Traced::of(value);
    let mut directories = Vec::new();
    let mut current = Traced::default();
    let (mut quoted, mut number, mut kept) = (false, 1, 0);
    for (at, letter) in path.text().char_indices() {
        match letter {
            '"' => {
                quoted = !quoted;
                current.push_part(&path, kept..at);
                kept = at + 1;
            }
            ';' if !quoted => {
                current.push_part(&path, kept..at);
                kept = at + 1;
                directories.push(Directory { number, value: std::mem::take(&mut current) });
                number += 1;
            }
            _ => {}
        }
    }
    current.push_part(&path, kept..path.len());
    directories.push(Directory { number, value: current });
    directories.retain(|directory| !directory.value.is_empty());
    directories
}
