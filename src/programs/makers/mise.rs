//! `mise`: activation of a shell, and what it does at each prompt.

mod hook_env;

use super::effect::{chosen, functions, prompt_command, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&MISE];

/// mise.
pub static MISE: Program = Program::new(
    &["mise"],
    "activate of bash, zsh and PowerShell with --shims, --no-hook-env, --quiet; hook-env with the user's config.toml: node, python, ruby, erlang, bun, go, plain variables and _.path; env where nothing is configured",
    "its own: mise 2026.9, judged beside it, src/cli/activate.rs, src/cli/hook_env.rs",
    mise,
)
.needs("its version, where it is below 2026.9; its config.toml and installs; that no other file of it is in force")
.portable()
.on_windows();

fn mise(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let plain: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !matches!(*word, "-q" | "--quiet" | "--silent"))
        .collect();
    let old = versions::of(run, &["mise"]).is_some_and(|one| !one.is_at_least(&[2026, 9]));
    match plain.as_slice() {
        _ if old => Err(Cannot::NotFollowed),
        ["activate", rest @ ..] => activate(run, rest),
        ["hook-env", rest @ ..] => hook_env::hook_env(run, rest),
        ["env"] | ["env", "-s" | "--shell", _] if hook_env::in_force(run)?.is_none() => Ok(0),
        _ => Err(Cannot::NotFollowed),
    }
}

/// Where its tools are.
fn data(run: &Run<'_>) -> Result<String, Cannot> {
    if let Some(data) = run.filled("MISE_DATA_DIR")? {
        return Ok(data);
    }
    if run.is_native_windows() && run.filled("XDG_DATA_HOME")?.is_none() {
        let local = run.filled("LOCALAPPDATA")?.ok_or(Cannot::NotFollowed)?;
        return Ok(format!("{local}\\mise"));
    }
    Ok(match run.filled("XDG_DATA_HOME")? {
        Some(share) => format!("{share}/mise"),
        None => format!("{}/.local/share/mise", run.home()?),
    })
}

fn activate(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let mut shell = None;
    let (mut shims, mut hooks) = (false, true);
    for word in words {
        match *word {
            "--shims" => shims = true,
            "--no-hook-env" => hooks = false,
            "bash" | "zsh" if shell.is_none() => shell = Some(*word),
            "pwsh" if shell.is_none() && run.is_powershell() => shell = Some(*word),
            _ => return Err(Cannot::NotFollowed),
        }
    }
    let shell = shell.ok_or(Cannot::NotFollowed)?;
    let text = match shims {
        _ if shell == "pwsh" => in_powershell(run, shims, hooks)?,
        true => shims_only(run)?,
        false => activated(run, shell, hooks)?,
    };
    run.effect = Some(text);
    Ok(0)
}

/// Its own directory, where PATH does not lead to it.
fn own_directory(run: &Run<'_>) -> Result<Option<String>, Cannot> {
    let platform = run.machine().platform();
    let folder = platform.parent(run.path()).unwrap_or_default().to_owned();
    let list = run.value_of("PATH").unwrap_or_default();
    let same = |text: &str| match platform {
        Platform::Windows => crate::machine::path::same_name(text, &folder),
        _ => text == folder,
    };
    let there = |entry: &crate::value::ListEntry| entry.value.text().is_some_and(|one| same(&one));
    let by = if platform == Platform::Windows { ';' } else { ':' };
    let there = list.entries(by).iter().any(there);
    if !there && !list.is_known() {
        return Err(Cannot::NotFollowed);
    }
    Ok(Some(folder.clone()).filter(|_| !there))
}

/// The directory that is searched first for its tools.
fn shims_directory(run: &Run<'_>) -> Result<String, Cannot> {
    Ok(run.machine().platform().join(&data(run)?, "shims"))
}

fn in_powershell(run: &Run<'_>, shims: bool, hooks: bool) -> Result<String, Cannot> {
    let directory = shims_directory(run)?;
    let again = run.filled("__MISE_ORIG_PATH")?.is_some();
    let list = run.variable("PATH")?.unwrap_or_default();
    // A second activation, and shims that are there already, are not followed.
    if again || list.contains(&directory) {
        return Err(Cannot::NotFollowed);
    }
    let asked = powershell::Mise { shims: &directory, own: own_directory(run)?, hooks };
    Ok(if shims { powershell::mise_shims(run, &asked) } else { powershell::mise(run, &asked) })
}

fn shims_only(run: &Run<'_>) -> Result<String, Cannot> {
    let mut out = String::new();
    if let Some(folder) = own_directory(run)? {
        out.push_str(&format!("export PATH=\"{folder}:$PATH\"\n"));
    }
    out.push_str(&format!("export PATH=\"{}/shims:$PATH\"\n", data(run)?));
    Ok(out)
}

