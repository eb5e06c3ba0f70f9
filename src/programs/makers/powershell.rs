//! What the tools print for PowerShell, told as far as it reaches.
//!
//! Each function is asked by the tool's own model, and says in its first line where the tool's text
//! was read. What a function or prompt does when it is called is not followed.

use super::effect::NOT_FOLLOWED;
use crate::machine::Platform;
use crate::programs::start::{LEADS_TO, NOT_TOLD};
use crate::programs::{Cannot, Followed, Run};

/// The words that mean this shell to the tools that are asked for it by name.
pub(super) fn is_meant(word: &str) -> bool {
    matches!(word, "powershell" | "pwsh" | "power-shell")
}

/// A word that PowerShell reads as itself.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Functions of the session.
fn functions(run: &Run<'_>, names: &[&str]) -> String {
    let path = quoted(run.path());
    let one = |name: &&str| {
        format!(
            "function global:{name} {{ & {path} {NOT_FOLLOWED} | Out-String | Invoke-Expression }}\n"
        )
    };
    names.iter().map(one).collect()
}

/// Functions that set up a prompt or its keys when they are called, and nothing that the session shows.
fn quiet_functions(names: &[&str]) -> String {
    names.iter().map(|name| format!("function global:{name} {{ }}\n")).collect()
}

/// A text that the tool chooses when it runs: `what` is a sentence without its subject.
fn asked(run: &Run<'_>, what: &str) -> String {
    let line = format!("{} {}", run.name, run.arguments.join(" "));
    let (path, what, line) = (quoted(run.path()), quoted(what), quoted(line.trim_end()));
    format!("& {path} {NOT_TOLD} {what} {line}")
}

/// One text or the other: `what` tells what that depends on, a sentence without its subject.
pub(super) fn either(run: &Run<'_>, what: &str, (one, other): (&str, &str)) -> String {
    format!("if (({}) -eq 'yes') {{\n{one}}} else {{\n{other}}}\n", asked(run, what))
}

/// A variable of the environment that the tool chooses when it runs.
fn chosen(run: &Run<'_>, name: &str, what: &str) -> String {
    format!("$env:{name} = {}\n", asked(run, what))
}

pub(super) fn set(name: &str, value: &str) -> String {
    format!("$env:{name} = {}\n", quoted(value))
}

fn list_separator(run: &Run<'_>) -> char {
    if run.machine().platform() == Platform::Windows { ';' } else { ':' }
}

/// starship 1.26, src/init/mod.rs: one line that asks for the text, which is in src/init/starship.ps1.
pub(super) fn starship(run: &mut Run<'_>, whole: bool) -> Followed {
    if !whole {
        let path = quoted(run.path());
        run.out =
            format!("Invoke-Expression (& {path} init powershell --print-full-init | Out-String)");
        return Ok(0);
    }
    let shell = if run.shell() == "powershell" { "powershell" } else { "pwsh" };
    let mut text = functions(run, &["prompt"]);
    text.push_str(&quiet_functions(&["Enable-TransientPrompt", "Disable-TransientPrompt"]));
    text.push_str(&set("VIRTUAL_ENV_DISABLE_PROMPT", "1"));
    text.push_str(&set("STARSHIP_SHELL", shell));
    text.push_str(&chosen(run, "STARSHIP_SESSION_KEY", "is a random key"));
    run.effect = Some(text);
    Ok(0)
}

/// zoxide 0.9.5 to 0.10, templates/powershell.txt.
pub(super) fn zoxide(run: &mut Run<'_>, cmd: &str, hook: &str, named: bool) -> String {
    let all = ["__zoxide_bin", "__zoxide_pwd", "__zoxide_cd", "__zoxide_hook"];
    let mut text = functions(run, &all);
    text.push_str(&functions(run, &["__zoxide_z", "__zoxide_zi"]));
    if hook == "prompt" {
        text.push_str(&functions(run, &["prompt"]));
    }
    if named {
        for (name, function) in [(cmd.to_owned(), "__zoxide_z"), (format!("{cmd}i"), "__zoxide_zi")]
        {
            let name = quoted(&name);
            text.push_str(&format!(
                "Set-Alias -Name {name} -Value {function} -Option AllScope -Scope Global -Force\n"
            ));
        }
    }
    text
}

/// fnm 1.35 to 1.39, src/shell/powershell.rs: the directory it makes, then its variables.
pub(super) fn fnm(
    run: &mut Run<'_>,
    what: &str,
    variables: &[(&str, String)],
    versions: &[String],
    on_cd: bool,
) -> Followed {
    let bin = if run.machine().platform() == Platform::Windows { "" } else { "/bin" };
    let by = list_separator(run);
    let mut text = chosen(run, "FNM_MULTISHELL_PATH", what);
    let links: Vec<String> = versions.iter().map(|one| quoted(one)).collect();
    text.insert_str(text.len() - 1, &format!(" {LEADS_TO} {}", links.join(" ")));
    text.push_str(&format!("$env:PATH = \"$env:FNM_MULTISHELL_PATH{bin}{by}$env:PATH\"\n"));
    for (name, value) in variables {
        text.push_str(&set(name, value));
    }
    if on_cd {
        text.push_str(&functions(run, &["Set-FnmOnLoad", "Set-LocationWithFnm"]));
        text.push_str("Set-Alias -Scope global cd_with_fnm Set-LocationWithFnm\n");
        text.push_str("Set-Alias -Option AllScope -Scope global cd Set-LocationWithFnm\n");
    }
    run.effect = Some(text);
    Ok(0)
}

