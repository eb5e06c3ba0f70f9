//! `thefuck`: the function that its alias is.

use super::{effect, powershell};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&THEFUCK];

/// thefuck.
pub static THEFUCK: Program = Program::new(
    &["thefuck"],
    "--alias with any name: the function",
    "its own: thefuck 3.29 and 3.32, thefuck/shells",
    thefuck,
)
.portable()
.on_windows();

fn thefuck(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        ["--alias" | "-a"] => "fuck",
        ["--alias" | "-a", name] if !name.starts_with('-') => name,
        [word] if word.starts_with("--alias=") => &word["--alias=".len()..],
        _ => return Err(Cannot::NotFollowed),
    };
    let path = effect::quoted(run.path());
    // Read unquoted, its lines become one: it ends each command itself.
    run.effect = Some(match run.shell() {
        "bash" | "zsh" => format!("{name}() {{ eval \"$({path} --not-followed)\"; }}"),
        "powershell" | "pwsh" => powershell::thefuck(run, name),
        _ => return Err(Cannot::NotFollowed),
    });
    Ok(0)
}
