//! `mcfly init`: the search of the history.

use super::effect::{chosen, functions};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&MCFLY];

/// mcfly.
pub static MCFLY: Program = Program::new(
    &["mcfly"],
    "init bash and init zsh: the functions, the variables, the hook before each prompt",
    "its own: mcfly 0.9.4, mcfly.bash and mcfly.zsh",
    mcfly,
)
.portable();

fn mcfly(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    run.effect = Some(match words.as_slice() {
        ["init", "bash"] => in_bash(run),
        ["init", "zsh"] => in_zsh(run),
        _ => return Err(Cannot::NotFollowed),
    });
    Ok(0)
}

/// Nothing but the history's file is set where that cannot be read.
fn in_bash(run: &Run<'_>) -> String {
    let session = chosen(run, "is a name that mcfly makes for this shell");
    let hooked = functions(run, &["mcfly_prompt_command"]);
    let others =
        functions(run, &["mcfly_add_prompt_command", "mcfly_search_with_tiocsti", "mcfly_search"]);
    let lines = [
        "if [[ -t 0 && $- == *i* && ${__MCFLY_LOADED-} != loaded ]]; then",
        "__MCFLY_LOADED=loaded",
        "export MCFLY_HISTFILE=\"${HISTFILE:-$HOME/.bash_history}\"",
        "MCFLY_BASH_SEARCH_KEYBINDING=${MCFLY_BASH_SEARCH_KEYBINDING:-\"\\C-x1\"}",
        "MCFLY_BASH_ACCEPT_LINE_KEYBINDING=${MCFLY_BASH_ACCEPT_LINE_KEYBINDING:-\"\\C-x2\"}",
        "if [[ -r $MCFLY_HISTFILE ]]; then",
        &format!("export MCFLY_SESSION_ID={session}"),
        "MCFLY_PATH=${MCFLY_PATH:-$(builtin type -P mcfly)}",
        "[[ $MCFLY_PATH == /* ]] || MCFLY_PATH=$PWD/$MCFLY_PATH",
        "if [[ -x $MCFLY_PATH ]]; then",
        "export HISTCONTROL=\"${HISTCONTROL:-ignorespace}\"",
        "shopt -s histappend",
        &hooked,
        // An array from 5.1 on, where its first element stays.
        "if ((BASH_VERSINFO[0] > 5 || BASH_VERSINFO[0] == 5 && BASH_VERSINFO[1] >= 1)); then",
        "[[ \" ${PROMPT_COMMAND[*]-} \" == *\" mcfly_prompt_command \"* ]] || {",
        "PROMPT_COMMAND[0]=${PROMPT_COMMAND[0]:-}; PROMPT_COMMAND+=(mcfly_prompt_command); }",
        "elif [[ -z ${PROMPT_COMMAND-} ]]; then PROMPT_COMMAND=mcfly_prompt_command",
        "elif [[ $PROMPT_COMMAND != *mcfly_prompt_command* ]]; then",
        "PROMPT_COMMAND=\"mcfly_prompt_command;${PROMPT_COMMAND#;}\"",
        "fi",
        &others,
        "fi; fi; fi\n",
    ];
    lines.join("\n")
}

fn in_zsh(run: &Run<'_>) -> String {
    let session = chosen(run, "is a name that mcfly makes for this shell");
    let history = chosen(run, "is a file that mcfly makes for this shell");
    let own =
        functions(run, &["mcfly_prompt_command", "mcfly_exit_logger", "mcfly-history-widget"]);
    let lines = [
        "if [[ -o interactive ]]; then",
        "export MCFLY_HISTFILE=\"${HISTFILE:-$HOME/.zsh_history}\"",
        "if [[ -r $MCFLY_HISTFILE ]]; then",
        &format!("export MCFLY_SESSION_ID={session}"),
        "MCFLY_PATH=${MCFLY_PATH:-$(command which mcfly)}",
        "if [[ -n $MCFLY_PATH && $MCFLY_PATH != 'mcfly not found' ]]; then",
        "setopt interactive_comments",
        &format!("export MCFLY_HISTORY={history}"),
        "if [[ -o extendedhistory ]]; then export MCFLY_HISTORY_FORMAT=zsh-extended",
        "else export MCFLY_HISTORY_FORMAT=zsh; fi",
        &own,
        "(( ${precmd_functions[(Ie)mcfly_prompt_command]} )) || precmd_functions+=(mcfly_prompt_command)",
        "(( ${zshexit_functions[(Ie)mcfly_exit_logger]} )) || zshexit_functions+=(mcfly_exit_logger)",
        "zle -N mcfly-history-widget",
        "bindkey '^R' mcfly-history-widget",
        "fi; fi; fi\n",
    ];
    lines.join("\n")
}
