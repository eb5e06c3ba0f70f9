//! `atuin init`: the history's functions and variables.

use super::effect::{chosen, functions};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&ATUIN];

/// atuin.
pub static ATUIN: Program = Program::new(
    &["atuin"],
    "init bash, zsh and powershell: functions and exported variables, --disable-up-arrow, --disable-ctrl-r",
    "its own: atuin 18.24, judged beside it",
    atuin,
)
.portable()
.on_windows();

const ZSH: &[&str] = &[
    "__atuin_mark_output_end",
    "__atuin_mark_output_start",
    "__atuin_search_cmd",
    "__atuin_tmux_popup_check",
    "__atuin_tmux_popup_cleanup",
    "_atuin_ai_resume",
    "_atuin_ai_resume_vicmd",
    "_atuin_ai_resume_viins",
    "_atuin_precmd",
    "_atuin_preexec",
    "_atuin_search",
    "_atuin_search_vicmd",
    "_atuin_search_viins",
    "_atuin_up_search",
    "_atuin_up_search_vicmd",
    "_atuin_up_search_viins",
    "_atuin_zshaddhistory",
    "_zsh_autosuggest_strategy_atuin",
];

const ZSH_BOUND: &[&str] =
    &["_atuin_ai_cleanup", "_atuin_ai_reset_prompt", "self-atuin-ai-question-mark"];

const BASH: &[&str] = &[
    "__atuin_accept_line",
    "__atuin_ai_resume",
    "__atuin_bind_blesh_onload",
    "__atuin_bind_impl",
    "__atuin_clear_prompt",
    "__atuin_evaluate_prompt",
    "__atuin_history",
    "__atuin_initialize_blesh",
    "__atuin_insert_line",
    "__atuin_mark_output_end",
    "__atuin_mark_output_start",
    "__atuin_precmd",
    "__atuin_preexec",
    "__atuin_search_cmd",
    "__atuin_set_ret_value",
    "__atuin_tmux_popup_check",
    "__atuin_tmux_popup_cleanup",
    "__atuin_update_preexec_backend",
    "__atuin_widget_run",
    "__atuin_widget_save",
    "_atuin_ai_question_mark",
    "atuin-bind",
];

/// bash-preexec, which it brings along unless another file has.
const PREEXEC: &[&str] = &[
    "__bp_adjust_histcontrol",
    "__bp_hook_preexec_into_debug",
    "__bp_hook_preexec_into_ps0",
    "__bp_in_prompt_command",
    "__bp_install",
    "__bp_install_after_session_init",
    "__bp_install_prompt_command",
    "__bp_interactive_mode",
    "__bp_invoke_precmd_functions",
    "__bp_invoke_preexec_from_ps0",
    "__bp_invoke_preexec_functions",
    "__bp_load_this_command_from_history",
    "__bp_precmd_invoke_cmd",
    "__bp_preexec_invoke_exec",
    "__bp_remove_command_from_prompt_command",
    "__bp_require_not_readonly",
    "__bp_sanitize_string",
    "__bp_set_ret_value",
    "__bp_trim_whitespace",
    "__bp_use_array_prompt_command",
];

fn atuin(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ["init", shell, rest @ ..] = words.as_slice() else { return Err(Cannot::NotFollowed) };
    if !rest.iter().all(|word| matches!(*word, "--disable-up-arrow" | "--disable-ctrl-r")) {
        return Err(Cannot::NotFollowed);
    }
    let session = chosen(run, "is a number that atuin makes for this shell");
    let exported = format!(
        "export ATUIN_SESSION={session}\nexport ATUIN_SHLVL=${{SHLVL:-}}\nexport ATUIN_TMUX_POPUP=false\n"
    );
    if has_popups(run)? {
        return Err(Cannot::NotFollowed);
    }
    run.effect = Some(match *shell {
        "zsh" => format!(
            "autoload -U add-zsh-hook\n{}if [[ -z \"${{ATUIN_NOBIND:-}}\" ]]; then\n{}fi\n{exported}precmd_functions+=(_atuin_precmd)\npreexec_functions+=(_atuin_preexec)\n",
            functions(run, ZSH),
            functions(run, ZSH_BOUND)
        ),
        "bash" => in_bash(run, &exported)?,
        "powershell" if run.is_powershell() => super::powershell::atuin(run),
        _ => return Err(Cannot::NotFollowed),
    });
    Ok(0)
}

/// Whether the configuration speaks of tmux: whether popups are wanted then is not read.
fn has_popups(run: &mut Run<'_>) -> Result<bool, Cannot> {
    let config = match run.filled("ATUIN_CONFIG_DIR")? {
        Some(folder) => folder,
        None => match run.filled("XDG_CONFIG_HOME")? {
            Some(config) => format!("{config}/atuin"),
            None => format!("{}/.config/atuin", run.home()?),
        },
    };
    let text = run.read(&format!("{config}/config.toml"))?;
    Ok(text.is_ok_and(|text| text.contains("tmux")))
}

/// Only an interactive shell takes it, and only once.
fn in_bash(run: &Run<'_>, exported: &str) -> Result<String, Cannot> {
    // ble.sh has hooks of its own, and without bash-preexec other names are made.
    let others = ["BLE_VERSION", "BLE_ATTACHED", "ATUIN_NO_BUILTIN_PREEXEC"];
    for name in others {
        if run.filled(name)?.is_some() {
            return Err(Cannot::NotFollowed);
        }
    }
    let reason = "is what the terminal is set to";
    Ok(format!(
        "if [[ ${{__atuin_initialized-}} != true && $- == *i* ]] && ((BASH_VERSINFO[0] >= 5)); then\n__atuin_initialized=true\nif [[ -z ${{bash_preexec_imported:-}} && -z ${{__bp_imported:-}} ]]; then\nbash_preexec_imported=defined\n__bp_imported=defined\n{}PROMPT_COMMAND+=${{PROMPT_COMMAND:+$'\\n'}}'__bp_install \"$_\"'\nfi\n{}{exported}export ATUIN_PREEXEC_BACKEND=\"$SHLVL:none\"\nATUIN_STTY={}\nATUIN_HISTORY_ID=\nprecmd_functions+=(__atuin_precmd)\npreexec_functions+=(__atuin_preexec)\nfi\n",
        functions(run, PREEXEC),
        functions(run, BASH),
        chosen(run, reason)
    ))
}
