//! What the texts of tools may change where the texts themselves are not known.
//!
//! Each row was read in the tool's own init text (version in the comment); a tool
//! that is not listed may change everything.

use crate::environment::Reach;

/// A tool's words, and the aliases or functions and the variables its text may write.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Texts of `eval "$(TOOL …)"`.
const TOOLS: &[Row] = &[
    (
        "atuin init",
        &["_atuin*", "__atuin*", "atuin-*"],
        &["ATUIN_*", "__atuin*", "_atuin*", "ZSH_AUTOSUGGEST_STRATEGY"],
    ), // 18
    ("broot --print-shell-function", &["br"], &[]), // 1.40
    (
        "carapace _carapace",
        &["_carapace*", "get-env", "set-env", "unset-env"],
        &["PATH", "CARAPACE_*"],
    ), // 1.5
    ("direnv hook", &["_direnv_hook"], &[]),        // 2.32
    ("fzf --bash", &["_fzf*", "__fzf*", "fzf-*"], &["__fzf*", "_fzf*"]), // 0.48
    ("fzf --zsh", &["_fzf*", "__fzf*", "fzf-*"], &["__fzf*", "_fzf*", "fzf_*"]), // 0.48
    ("gh completion", &["_gh*", "__gh*"], &["_comps", "_services"]), // 2.40
    ("gpg-agent", &[], &["SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO"]), // 2.0 to 2.4
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
    (
        "mcfly init",
        &["mcfly*", "_mcfly*"],
        &["MCFLY_*", "__MCFLY_LOADED", "HISTCONTROL", "zshexit_functions"],
    ), // 0.9
    (
        "micromamba shell hook",
        &["micromamba", "mamba", "conda", "__mamba*", "__conda*", "_umamba*", "__add_sys_prefix*"],
        &["PATH", "MAMBA_*", "CONDA_*", "_CE_*", "__mamba*"],
    ), // 2.0
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
            "PYENV_VIRTUALENV_DISABLE_PROMPT",
            "ZLE_RPROMPT_INDENT",
        ],
    ), // 19 to 29
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
    ("thefuck --alias", &["fuck"], &[]),            // 3.32
];

/// What the text that a command printed may change; `None` where that may be everything.
pub fn of_tool(command: &str) -> Option<Reach> {
    if let Some(options) = program(command, "zoxide init") {
        return Some(zoxide(options));
    }
    let row = TOOLS.iter().find(|(tool, ..)| program(command, tool).is_some());
    let Some((tool, commands, variables)) = row else { return completions(command) };
    let named = program(command, tool).unwrap_or_default().trim();
    if *tool == "thefuck --alias" && !named.is_empty() {
        return Some(Reach::with_prompt(&[named], variables));
    }
    Some(Reach::with_prompt(commands, variables))
}

/// The options behind a tool's words, whatever directory the tool is called from.
fn program<'c>(command: &'c str, tool: &str) -> Option<&'c str> {
    let start = command.split(' ').next().unwrap_or_default();
    let bare = &command[start.rfind('/').map_or(0, |slash| slash + 1)..];
    bare.strip_prefix(tool).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The words behind a tool's name that ask for its completions: cobra, clap, click and their like all
/// name what they define after the tool.
const COMPLETIONS: &[&str] = &[
    "completion",
    "completions",
    "gen-completions",
    "generate-shell-completion",
    "shell-completion",
];

/// The shells that such a text is made for.
const SHELLS: &[&str] = &["bash", "powershell", "pwsh", "sh", "zsh"];

/// `TOOL completion SHELL` of any tool.
fn completions(command: &str) -> Option<Reach> {
    let mut words = command.split(' ').filter(|word| !word.is_empty());
    let tool = words.next()?.rsplit('/').next()?;
    let asks = COMPLETIONS.contains(&words.next()?);
    let told = words.flat_map(|word| word.rsplit('=').next());
    let plain = tool.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !asks || !plain || !told.into_iter().any(|word| SHELLS.contains(&word)) {
        return None;
    }
    let names = [tool.to_owned(), tool.replace(['-', '.'], "_")];
    let made =
        |name: &String| [format!("_{name}*"), format!("__{name}*"), format!("__start_{name}")];
    let made: Vec<String> = names.iter().flat_map(made).collect();
    let made: Vec<&str> = made.iter().map(String::as_str).collect();
    Some(Reach::with_prompt(&made, &["_comps", "_services", "COMP_WORDBREAKS"]))
}

/// zoxide 0.9: `--cmd NAME` names its two functions, `--no-cmd` leaves them out.
fn zoxide(options: &str) -> Reach {
    let mut words = options.split([' ', '=']).filter(|word| !word.is_empty());
    let mut name = "z";
    while let Some(word) = words.next() {
        match word {
            "--cmd" => name = words.next().unwrap_or(name),
            "--no-cmd" => return Reach::with_prompt(&["__zoxide_*"], &["__zoxide_*", "_ZO_*"]),
            _ => {}
        }
    }
    let list = format!("{name}i");
    Reach::with_prompt(&[name, &list, "__zoxide_*"], &["__zoxide_*", "_ZO_*"])
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

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
            ("any-tool completion bash", "__start_any_tool", true),
            ("any-tool completions --shell=zsh", "any-tool", false),
            ("mcfly init zsh", "mcfly_prompt_command", true),
            ("carapace _carapace bash", "set-env", true),
        ] {
            let doubt = of(command);
            assert_eq!(doubt.map(|doubt| doubt.reaches_command(name)), Some(reached), "{command}");
        }
        assert!(of("starship initx").is_none() && of("fnm env").is_none());
        assert!(of("tool completion").is_none() && of("tool complete bash").is_none());
        assert!(of("carapace _carapace").is_some_and(|doubt| doubt.reaches_variable("PATH")));
        assert!(of("direnv hook bash").is_some_and(|doubt| !doubt.reaches_variable("PATH")));
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(TOOLS.is_sorted_by_key(|row| row.0));
    }
}