/// What oh-my-posh sets in some of its versions, or to what it finds.
const OH_MY_POSH: &[&str] = &[
    "POSH_PID",
    "POSH_SESSION_ID",
    "POSH_SHELL",
    "POSH_SHELL_VERSION",
    "POSH_THEME",
    "PYENV_VIRTUALENV_DISABLE_PROMPT",
    "VIRTUAL_ENV_DISABLE_PROMPT",
];

/// oh-my-posh 19 to 29, src/shell/scripts/omp.ps1: a module of functions, and a few variables.
/// `whole` is the text itself, which comes in many lines.
pub(super) fn oh_my_posh(run: &mut Run<'_>, whole: bool) -> Followed {
    let names = ["prompt", "Get-PoshStackCount", "Export-PoshTheme", "Get-PoshThemes"];
    // The first is there for a profile to replace, the others bind keys of PSReadLine.
    let quiet = [
        "Set-PoshContext",
        "Enable-PoshTooltips",
        "Enable-PoshTransientPrompt",
        "Enable-PoshLineError",
    ];
    let mut text = functions(run, &names);
    text.push_str(&quiet_functions(&quiet));
    text.push_str(&set("POWERLINE_COMMAND", "oh-my-posh"));
    text.push_str(&set("CONDA_PROMPT_MODIFIER", "False"));
    let what = "is something that differs between versions";
    for name in OH_MY_POSH {
        text.push_str(&chosen(run, name, what));
    }
    // What it prints is one line in every version, which runs the rest.
    run.effect = Some(match whole {
        true => format!("{text}{SEVERAL_LINES}"),
        false => text.trim_end().replace('\n', "; "),
    });
    Ok(0)
}

/// thefuck 3.29 to 3.32, thefuck/shells/powershell.py: one function.
pub(super) fn thefuck(run: &Run<'_>, name: &str) -> String {
    functions(run, &[name]).replace("function global:", "function ")
}

/// carapace 1.5, cmd/carapace/cmd/snippet: `folder` is its own directory, where PATH does not lead to it.
pub(super) fn carapace(run: &mut Run<'_>, folder: Option<&str>, helpers: bool) -> Followed {
    let mut text = folder.map(|folder| front(run, folder)).unwrap_or_default();
    if helpers {
        text.push_str(
            "function get-env([string]$name) { Get-Item \"env:$name\" }\nfunction set-env([string]$name, [string]$value) { Set-Item \"env:$name\" \"$value\" }\nfunction unset-env([string]$name) { Remove-Item \"env:$name\" }\n",
        );
    }
    text.push_str(SEVERAL_LINES);
    run.effect = Some(text);
    Ok(0)
}

/// atuin 18.24, `atuin init powershell`: a module of two functions where PSReadLine is there, which it
/// is for a person and not for a script.
pub(super) fn atuin(run: &mut Run<'_>) -> String {
    let mut text = functions(run, &["Enable-AtuinSearchKeys", "PSConsoleHostReadLine"]);
    text.push_str(&chosen(run, "ATUIN_SESSION", "is a number that atuin makes for this shell"));
    text.push_str("$env:ATUIN_PID = $PID\n");
    either(run, "is whether PSReadLine is there", (&text, ""))
}

/// mise 2026.9, `mise activate pwsh`, judged beside it.
pub(super) struct Mise<'m> {
    /// What comes in front of PATH.
    pub shims: &'m str,
    /// Its own directory, where PATH does not lead to it.
    pub own: Option<String>,
    /// Whether it hooks into the prompt.
    pub hooks: bool,
}

/// Puts a directory in front of PATH.
fn front(run: &Run<'_>, folder: &str) -> String {
    format!("$env:PATH = {} + $env:PATH\n", quoted(&format!("{folder}{}", list_separator(run))))
}

/// The same with `--shims`.
pub(super) fn mise_shims(run: &Run<'_>, asked: &Mise<'_>) -> String {
    let own = asked.own.as_deref().map(|own| front(run, own)).unwrap_or_default();
    own + &front(run, asked.shims)
}

