//! What kind of variable a name stands for: `${(t)name}` and `$parameters[name]` (zshexpn(1), "Parameter Expansion
//! Flags", `t`; zshmodules(1), "The zsh/parameter Module").

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Slot, Variable};
use crate::shells::posix::syntax::{Parameter, Subject};
use crate::shells::posix::tables::own::own_table;

/// zsh's own variables by kind, with what is always said of them (zsh 5.9, `print $parameters`).
#[rustfmt::skip]
const SPECIAL: &[(&str, &str, &[&str])] = &[
    ("integer", "-readonly", &[
        "!", "#", "$", "?", "ARGC", "HISTCMD", "LINENO", "PPID", "TTYIDLE", "ZSH_SUBSHELL", "status",
    ]),
    ("array", "-readonly", &["*", "@"]),
    ("scalar", "-readonly", &["-"]),
    ("scalar", "", &[
        "0", "HISTCHARS", "HOME", "IFS", "KEYBOARD_HACK", "LANG", "NULLCMD", "OPTARG", "PROMPT",
        "PROMPT2", "PROMPT3", "PROMPT4", "PS1", "PS2", "PS3", "PS4", "READNULLCMD", "SPROMPT",
        "TERM", "USERNAME", "WORDCHARS", "_", "histchars", "prompt",
    ]),
    ("scalar", "-tied", &[
        "CDPATH", "FIGNORE", "FPATH", "MAILPATH", "MANPATH", "MODULE_PATH", "PATH", "PSVAR",
    ]),
    ("integer", "", &[
        "COLUMNS", "EGID", "EUID", "FUNCNEST", "GID", "HISTSIZE", "LINES", "OPTIND", "RANDOM",
        "SAVEHIST", "SECONDS", "SHLVL", "TRY_BLOCK_ERROR", "TRY_BLOCK_INTERRUPT", "UID",
    ]),
    ("array", "", &["argv", "pipestatus"]),
    ("array", "-tied", &[
        "cdpath", "fignore", "fpath", "mailpath", "manpath", "module_path", "path", "psvar",
    ]),
];

/// Those that are there only once something has asked for them, or is set.
const RARE: &[&str] = &[
    "BAUD",
    "ERRNO",
    "LOGCHECK",
    "RPROMPT",
    "RPROMPT2",
    "RPS1",
    "RPS2",
    "TERMINFO",
    "TERMINFO_DIRS",
    "WATCH",
    "WATCHFMT",
    "ZSH_EVAL_CONTEXT",
    "watch",
    "zsh_eval_context",
];

impl Evaluator<'_> {
    /// `t`: what kind of variable it is; `None` where that is not known.
    pub(super) fn type_words(&self, parameter: &Parameter) -> Option<String> {
        let Subject::Name(name) = parameter.subject else { return None };
        self.type_of(&self.text(name))
    }

    /// The words for a variable's type, none for one that is not there.
    pub(super) fn type_of(&self, name: &str) -> Option<String> {
        let rare = RARE.contains(&name) || name.starts_with("LC_");
        let variable = self.state.variable(name);
        if rare
            || own_table(name).is_some()
            || variable.is_some_and(|one| one.maybe_unset || one.maybe_exported)
        {
            return None;
        }
        let local =
            self.state.locals.iter().any(|saved| saved.iter().any(|(known, _)| known == name));
        let own = SPECIAL.iter().find(|(.., names)| names.contains(&name));
        if let Some((kind, always, _)) = own {
            let shown = variable.map(|one| marks(one, false)).unwrap_or_default();
            return (!local).then(|| format!("{kind}{always}{shown}-special"));
        }
        let kind = match variable.map(|variable| &variable.slot) {
            _ if self.state.ties.array_of(name).is_some() && self.state.is_set(name) => "scalar",
            None | Some(Slot::Unset) => return Some(String::new()),
            Some(Slot::Array(_)) => "array",
            Some(Slot::Map(_)) => "association",
            Some(Slot::Scalar(_)) => self.kind_of_scalar(name)?,
        };
        let ties = &self.state.ties;
        let tied = ties.array_of(name).is_some() || ties.scalar_of(name).is_some();
        let local = if local { "-local" } else { "" };
        Some(format!("{kind}{local}{}", variable.map(|one| marks(one, tied)).unwrap_or_default()))
    }

    fn kind_of_scalar(&self, name: &str) -> Option<&'static str> {
        let variable = self.state.variable(name)?;
        match variable.form {
            Some(form) if form.is_real() => Some("float"),
            Some(_) => None,
            None if variable.integer => Some("integer"),
            None => Some("scalar"),
        }
    }
}

fn marks(variable: &Variable, tied: bool) -> String {
    let mut words = String::new();
    for (is, mark) in [
        (variable.case == Some(b'l'), "-lower"),
        (variable.case == Some(b'u'), "-upper"),
        (variable.readonly, "-readonly"),
        (tied, "-tied"),
        (variable.exported, "-export"),
        (variable.unique, "-unique"),
    ] {
        words.push_str(if is { mark } else { "" });
    }
    words
}
