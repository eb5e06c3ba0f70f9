//! What functions of zsh's own library change, which are loaded when they are first called.

use std::rc::Rc;

use crate::environment::Reach;
use crate::value::Value;

/// A function, and the aliases or functions and the variables it may write.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

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
    ("compdef", &["+_*"], &["_comps", "_services", "_patcomps", "_postpatcomps", "_lastcomp"]),
    (
        "compinit",
        &["comp*", "+_*"],
        &["_comp*", "_services", "_patcomps", "_postpatcomps", "_lastcomp", "_i_*", "_matchers"],
    ),
    ("down-line-or-beginning-search", &[], &[]),
    ("edit-command-line", &[], &[]),
    ("is-at-least", &[], &[]),
    ("prompt", &["prompt_*"], &["prompt_*"]),
    ("promptinit", &["prompt", "prompt_*", "set_prompt"], &["prompt_*"]),
    ("regexp-replace", &[], &["MATCH", "MBEGIN", "MEND", "match", "mbegin", "mend"]),
    ("run-help", &[], &[]),
    ("select-word-style", &[], &[]),
    ("up-line-or-beginning-search", &[], &[]),
    ("url-quote-magic", &[], &[]),
    ("vcs_info", &["VCS_INFO_*"], &["vcs_info_*", "vcs*"]),
    ("zcalc", &[], &[]),
    ("zmv", &[], &[]),
    ("zrecompile", &[], &[]),
];

/// Those that change prompts, or what is run for them.
const PROMPTING: &[&str] = &["add-zsh-hook", "prompt", "promptinit", "vcs_info"];

/// Builtins of zsh 5.9's modules, which are there once a module is loaded (zshmodules(1)).
const MODULES: &[&str] = &[
    "pcre_compile",
    "pcre_match",
    "pcre_study",
    "private",
    "strftime",
    "syserror",
    "sysopen",
    "sysread",
    "sysseek",
    "syswrite",
    "zcurses",
    "zf_chmod",
    "zf_ln",
    "zf_mkdir",
    "zf_mv",
    "zf_rm",
    "zf_rmdir",
    "zftp",
    "zgdbmpath",
    "zprof",
    "zpty",
    "zselect",
    "zsocket",
    "zstat",
    "zsystem",
    "ztcp",
    "ztie",
    "zuntie",
];

/// Whether a module of zsh may have brought a builtin of that name.
pub fn is_of_module(name: &str) -> bool {
    MODULES.binary_search(&name).is_ok()
}

/// What a function of zsh's own library may change.
pub fn of_function(name: &str) -> Option<Reach> {
    let (_, commands, variables) = LOADED.iter().find(|(known, ..)| *known == name)?;
    if PROMPTING.contains(&name) {
        return Some(Reach::with_prompt(commands, variables));
    }
    let shared = |names: &[&str]| names.iter().map(|&name| Rc::from(name)).collect();
    Some(Reach::Only { variables: shared(variables), commands: shared(commands) })
}

/// The same of a call: `regexp-replace` writes to what its first argument names, `add-zsh-hook` loads what its last
/// one names.
pub fn of_call(name: &str, arguments: &[Value]) -> Option<Reach> {
    let reach = of_function(name)?;
    if name == "add-zsh-hook" {
        let last = arguments.last().map(|one| one.text().map_or_else(|| "+*".into(), Rc::from));
        let commands = last.into_iter().collect();
        return Some(reach.or(Reach::Only { variables: Vec::new(), commands }));
    }
    if name != "regexp-replace" {
        return Some(reach);
    }
    let target = arguments.first()?.text()?.into_owned();
    let named = match target.split_once('[') {
        Some(("functions", key)) => (Vec::new(), vec![Rc::from(key.trim_end_matches(']'))]),
        Some((array, _)) => (vec![Rc::from(array)], Vec::new()),
        None => (vec![Rc::from(target.as_str())], Vec::new()),
    };
    Some(reach.or(Reach::Only { variables: named.0, commands: named.1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(LOADED.is_sorted_by_key(|row| row.0));
        assert!(MODULES.is_sorted());
    }
}
