//! Builtins that change nothing envsim answers of, and when they print (bash(1), zshbuiltins(1), zshmodules(1)).

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

/// When a builtin writes to standard output.
enum Prints {
    Never,
    /// Unless it is given this many words that are no options, and none of these options.
    Below(usize, &'static str),
    /// Where no word stands behind the options, which name what is listed.
    Bare,
    Always,
}

use Prints::{Always, Bare, Below, Never};

/// Names, when they print, and whether their status is known to be success.
const QUIET: &[(&str, Prints, bool)] = &[
    ("bg", Always, false),
    ("bind", Below(0, "lpPvVsSqX"), true),
    ("bindkey", Below(2, "lL"), true),
    ("caller", Always, false),
    ("compadd", Never, false),
    ("compctl", Below(1, "L"), true),
    ("compgen", Always, false),
    ("complete", Below(1, "p"), true),
    ("compopt", Below(1, ""), false),
    ("disown", Never, false),
    ("echotc", Always, false),
    ("echoti", Always, false),
    ("fc", Always, false),
    ("fg", Always, false),
    ("help", Always, true),
    ("history", Below(1, "p"), true),
    ("jobs", Always, true),
    ("kill", Below(1, "lL"), false),
    ("limit", Below(2, "s"), true),
    ("log", Always, false),
    ("rehash", Never, true),
    ("sched", Below(1, ""), false),
    ("suspend", Never, false),
    ("times", Always, true),
    ("trap", Below(1, "lp"), true),
    ("ttyctl", Below(0, ""), true),
    ("ulimit", Bare, true),
    ("umask", Below(1, "Sp"), true),
    ("unlimit", Never, true),
    ("wait", Never, false),
    ("zcompile", Below(0, "t"), false),
    ("zle", Below(1, "lL"), false),
    ("zmodload", Below(1, "LlAeFP"), false),
];

/// Whether a builtin is one of these.
pub(super) fn is_quiet(name: &str) -> bool {
    QUIET.binary_search_by(|(known, ..)| (*known).cmp(name)).is_ok()
}

impl Evaluator<'_> {
    pub(super) fn quiet(&mut self, name: &str, arguments: &[Value], span: Span) {
        let Ok(at) = QUIET.binary_search_by(|(known, ..)| (*known).cmp(name)) else { return };
        let (_, prints, succeeds) = &QUIET[at];
        if prints.with(arguments) {
            self.print_unknown(name, span);
        }
        // Of those that list, a word asks for something that may not be there.
        let asks = matches!(name, "help" | "history" | "jobs") && !arguments.is_empty();
        // What is shown or taken away by its name may not be there (complete.def).
        let shown = |value: &Value| value.text().is_none_or(|text| text.contains(['p', 'r']));
        let first = arguments.first().filter(|_| name == "complete");
        let asks = asks || first.is_some_and(|one| is_dashed(one) && shown(one));
        if asks || !succeeds && !is_definition(name, arguments) {
            self.state.status = Status::Unknown(self.reason(format!("depends on `{name}`"), span));
        }
    }
}

fn is_dashed(value: &Value) -> bool {
    value.text().is_none_or(|text| text.starts_with('-'))
}

impl Prints {
    fn with(&self, arguments: &[Value]) -> bool {
        match self {
            Never => false,
            Always => true,
            Bare => arguments.iter().all(is_dashed),
            Below(words, options) => {
                let mut plain = 0;
                for argument in arguments {
                    match argument.text() {
                        None => return true,
                        Some(text) if text.len() > 1 && text.starts_with('-') => {
                            if text.contains(|letter| options.contains(letter)) {
                                return true;
                            }
                            // An option alone asks for nothing to be listed.
                            plain += usize::from(options.is_empty() || text.len() > 2);
                        }
                        Some(_) => plain += 1,
                    }
                }
                let alone = arguments.is_empty() || plain < *words;
                alone && !arguments.iter().any(|one| one.text().is_some_and(|text| is_mode(&text)))
            }
        }
    }
}

/// Options that act by themselves: `bindkey -e`, `-v`, `-N map`.
fn is_mode(text: &str) -> bool {
    matches!(text, "-e" | "-v" | "-a" | "-d" | "-N" | "-A" | "-D" | "-r" | "-u" | "-c" | "-w")
}

/// `zle -N name`, `zle -D name`: they succeed.
fn is_definition(name: &str, arguments: &[Value]) -> bool {
    let first = arguments.first().and_then(Value::text);
    name == "zle" && matches!(first.as_deref(), Some("-N" | "-C"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(QUIET.is_sorted_by(|one, other| one.0 < other.0));
    }
}
