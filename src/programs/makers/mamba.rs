//! `mamba` and `micromamba`: the hook, and what is put in force and taken back, in the Bourne family and PowerShell.

use super::activation::{Asking, Tool, Voice};
use super::effect::{NOT_FOLLOWED, functions, quoted};
use super::powershell;
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run, versions};

/// What is followed here.
pub const ALL: &[&Program] = &[&MAMBA];

/// mamba.
pub static MAMBA: Program = Program::new(
    &["mamba", "micromamba"],
    "shell hook, activate, deactivate and reactivate of bash, zsh, sh and PowerShell; --version",
    "its own: mamba 2.0 to 2.8, libmamba/src/core/activation.cpp and shell_init.cpp",
    mamba,
)
.needs("$MAMBA_ROOT_PREFIX, or where its environments stand; .condarc")
.portable()
.on_windows();

/// What is asked of `shell`.
#[derive(Default)]
struct Asked {
    words: Vec<String>,
    shell: Option<String>,
    root: Option<String>,
    prefix: Option<String>,
}

fn asked(words: &[String]) -> Result<Asked, Cannot> {
    let mut asked = Asked::default();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        let mut value =
            || joined.clone().or_else(|| rest.next().cloned()).ok_or(Cannot::NotFollowed);
        match name {
            "-s" | "--shell" => asked.shell = Some(value()?),
            "-r" | "--root-prefix" => asked.root = Some(value()?),
            "-p" | "--prefix" | "-n" | "--name" => asked.prefix = Some(value()?),
            option if option.starts_with('-') => return Err(Cannot::NotFollowed),
            word => asked.words.push(word.to_owned()),
        }
    }
    Ok(asked)
}

fn mamba(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.first().map(String::as_str) {
        Some("--version") => versions::line(run, &[], ""),
        // mamba 1 is a script of Python, and conda's own hook is asked there.
        Some("shell") if !is_script(run) => shell(run, &asked(&words[1..])?),
        _ => Err(Cannot::NotFollowed),
    }
}

fn is_script(run: &Run<'_>) -> bool {
    run.machine().read(run.path()).is_ok_and(|bytes| bytes.starts_with(b"#!"))
}

