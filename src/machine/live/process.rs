//! What this process was given: words, variables, a directory.

use std::collections::HashSet;
use std::ffi::OsString;
use std::{env, fs};

use indexmap::IndexMap;

use crate::machine::files::words;

/// The words of the command line, the program's own name first.
///
/// # Errors
/// Names the first word that is no Unicode text: what it means cannot be asked for.
pub fn arguments() -> Result<Vec<String>, String> {
    let words = env::args_os().enumerate();
    words.map(|(at, word)| word.into_string().map_err(|word| not_text(at, &word))).collect()
}

fn not_text(at: usize, word: &OsString) -> String {
    // As Rust writes it: nothing in it reaches the terminal as it is.
    format!(
        "word {at} of the command line, {word:?}, is no Unicode text, and envsim takes no other"
    )
}

/// The block, in its order and spelling; what is no Unicode text keeps U+FFFD in its place.
pub(super) fn environment() -> IndexMap<String, Option<String>> {
    let text = |text: OsString| text.to_string_lossy().into_owned();
    env::vars_os().map(|(name, value)| (text(name), Some(text(value)))).collect()
}

/// What the block has that no shell can be asked about: bytes that are no text, and names that come twice.
pub(super) fn odd_variables() -> Vec<String> {
    let mut seen = HashSet::new();
    let mut notes = Vec::new();
    for (name, value) in env::vars_os() {
        let shown = name.to_string_lossy().into_owned();
        if name.to_str().is_none() || value.to_str().is_none() {
            notes.push(format!("the variable {shown} holds bytes that are no Unicode text"));
        }
        if !seen.insert(shown.clone()) {
            notes.push(format!(
                "the variable {shown} is there twice, and programs differ in which they take"
            ));
        }
    }
    notes
}

/// What is odd about the directory this process is in.
pub(super) fn odd_directory() -> Option<String> {
    let error = env::current_dir().err()?;
    Some(format!("the directory this program was started in cannot be named: {}", words(&error)))
}

/// What is odd about a home directory.
pub(super) fn odd_home(home: &str) -> Option<String> {
    if home.is_empty() {
        return Some("no home directory is known for this user".to_owned());
    }
    match fs::read_dir(home) {
        Ok(_) => None,
        Err(error) => Some(format!("the home directory {home} cannot be read: {}", words(&error))),
    }
}

/// One variable of the block.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The directory this process is in, links resolved.
pub(super) fn directory() -> String {
    env::current_dir().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The processor in Go's words, which reports use.
pub(super) fn arch() -> &'static str {
    match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        other => other,
    }
}
