//! `direnv`: its hooks, and what it exports where no file asks for anything.

use crate::machine::Fault;
use crate::programs::{Cannot, Followed, Program, Run, versions};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&DIRENV];

/// direnv.
pub static DIRENV: Program = Program::new(
    &["direnv"],
    "hook of each shell, version, export where no .envrc is; what an .envrc exports is not run",
    "its own: direnv 2.32, judged beside it",
    direnv,
)
.portable();

fn direnv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let path = run.path().to_owned();
    match words.as_slice() {
        ["hook", "tcsh"] => {
            run.out = format!("alias precmd 'eval `{path} export tcsh`'\n");
            Ok(0)
        }
        ["hook", "fish" | "elvish"] => Err(Cannot::tell("is direnv's hook", Shape::Filled)),
        ["hook"] => run.refuses(1),
        ["hook", shell] if !DIRENV_SHELLS.contains(shell) => run.refuses(1),
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
        [_, "pwsh"] if !knows_powershell(run)? => run.refuses(1),
        ["hook", "pwsh"] => {
            run.effect = Some(
                "$ExecutionContext.SessionState.InvokeCommand.LocationChangedAction = { }\n".into(),
            );
            Ok(0)
        }
        ["version" | "--version"] => versions::line(run, &["direnv"], ""),
        ["export", "bash" | "zsh" | "pwsh"] => direnv_export(run),
        ["stdlib"] => Err(Cannot::tell("is direnv's library", Shape::Filled)),
        _ => Err(Cannot::NotFollowed),
    }
}

/// The shells it knows (direnv, internal/cmd/shell.go).
const DIRENV_SHELLS: &[&str] = &[
    "bash", "elvish", "fish", "gha", "gzenv", "json", "murex", "pwsh", "systemd", "tcsh", "vim",
    "zsh",
];

/// PowerShell is known from 2.33 on (direnv's CHANGELOG).
fn knows_powershell(run: &Run<'_>) -> Result<bool, Cannot> {
    let own = versions::of(run, &["direnv"]).ok_or(Cannot::NotFollowed)?;
    Ok(own.is_at_least(&[2, 33]))
}

/// Whether it is of that version or a later one.
fn direnv_at_least(run: &mut Run<'_>, wanted: &str) -> Followed {
    let own = versions::of(run, &["direnv"]).ok_or(Cannot::NotFollowed)?;
    let numbers: Option<Vec<u64>> = wanted.split('.').map(|part| part.parse().ok()).collect();
    let numbers = numbers.filter(|all| all.len() == 3).ok_or(Cannot::NotFollowed)?;
    match own.is_at_least(&numbers) {
        true => Ok(0),
        false => run.refuses(1),
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
