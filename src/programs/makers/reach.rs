//! What the texts of tools may change where the texts themselves are not known.
//!
//! Each row was read in the tool's own init text (version in the comment); a tool
//! that is not listed may change everything.

use std::rc::Rc;

use crate::environment::Reach;

/// A tool's words, and the aliases or functions and the variables its text may write.
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

/// Texts of `eval "$(TOOL …)"`.
const TOOLS: &[Row] = &[
    (
        "atuin init",
        &["_atuin*", "__atuin*", "atuin-*"],
        &["ATUIN_*", "__atuin*", "_atuin*", "ZSH_AUTOSUGGEST_STRATEGY"],
    ), // 18
    ("direnv hook", &["_direnv_hook"], &[]), // 2.32
    ("fzf --bash", &["_fzf*", "__fzf*", "fzf-*"], &["__fzf*", "_fzf*"]), // 0.48
    ("fzf --zsh", &["_fzf*", "__fzf*", "fzf-*"], &["__fzf*", "_fzf*", "fzf_*"]), // 0.48
    ("gh completion", &["_gh*", "__gh*"], &["_comps", "_services"]), // 2.40
    ("helm completion", &["_helm*", "__helm*"], &["_comps", "_services"]), // 3.14
    (
        "keychain",
        &[],
        &["SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH2_AUTH_SOCK", "SSH2_AGENT_PID", "GPG_AGENT_INFO"],
    ), // 2.8
    (
        "kubectl completion",
        &["_kubectl*", "__kubectl*", "__start_kubectl"],
        &["_comps", "_services"],
    ), // 1.29
    ("npm completion", &["_npm*"], &["COMP_WORDBREAKS"]), // 10
    (
        "oh-my-posh init",
        &[
            "_omp*",
            "omp_*",
            "prompt",
            "set_poshcontext",
            "enable_poshtransientprompt",
            "enable_poshtooltips",
        ],
        &[
            "POSH_*",
            "POWERLINE_COMMAND",
            "CONDA_PROMPT_MODIFIER",
            "OSTYPE",
            "_omp*",
            "VIRTUAL_ENV_DISABLE_PROMPT",
        ],
    ), // 19
    ("pip completion", &["_pip_completion*"], &["_comps", "_services"]), // 23
    ("poetry completions", &["_poetry*"], &["_comps", "_services"]), // 1.7
    (
        "register-python-argcomplete",
        &["_python_argcomplete*", "__python_argcomplete*"],
        &["_comps", "_services"],
    ), // 3.1
    ("rustup completions", &["_rustup*"], &["_comps", "_services"]), // 1.27
    ("starship completions", &["_starship*"], &["_comps", "_services"]), // 1.27
    (
        "starship init",
        &["starship_*", "_starship*", "__starship*"],
        &["STARSHIP_*", "_starship*", "__starship*", "VIRTUAL_ENV_DISABLE_PROMPT"],
    ), // 1.17
    ("thefuck --alias", &["fuck"], &[]),     // 3.32
];

fn reach(commands: &[&str], variables: &[&str]) -> Reach {
    let shared = |names: &[&str]| names.iter().map(|&name| Rc::from(name)).collect();
    let variables = [PROMPT, variables].concat();
    Reach::Only { variables: shared(&variables), commands: shared(commands) }
}

/// What the text that a command printed may change; `None` where that may be everything.
pub fn of_tool(command: &str) -> Option<Reach> {
    if let Some(options) = program(command, "zoxide init") {
        return Some(zoxide(options));
    }
    let (tool, commands, variables) =
        TOOLS.iter().find(|(tool, ..)| program(command, tool).is_some())?;
    let named = program(command, tool).unwrap_or_default().trim();
    if *tool == "thefuck --alias" && !named.is_empty() {
        return Some(reach(&[named], variables));
    }
    Some(reach(commands, variables))
}

/// The options behind a tool's words, whatever directory the tool is called from.
fn program<'c>(command: &'c str, tool: &str) -> Option<&'c str> {
    let start = command.split(' ').next().unwrap_or_default();
    let bare = &command[start.rfind('/').map_or(0, |slash| slash + 1)..];
    bare.strip_prefix(tool).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// zoxide 0.9: `--cmd NAME` names its two functions, `--no-cmd` leaves them out.
fn zoxide(options: &str) -> Reach {
    let mut words = options.split([' ', '=']).filter(|word| !word.is_empty());
    let mut name = "z";
    while let Some(word) = words.next() {
        match word {
            "--cmd" => name = words.next().unwrap_or(name),
            "--no-cmd" => return reach(&["__zoxide_*"], &["__zoxide_*", "_ZO_*"]),
            _ => {}
        }
    }
    let list = format!("{name}i");
    reach(&[name, &list, "__zoxide_*"], &["__zoxide_*", "_ZO_*"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Doubt;
    use crate::value::{Origin, Unknown};

    fn of(command: &str) -> Option<Doubt> {
        let unknown = Unknown::output_of(command, Origin::Default("test".into()));
        Some(Doubt { unknown: Rc::new(unknown), reach: of_tool(command)? })
    }
    #[test]
    fn a_tool_reaches_what_its_text_writes() {
        for (command, name, reached) in [
            ("zoxide init bash", "z", true),
            ("zoxide init bash", "cd", false),
            ("zoxide init --cmd cd bash", "cd", true),
            ("/usr/bin/zoxide init zsh --cmd=j", "ji", true),
            ("thefuck --alias", "fuck", true),
            ("thefuck --alias oops", "oops", true),
        ] {
            let doubt = of(command);
            assert_eq!(doubt.map(|doubt| doubt.reaches_command(name)), Some(reached), "{command}");
        }
        assert!(of("starship initx").is_none() && of("fnm env").is_none());
        assert!(of("direnv hook bash").is_some_and(|doubt| !doubt.reaches_variable("PATH")));
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(TOOLS.is_sorted_by_key(|row| row.0));
    }
}
