//! Keywords and builtins (bash 5.2 `compgen -b/-k`, zsh 5.9 `${(k)builtins}`, dash 0.5.12 builtins.def), sorted by bytes.

pub mod own;
pub mod usage;

use super::dialect::{Dialect, Family};

#[rustfmt::skip]
const BASH: &[&str] = &[
    ".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command",
    "compgen", "complete", "compopt", "continue", "declare", "dirs", "disown", "echo", "enable",
    "eval", "exec", "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history",
    "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "printf", "pushd", "pwd", "read",
    "readarray", "readonly", "return", "set", "shift", "shopt", "source", "suspend", "test",
    "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
];

#[rustfmt::skip]
const ZSH: &[&str] = &[
    "-", ".", ":", "[", "alias", "autoload", "bg", "bindkey", "break", "builtin", "bye", "cd",
    "chdir", "command", "compadd", "comparguments", "compcall", "compctl", "compdescribe",
    "compfiles", "compgroups", "compquote", "compset", "comptags", "comptry", "compvalues",
    "continue", "declare", "dirs", "disable", "disown", "echo", "echotc", "echoti", "emulate",
    "enable", "eval", "exec", "exit", "export", "false", "fc", "fg", "float", "functions",
    "getln", "getopts", "hash", "history", "integer", "jobs", "kill", "let", "limit", "local",
    "log", "logout", "noglob", "popd", "print", "printf", "private", "pushd", "pushln", "pwd",
    "r", "read", "readonly", "rehash", "return", "sched", "set", "setopt", "shift", "source",
    "suspend", "test", "times", "trap", "true", "ttyctl", "type", "typeset", "ulimit", "umask",
    "unalias", "unfunction", "unhash", "unlimit", "unset", "unsetopt", "vared", "wait", "whence",
    "where", "which", "zcompile", "zformat", "zle", "zmodload", "zparseopts", "zregexparse",
    "zstyle",
];

#[rustfmt::skip]
const DASH: &[&str] = &[
    ".", ":", "[", "alias", "bg", "break", "cd", "chdir", "command", "continue", "echo", "eval",
    "exec", "exit", "export", "false", "fg", "getopts", "hash", "jobs", "kill", "local", "printf",
    "pwd", "read", "readonly", "return", "set", "shift", "test", "times", "trap", "true", "type",
    "ulimit", "umask", "unalias", "unset", "wait",
];

#[rustfmt::skip]
const BASH_WORDS: &[&str] = &[
    "!", "[[", "]]", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for",
    "function", "if", "in", "select", "then", "time", "until", "while", "{", "}",
];

#[rustfmt::skip]
const ZSH_WORDS: &[&str] = &[
    "!", "[[", "case", "coproc", "declare", "do", "done", "elif", "else", "end", "esac", "export",
    "fi", "float", "for", "foreach", "function", "if", "integer", "local", "nocorrect",
    "readonly", "repeat", "select", "then", "time", "typeset", "until", "while", "{", "}",
];

#[rustfmt::skip]
const DASH_WORDS: &[&str] = &[
    "!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until",
    "while", "{", "}",
];

/// The special builtins of POSIX 2.15, `source` and dash's `local` aside.
#[rustfmt::skip]
const SPECIAL: &[&str] = &[
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set",
    "shift", "times", "trap", "unset",
];

/// Whether a table that is sorted by bytes has the name.
pub fn listed(words: &[&str], name: &str) -> bool {
    words.binary_search(&name).is_ok()
}

/// Whether the shell itself has a command of that name.
pub fn is_builtin(dialect: Dialect, name: &str) -> bool {
    let table = match dialect.family {
        Family::Bash => BASH,
        Family::Zsh => ZSH,
        Family::Dash => DASH,
    };
    listed(table, name)
}

/// Whether it is a reserved word.
pub fn is_keyword(dialect: Dialect, name: &str) -> bool {
    let table = match dialect.family {
        Family::Bash => BASH_WORDS,
        Family::Zsh => ZSH_WORDS,
        Family::Dash => DASH_WORDS,
    };
    listed(table, name)
}

/// Whether it is one of POSIX' special builtins.
pub fn is_special(name: &str) -> bool {
    listed(SPECIAL, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [BASH, ZSH, DASH, BASH_WORDS, ZSH_WORDS, DASH_WORDS, SPECIAL] {
            assert!(table.windows(2).all(|pair| pair[0] < pair[1]), "{table:?}");
        }
    }

    #[test]
    fn names_are_found() {
        assert!(is_builtin(Dialect::BASH, "shopt") && !is_builtin(Dialect::ZSH, "shopt"));
        assert!(is_builtin(Dialect::DASH, ".") && is_builtin(Dialect::ZSH, "-"));
        assert!(!is_builtin(Dialect::BASH, "") && !is_builtin(Dialect::BASH, "git"));
        assert!(is_keyword(Dialect::ZSH, "foreach") && !is_keyword(Dialect::BASH, "foreach"));
        assert!(is_special("unset") && !is_special("unalias"));
    }
}