fn shell(run: &mut Run<'_>, asked: &Asked) -> Followed {
    let shell = asked.shell.clone().unwrap_or_else(|| run.shell().to_owned());
    let native = run.is_native_windows() || run.machine().platform() != Platform::Windows;
    let voice = match shell.as_str() {
        // How paths of Windows are turned into those of MSYS2 is that one's business.
        _ if !native => return Err(Cannot::NotFollowed),
        "bash" | "zsh" | "posix" | "sh" | "dash" if !run.is_native_windows() => Voice::Posix,
        shell if powershell::is_meant(shell) && run.is_powershell() => Voice::PowerShell,
        _ => return Err(Cannot::NotFollowed),
    };
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    if words.as_slice() == ["hook"] {
        run.effect = Some(hook(run, asked, voice)?);
        return Ok(0);
    }
    let root = root(run, asked)?;
    let asking = Asking { tool: Tool::Mamba, root: &root, voice };
    match (words.as_slice(), &asked.prefix) {
        (["deactivate"], None) => asking.deactivate(run),
        (["reactivate"], None) => asking.reactivate(run),
        (["activate"], _) | (["activate", _], None) => {
            let named = words.get(1).copied().or(asked.prefix.as_deref());
            match located(run, &root, named.unwrap_or("base"))? {
                Some(prefix) => asking.activate(run, &prefix),
                None => run.refuses(1),
            }
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// Where environments are kept: what is said, else the installation that the program is part of, else the one of the
/// usual places that is there (`~/micromamba` up to 2.0).
fn root(run: &Run<'_>, asked: &Asked) -> Result<String, Cannot> {
    if let Some(root) = &asked.root {
        return run.absolute(root);
    }
    if let Some(root) = run.filled("MAMBA_ROOT_PREFIX")? {
        return Ok(root);
    }
    let real = run.machine().real_path(run.path()).map_err(|_| Cannot::NotFollowed)?;
    let own = real.strip_suffix("/bin/mamba").or_else(|| real.strip_suffix("/condabin/mamba"));
    if let Some(own) = own.filter(|own| run.machine().is_directory(&format!("{own}/conda-meta"))) {
        return Ok(own.to_owned());
    }
    let home = run.home()?;
    if run.machine().platform() == Platform::Windows {
        return Err(Cannot::NotFollowed);
    }
    let places = [format!("{home}/micromamba"), format!("{home}/.local/share/mamba")];
    let mut there = places.into_iter().filter(|place| run.machine().is_directory(place));
    match (there.next(), there.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Cannot::NotFollowed),
    }
}

/// What its text for a shell does.
fn hook(run: &mut Run<'_>, asked: &Asked, voice: Voice) -> Result<String, Cannot> {
    let file = run.machine().platform().file_name(run.path()).to_owned();
    let name = file.strip_suffix(".exe").unwrap_or(&file);
    if !matches!(name, "mamba" | "micromamba") {
        return Err(Cannot::NotFollowed);
    }
    let text = match voice {
        Voice::Posix => in_posix(run, name),
        Voice::PowerShell => powershell::mamba_hook(run, name),
        // Its batch files do that.
        Voice::Batch => return Err(Cannot::NotFollowed),
    };
    let root = root(run, asked).ok();
    let first = activates(run, root.as_deref())? && run.filled("CONDA_PREFIX")?.is_none();
    Ok(if first { format!("{text}{name} activate base\n") } else { text })
}

fn in_posix(run: &Run<'_>, name: &str) -> String {
    let exe = quoted(run.path());
    let own = functions(run, &["__mamba_exe", "__mamba_hashr", "__mamba_xctivate", "__mamba_wrap"]);
    let put = format!("eval \"$(PS1=\"${{PS1:-}}\" {exe} shell \"$@\" --shell bash)\"");
    format!(
        "{own}__exe_name={name}\n{name}() {{\n  case \"${{1:-}}\" in\n  activate|deactivate|reactivate) {put} ;;\n  install|update|upgrade|remove|uninstall) eval \"$({exe} {NOT_FOLLOWED})\" ;;\n  *) {exe} \"$@\" ;;\n  esac\n}}\nif [ -z \"${{CONDA_SHLVL+x}}\" ]; then\n  export CONDA_SHLVL=0\n  export PATH=\"${{MAMBA_ROOT_PREFIX}}/condabin:${{PATH}}\"\n  if [ -z \"${{PS1+x}}\" ]; then PS1=; fi\nfi\n"
    )
}

/// Where an environment stands: by path, or by name below the root.
pub(super) fn located(run: &Run<'_>, root: &str, name: &str) -> Result<Option<String>, Cannot> {
    let platform = run.machine().platform();
    let prefix = match name {
        "base" => root.to_owned(),
        path if path.contains(platform.separator()) => platform.normalize(&run.absolute(path)?),
        name => platform.join(&platform.join(root, "envs"), name),
    };
    Ok(Some(prefix).filter(|prefix| run.machine().is_directory(prefix)))
}

/// Whether its settings say that the first of all is put in force by itself, which mamba else does not.
fn activates(run: &mut Run<'_>, root: Option<&str>) -> Result<bool, Cannot> {
    let home = run.home()?;
    let platform = run.machine().platform();
    for folder in std::iter::once(home.as_str()).chain(root) {
        for name in [".mambarc", ".condarc"] {
            let Ok(text) = run.read(&platform.join(folder, name))? else { continue };
            let mut values =
                text.lines().filter_map(|line| line.trim().strip_prefix("auto_activate_base:"));
            if let Some(value) = values.next_back() {
                return Ok(matches!(value.trim(), "true" | "True" | "yes" | "on"));
            }
        }
    }
    Ok(false)
}