/// PATH with the tools and the shims in front of what was there before mise, and behind what was put before that since.
fn with_shims(run: &Run<'_>, list: &str, tools: &[String]) -> Result<String, Cannot> {
    let shims = shims_directory(run)?;
    let by = if run.machine().platform() == Platform::Windows { ';' } else { ':' };
    let all: Vec<&str> = list.split(by).filter(|entry| *entry != shims).collect();
    let first = match run.filled("__MISE_ORIG_PATH")? {
        None => 0,
        Some(old) => {
            let old: Vec<&str> = old.split(by).collect();
            let first = all.iter().position(|entry| old.contains(entry));
            first.ok_or(Cannot::NotFollowed)?
        }
    };
    let shims = tools.iter().map(String::as_str).chain([shims.as_str()]);
    let front = all[..first].iter().copied();
    Ok(front
        .chain(shims)
        .chain(all[first..].iter().copied())
        .collect::<Vec<_>>()
        .join(&by.to_string()))
}

fn activated(run: &Run<'_>, shell: &str, hooks: bool) -> Result<String, Cannot> {
    let mut out = String::new();
    let value = run.value_of("PATH").unwrap_or_default();
    let list = value.text();
    let again = run.filled("__MISE_ORIG_PATH")?.is_some();
    // What a second activation without the hook does with PATH is not followed.
    if again && (!hooks || list.is_none()) {
        return Err(Cannot::NotFollowed);
    }
    if !again {
        out.push_str("export __MISE_ORIG_PATH=\"$PATH\"\n");
    }
    // Where entries are not known the shims come first all the same.
    let path = match list {
        Some(list) if list.contains("/shims") => quoted(&with_shims(run, &list, &[])?),
        Some(_) if again => quoted(&with_shims(run, &list.unwrap_or_default(), &[])?),
        _ => format!("{}:\"$PATH\"", quoted(&format!("{}/shims", data(run)?))),
    };
    out.push_str(&format!("export PATH={path}\n"));
    if let Some(folder) = own_directory(run)? {
        out.push_str(&format!("export PATH=\"{folder}:$PATH\"\n"));
    }
    out.push_str(&format!("export MISE_SHELL={shell}\n"));
    let path = quoted(run.path());
    out.push_str(&format!(
        "mise() {{\n  case \"${{1:-}}\" in\n  deactivate|shell|sh) eval \"$(command {path} \"$@\")\" ;;\n  *) command {path} \"$@\" ;;\n  esac\n}}\n"
    ));
    out.push_str(&match shell {
        "bash" => in_bash(run, hooks),
        _ => in_zsh(run, hooks),
    });
    Ok(out)
}

fn in_bash(run: &Run<'_>, hooks: bool) -> String {
    let path = quoted(run.path());
    let mut out = format!("export __MISE_EXE={path}\n");
    out.push_str(&functions(run, &["_mise_hook", "command_not_found_handle"]));
    if hooks {
        out.push_str(&functions(run, &["_mise_add_prompt_command", "_mise_hook_prompt_command"]));
        out.push_str(&changed_directory(&path, "bash"));
        // They change the directory as ever, and tell mise of it.
        out.push_str("__zsh_like_cd() { builtin \"$@\"; }\n");
        for name in ["cd", "popd", "pushd"] {
            out.push_str(&format!("{name}() {{ builtin {name} \"$@\" && _mise_hook_chpwd; }}\n"));
        }
        out.push_str(&prompt_command("_mise_hook_prompt_command"));
        out.push_str("chpwd_functions+=(_mise_hook_chpwd)\n");
        out.push_str(&format!("eval \"$(command {path} hook-env -s bash)\"\n"));
    }
    out
}

/// What runs in each directory that is entered: there another file may be in force.
fn changed_directory(path: &str, shell: &str) -> String {
    let (export, name) = match shell {
        "bash" => ("", "__MISE_BASH_CHPWD_RAN"),
        _ => ("export ", "__MISE_ZSH_CHPWD_RAN"),
    };
    format!(
        "_mise_hook_chpwd() {{ {export}{name}=1; eval \"$(command {path} hook-env -s {shell} --reason chpwd)\"; }}\n"
    )
}

fn in_zsh(run: &Run<'_>, hooks: bool) -> String {
    let path = quoted(run.path());
    let mut out = "export __MISE_ZSH_PRECMD_RUN=0\nexport __MISE_ZSH_CHPWD_RAN=0\n".to_owned();
    out.push_str(&functions(run, &["command_not_found_handler"]));
    if hooks {
        out.push_str(&functions(run, &["_mise_hook", "_mise_hook_env_state", "_mise_hook_precmd"]));
        out.push_str(&changed_directory(&path, "zsh"));
        out.push_str("autoload -Uz add-zsh-hook\n");
        out.push_str(
            "precmd_functions+=(_mise_hook_precmd)\nchpwd_functions+=(_mise_hook_chpwd)\n",
        );
        out.push_str(&format!("eval \"$(command {path} hook-env -s zsh)\"\n"));
        let state = chosen(run, "tells which variables mise found");
        out.push_str(&format!(
            "export __MISE_ZSH_ACTIVATE_PATH=\"$PATH\"\nexport __MISE_ZSH_ACTIVATE_ENV={state}\n"
        ));
    }
    out
}
