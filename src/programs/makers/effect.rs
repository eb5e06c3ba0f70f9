//! Texts that do in a session what a tool's own text does, where that text itself is not told.

use crate::programs::Run;
use crate::programs::start::NOT_TOLD;

/// The option by which texts of models call the tool for what is not followed.
pub(super) const NOT_FOLLOWED: &str = "--not-followed";

/// Functions of these names; what they do when called is not followed.
pub(super) fn functions(run: &Run<'_>, names: &[&str]) -> String {
    let path = quoted(run.path());
    let one = |name: &&str| format!("{name}() {{ eval \"$({path} {NOT_FOLLOWED})\"; }}\n");
    names.iter().map(one).collect()
}

/// A text that the tool chooses when it runs: `what` is a sentence without its subject.
pub(super) fn chosen(run: &Run<'_>, what: &str) -> String {
    let line = format!("{} {}", run.name, run.arguments.join(" "));
    format!("$({} {NOT_TOLD} {} {})", quoted(run.path()), quoted(what), quoted(line.trim_end()))
}

/// Puts a command in front of each prompt of bash, unless it is there already.
pub(super) fn prompt_command(name: &str) -> String {
    format!(
        "case \"${{PROMPT_COMMAND:-}}\" in *{name}*) ;; *) PROMPT_COMMAND=\"{name}${{PROMPT_COMMAND:+;$PROMPT_COMMAND}}\" ;; esac\n"
    )
}

/// A word that every shell of the family reads as itself.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
