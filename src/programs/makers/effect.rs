//! Texts that do in a session what a tool's own text does, where that text itself is not told.

/// Functions of these names; what they do when called is not followed.
pub(super) fn functions(tool: &str, names: &[&str]) -> String {
    let one = |name: &&str| format!("{name}() {{ eval \"$(command {tool} --not-followed)\"; }}\n");
    names.iter().map(one).collect()
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
