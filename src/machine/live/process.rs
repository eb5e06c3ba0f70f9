//! What this process was given: words, variables, a directory.

use std::env;
use std::ffi::OsString;

use indexmap::IndexMap;

/// The words of the command line, the program's own name first.
///
/// # Errors
/// Names the first word that is no Unicode text: what it means cannot be asked for.
pub fn arguments() -> Result<Vec<String>, String> {
    let words = env::args_os().enumerate();
    words.map(|(at, word)| word.into_string().map_err(|word| not_text(at, &word))).collect()
}

fn not_text(at: usize, word: &OsString) -> String {
    let shown = word.to_string_lossy();
    format!("word {at} of the command line, {shown}, is no Unicode text, and envsim takes no other")
}

/// The block, in its order and spelling; what is no Unicode text keeps U+FFFD in its place.
pub(super) fn environment() -> IndexMap<String, Option<String>> {
    let text = |text: OsString| text.to_string_lossy().into_owned();
    env::vars_os().map(|(name, value)| (text(name), Some(text(value)))).collect()
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
