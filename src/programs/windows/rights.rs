//! What takes administrator rights: programs that scripts ask whether they have them, and writes for the machine.

use crate::machine::overlay::RegistryPlace;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&QUESTIONS];

/// Programs that succeed for administrators only, where they are asked so.
pub static QUESTIONS: Program = Program::new(
    &[
        "bcdedit.exe",
        "cacls.exe",
        "fltmc.exe",
        "fsutil.exe",
        "icacls.exe",
        "net.exe",
        "net1.exe",
        "openfiles.exe",
    ],
    "net session, fsutil dirty query, fltmc, openfiles, bcdedit, cacls FILE: whether they succeed, by the session's rights",
    "its own: answers to \"How to check for admin rights\" in batch files (StackOverflow 4051883)",
    question,
);

/// Why it is not known whether something is allowed.
pub const WHY: &str = "takes administrator rights, which only a session `@sudo` certainly has";

/// The keys of the services' accounts, which scripts ask for with `reg query`.
pub const OF_SERVICES: &[&str] = &["hku\\s-1-5-19", "hku\\s-1-5-20"];

/// Whether a place of the registry is the machine's.
pub fn are_asked(place: &RegistryPlace) -> bool {
    let key = place.key.as_deref().unwrap_or_default().to_ascii_lowercase();
    key.starts_with("hklm") || key.starts_with("hkey_local_machine")
}

/// Whether a command succeeds for administrators only, and changes nothing.
fn is_question(program: &str, words: &[&str]) -> bool {
    match (program, words) {
        ("net" | "net1", ["session" | "sessions"]) => true,
        ("bcdedit" | "fltmc" | "openfiles", []) => true,
        ("fsutil", ["dirty", "query", _]) => true,
        ("cacls" | "icacls", [file]) => file.ends_with("\\config\\system"),
        _ => false,
    }
}

fn question(run: &mut Run<'_>) -> Followed {
    let words: Vec<String> = run.words().iter().map(|word| word.to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = run.name.to_ascii_lowercase();
    match is_question(name.strip_suffix(".exe").unwrap_or(&name), &words) {
        true => answer(run),
        false => Err(Cannot::NotFollowed),
    }
}

/// What such a question returns.
pub(super) fn answer(run: &Run<'_>) -> Followed {
    match run.is_elevated() {
        true => super::small::only(0),
        false => Err(Cannot::Because { reason: WHY.to_owned(), shape: Shape::Any, status: None }),
    }
}
