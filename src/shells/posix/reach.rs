//! What functions of zsh's own library change, which are loaded when they are first called.

use std::rc::Rc;

use crate::environment::Reach;

/// A function, and the aliases or functions and the variables it may write.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// What the prompt of every shell is made of.
const PROMPT: &[&str] = &[
    "PROMPT_COMMAND",
    "PS0",
    "PS1",
    "PS2",
    "PS3",
    "PS4",
    "PROMPT",
    "PROMPT2",
    "PROMPT3",
    "PROMPT4",
    "RPROMPT",
    "RPS1",
    "RPS2",
    "prompt",
    "precmd_functions",
    "preexec_functions",
    "chpwd_functions",
    "bash_preexec_imported",
    "__bp_*",
    "_",
];

/// Functions that come with zsh 5.9 and are loaded from fpath when first called.
const LOADED: &[Row] = &[
    (
        "add-zsh-hook",
        &[],
        &[
            "zshaddhistory_functions",
            "zshexit_functions",
            "periodic_functions",
            "zsh_directory_name_functions",
        ],
    ),
    ("bashcompinit", &["complete", "compgen", "_bash_complete"], &["COMP_*"]),
    ("bracketed-paste-magic", &[], &[]),
    ("colors", &[], &["color", "colour", "fg*", "bg*", "reset_color", "bold_color"]),
    ("compaudit", &[], &["_comp*", "_i_*", "fpath"]),
    (
        "compinit",
        &["comp*", "_*"],
        &["_comp*", "_services", "_patcomps", "_postpatcomps", "_lastcomp", "_i_*", "_matchers"],
    ),
    ("down-line-or-beginning-search", &[], &[]),
    ("edit-command-line", &[], &[]),
    ("is-at-least", &[], &[]),
    ("prompt", &["prompt_*"], &["prompt_*"]),
    ("promptinit", &["prompt", "prompt_*", "set_prompt"], &["prompt_*"]),
    ("run-help", &[], &[]),
    ("select-word-style", &[], &[]),
    ("up-line-or-beginning-search", &[], &[]),
    ("url-quote-magic", &[], &[]),
    ("vcs_info", &["VCS_INFO_*"], &["vcs_info_*", "vcs*"]),
    ("zcalc", &[], &[]),
    ("zmv", &[], &[]),
];

fn reach(commands: &[&str], variables: &[&str]) -> Reach {
    let shared = |names: &[&str]| names.iter().map(|&name| Rc::from(name)).collect();
    let variables = [PROMPT, variables].concat();
    Reach::Only { variables: shared(&variables), commands: shared(commands) }
}

/// What a function of zsh's own library may change.
pub fn of_function(name: &str) -> Option<Reach> {
    let (_, commands, variables) = LOADED.iter().find(|(known, ..)| *known == name)?;
    Some(reach(commands, variables))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(LOADED.is_sorted_by_key(|row| row.0));
    }
}