pub(super) fn mise(run: &Run<'_>, asked: &Mise<'_>) -> String {
    let mut text = "$env:__MISE_ORIG_PATH = $env:PATH\n".to_owned();
    text.push_str(&front(run, asked.shims));
    text.extend(asked.own.as_deref().map(|own| front(run, own)));
    text.push_str(&set("MISE_SHELL", "pwsh"));
    let path = quoted(run.path());
    text.push_str(&functions(run, &["__mise_restore_double_dash"]));
    text.push_str(&format!("function mise {{ & {path} @args }}\n"));
    if asked.hooks {
        text.push_str(&format!(
            "function global:_mise_hook {{ & {path} hook-env -s pwsh | Out-String | Invoke-Expression }}\n"
        ));
        text.push_str(&functions(run, &["prompt"]));
        text.push_str("_mise_hook\n");
    }
    text
}

/// What `mise hook-env -s pwsh` says where nothing is configured.
pub(super) fn mise_hook_env(run: &Run<'_>, path: &str) -> String {
    let diff = chosen(run, "__MISE_DIFF", "is how mise writes what it changed");
    let session = chosen(run, "__MISE_SESSION", "is how mise writes what it knows of the session");
    format!("{}{diff}{session}", set("PATH", path))
}

/// conda 4.9 to 24, conda/activate.py, `PowerShellActivator`, and condabin/Conda.psm1.
pub(super) struct Conda<'c> {
    pub root: &'c str,
    pub exe: &'c str,
    pub activates: bool,
}

pub(super) fn conda_hook(run: &Run<'_>, asked: &Conda<'_>) -> String {
    let mut text = set("CONDA_EXE", asked.exe);
    for name in ["_CE_M", "_CE_CONDA", "CONDA_PYTHON_EXE"] {
        text.push_str(&chosen(run, name, "is something that differs between versions"));
    }
    text.push_str(&set("_CONDA_ROOT", asked.root));
    text.push_str(&set("_CONDA_EXE", asked.exe));
    let names = ["Get-CondaEnvironment", "Exit-CondaEnvironment", "TabExpansion", "prompt"];
    text.push_str(&functions(run, &names));
    let path = quoted(run.path());
    text.push_str(&format!(
        "function global:Enter-CondaEnvironment {{ & {path} shell.powershell activate @args | Out-String | Invoke-Expression }}\nfunction global:Invoke-Conda {{ if ($args[0] -eq 'activate') {{ & {path} shell.powershell @args | Out-String | Invoke-Expression }} else {{ & {path} {NOT_FOLLOWED} | Out-String | Invoke-Expression }} }}\n"
    ));
    for (alias, function) in [
        ("conda", "Invoke-Conda"),
        ("genv", "Get-CondaEnvironment"),
        ("etenv", "Enter-CondaEnvironment"),
        ("exenv", "Exit-CondaEnvironment"),
    ] {
        text.push_str(&format!("Set-Alias -Scope Global -Force {alias} {function}\n"));
    }
    if asked.activates {
        text.push_str("conda activate base\n");
    }
    text
}

/// mamba 2.0 to 2.8, libmamba/data/Mamba.psm1, `name` being the program's own; what later releases let out of the
/// module, and all of it where its file is not there.
pub(super) fn mamba_hook(run: &Run<'_>, name: &str) -> String {
    let path = quoted(run.path());
    let put = |words: &str| format!("& {path} shell {words} -s powershell");
    let does = |words: &str| format!("{} | Out-String | Invoke-Expression", put(words));
    let other = asked(run, "is what the release has in its module");
    let all = functions(run, &["MambaPromptBackup"]);
    format!(
        "function global:Invoke-Mamba {{\nif ($args[0] -eq 'activate') {{ {} }}\nelseif ($args[0] -eq 'deactivate') {{ {} }}\nelseif ($args[0] -in 'install', 'update', 'upgrade', 'remove', 'uninstall') {{ & {path} {NOT_FOLLOWED} | Out-String | Invoke-Expression }}\nelse {{ & {path} @args }}\n}}\n{}if (({other}) -eq 'yes') {{\nfunction global:Enter-MambaEnvironment {{ {} }}\nfunction global:Exit-MambaEnvironment {{ {} }}\n{all}}}\nSet-Alias -Scope Global -Force {name} Invoke-Mamba\n{SEVERAL_LINES}",
        does("activate $args[1]"),
        does("deactivate"),
        functions(run, &["prompt"]),
        does("activate $args[0]"),
        does("deactivate"),
    )
}

/// A text of several lines: what reads it line by line does not follow it.
const SEVERAL_LINES: &str = "#\n#\n";

/// `TOOL completion powershell`: what cobra, clap and click make defines nothing but a completer and
/// functions of its own names.
pub(super) fn completion(run: &mut Run<'_>, names: &[&str]) -> Followed {
    run.effect = Some(format!("{}{SEVERAL_LINES}", functions(run, names)));
    Ok(0)
}

/// Refuses another shell's name.
pub(super) fn only(run: &Run<'_>, word: &str) -> Result<(), Cannot> {
    match is_meant(word) && run.is_powershell() {
        true => Ok(()),
        false => Err(Cannot::NotFollowed),
    }
}
